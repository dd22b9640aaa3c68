"""How the city stood at the end of each of the last weeks, and that as a sentence."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from vietnamese.text import show_date, show_number

WEEKS = 12


@dataclass(frozen=True)
class Week:
    """The city on one day: teams founded of all, members, violations not let be."""

    day: date
    founded: int
    teams: int
    members: int
    violations: int


def trend(
    wards: pd.DataFrame, past: pd.DataFrame, counted: pd.DataFrame, as_of: date
) -> tuple[Week, ...]:
    """The last twelve weeks, today last; a week before the first figures has no line.

    wards: the frame of the figures. past: day, unit, founded, teams, members of earlier days; each
    ward counts as it was last known. counted: unit, opened, closed of the violations of all time.
    """
    sums = ("founded", "teams", "members", "violations")
    today = Week(as_of, *(int(wards[name].sum()) for name in sums))
    known = past[past["unit"].isin(wards["unit"])]
    known = known.assign(day=pd.to_datetime(known["day"]), unit=known["unit"].astype("category"))
    known = known.sort_values("day", kind="stable")
    counted = counted[counted["unit"].isin(wards["unit"])]
    days = [as_of - timedelta(weeks=back) for back in range(WEEKS - 1, 0, -1)]
    then = [_week(day, known[known["day"] <= pd.Timestamp(day)], counted) for day in days]
    return (*(week for week in then if week), today)


def _week(day: date, known: pd.DataFrame, counted: pd.DataFrame) -> Week | None:
    if known.empty:
        return None
    last = known.drop_duplicates("unit", keep="last")
    was_open = (counted["opened"] <= pd.Timestamp(day)) & ~(counted["closed"] <= pd.Timestamp(day))
    founded, teams, members = (int(last[name].sum()) for name in ("founded", "teams", "members"))
    return Week(day, founded, teams, members, int(was_open.sum()))


def trend_words(weeks: tuple[Week, ...]) -> str:
    """What the chart of these weeks shows, for who cannot see it."""
    first, last = weeks[0], weeks[-1]
    founded = (
        f"{show_number(first.founded)} lên {show_number(last.founded)}/{show_number(last.teams)}"
    )
    violations = f"{show_number(first.violations)} thành {show_number(last.violations)}"
    return (
        f"Biểu đồ từ ngày {show_date(first.day)} đến ngày {show_date(last.day)}: "
        f"tổ đã thành lập từ {founded}, nội dung phải sửa từ {violations}."
    )
