"""When a ward is written to, and about what: from hand-made flags and what it was told before."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from report.digest import WardDigest, overdue, ward_digest
from shapes import Told
from tests.cases import DAY, POLICY

COLUMNS = ["id", "rule", "severity", "status", "opened", "reopened", "handling", "until", "remark"]


def flag(name: str = "1", days: int = 0, **more: Any) -> dict[str, Any]:
    """A flag found so many days ago."""
    known = {"id": name, "rule": "FM01", "severity": "violation", "status": "open", "remark": "",
             "opened": DAY - timedelta(days=days), "reopened": None, "handling": "", "until": None}  # fmt: skip
    return known | more


def frame(*flags: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(flags, columns=COLUMNS, dtype=object)


def digest(*flags: dict[str, Any], told: Told | None = None, on: date = DAY) -> WardDigest | None:
    return ward_digest(frame(*flags), told, POLICY, on)


def after(*flags: dict[str, Any], days: int = 1) -> Told:
    """What a ward was told so many days ago, when these were its flags."""
    day = DAY - timedelta(days=days)
    was = ward_digest(frame(*flags), None, POLICY, day)
    assert was is not None
    return Told(day, frozenset(was.told))


def occasion(*flags: dict[str, Any], told: Told | None = None, on: date = DAY) -> str:
    found = digest(*flags, told=told, on=on)
    return found.occasion if found else ""


# --- overdue ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "late"),
    [
        ({"days": 6}, False),
        ({"days": 7}, True),
        ({"days": 7, "severity": "warning"}, True),
        ({"days": 99, "severity": "hint"}, False),
        ({"days": 99, "status": "excepted", "handling": "keep"}, False),
        ({"days": 99, "status": "waiting"}, False),
        ({"days": 99, "handling": "pending"}, False),
        ({"days": 99, "handling": "repair", "until": DAY}, False),
        ({"days": 1, "handling": "repair", "until": DAY - timedelta(days=1)}, True),
        ({"days": 7, "handling": "repair"}, True),
        ({"days": 99, "reopened": DAY - timedelta(days=6)}, False),
        ({"days": 99, "reopened": DAY - timedelta(days=7)}, True),
    ],
)
def test_overdue(more: dict[str, Any], late: bool) -> None:
    assert overdue(frame(flag(**more)), POLICY, DAY).tolist() == [late]


def test_no_flags_are_overdue() -> None:
    assert overdue(frame(), POLICY, DAY).empty


# --- when ------------------------------------------------------------------------------------


def test_the_first_mail_is_a_welcome_whatever_is_open() -> None:
    assert occasion() == occasion(flag(), flag("2", 30)) == "welcome"


def test_nothing_is_said_twice() -> None:
    told = after(flag("1", 2), flag("2", 3))
    assert occasion(flag("1", 2), flag("2", 3), told=told) == ""
    assert occasion(flag("2", 3), told=told) == ""
    assert occasion(told=after()) == ""


def test_a_new_flag_is_news() -> None:
    found = digest(flag("1", 2), flag("2"), told=after(flag("1", 2)))
    assert found is not None and found.occasion == "news"
    assert (found.fresh, found.late, len(found.to_do)) == (1, 0, 2)
    assert found.to_do["fresh"].tolist() == [False, True]


def test_what_became_overdue_is_news_once() -> None:
    told = after(flag("1", 7))
    assert occasion(flag("1", 7), told=told) == "news"
    assert occasion(flag("1", 9), told=after(flag("1", 9))) == ""


@pytest.mark.parametrize(("days", "said"), [(6, ""), (7, "reminder"), (30, "reminder")])
def test_one_reminder_a_week_while_anything_is_overdue(days: int, said: str) -> None:
    old = flag("1", 60)
    assert occasion(old, told=after(old, days=days)) == said
    assert occasion(flag("1", 3), told=after(flag("1", 3), days=days)) == ""


def test_a_decision_of_the_city_is_news_once() -> None:
    decided = flag("1", 2, handling="repair", until=DAY + timedelta(days=9), remark="Sửa sớm")
    found = digest(decided, told=after(flag("1", 2)))
    assert found is not None and found.occasion == "news"
    assert found.decided["id"].tolist() == ["1"]
    stored = decided | {"until": pd.Timestamp(decided["until"])}
    assert occasion(stored, told=after(decided)) == ""
    assert occasion(decided | {"remark": "Gia hạn"}, told=after(decided)) == "news"


def test_what_was_let_be_is_told_but_not_to_be_done() -> None:
    kept = flag("1", 30, status="excepted", handling="keep", until=date(2023, 12, 31))
    found = digest(kept, told=after(flag("1", 30)))
    assert found is not None and found.occasion == "news"
    assert (len(found.to_do), len(found.decided)) == (0, 1)


def test_thanks_come_once_when_nothing_is_left() -> None:
    assert occasion(told=after(flag())) == "thanks"
    assert occasion(flag("h", 40, severity="hint"), told=after(flag())) == "thanks"
    assert occasion(told=after()) == ""


def test_no_thanks_while_something_waits_for_the_city() -> None:
    asked = flag("1", 9, status="waiting")
    assert occasion(asked, told=after(flag("1", 9))) == ""
    assert occasion(told=after(flag("1", 9))) == "thanks"


def test_a_flag_that_came_back_is_told_again() -> None:
    assert occasion(flag("1", 40, reopened=DAY), told=after(flag("1", 40))) == "news"


def test_hints_are_never_mailed() -> None:
    hint = flag("h", severity="hint")
    assert occasion(hint, told=after()) == ""
    found = digest(hint)
    assert found is not None and found.to_do.empty
