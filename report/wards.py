"""The figures of each ward: what its own sheets say, and what is open there.

Only what is known is counted: a cell with an open flag of form is as blank here as it is to the
rules, a count that is being asked about is left out. What the city let be counts as read.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from report.results import reached
from rules.city import ROW_TABLES, City
from rules.groups import is_pair
from rules.policy import Policy
from shapes import Tables
from vietnamese.text import plain

# Rules whose cell stays in doubt until the ward has answered: a huge count, a row written twice.
_DOUBTED = ("HD03", "HD04")


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
    at = cells["unit"].map(number).fillna(-1)
    cells = cells.assign(unit=at, row=cells["row"].astype("int64"))
    for (table, field), rows in cells.groupby(["table", "field"], sort=False):
        there = is_pair(tables[str(table)], rows, ["unit", "row"])
        city.forget(str(table), str(field), np.flatnonzero(there))
    return city


def _of_form(codes: "pd.Series[str]") -> "pd.Series[bool]":
    return codes.astype(object).str[:2].isin(["ST", "FM"])


def ward_frame(
    wards: pd.DataFrame,
    counts: pd.DataFrame,
    flags: pd.DataFrame,
    moved: pd.DataFrame | None,
    policy: Policy,
    as_of: date,
) -> pd.DataFrame:
    """The frame of `CityFigures.wards`, in the order of `Thứ tự cần đôn đốc`.

    wards: unit (code), name, kind, link, officer, phone, last_edit, problem. counts: as
    `ward_counts` gives them, of these wards and perhaps of others. flags: the open ones. moved:
    as report.since gives it.
    """
    frame = wards.set_index("unit", drop=False).rename_axis(None)
    codes = frame.index
    known = counts.reindex(codes)
    for name in _COUNTED:
        known[name] = known[name].fillna(int(name == "teams")).astype("int64")
    unfounded = known["teams"] - known["founded"]
    known = known.assign(unfounded=unfounded, complete=unfounded == 0)
    found = _counts_of_flags(flags, codes) | _counts_of_moves(moved, codes)
    frame = frame.assign(**known, **found)
    frame["last_edit"] = pd.to_datetime(frame["last_edit"]).dt.normalize()
    frame["idle_days"] = (pd.Timestamp(as_of) - frame["last_edit"]).dt.days.astype("Int64")
    frame["urged"] = _urged(frame, policy, as_of)
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


_COUNTED = ("teams", "founded", "hamlets", "hamlets_founded", "members", "people")


def ward_counts(city: City) -> pd.DataFrame:
    """By the ward's code: teams, founded, hamlets, hamlets_founded, members, people (reached so
    far), last_activity (NaT for none), deadline – what its own sheets say, zero where nothing is
    known."""
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
            "last_activity": _last_activity(city),
            "deadline": city.deadline,
        }
    )
    return (
        counts.set_index(units["code"]).rename_axis(None).astype(dict.fromkeys(_COUNTED, "int64"))
    )


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


def _urged(frame: pd.DataFrame, policy: Policy, as_of: date) -> "pd.Series[bool]":
    """Wards to speak to: unreadable, lacking teams when the deadline is near or past, or with
    something to put right and no edit for as long as makes a flag overdue."""
    left = (frame["deadline"] - pd.Timestamp(as_of)).dt.days
    due = ~(left > policy.dates.deadline_notice_days.value)
    idle = (frame["idle_days"] >= policy.limits.overdue_days.value).fillna(True).astype(bool)
    lacking, silent = ~frame["complete"] & due, (frame["violations"] > 0) & idle
    return (frame["problem"] != "") | lacking | silent
