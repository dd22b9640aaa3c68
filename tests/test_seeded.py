"""Recall and precision of the rules on wards seeded with mistakes; see tests/seeded."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from rules.registry import RULES
from tests.seeded import names
from tests.seeded.measure import Outcome, Seeded, compare, measure, write_all
from tests.seeded.mistakes import MISTAKES
from tests.seeded.runs import Maker, alone_runs, mixed_runs
from tests.seeded.ward import MEMBERS, PHONE, new_ward

ROOT = Path(__file__).parent.parent
SHARE_RIGHT = 0.98


def differences(outcome: Outcome) -> list[str]:
    """What was missed, found without reason, or of another severity, with the mistakes made."""
    groups = {"missed": outcome.missed, "extra": outcome.extra, "doubled": outcome.doubled,
              "severity": outcome.severities()}  # fmt: skip
    return [f"{word} {at[1:]} after {outcome.about[at[0]].why}" for word, places in groups.items() for at in places] + outcome.failed  # fmt: skip


def look_at(outcomes: list[tuple[date, Outcome]]) -> None:
    """All flags are those due, and nearly all proposals right."""
    found = [f"{day} {line}" for day, outcome in outcomes for line in differences(outcome)]
    assert found == []
    proposals = [right for _, outcome in outcomes for _, right in outcome.proposals()]
    assert sum(proposals) >= SHARE_RIGHT * len(proposals)


@pytest.mark.parametrize("messy", [False, True], ids=["tidy", "messy"])
def test_every_mistake_alone(messy: bool) -> None:
    outcomes = list(alone_runs(seed=3, messy=messy))
    look_at(outcomes)
    assert {flag.rule for _, out in outcomes for flag in out.expected.values()} == set(RULES)


@pytest.mark.parametrize("seed", [5, 6])
def test_several_mistakes_in_one_ward(seed: int) -> None:
    look_at(list(mixed_runs(102, seed, batch=6)))


def test_messy_wards_without_mistakes_have_no_flag(tmp_path: Path) -> None:
    maker = Maker(date(2023, 7, 10), 8, messy=True)
    for seed in range(40):
        maker.keep(maker.ward(seed, small=False), [], ["nothing"])
    assert list(measure(maker.made, maker.day, tmp_path).found) == []


def test_the_command_says_the_same(tmp_path: Path) -> None:
    maker = Maker(date(2023, 5, 25), 9, messy=True)
    for seed in range(12):
        maker.several(seed)
    written = write_all(maker.made, tmp_path)
    command = [sys.executable, "jobs.py", "check", str(tmp_path), "--as-of", "2023-05-25", "--format", "json"]  # fmt: skip
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    codes = {each.ward.name: f"u{number}" for number, each in enumerate(maker.made)}
    flags = [flag | {"unit": codes[flag["unit"]]} for flag in json.loads(run.stdout)]
    outcome = compare(maker.made, written, flags)
    assert differences(outcome) == [] and outcome.expected
    violations = any(flag["severity"] == "violation" for flag in flags)
    assert run.returncode == int(violations)


def test_the_comparison_sees_a_flag_too_many_and_one_too_few(tmp_path: Path) -> None:
    """A mistake that nobody declared is an extra; one declared but not made is missed."""
    day = date(2023, 4, 3)
    ward = new_ward(1, day, names.new_phones(), "Hòa An")
    row = ward.local(ward.hamlets[0])[0]
    row[PHONE] = "12"
    extra = measure([Seeded(ward)], day, tmp_path / "a")
    assert [(at[1], at[2], at[4]) for at in extra.extra] == [("FM05", MEMBERS, PHONE)]
    declared = next(m for m in MISTAKES if m.name == "LD01 no_leader")
    flags = declared.make(ward, ward.hamlets[1])
    row[PHONE] = ward.people.phone()
    ward.hamlets[1].members[0]["Chức danh trong Tổ"] = "Tổ trưởng"
    assert [at[1] for at in measure([Seeded(ward, flags or [])], day, tmp_path / "b").missed] == [
        "LD01"
    ]
