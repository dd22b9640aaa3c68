"""All wards' workbooks as six normalised tables, and what could not be read in them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from shapes import Column, Tab, Tables, Unit, Workbook
from sync.headers import find_header, find_profile, find_sheet
from sync.schema import ACTIVITIES, AWARDS, MEMBERS, MOVES, TEAMS, UNITS, WARD
from sync.values import Reading, reader_for
from vietnamese.hamlets import WARD_TEAM, HamletKeys
from vietnamese.legacy import recover, suspects
from vietnamese.text import clean, key

ROW_TABS = (TEAMS, MEMBERS, MOVES, ACTIVITIES, AWARDS)
FORMULA_ERROR = re.compile(r"#(REF|N/A|VALUE|NAME\?|DIV/0|NUM|NULL|SPILL|CALC|ERROR)!?")
_TOTAL = re.compile(rf"({'|'.join(map(key, ('tổng số', 'tổng cộng', 'tổng', 'cộng')))})\s*([:.(\d].*)?")
_TOTAL_OF = re.compile(rf"({key('tổng số')}|{key('tổng cộng')})\s.*")
_NOTHING = re.compile(r"[\s\-–—_.…]*")
_WRITTEN = ("text", "name", "title", "level", "team", "hamlet", "choice")

_DTYPES: Mapping[str, str] = {"date": "datetime64[s]", "count": "float64", "year": "float64", "phone": "int64"}


def build(
    units: Sequence[Unit], workbooks: Sequence[Workbook], hamlets: HamletKeys, before: pd.DataFrame | None = None
) -> Tables:
    """The tables of `workbooks`, one per unit and in the order of `units`.

    `before` holds how many rows each tab had at the end of an earlier day: unit (code), table, rows.
    Never raises for what stands in a workbook: a ward that cannot be read has no rows, only its
    line in `units`.
    """
    parts = [_Ward(number, unit, book) for number, (unit, book) in enumerate(zip(units, workbooks, strict=True))]
    raw = {tab.table: _gather(tab, parts) for tab in ROW_TABS} | {"units": _profiles(parts)}
    findings: list[pd.DataFrame] = []
    frames = {tab.table: _normalise(tab, raw[tab.table], findings) for tab in WARD}
    frames["units"] = _units(units, workbooks, parts, frames["units"])
    _count_rows(frames, before)
    teams = _number_teams(frames, units, hamlets)
    _number_people(frames)
    return Tables(
        **frames,
        raw=raw,
        findings=pd.concat(findings, ignore_index=True),
        gaps=_gaps(parts),
        known_teams=teams,
        schema=WARD,
    )


class _Ward:
    """One ward's workbook with its tabs and headers found."""

    def __init__(self, number: int, unit: Unit, book: Workbook) -> None:
        self.number, self.unit = number, unit
        self.readable = not book.problem
        self.sheets = {tab.table: find_sheet(book.sheets, tab) for tab in WARD}
        self.headers = {
            tab.table: find_header(sheet, tab)
            for tab in ROW_TABS
            if (sheet := self.sheets[tab.table]) is not None
        }
        profile = self.sheets["units"]
        self.profile = find_profile(profile, UNITS) if profile else {}

    def below_header(self, tab: Tab) -> Sequence[tuple[str, ...]]:
        sheet = self.sheets[tab.table]
        return sheet.rows[self.headers[tab.table].row :] if sheet is not None else ()


def _gather(tab: Tab, wards: Sequence[_Ward]) -> pd.DataFrame:
    """The rows of one tab of all wards, as typed; blank rows and lines of totals left out."""
    cells: dict[str, list[str]] = {column.field: [] for column in tab.columns}
    first: list[str] = []
    numbers, lengths, starts = [], [], []
    for ward in wards:
        rows = ward.below_header(tab)
        if not rows:
            continue
        at = ward.headers[tab.table].columns
        if not at:
            continue
        for name, column in cells.items():
            column.extend(_column(rows, at.get(name)))
        first.extend(next(filter(None, row), "") for row in rows)
        numbers.append(ward.number)
        lengths.append(len(rows))
        starts.append(ward.headers[tab.table].row)
    frame = pd.DataFrame(cells, dtype=object)
    frame.insert(0, "unit", np.repeat(np.array(numbers, dtype="int64"), lengths))
    frame.insert(1, "row", _row_numbers(starts, lengths))
    return frame[_has_data(frame, tab, pd.Series(first, dtype=object))].reset_index(drop=True)


def _column(rows: Sequence[tuple[str, ...]], position: int | None) -> list[str]:
    if position is None:
        return [""] * len(rows)
    return [row[position] if position < len(row) else "" for row in rows]


def _row_numbers(starts: Sequence[int], lengths: Sequence[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Sheet rows of the data below headers that stand in rows `starts`."""
    if not lengths:
        return np.zeros(0, dtype="int64")
    return np.concatenate(
        [np.arange(start + 1, start + 1 + length) for start, length in zip(starts, lengths, strict=True)]
    ).astype("int64")


def _has_data(frame: pd.DataFrame, tab: Tab, first: "pd.Series[Any]") -> "pd.Series[bool]":
    """Rows with something in a known column that are not lines of totals."""
    filled = pd.Series(False, index=frame.index)
    for column in tab.columns:
        filled |= ~_blank(frame[column.field])
    return filled & ~_each(first, _is_total).astype(bool)


def _each(cells: "pd.Series[Any]", function: Any) -> "pd.Series[Any]":
    """`function` of every cell, called once for each distinct one."""
    codes, distinct = pd.factorize(cells)
    values = np.array([function(cell) for cell in distinct], dtype=object)
    return pd.Series(values[codes] if len(distinct) else [], index=cells.index, dtype=object)


def _blank(cells: "pd.Series[Any]") -> "pd.Series[bool]":
    return _each(cells, lambda cell: _NOTHING.fullmatch(clean(cell)) is not None).astype(bool)


def _is_total(cell: str) -> bool:
    return bool(_TOTAL.fullmatch(key(cell)) or _TOTAL_OF.fullmatch(key(cell)))


def _profiles(wards: Sequence[_Ward]) -> pd.DataFrame:
    """What the wards' own tabs `Đơn vị` say, as typed, with the sheet row of each line."""
    frame = pd.DataFrame(index=range(len(wards)))
    for column in UNITS.columns:
        lines = [ward.profile.get(column.field, (None, "")) for ward in wards]
        frame[column.field] = pd.Series([text for _, text in lines], dtype=object)
        frame[f"{column.field}_row"] = pd.Series([row for row, _ in lines], dtype="float64")
    frame["unit"] = np.arange(len(wards))
    return frame


def _normalise(tab: Tab, raw: pd.DataFrame, findings: list[pd.DataFrame]) -> pd.DataFrame:
    """The fields of `raw` normalised; cells that could not be read as meant go to `findings`."""
    frame = raw[["unit", "row"]].copy() if "row" in raw else raw[["unit"]].copy()
    for column in tab.columns:
        values, problems = _read_column(raw[column.field], column)
        frame[column.field] = values
        problems.insert(0, "table", tab.table)
        problems.insert(2, "field", column.field)
        findings.append(problems)
    return frame


def _read_column(cells: "pd.Series[Any]", column: Column) -> tuple["pd.Series[Any]", pd.DataFrame]:
    """Normalised values of a column, and index, problem and suggestion of those with a finding."""
    codes, distinct = pd.factorize(cells)
    readings = _read_distinct(distinct, column)
    odd = np.array([bool(reading.problem) for reading in readings], dtype=bool)
    at = np.flatnonzero(odd[codes]) if len(readings) else np.zeros(0, dtype="int64")
    found = [readings[code] for code in codes[at]]
    problems = pd.DataFrame(
        {
            "index": cells.index[at],
            "problem": [reading.problem for reading in found],
            "suggestion": [reading.suggestion for reading in found],
        }
    )
    return _values(readings, codes, column, cells.index), problems


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
        if _NOTHING.fullmatch(text):
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


def _values(readings: list[Reading], codes: Any, column: Column, index: pd.Index) -> "pd.Series[Any]":
    values = [reading.value for reading in readings]
    if column.choices:
        categories = list(column.choices)
        positions = np.array([categories.index(v) if v is not None else -1 for v in values] or [-1])
        taken = positions[codes] if len(values) else np.zeros(0, dtype="int64")
        return pd.Series(pd.Categorical.from_codes(taken, categories=categories), index=index)
    dtype = _DTYPES.get(column.kind)
    if dtype is None:
        texts = np.array([value or "" for value in values], dtype=object)
        return pd.Series(texts[codes] if len(values) else [], index=index, dtype=object)
    column_values = pd.Series(values, dtype=object).fillna(np.nan if dtype == "float64" else 0 if dtype == "int64" else pd.NaT)
    typed = column_values.astype(dtype)
    return pd.Series(typed.to_numpy()[codes], index=index, dtype=dtype)


def _units(
    units: Sequence[Unit], books: Sequence[Workbook], wards: Sequence[_Ward], profile: pd.DataFrame
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
        frame[f"{column.field}_row"] = [float(ward.profile.get(column.field, (np.nan,))[0]) for ward in wards]
    return frame


def _gaps(wards: Sequence[_Ward]) -> pd.DataFrame:
    """Missing tabs (field ""), headers (field "?") and columns, with the row of the header."""
    lines: list[tuple[int, str, str, float]] = []
    for ward in wards:
        for tab in WARD:
            lines.extend((ward.number, tab.table, *gap) for gap in _gaps_of(ward, tab))
    return pd.DataFrame(lines, columns=["unit", "table", "field", "row"]).astype({"unit": "int64", "row": "float64"})


def _gaps_of(ward: _Ward, tab: Tab) -> list[tuple[str, float]]:
    if ward.sheets[tab.table] is None:
        return [("", np.nan)]
    if tab is UNITS:
        return [] if ward.profile else [("?", np.nan)]
    header = ward.headers[tab.table]
    if not header.columns:
        return [("?", np.nan)]
    return [(c.field, float(header.row)) for c in tab.columns if c.field not in header.columns]


def _count_rows(frames: dict[str, pd.DataFrame], before: pd.DataFrame | None) -> None:
    """Adds to the wards rows_<table>, rows with data now, and before_<table>, those of then."""
    units = frames["units"]
    for tab in ROW_TABS:
        counts = frames[tab.table]["unit"].value_counts()
        units[f"rows_{tab.table}"] = units["unit"].map(counts).fillna(0).astype("float64")
        then = pd.Series(dtype="float64")
        if before is not None:
            then = before[before["table"] == tab.table].set_index("unit")["rows"]
        units[f"before_{tab.table}"] = units["code"].map(then).astype("float64")


def _number_teams(
    frames: dict[str, pd.DataFrame], units: Sequence[Unit], hamlets: HamletKeys
) -> pd.DataFrame:
    """Gives every row the id of its team (column `team`, -1: none) and describes the teams."""
    own_names = np.array([key(unit.name) for unit in units], dtype=object)
    rows = []
    for table, frame in frames.items():
        if table == "units":
            continue
        written = frame["hamlet"] if table == "teams" else frame["team"]
        keys = _each(written, lambda text: hamlets.read_team(text) if text else "")
        keys = keys.mask(_each(written, key) == own_names[frame["unit"].to_numpy()], WARD_TEAM)
        if table == "teams":
            keys = keys.mask(frame["level"] == "ward", WARD_TEAM)
            keys = keys.mask((frame["level"] == "hamlet") & (keys == WARD_TEAM), "")
        rows.append(pd.DataFrame({"table": table, "unit": frame["unit"], "key": keys, "text": written}))
    return _assign_ids(pd.concat(rows, ignore_index=True), frames, units)


def _assign_ids(
    rows: pd.DataFrame, frames: dict[str, pd.DataFrame], units: Sequence[Unit]
) -> pd.DataFrame:
    """One id for each pair of ward and team key among `rows`, in the order of first appearance."""
    codes, _ = pd.factorize(rows["key"])
    ids, _ = pd.factorize(rows["unit"].to_numpy() * (codes.max(initial=0) + 1) + codes)
    named = rows["key"].to_numpy() != ""
    rows["team"] = np.where(named, ids, -1)
    for tab in ROW_TABS:
        own = rows.loc[rows["table"] == tab.table, "team"]
        frames[tab.table]["team"] = own.to_numpy(dtype="int64")
    return _describe_teams(rows[named].drop_duplicates("team").set_index("team"), units)


def _describe_teams(teams: pd.DataFrame, units: Sequence[Unit]) -> pd.DataFrame:
    """For each team id its ward, its key and the name that follows "Tổ" in a sentence."""
    level = np.array(["cấp xã" if unit.kind == "commune" else "cấp phường" for unit in units], dtype=object)
    of_ward = teams["key"] == WARD_TEAM
    name = teams["text"].map(clean).mask(of_ward, pd.Series(level[teams["unit"]], index=teams.index, dtype=object))
    return pd.DataFrame({"unit": teams["unit"], "key": teams["key"], "of_ward": of_ward, "name": name})


def _number_people(frames: dict[str, pd.DataFrame]) -> None:
    """Gives members and moves the id of the person's name (-1: none), activities that of their words."""
    members, moves, activities = frames["members"], frames["moves"], frames["activities"]
    keys = pd.concat([_each(members["name"], key), _each(moves["name"], key)])
    codes, names = pd.factorize(keys)
    codes[np.array([name == "" for name in names] or [False])[codes] if len(names) else slice(0)] = -1
    members["person"] = codes[: len(members)].astype("int64")
    moves["person"] = codes[len(members) :].astype("int64")
    activities["words"] = pd.factorize(_each(activities["description"], key))[0].astype("int64")
