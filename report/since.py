"""What is different from an earlier day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from report.results import Results


@dataclass(frozen=True)
class Changes:
    """What is different from the day `since`, the first of the report or, failing that, the last
    one before.

    Teams and members of the wards that were counted on both days. `people`: this week's (month's)
    less those of the one before it, by the days of the activities.
    """

    since: date
    founded: int
    members: int
    violations: int
    people: int


def baseline(days: "pd.Series[Any]", begin: date) -> pd.Timestamp | None:
    """The last of `days`, those with figures, that is not after the report's first."""
    days = pd.to_datetime(days)
    days = days[days <= pd.Timestamp(begin)]
    return None if days.empty else days.max()


def violations(history: pd.DataFrame, flags: pd.DataFrame) -> pd.DataFrame:
    """The violations of all time, those let be left out; one that came back opened then."""
    let_be = flags.loc[flags["status"] == "excepted", "id"]
    counted = history[(history["severity"] == "violation") & ~history["id"].isin(let_be)]
    opened, closed = pd.to_datetime(counted["opened"]), pd.to_datetime(counted["closed"])
    if "reopened" in counted:
        opened = pd.to_datetime(counted["reopened"]).fillna(opened)
    return counted.assign(opened=opened, closed=closed)


def moved(violations: pd.DataFrame, since: pd.Timestamp | None, as_of: date) -> pd.DataFrame | None:
    """The violations with `new` (opened after `since`), `resolved` (closed after it) and `then`
    (open on that day); None without such a day."""
    if since is None:
        return None
    opened, closed, today = violations["opened"], violations["closed"], pd.Timestamp(as_of)
    return violations.assign(
        new=(opened > since) & (opened <= today),
        resolved=(closed > since) & (closed <= today),
        then=(opened <= since) & ~(closed <= since),
    )


def changes(
    frame: pd.DataFrame,
    past: pd.DataFrame,
    moved: pd.DataFrame | None,
    week: Results,
    since: pd.Timestamp | None,
) -> Changes | None:
    """What is different in the wards' `frame` from their figures of the day `since` in `past`."""
    if since is None or moved is None:
        return None
    known = past[pd.to_datetime(past["day"]) <= since].sort_values("day", kind="stable")
    known = known.drop_duplicates("unit", keep="last").set_index("unit")
    both = frame.set_index("unit")
    both = both[both.index.isin(known.index)]
    known = known.loc[both.index]
    then = moved[moved["then"] & moved["unit"].isin(frame["unit"])]
    return Changes(
        since=since.date(),
        founded=int(both["founded"].sum() - known["founded"].sum()),
        members=int(both["members"].sum() - known["members"].sum()),
        violations=int(frame["violations"].sum()) - len(then),
        people=week.people - week.people_before,
    )
