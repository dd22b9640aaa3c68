"""All wards' workbooks as six normalised tables, and what could not be read in them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shapes import Column, Tab, Tables, Unit, Workbook
from sync.rows import ROW_TABS, Ward, each, gaps, gather, profiles, says_nothing
from sync.schema import TEAMS, UNITS, WARD
from sync.values import Reading, reader_for
from vietnamese.hamlets import WARD_TEAM, HamletKeys, ward_key
from vietnamese.legacy import recover, suspects
from vietnamese.text import clean, key

FORMULA_ERROR = re.compile(
    r"#(?:(?:REF|N/A|VALUE|NAME\?|DIV/0|NUM|NULL|SPILL|CALC|ERROR|FIELD|BLOCKED|CONNECT|BUSY"
    r"|UNKNOWN|EXTERNAL|PYTHON)!?|GETTING_DATA)"
)
_WRITTEN = ("text", "name", "title", "level", "team", "hamlet", "choice", "number", "group")

# How a kind's values are kept, and what stands for none of them.
_DTYPES: Mapping[str, tuple[str, Any]] = {
    "date": ("datetime64[s]", None),
    "count": ("float64", np.nan),
    "year": ("float64", np.nan),
    "phone": ("int64", 0),
}


def build(
    units: Sequence[Unit],
    workbooks: Sequence[Workbook],
    hamlets: HamletKeys,
    before: pd.DataFrame | None = None,
) -> Tables:
    """The tables of `workbooks`, one per unit and in the order of `units`.

    `before` holds how many rows each tab had at the end of an earlier day: unit (code), table,
    rows, day.
    Never raises for what stands in a workbook: a ward that cannot be read has no rows, only its
    line in `units`.
    """
    parts = [
        Ward(number, unit, book)
        for number, (unit, book) in enumerate(zip(units, workbooks, strict=True))
    ]
    raw = {tab.table: gather(tab, parts) for tab in ROW_TABS} | {"units": profiles(parts)}
    findings = [pd.DataFrame(columns=["table", "index", "field", "problem", "suggestion"])]
    frames = {tab.table: _normalise(tab, raw[tab.table], findings) for tab in WARD}
    frames["units"] = _units(units, workbooks, parts, frames["units"])
    _count_rows(frames, before)
    teams = _number_teams(frames, units, hamlets)
    _number_people(frames)
    return Tables(
        **frames,
        raw=raw,
        findings=pd.concat(findings, ignore_index=True).astype({"index": "int64"}),
        gaps=gaps(parts),
        known_teams=teams,
        schema=WARD,
    )


def _normalise(tab: Tab, raw: pd.DataFrame, findings: list[pd.DataFrame]) -> pd.DataFrame:
    """The fields of `raw` normalised; cells that could not be read as meant go to `findings`."""
    columns = {name: raw[name] for name in ("unit", "row") if name in raw}
    for column in tab.columns:
        codes, distinct = pd.factorize(raw[column.field])
        readings = _read_distinct(distinct, column)
        columns[column.field] = _values(readings, codes, column, raw.index)
        if any(reading.problem for reading in readings):
            found = _problems(readings, codes, raw.index)
            findings.append(found.assign(table=tab.table, field=column.field))
    return pd.DataFrame(columns, copy=False)


def _problems(readings: list[Reading], codes: Any, index: pd.Index) -> pd.DataFrame:
    """index, problem and suggestion of the cells whose reading has a problem."""
    odd = np.array([bool(reading.problem) for reading in readings], dtype=bool)
    at = np.flatnonzero(odd[codes])
    found = [readings[code] for code in codes[at]]
    return pd.DataFrame(
        {
            "index": index[at],
            "problem": [reading.problem for reading in found],
            "suggestion": [reading.suggestion for reading in found],
        }
    )


def _read_distinct(distinct: Any, column: Column) -> list[Reading]:
    read = reader_for(column)
    legacy = (
        suspects(pd.Series(distinct, dtype=object)).to_numpy()
        if column.kind in _WRITTEN and len(distinct)
        else np.zeros(len(distinct), dtype=bool)
    )
    nothing = Reading(0 if column.kind == "phone" else None)
    readings = []
    for cell, suspect in zip(distinct, legacy, strict=True):
        text = clean(cell)
        if says_nothing(text):
            readings.append(nothing)
        elif text[0] == "#" and FORMULA_ERROR.fullmatch(text):
            readings.append(Reading(nothing.value, "formula_error"))
        elif suspect and (recovered := recover(cell)):
            readings.append(_recovered(recovered, read))
        else:
            readings.append(read(text))
    return readings


def _recovered(text: str, read: Any) -> Reading:
    """Text of a legacy encoding: read as what it was meant to be, and proposed so."""
    meant = read(clean(text))
    return Reading(meant.value, "legacy_encoding", clean(text))


def _values(
    readings: list[Reading], codes: Any, column: Column, index: pd.Index
) -> "pd.Series[Any]":
    """The values of a column's cells; `codes` say which reading each cell has."""
    values: list[Any] = [reading.value for reading in readings]
    if column.choices:
        words = {None: -1} | {word: number for number, word in enumerate(column.choices)}
        numbers = np.array([words[value] for value in values], dtype="int64")
        taken: NDArray[np.int64] = numbers[codes]
        return pd.Series(
            pd.Categorical.from_codes(taken, categories=pd.Index(list(column.choices))), index=index
        )
    dtype, nothing = _DTYPES.get(column.kind, ("object", ""))
    typed = np.array([nothing if value is None else value for value in values], dtype=dtype)
    return pd.Series(typed[codes], index=index, dtype=dtype)


def _units(
    units: Sequence[Unit], books: Sequence[Workbook], wards: Sequence[Ward], profile: pd.DataFrame
) -> pd.DataFrame:
    """The frame of wards: what the register says of each, what its own tab says, and its rows."""
    frame = profile.drop(columns=["name"])
    frame.insert(1, "code", [unit.code for unit in units])
    frame.insert(2, "name", [unit.name for unit in units])
    frame["kind"] = [unit.kind for unit in units]
    frame["hamlets"] = pd.Series([unit.hamlets for unit in units], dtype="float64")
    frame["deadline"] = pd.Series([unit.deadline for unit in units], dtype="datetime64[s]")
    frame["problem"] = [book.problem for book in books]
    frame["detail"] = [book.detail for book in books]
    for column in UNITS.columns[1:]:
        frame[f"{column.field}_row"] = [
            float(ward.profile.get(column.field, (np.nan,))[0]) for ward in wards
        ]
    return frame


def _count_rows(frames: dict[str, pd.DataFrame], before: pd.DataFrame | None) -> None:
    """Adds to the wards rows_<table>, rows with data now, before_<table>, those of then, and
    then_<table>, that day."""
    units = frames["units"]
    for tab in ROW_TABS:
        counts = np.bincount(frames[tab.table]["unit"], minlength=len(units))
        units[f"rows_{tab.table}"] = counts.astype("float64")
        rows: Any = np.nan
        day: Any = pd.NaT
        if before is not None:
            then = before[before["table"] == tab.table].set_index("unit")
            rows, day = units["code"].map(then["rows"]), units["code"].map(then["day"])
        units[f"before_{tab.table}"] = pd.Series(rows, index=units.index, dtype="float64")
        units[f"then_{tab.table}"] = pd.to_datetime(pd.Series(day, index=units.index))


def _number_teams(
    frames: dict[str, pd.DataFrame], units: Sequence[Unit], hamlets: HamletKeys
) -> pd.DataFrame:
    """Gives every row the id of its team (column `team`, -1: none) and describes the teams."""
    own_names = np.array([ward_key(unit.name) for unit in units], dtype=object)
    rows = []
    for tab in ROW_TABS:
        frame = frames[tab.table]
        written = frame["hamlet"] if tab is TEAMS else frame["team"]
        keys = each(written, lambda text: hamlets.read_team(text) if text else "")
        own_name = each(written, ward_key) == own_names[frame["unit"].to_numpy()]
        keys = keys.mask((written != "") & own_name, WARD_TEAM)
        if tab is TEAMS:
            keys = _by_level(keys, frame, hamlets)
        rows.append(pd.DataFrame({"unit": frame["unit"], "key": keys, "text": written}))
    return _assign_ids(pd.concat(rows, ignore_index=True), frames, units)


def _by_level(keys: "pd.Series[Any]", teams: pd.DataFrame, hamlets: HamletKeys) -> "pd.Series[Any]":
    """The keys of `Danh sách tổ`, where the level says more than the name does.

    The ward-level row may be called anything. A row whose level is unknown is a hamlet's only if
    its name says so, as no hamlet may be called `Phường`.
    """
    named = each(teams["hamlet"], hamlets.names_hamlet).astype(bool)
    of_ward, unknown = keys == WARD_TEAM, teams["level"].isna()
    nothing = (of_ward & (teams["level"] == "hamlet")) | (unknown & ~of_ward & ~named)
    return keys.mask(nothing, "").mask(teams["level"] == "ward", WARD_TEAM)


def _assign_ids(
    rows: pd.DataFrame, frames: dict[str, pd.DataFrame], units: Sequence[Unit]
) -> pd.DataFrame:
    """One id for each pair of ward and team key among `rows`, in the order of first appearance."""
    named = (rows["key"] != "").to_numpy()
    codes, _ = pd.factorize(rows["key"])
    pairs = rows["unit"].to_numpy() * (codes.max(initial=0) + 1) + codes
    team = np.full(len(rows), -1, dtype="int64")
    team[named] = pd.factorize(pairs[named])[0]
    rows["team"] = team
    ends = np.cumsum([len(frames[tab.table]) for tab in ROW_TABS])
    for tab, own in zip(ROW_TABS, np.split(team, ends[:-1]), strict=True):
        frames[tab.table]["team"] = own
    return _describe_teams(rows[named].drop_duplicates("team").set_index("team"), units)


def _describe_teams(teams: pd.DataFrame, units: Sequence[Unit]) -> pd.DataFrame:
    """For each team id its ward, its key and the name that follows "Tổ" in a sentence."""
    level = np.array(
        ["cấp xã" if unit.kind == "commune" else "cấp phường" for unit in units], dtype=object
    )
    of_ward = teams["key"] == WARD_TEAM
    ward_name = pd.Series(level[teams["unit"]], index=teams.index, dtype=object)
    name = teams["text"].map(clean).mask(of_ward, ward_name)
    return pd.DataFrame(
        {"unit": teams["unit"], "key": teams["key"], "of_ward": of_ward, "name": name}
    )


def _number_people(frames: dict[str, pd.DataFrame]) -> None:
    """Gives members and moves the id of the person's name (-1: none), activities their words'."""
    members, moves, activities = frames["members"], frames["moves"], frames["activities"]
    keys = pd.concat([each(members["name"], key), each(moves["name"], key)])
    codes = pd.factorize(keys.replace("", None))[0]  # what is missing has the code -1
    members["person"] = codes[: len(members)].astype("int64")
    moves["person"] = codes[len(members) :].astype("int64")
    activities["words"] = pd.factorize(each(activities["description"], key))[0].astype("int64")
