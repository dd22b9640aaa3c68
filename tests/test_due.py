"""When mails fall due, what they cover and who gets them."""

from datetime import UTC, date, datetime, time

import pytest

from report.due import (
    Span,
    kinds_for,
    last_daily,
    last_monthly,
    last_weekly,
    month_before,
    own_wards,
    unknown_recipients,
    week_before,
)
from shapes import Recipient
from tests.cases import POLICY
from vietnamese.text import key

EIGHT = time(8, 0)


def at(day: int, hour: int, month: int = 4) -> datetime:
    return datetime(2023, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "moment"),
    [(at(3, 8), at(3, 8)), (at(3, 7), at(2, 8)), (at(3, 23), at(3, 8)), (at(1, 7), at(31, 8, 3))],
)
def test_every_day(now: datetime, moment: datetime) -> None:
    assert last_daily(EIGHT, now) == moment


@pytest.mark.parametrize(
    ("now", "moment"),
    [(at(3, 8), at(3, 8)), (at(3, 7), at(27, 8, 3)), (at(9, 23), at(3, 8)), (at(10, 8), at(10, 8))],
)
def test_every_monday(now: datetime, moment: datetime) -> None:
    assert last_weekly(0, EIGHT, now) == moment


@pytest.mark.parametrize(
    ("day", "now", "moment"),
    [
        (1, at(1, 8), at(1, 8)),
        (1, at(1, 7), at(1, 8, 3)),
        (1, at(30, 23), at(1, 8)),
        (28, at(27, 23), at(28, 8, 3)),
        (28, at(28, 9), at(28, 8)),
        (5, datetime(2023, 1, 4, 9, tzinfo=UTC), datetime(2022, 12, 5, 8, tzinfo=UTC)),
    ],
)
def test_every_month(day: int, now: datetime, moment: datetime) -> None:
    assert last_monthly(day, EIGHT, now) == moment


def test_spans() -> None:
    week = week_before(date(2023, 4, 3))
    assert week == Span(date(2023, 3, 27), date(2023, 4, 2))
    assert week.before == Span(date(2023, 3, 20), date(2023, 3, 26))
    month = month_before(date(2023, 3, 31))
    assert month == Span(date(2023, 2, 1), date(2023, 2, 28), monthly=True)
    assert month.before == Span(date(2023, 1, 1), date(2023, 1, 31), monthly=True)


@pytest.mark.parametrize(
    ("role", "period", "kinds"),
    [
        ("leaders", "", {"city": "weekly", "deadline": "weekly", "city-monthly": "monthly"}),
        ("leaders", "monthly", {"city-monthly": "monthly"}),
        ("leaders", "none", {}),
        ("education", "", {"gddt": "monthly"}),
        ("education", "weekly", {"gddt": "weekly"}),
        ("education", "daily", {"gddt": "weekly"}),
        ("coordinator", "", {"coordinator": "daily", "deadline": "weekly"}),
        ("technician", "", {"ops": "daily"}),
        ("Báo Nghệ An", "weekly", {}),
        ("youth", "mỗi sáng", {"thanhdoan": "monthly"}),
    ],
)
def test_who_gets_what(role: str, period: str, kinds: dict[str, str]) -> None:
    assert kinds_for(Recipient("A", "a@vi-du.vn", role, period), POLICY) == kinds


def test_a_role_or_rhythm_that_nobody_knows_is_told_to_the_technician() -> None:
    people = [
        Recipient("Lê Dung", "d@x.vn", "Báo Nghệ An"),
        Recipient("Lê Chi", "c@x.vn", "youth", "mỗi sáng"),
        Recipient("Lê Ba", "b@x.vn", ""),
        Recipient("Lê An", "a@x.vn", "leaders", "none"),
    ]
    said = unknown_recipients(people, POLICY)
    assert len(said) == 3
    assert "«Báo Nghệ An»" in said[0] and "«mỗi sáng»" in said[1] and "chưa ghi vai trò" in said[2]
    assert not any("@" in line for line in said)


def test_a_ward_of_nobody_is_every_coordinators() -> None:
    people = [Recipient(name, "x@x.vn", "coordinator") for name in ("Nguyễn Hòa", "Lê Thu")]
    people.append(Recipient("Trần Lãnh Đạo", "y@x.vn", "leaders"))
    wards = {"a": "Nguyễn  Hoà", "b": "Lê Thu", "c": "", "d": "Người Lạ"}
    assert own_wards(wards, people) == {
        key("Nguyễn Hòa"): ("a", "c", "d"),
        "lê thu": ("b", "c", "d"),
    }
