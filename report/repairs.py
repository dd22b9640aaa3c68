"""How many flags came and were put right, and how long that took: per ward and rule."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from report.let_be import title_of
from vietnamese.text import plain


@dataclass(frozen=True)
class Repaired:
    """What one rule found in one ward, and what the ward put right, in the days of the report.

    `days` is the median of the days that the repairs took, None where there was none.
    """

    ward: str
    title: str
    opened: int
    closed: int
    days: float | None


def repairs(
    history: pd.DataFrame, wards: pd.DataFrame, begin: date, end: date
) -> tuple[Repaired, ...]:
    """Of the days from `begin` to `end`, in the order of the wards' names (by code in `wards`).

    history: as the store keeps it: id, flag, unit, rule, day, what, in their order.
    """
    history = history[history["unit"].isin(wards["unit"]) & (history["day"] <= end)]
    counted = opened_and_closed(history[history["day"] >= begin])
    sums = counted.groupby(["unit", "rule"])[["opened", "closed"]].sum()
    taken = time_to_repair(history, begin).set_index(["unit", "rule"])["days"]
    names = wards.set_index("unit")["name"]
    lines = [
        Repaired(
            str(names[unit]), title_of(rule), int(opened), int(closed), _days(taken, unit, rule)
        )
        for (unit, rule), opened, closed in sums.itertuples()
    ]
    return tuple(sorted(lines, key=lambda line: (plain(line.ward), line.title)))


def _days(taken: "pd.Series[Any]", unit: str, rule: str) -> float | None:
    return float(taken[unit, rule]) if (unit, rule) in taken.index else None


def opened_and_closed(history: pd.DataFrame) -> pd.DataFrame:
    """unit, rule, day, opened, closed: how many flags came (back) and were put right on each day.

    history: as the store keeps it. Flags of wards no longer followed were not put right.
    """
    came = history["what"].isin(["opened", "reopened"])
    marked = history.assign(opened=came, closed=history["what"] == "closed")
    days = marked.groupby(["unit", "rule", "day"], as_index=False)[["opened", "closed"]].sum()
    counted = days[(days["opened"] > 0) | (days["closed"] > 0)]
    return counted.reset_index(drop=True)


def time_to_repair(history: pd.DataFrame, since: date = date.min) -> pd.DataFrame:
    """unit, rule, repaired, days: how many flags were put right from `since` on, and the median of
    the days that it took, counted anew for one that came back.

    history: as the store keeps it.
    """
    in_order = history.sort_values(["flag", "id"])
    came = in_order["day"].where(in_order["what"].isin(["opened", "reopened"]))
    opened = came.groupby(in_order["flag"]).ffill()
    right = (in_order["what"] == "closed") & (in_order["day"] >= since) & opened.notna()
    taken = pd.to_datetime(in_order["day"]) - pd.to_datetime(opened)
    repairs = in_order[right].assign(days=taken[right].dt.days)
    by_rule = repairs.groupby(["unit", "rule"], as_index=False)
    return by_rule.agg(repaired=("days", "size"), days=("days", "median"))
