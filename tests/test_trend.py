"""How the city stood week by week, and what it let be."""

from datetime import timedelta
from typing import Any

from report.trend import Week, trend_words
from tests.cases import DAY, Case
from tests.test_figures import WEEK_AGO, figures, only, unfounded


def test_weeks_are_counted_from_what_was_known() -> None:
    past = [
        (DAY - timedelta(days=back), "phường-bến-thủy", back, 3, 10 + back, 0)
        for back in (20, 14, 9)
    ]
    found = figures(Case(name="", set=unfounded(4)), past=past)
    today = only(found)
    assert [(week.day, week.founded, week.members) for week in found.trend] == [
        (DAY - timedelta(days=14), 14, 24),
        (WEEK_AGO, 9, 19),
        (DAY, today["founded"], today["members"]),
    ]


def test_weeks_count_the_violations_open_on_that_day() -> None:
    history: list[tuple[Any, ...]] = [
        ("a", "phường-bến-thủy", "FM01", "violation", WEEK_AGO - timedelta(days=9), WEEK_AGO),
        ("b", "phường-bến-thủy", "FM01", "violation", WEEK_AGO, None),
        ("c", "phường-bến-thủy", "FM06", "warning", WEEK_AGO, None),
        ("d", "elsewhere", "FM01", "violation", WEEK_AGO, None),
    ]
    past = [(DAY - timedelta(days=14), "phường-bến-thủy", 3, 3, 15, 0)]
    found = figures(Case(name=""), past=past, history=history)
    assert [week.violations for week in found.trend] == [1, 1, 0]


def test_first_day_is_the_only_week() -> None:
    assert len(figures(Case(name="")).trend) == 1


def test_no_more_than_twelve_weeks() -> None:
    past = [(DAY - timedelta(days=400), "phường-bến-thủy", 1, 3, 15, 0)]
    assert len(figures(Case(name=""), past=past).trend) == 12


def test_what_is_let_be_is_counted_by_ward_and_rule() -> None:
    found = figures(Case(name="", set=unfounded(4)), let_be=("TO03",))
    assert [(one.ward, one.flags, one.until) for one in found.let_be] == [
        ("Phường Bến Thủy", 1, None)
    ]


def test_trend_words_need_no_picture() -> None:
    two = (Week(DAY - timedelta(days=7), 1, 3, 10, 5), Week(DAY, 3, 3, 12, 0))
    assert trend_words(two).endswith(
        "tổ đã thành lập từ 1 lên 3/3, nội dung phải sửa từ 5 thành 0."
    )
