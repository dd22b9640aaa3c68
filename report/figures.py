"""Every number of the reports, computed once, over all wards at a time.

Only what is known is counted: a cell with an open flag of form is as blank here as it is to the
rules, a count that is being asked about is left out. What the city let be counts as read.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from report.due import Span, week_before
from report.let_be import LetBe, let_be, title_of
from report.results import Offices, Results, offices, reached, results
from report.trend import Week, trend
from rules.city import ROW_TABLES, City
from rules.groups import is_pair
from rules.policy import Policy
from shapes import Tables
from vietnamese.text import plain

MOST_PROBLEMS = 5
# Rules whose cell stays in doubt until the ward has answered: a huge count, a row written twice.
_DOUBTED = ("HD03", "HD04")


@dataclass(frozen=True)
class Totals:
    """The city as a whole. `complete` wards have founded their own team and those of all hamlets.

    `dispatch` and `entry` are the violations of the dispatch and of form, `with_violations` the
    wards that have any. `answered` flags are counted where they belong too: the ward has written,
    the city not yet. `excepted` ones, let be by the city, and hints are counted nowhere else.
    """

    wards: int
    complete: int
    teams: int
    founded: int
    hamlets: int
    hamlets_founded: int
    members: int
    dispatch: int
    entry: int
    with_violations: int
    warnings: int
    answered: int
    excepted: int

    @property
    def violations(self) -> int:
        """Phải sửa, of both kinds."""
        return self.dispatch + self.entry


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


@dataclass(frozen=True)
class Problem:
    """What a rule finds often: open flags of one severity, and the wards that have them."""

    rule: str
    title: str
    severity: str
    flags: int
    wards: int


@dataclass(frozen=True, eq=False)
class CityFigures:
    """The figures of one city on the day `as_of`; its week, or month where `monthly`, runs from
    `begin` to `end`, inclusive.

    wards: one row per ward, worst first: unit (code), name, kind, link, officer, phone, problem;
    teams, founded, hamlets, hamlets_founded, unfounded, complete; members; people (reached so
    far); dispatch, entry, violations (both), warnings; new and resolved (violations since
    `changes.since`, NA on the first run); last_activity and last_edit (days or NaT), idle_days
    (since the last edit, NA where there is none); deadline (the first day that is too late);
    urged (the ward should be spoken to); rank (from 1).
    changes: None on the first run. trend: by weeks, today last.
    """

    as_of: date
    begin: date
    end: date
    totals: Totals
    changes: Changes | None
    wards: pd.DataFrame
    problems: tuple[Problem, ...]
    results: Results
    offices: Offices
    monthly: bool = False
    trend: tuple[Week, ...] = ()
    let_be: tuple[LetBe, ...] = ()


def city_figures(
    tables: Tables,
    flags: pd.DataFrame,
    history: pd.DataFrame,
    past: pd.DataFrame,
    wards: pd.DataFrame,
    policy: Policy,
    as_of: date,
    span: Span | None = None,
) -> CityFigures:
    """All figures of the wards in `wards` on the day `as_of`, for `span` (the week before it).

    flags: the open flags, columns of rules.check and `status`, "excepted" for those let be, with
    the day `until`, where it is known.
    history: one row per flag ever: id, unit, rule, severity, opened, closed (NaT: open) and, where
    it is known, `reopened`. past: earlier figures: day, unit, founded, teams, members, people;
    empty before the first run. wards: unit (code), name, kind, link, officer, phone, last_edit,
    problem.
    """
    city = known_city(tables, flags, policy, as_of)
    flags = flags[flags["unit"].isin(wards["unit"])]
    span = span or week_before(as_of)
    since = _baseline(past, span.begin)
    violations = _violations(history, flags)
    moved = _moved(violations, since, as_of)
    frame = _ward_frame(city, flags, wards, moved)
    done = results(city, frame, span)
    return CityFigures(
        as_of=as_of,
        begin=span.begin,
        end=span.end,
        totals=_totals(frame, flags),
        changes=_changes(frame, past, moved, done, since),
        wards=frame,
        problems=_problems(flags),
        results=done,
        offices=offices(city, frame),
        monthly=span.monthly,
        trend=trend(frame, past, violations, as_of),
        let_be=let_be(flags, frame),
    )


# --- what is known ---------------------------------------------------------------------------


def known_city(tables: Tables, flags: pd.DataFrame, policy: Policy, as_of: date) -> City:
    """The tables with every cell blanked that has an open flag of form, or one that doubts it.

    A ward that could not be read today counts as it was last read.
    """
    as_last_read = replace(tables, units=tables.units.assign(problem=""))
    city = City(as_last_read, policy, as_of)
    asked = flags[(flags["status"] != "excepted") & flags["table"].isin(ROW_TABLES)]
    asked = asked[asked["row"].notna() & (asked["field"] != "")]
    # Who stands twice in a team (FM11) City tells by itself, from names that are still known.
    blanked = _of_form(asked["rule"]) & (asked["rule"] != "FM11")
    cells = asked[blanked | asked["rule"].isin(_DOUBTED)]
    # Of a row that stands twice the day is doubted: without it, it is in no week.
    cells = cells.assign(field=cells["field"].mask(cells["rule"] == "HD04", "date"))
    number = dict(zip(tables.units["code"], tables.units["unit"], strict=True))
    cells = cells.assign(
        unit=cells["unit"].map(number).fillna(-1), row=cells["row"].astype("int64")
    )
    for (table, field), rows in cells.groupby(["table", "field"], sort=False):
        there = is_pair(tables[str(table)], rows, ["unit", "row"])
        city.forget(str(table), str(field), np.flatnonzero(there))
    return city


def _of_form(codes: "pd.Series[str]") -> "pd.Series[bool]":
    return codes.astype(object).str[:2].isin(["ST", "FM"])


# --- ward by ward ----------------------------------------------------------------------------


def _ward_frame(
    city: City, flags: pd.DataFrame, wards: pd.DataFrame, moved: pd.DataFrame | None
) -> pd.DataFrame:
    """The frame of `CityFigures.wards`, in the order of `Thứ tự cần đôn đốc`."""
    frame = wards.set_index("unit", drop=False).rename_axis(None)
    codes = frame.index
    counts = _counts_of_flags(flags, codes) | _counts_of_moves(moved, codes)
    frame = frame.assign(**_counts_of_teams(city, codes), **counts)
    frame["last_edit"] = pd.to_datetime(frame["last_edit"]).dt.normalize()
    frame["idle_days"] = (city.as_of - frame["last_edit"]).dt.days.astype("Int64")
    frame["urged"] = _urged(frame, city)
    return worst_first(frame)


def worst_first(wards: pd.DataFrame) -> pd.DataFrame:
    """The wards in the order of `Thứ tự cần đôn đốc`, with their `rank`: by the share of teams
    founded, then violations per team, then the last edit (none first), then the name."""
    order = pd.DataFrame(
        {
            "share": wards["founded"] / wards["teams"],
            "load": -wards["violations"] / wards["teams"],
            "edited": wards["last_edit"],
            "name": wards["name"].map(plain),
        }
    ).sort_values(["share", "load", "edited", "name"], na_position="first")
    ranked = wards.loc[order.index]
    return ranked.assign(rank=range(1, len(ranked) + 1)).reset_index(drop=True)


def _counts_of_teams(city: City, codes: pd.Index) -> dict[str, Any]:
    """Teams, members and activities of each ward; zero where nothing of it is known."""
    units, rows = city.units, city.first_rows
    of_ward = pd.Series(city.of_ward[rows["team"].to_numpy()], index=rows.index)
    founded = city.founded[rows.index].notna()
    listed = _count(rows.loc[~of_ward, "unit"], units)
    own = units["own_hamlets"].where(city.known("units", "own_hamlets"))
    hamlets = units["hamlets"].fillna(own).fillna(listed).astype("int64")
    # The register says how many hamlets there are: one listed beyond that founds no further team.
    of_hamlets = _count(rows.loc[founded & ~of_ward, "unit"], units).clip(upper=hamlets)
    own_team = _count(rows.loc[founded & of_ward, "unit"], units).clip(upper=1)
    counts = pd.DataFrame(
        {
            "teams": 1 + hamlets,
            "founded": own_team + of_hamlets,
            "hamlets": hamlets,
            "hamlets_founded": of_hamlets,
            "members": _count(city.members.loc[city.is_member & city.stays, "unit"], units),
            "people": _people_so_far(city),
        }
    )
    counts = counts.set_index(units["code"]).reindex(codes)
    counts["teams"] = counts["teams"].fillna(1)
    counts = counts.fillna(0).astype("int64")
    days = pd.DataFrame({"last_activity": _last_activity(city), "deadline": city.deadline})
    days = days.set_index(units["code"]).reindex(codes)
    unfounded = counts["teams"] - counts["founded"]
    return {**counts, **days, "unfounded": unfounded, "complete": unfounded == 0}


def _count(positions: "pd.Series[int]", units: pd.DataFrame) -> "pd.Series[int]":
    """How many of `positions` (of wards in `units`) each ward has, in the order of `units`."""
    return positions.value_counts().reindex(units["unit"], fill_value=0).set_axis(units.index)


def _people_so_far(city: City) -> "pd.Series[Any]":
    people = reached(city).groupby(city.activities["unit"]).sum()
    return people.reindex(city.units["unit"], fill_value=0).set_axis(city.units.index)


def _last_activity(city: City) -> "pd.Series[Any]":
    days = city.activities.groupby("unit")["date"].max()
    return days.reindex(city.units["unit"]).set_axis(city.units.index)


def _counts_of_flags(flags: pd.DataFrame, codes: pd.Index) -> dict[str, Any]:
    counted = flags[flags["status"] != "excepted"]
    violation = counted["severity"] == "violation"
    of_form = _of_form(counted["rule"])
    kinds = {
        "dispatch": violation & ~of_form,
        "entry": violation & of_form,
        "violations": violation,
        "warnings": counted["severity"] == "warning",
    }
    return {name: _per_ward(counted[rows], codes) for name, rows in kinds.items()}


def _per_ward(flags: pd.DataFrame, codes: pd.Index) -> "pd.Series[int]":
    return flags["unit"].value_counts().reindex(codes, fill_value=0).astype("int64")


def _counts_of_moves(moved: pd.DataFrame | None, codes: pd.Index) -> dict[str, Any]:
    if moved is None:
        unknown = pd.Series(pd.NA, index=codes, dtype="Int64")
        return {"new": unknown, "resolved": unknown}
    return {
        name: _per_ward(moved[moved[name]], codes).astype("Int64") for name in ("new", "resolved")
    }


def _urged(frame: pd.DataFrame, city: City) -> "pd.Series[bool]":
    """Wards to speak to: unreadable, lacking teams when the deadline is near or past, or with
    something to put right and no edit for as long as makes a flag overdue."""
    left = (frame["deadline"] - city.as_of).dt.days
    due = ~(left > city.policy.dates.deadline_notice_days.value)
    idle = (frame["idle_days"] >= city.policy.limits.overdue_days.value).fillna(True).astype(bool)
    lacking, silent = ~frame["complete"] & due, (frame["violations"] > 0) & idle
    return (frame["problem"] != "") | lacking | silent


# --- since last week -------------------------------------------------------------------------


def _baseline(past: pd.DataFrame, begin: date) -> pd.Timestamp | None:
    """The last day with figures that is not after the report's first."""
    days = pd.to_datetime(past["day"])
    days = days[days <= pd.Timestamp(begin)]
    return None if days.empty else days.max()


def _violations(history: pd.DataFrame, flags: pd.DataFrame) -> pd.DataFrame:
    """The violations of all time, those let be left out; one that came back opened then."""
    let_be = flags.loc[flags["status"] == "excepted", "id"]
    counted = history[(history["severity"] == "violation") & ~history["id"].isin(let_be)]
    opened, closed = pd.to_datetime(counted["opened"]), pd.to_datetime(counted["closed"])
    if "reopened" in counted:
        opened = pd.to_datetime(counted["reopened"]).fillna(opened)
    return counted.assign(opened=opened, closed=closed)


def _moved(
    violations: pd.DataFrame, since: pd.Timestamp | None, as_of: date
) -> pd.DataFrame | None:
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


def _changes(
    frame: pd.DataFrame,
    past: pd.DataFrame,
    moved: pd.DataFrame | None,
    week: Results,
    since: pd.Timestamp | None,
) -> Changes | None:
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


# --- the city --------------------------------------------------------------------------------


def _totals(frame: pd.DataFrame, flags: pd.DataFrame) -> Totals:
    summed = ("teams", "founded", "hamlets", "hamlets_founded", "members", "dispatch", "entry")
    return Totals(
        wards=len(frame),
        complete=int(frame["complete"].sum()),
        **{name: int(frame[name].sum()) for name in summed},
        with_violations=int((frame["violations"] > 0).sum()),
        warnings=int(frame["warnings"].sum()),
        answered=int((flags["status"] == "waiting").sum()),
        excepted=int((flags["status"] == "excepted").sum()),
    )


def _problems(flags: pd.DataFrame) -> tuple[Problem, ...]:
    """The rules with the most open flags: violations before warnings, let be and hints left out."""
    counted = flags[(flags["status"] != "excepted") & (flags["severity"] != "hint")]
    if counted.empty:
        return ()
    counts = counted.groupby(["severity", "rule"], as_index=False).agg(
        flags=("id", "size"), wards=("unit", "nunique")
    )
    counts["mild"] = counts["severity"] != "violation"
    order = {"mild": True, "flags": False, "wards": False, "rule": True}
    counts = counts.sort_values(list(order), ascending=list(order.values()))
    top = counts.drop_duplicates("rule").head(MOST_PROBLEMS)
    columns = (top["rule"], top["rule"].map(title_of), top["severity"], top["flags"], top["wards"])
    return tuple(map(Problem, *(column.tolist() for column in columns)))
