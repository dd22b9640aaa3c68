"""Which wards are made: each mistake alone, several in one ward, none, and the same phone in two."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from tests.seeded import corners, form, names, people, structure, teams
from tests.seeded import ward as w
from tests.seeded.measure import Flag, Outcome, Seeded, measure
from tests.seeded.mistakes import MISTAKES, Mistake
from tests.seeded.ward import Ward, new_ward

SOURCES = (structure, form, people, teams, corners)
DAYS = tuple(map(date.fromisoformat, ("2023-03-10", "2023-03-15", "2023-03-16", "2023-03-20", "2023-03-29", "2023-03-30", "2023-03-31", "2023-04-03", "2023-04-14", "2023-04-28", "2023-05-25", "2023-06-26", "2023-07-10", "2023-11-24", "2024-01-20", "2024-06-10")))  # fmt: skip


def in_batches(seeded: list[Seeded], day: date) -> Outcome:
    """One measurement of wards that share a day."""
    with tempfile.TemporaryDirectory() as folder:
        return measure(seeded, day, Path(folder))


def name_of(number: int) -> str:
    """A ward's name; no two of one batch are alike."""
    first, second = divmod(number, len(names.WARDS))
    return names.WARDS[second] + (f" {'ABCDEGHKLM'[first - 1]}{first}" if first else "")


class Maker:
    """Makes the wards of one batch; all phones differ."""

    def __init__(self, day: date, seed: int, messy: bool) -> None:
        self.day, self.seed, self.messy = day, seed, messy
        self.phones = names.new_phones()
        self.made: list[Seeded] = []

    def ward(self, seed: int, small: bool = True) -> Ward:
        return new_ward(seed, self.day, self.phones, name_of(len(self.made)), small)

    def keep(self, ward: Ward, flags: list[Flag], why: list[str]) -> None:
        messy = Random(f"{self.seed} {len(self.made)}") if self.messy else None
        self.made.append(Seeded(ward, flags, why, messy))

    def alone(self, mistake: Mistake, seed: int) -> bool:
        """A ward with this one mistake; False where it cannot be made on that day."""
        for attempt in range(6):
            ward = self.ward(seed * 100_000 + attempt + self.day.toordinal() % 9973 * 10)
            for team in ward.hamlets:
                flags = mistake.make(ward, team)
                if flags is not None:
                    self.keep(ward, flags, [mistake.name])
                    return True
        return False

    def several(self, seed: int, most: int = 6) -> None:
        """A ward with mistakes that do not touch each other."""
        chance = Random(seed)
        ward = self.ward(seed, small=chance.random() < 0.6)
        absence = chance.random() < 0.5
        flags: list[Flag] = []
        why: list[str] = []
        teams_left = list(ward.hamlets)
        scopes = ["top", "ward"] + ["hamlet"] * len(teams_left)
        chance.shuffle(scopes)
        for scope in scopes[: chance.randint(1, most)]:
            able = [
                m for m in MISTAKES if m.scope == scope and not (m.blind if absence else m.absence)
            ]
            rule = chance.choice(sorted({m.rule for m in able}))
            picked = chance.choice([m for m in able if m.rule == rule])
            made = picked.make(ward, teams_left.pop() if scope == "hamlet" else ward.top)
            flags += made or []
            why += [] if made is None else [picked.name]
        self.keep(ward, flags, why)

    def one_phone_in_two(self, seed: int) -> None:
        """LW01: in both wards, at the person's row."""
        first, second = self.ward(seed), self.ward(seed + 1)
        rows = [ward.local(ward.hamlets[0], w.LEADER)[0] for ward in (first, second)]
        rows[1][w.PHONE] = rows[0][w.PHONE]
        for ward, row in zip((first, second), rows, strict=True):
            ward.name = f"{ward.kind} {name_of(len(self.made))}"
            ward.about("Đơn vị")[w.VALUE] = ward.name
            self.keep(ward, [Flag("LW01", w.MEMBERS, row, w.PHONE, severity="warning")], ["LW01"])


def alone_runs(seed: int = 1, messy: bool = False) -> Iterator[tuple[date, Outcome]]:
    """Every mistake of the register alone in a ward, on a day on which it can be made."""
    makers = {day: Maker(day, seed, messy) for day in DAYS}
    for number, mistake in enumerate(MISTAKES):
        days = list(DAYS)
        Random(f"{seed} {number}").shuffle(days)
        if not any(makers[day].alone(mistake, seed + number) for day in days):
            raise AssertionError(f"never made: {mistake.name}")
    for day, maker in makers.items():
        maker.one_phone_in_two(seed)
        yield day, in_batches(maker.made, day)


def mixed_runs(wards: int, seed: int = 1, batch: int = 100) -> Iterator[tuple[date, Outcome]]:
    """Wards with several mistakes, one in ten without any, three in ten with one that fills a ward;
    every other batch messy."""
    alone = [mistake for mistake in MISTAKES if mistake.scope == "alone"]
    rules = sorted({mistake.rule for mistake in alone})
    for start in range(0, wards, batch):
        number = start // batch
        maker = Maker(DAYS[number % len(DAYS)], seed + number, messy=number % 2 == 1)
        for n in range(start, min(start + batch, wards)):
            chance = Random(f"{seed} {n}")
            rule = chance.choice(rules)
            picked = chance.choice([each for each in alone if each.rule == rule])
            if n % 10 in (1, 2, 3) and maker.alone(picked, seed * 1_000_003 + n):
                continue
            if n % 10:
                maker.several(seed * 1_000_003 + n)
            else:
                maker.keep(maker.ward(seed * 1_000_003 + n, small=False), [], ["nothing"])
        yield maker.day, in_batches(maker.made, maker.day)
