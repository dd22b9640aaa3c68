"""A pass that leaves unchanged wards alone finds, shows and counts what a pass over all would."""

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from config import Config
from jobs import Outcome, run_once
from opening import Job
from rules.policy import load_policy
from rules.terms import HANDLING
from shapes import Unit, records
from store.store import Store
from tests.memory import Memory

WARDS = 12
NUMBERS = ("0912000001", "0912000002", "0912000003", "912000001", "09", "")
NAMES = 4
DAY = date(2023, 4, 3)


class Morning:
    """A city between two passes of one day."""

    def __init__(self, home: Path) -> None:
        self.city = Memory([Unit(f"w{n}", f"Phường {n}") for n in range(WARDS)])
        self.store, self.config = Store(f"sqlite:///{home / 'kho.db'}"), Config(home=home)
        people = [row[2] for row in self.city.wards["w0"].tabs["Thành viên"][1:]]
        self.names = [name for name in people if people.count(name) == 1][:NAMES]
        for number, ward in enumerate(self.city.wards.values()):
            at = ward.column("Thành viên", "Điện thoại")
            for person, row in enumerate(ward.tabs["Thành viên"][1:]):
                row[at] = f"0987{number:02}{person:04}"
        self.run()

    def job(self) -> Job:
        now, backend = datetime(2023, 4, 3, 8, tzinfo=self.config.zone), self.city
        given: Any = (self.config, load_policy(), self.store, backend, DAY, now, (), lambda _: None)
        return Job(*given)

    def run(self, dry_run: bool = False) -> Outcome:
        return run_once(self.job(), dry_run)

    def retype(self, ward: int, person: int, what: int) -> None:
        """A number that others have too, or that is wrong, or none."""
        name, number = self.names[person % NAMES], NUMBERS[what % len(NUMBERS)]
        self.city.wards[f"w{ward % WARDS}"].retype(name, number)

    def decide(self, line: int, how: int, _: int) -> None:
        if self.city.follow_up:
            row = self.city.follow_up[line % len(self.city.follow_up)]
            row |= {"handling": [*HANDLING.values(), ""][how % 4], "remark": "lý do"}

    def say(self, ward: int, line: int, tick: int) -> None:
        book = self.city.wards[f"w{ward % WARDS}"]
        if book.todo:
            row = book.todo[line % len(book.todo)]
            row["comment"] = "đang hỏi lại"
            row["agreed"] = "x" if tick % 2 and row["suggestion"] else ""
            book.version += 1

    def breaks(self, ward: int, *_: int) -> None:
        book = self.city.wards[f"w{ward % WARDS}"]
        book.broken = not book.broken

    def act(self, verb: int, *numbers: int) -> None:
        doings = [self.retype, self.retype, self.retype, self.decide, self.say, self.breaks]
        doings[verb % len(doings)](*numbers)


@pytest.fixture
def morning(tmp_path: Path) -> Morning:
    return Morning(tmp_path)


def by_id(outcome: Outcome) -> list[dict[str, Any]]:
    flags = outcome.reviewed.flags.sort_values("id")
    return [
        {name: "" if pd.api.types.is_scalar(value) and pd.isna(value) else value for name, value in flag.items()}
        for flag in records(flags)
    ]  # fmt: skip


NUMBER = st.integers(0, 59)
EDITS = st.lists(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER), min_size=1, max_size=3)


@settings(
    max_examples=int(os.environ.get("MORNINGS", "1")),
    deadline=None,
    derandomize="MORNINGS" not in os.environ,
    database=None,
    phases=[Phase.generate],
)
@given(passes=st.lists(EDITS, min_size=4, max_size=4))
def test_it_says_what_a_pass_over_all_wards_says(
    tmp_path_factory: pytest.TempPathFactory, passes: Sequence[Sequence[tuple[int, ...]]]
) -> None:
    """`MORNINGS=50` tries fifty other ones."""
    morning = Morning(tmp_path_factory.mktemp("morning"))
    for edits in passes:
        for verb, *numbers in edits:
            morning.act(verb, *numbers)
        few = morning.run()
        again = morning.run()  # what was just typed is asked about now
        whole = morning.run(dry_run=True)
        assert whole.read.whole and len(again.read.checked) <= len(few.read.checked)
        assert by_id(again) == by_id(whole)
        pd.testing.assert_frame_equal(again.wards, whole.wards)


def test_only_changed_wards_and_those_that_share_a_number_are_checked(morning: Morning) -> None:
    assert morning.run().read.checked == frozenset()
    morning.retype(1, 0, 0)
    assert morning.run().read.checked == {"w1"}
    morning.retype(2, 0, 0)  # the number of w1
    shared = morning.run()
    assert shared.read.checked == {"w1", "w2"}
    assert set(shared.reviewed.open.query("rule == 'LW01'")["unit"]) == {"w1", "w2"}
    morning.retype(1, 0, 1)
    assert morning.run().read.checked == {"w1", "w2"}
    assert morning.run().read.checked == frozenset()


def test_a_third_ward_with_the_number_is_named_though_it_is_not_checked(morning: Morning) -> None:
    for ward in (1, 2):
        morning.retype(ward, 0, 0)
    morning.retype(2, 1, 1)
    morning.retype(3, 1, 1)  # w2 and w3 share another one
    morning.run()
    morning.retype(1, 0, 2)
    found = morning.run()
    assert found.read.checked == {"w1", "w2"}
    assert {book.unit for book in found.read.books} == {"w1", "w2", "w3"}
    assert set(found.reviewed.open.query("rule == 'LW01'")["unit"]) == {"w2", "w3"}


def test_a_decision_makes_its_ward_be_checked(morning: Morning) -> None:
    morning.retype(4, 0, 4)
    morning.run()
    morning.decide(0, 1, 0)
    assert morning.run().read.checked == {"w4"}
    assert [row["status"] for row in morning.city.wards["w4"].todo] == ["Được giữ nguyên"]


def test_after_a_pass_that_died_every_ward_is_checked(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning.retype(5, 0, 4)
    with monkeypatch.context() as patched:
        patched.setattr(morning.city, "push", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            morning.run()
    assert morning.run().read.whole


def test_a_changed_policy_or_register_makes_every_ward_be_checked(morning: Morning) -> None:
    book = morning.city.wards["w3"]
    book.unit = Unit("w3", "Phường Ba")
    assert morning.run().read.whole
    assert morning.run().read.checked == frozenset()
