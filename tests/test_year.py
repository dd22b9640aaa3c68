"""A year of a city: wards type, sort, tick and answer, coordinators decide, runs die anywhere.

What must hold after every run that was carried through stands in `Year.check`.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

import rules.check  # noqa: F401  (fills the catalogue)
from config import Config
from jobs import run_once
from opening import Job
from rules.policy import load_policy
from rules.registry import RULES
from rules.terms import HANDLING
from shapes import Unit
from store.store import Store
from tests.memory import Memory, Row, Ward

WARDS, PEOPLE = 6, 6
Event = tuple[int, int, int, int]
SHOWN = ("FM05", "FM06", "ST03")
POLICY = replace(load_policy(), rules={code: "off" for code in RULES if code not in SHOWN})
KINDS = ("good", "lost its zero", "country code", "unreadable", "other")
WORDS = dict(zip(("repair", "keep", "pending", ""), (*HANDLING.values(), ""), strict=True))


def phone(ward: int, person: int, kind: str) -> str:
    """A person's number as it should be, or wrong in one of several ways."""
    right = f"0912{ward:02}{person:04}"
    return {
        "good": right,
        "lost its zero": right[1:],
        "country code": f"+84{right[1:]}",
        "unreadable": "09",
        "other": "không nhớ",
    }[kind]


class Died(BaseException):
    """The process was killed."""


class Steps:
    """Everything of a run that others could see, step by step; `at` the given one something happens."""

    def __init__(self) -> None:
        self.dead = False
        self.set(0, lambda: None)

    def set(self, at: int, what: Callable[[], None]) -> None:
        """From now on the `at`-th step (0: none) is where `what` happens."""
        self.left, self.what, self.dead = at, what, False

    def step(self, *_: Any) -> None:
        """One step; a dead process takes none."""
        if self.dead:
            raise Died
        self.left -= 1
        if self.left == 0:
            self.what()

    def die(self) -> None:
        """Nothing more is done."""
        self.dead = True
        raise Died


class Watched:
    """A backend of which every verb and every workbook is a step."""

    def __init__(self, backend: Memory, steps: Steps) -> None:
        self._backend, self._steps = backend, steps

    def __getattr__(self, name: str) -> Any:
        verb = getattr(self._backend, name)

        def watched(*given: Any) -> Any:
            self._steps.step()
            result = verb(*given)
            self._steps.step()
            return self._each(result) if isinstance(result, Iterator) else result

        return watched

    def _each(self, results: Iterator[Any]) -> Iterator[Any]:
        for result in results:
            self._steps.step()
            yield result


class Year:
    """The city, its store, and what its people did."""

    def __init__(self, home: Path) -> None:
        units = [Unit(f"w{n}", f"Phường {n}") for n in range(WARDS)]
        self.city, self.steps = Memory(units), Steps()
        self.store = Store(f"sqlite:///{home / 'year.db'}")
        event.listen(self.store.engine, "commit", self.steps.step)
        self.config, self.day = Config(home=home), date(2023, 4, 3)
        self.decided: dict[str, Row] = {}
        self.said: dict[str, str] = {}
        self.ticked: dict[str, set[tuple[str, str]]] = {}
        self.opened: dict[str, date] = {}
        everybody = Counter(row[2] for row in self._ward(0).tabs["Thành viên"][1:])
        self.names = [name for name, rows in everybody.items() if rows == 1][:PEOPLE]
        for number in range(WARDS):
            for person, name in enumerate(self.names):
                self._ward(number).retype(name, phone(number, person, "good"))

    def _ward(self, number: int) -> Ward:
        return self.city.wards[f"w{number % WARDS}"]

    # --- what people do ------------------------------------------------------------------------

    def retype(self, ward: int, person: int, kind: int) -> None:
        name = self.names[person % PEOPLE]
        wrong = KINDS[kind % len(KINDS)]
        self._ward(ward).retype(name, phone(ward % WARDS, person % PEOPLE, wrong))

    def rewrite(self, ward: int, how: int, _: int) -> None:
        """Rows of people sorted, one of them in capitals."""
        rows = self._ward(ward).tabs["Thành viên"]
        rows[1:] = sorted(rows[1:], key=lambda row: row[how % 5 + 1])
        rows[how % len(rows[1:]) + 1][2] = rows[how % len(rows[1:]) + 1][2].upper()
        self._ward(ward).version += 1

    def tick(self, ward: int, line: int, _: int) -> None:
        todo = self._ward(ward).todo
        row = todo[line % len(todo)] if todo else {"suggestion": ""}
        if row["suggestion"]:
            row["agreed"] = "x"
            self._ward(ward).version += 1
            seen = row["value"], row["suggestion"]
            self.ticked.setdefault(row["id"], set()).add(seen)

    def say(self, ward: int, line: int, word: int) -> None:
        todo = self._ward(ward).todo
        if todo:
            row = todo[line % len(todo)]
            row["comment"] = self.said[row["id"]] = f"ý kiến {word}"
            self._ward(ward).version += 1

    def sort_lines(self, ward: int, by: int, _: int) -> None:
        self._ward(ward).todo.sort(key=lambda row: row["id"][by % 8 :])
        self._ward(ward).version += 1
        self.city.follow_up.sort(key=lambda row: row["id"][by % 8 :])

    def decide(self, line: int, how: int, days: int) -> None:
        if not self.city.follow_up:
            return
        row = self.city.follow_up[line % len(self.city.follow_up)]
        until = f"{self.day + timedelta(days=days * 5):%d/%m/%Y}" if days % 3 else ""
        typed = {
            "handling": list(WORDS.values())[how % 4],
            "until": until,
            "remark": f"lý do {days}" if how % 3 else "",
        }
        row |= typed
        self.decided[row["id"]] = typed

    def trouble(self, ward: int, what: int, _: int) -> None:
        """A workbook breaks or is whole again, the register is open in Excel or closed."""
        if what % 3:
            self._ward(ward).broken = not self._ward(ward).broken
        else:
            self.city.register_locked = not self.city.register_locked

    # --- runs ----------------------------------------------------------------------------------

    def run(self) -> None:
        now = datetime(self.day.year, self.day.month, self.day.day, 20, tzinfo=self.config.zone)
        backend: Any = Watched(self.city, self.steps)
        job = Job(self.config, POLICY, self.store, backend, self.day, now, (), lambda _: None)
        run_once(job)

    def fortnight(self, events: Sequence[Event], how: str, at: int) -> None:
        """Some days' doings and a run: in peace, or one that dies, or is typed into, at a step."""
        *before, (name, *given) = events
        for verb, *numbers in before:
            self.act(verb, *numbers)
        if how != "in peace":
            dies = how == "dies"
            self.steps.set(at, self.steps.die if dies else lambda: self.act(name, *given))
            with suppress(Died):
                self.run()
            self.steps.set(0, lambda: None)
        if how != "dies":
            self.run()
            self.check()
        self.day += timedelta(days=1 + at % 27)

    def act(self, verb: int, *numbers: int) -> None:
        """One of the things that people do, the more frequent ones more often."""
        doings = [self.retype, self.retype, self.rewrite, self.tick, self.tick, self.say,
                  self.sort_lines, self.decide, self.decide, self.trouble]  # fmt: skip
        doings[verb % len(doings)](*numbers)

    # --- what must hold ------------------------------------------------------------------------

    def check(self) -> None:
        """After a run in peace."""
        flags = self.store.flags().set_index("id")
        self._nothing_twice(flags)
        self._found_what_is_wrong(flags)
        self._no_decision_lost(flags)
        self._no_word_lost(flags)
        for flag, old, new in self.city.writings:
            assert (old, new) in self.ticked[flag], "a tick was applied to another value"
        for flag, opened in zip(flags.index, flags["opened"], strict=True):
            assert self.opened.setdefault(flag, opened) == opened

    def _nothing_twice(self, flags: Any) -> None:
        listed = [row["id"] for ward in self.city.wards.values() for row in ward.todo]
        assert len(listed) == len(set(listed))
        followed = [row["id"] for row in self.city.follow_up]
        assert len(followed) == len(set(followed))
        is_open = flags[flags["closed"].isna()]
        whole = [code for code, ward in self.city.wards.items() if not ward.broken]
        shown = {row["id"] for code in whole for row in self.city.wards[code].todo}
        assert shown == set(is_open.index[is_open["unit"].isin(whole)])
        if not self.city.register_locked:
            assert set(is_open.index) <= set(followed)

    def _found_what_is_wrong(self, flags: Any) -> None:
        is_open = flags[flags["closed"].isna() & (flags["rule"] != "ST03")]
        for number in range(WARDS):
            ward = self._ward(number)
            right = [phone(number, person, "good") for person in range(PEOPLE)]
            typed = [ward.phone_of(name) for name in self.names]
            wrong = sum(one != other for one, other in zip(right, typed, strict=True))
            if not ward.broken:
                assert (is_open["unit"] == f"w{number}").sum() == wrong

    def _no_decision_lost(self, flags: Any) -> None:
        rows = {row["id"]: row for row in self.city.follow_up}
        for flag, typed in self.decided.items():
            known, keeps = flags.loc[flag], typed["handling"] == WORDS["keep"]
            taken = not keeps or typed["remark"] != ""
            word = typed["handling"] if taken else ""
            assert (WORDS[known["handling"]], known["remark"]) == (word, typed["remark"])
            shown = rows.get(flag, typed)
            if taken:
                assert (shown["handling"], shown["remark"]) == (word, typed["remark"])
                assert shown["until"] == typed["until"] or (keeps and not typed["until"])
            if keeps and taken:
                self._let_be_to_its_day(known, typed["until"])

    def _let_be_to_its_day(self, flag: Any, typed: str) -> None:
        end = flag["until"]
        assert end == day_of(typed) or (not typed and (end.month, end.day) == (12, 31))
        if flag["closed"] is None:
            assert (flag["status"] == "excepted") == (end >= self.day)

    def _no_word_lost(self, flags: Any) -> None:
        for flag, word in list(self.said.items()):
            if flags.loc[flag, "closed"] is not None:
                del self.said[flag]
            elif not self.city.wards[flags.loc[flag, "unit"]].broken:
                assert flags.loc[flag, "answer"] == word


def day_of(text: str) -> date | None:
    """A day as the coordinators typed it."""
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None


NUMBER = st.integers(0, 59)
EVENTS = st.lists(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER), min_size=6, max_size=14)
HOW = st.sampled_from(["in peace", "dies", "typed into"])
FORTNIGHTS = st.sampled_from([1, 26]).flatmap(
    lambda many: st.lists(st.tuples(EVENTS, HOW, st.integers(1, 60)), min_size=many, max_size=many)
)


@settings(
    max_examples=int(os.environ.get("YEARS", "2")),
    deadline=None,
    derandomize="YEARS" not in os.environ,
    database=None,
    phases=[Phase.generate],
)
@given(fortnights=FORTNIGHTS)
def test_nothing_is_lost_doubled_or_forced_through_a_year(
    tmp_path_factory: pytest.TempPathFactory, fortnights: Sequence[tuple[Sequence[Event], str, int]]
) -> None:
    """`YEARS=50` tries fifty other ones."""
    year = Year(tmp_path_factory.mktemp("year"))
    for events, how, at in fortnights:
        year.fortnight(events, how, at)
    year.store.engine.dispose()
