"""All wards' workbooks as six normalised tables, and what could not be read in them."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shapes import Column, Tab, Tables, Unit, Workbook
from sync.coded import Coded
from sync.rows import ROW_TABS, Ward, gaps, gather, profiles, says_nothing
from sync.schema import TEAMS, UNITS, WARD
from sync.values import Reader, Reading, plain_mobiles, reader_for
from vietnamese.hamlets import WARD_TEAM, HamletKeys, ward_key
from vietnamese.legacy import recover, suspects
from vietnamese.text import clean, key

FORMULA_ERROR = re.compile(
    r"#(?:(?:REF|N/A|VALUE|NAME\?|DIV/0|NUM|NULL|SPILL|CALC|ERROR|FIELD|BLOCKED|CONNECT|BUSY"
    r"|UNKNOWN|EXTERNAL|PYTHON)!?|GETTING_DATA)"
)
_WRITTEN = ("text", "name", "title", "level", "team", "hamlet", "choice", "number", "group")
# The first two keys of teams, by their numbers.
_NO_TEAM, _OF_WARD = 0, 1
_FIRST_KEYS = ("", WARD_TEAM)

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
    coded = {column.field: Coded.of(raw[column.field]) for column in tab.columns}
    legacy = _legacy({c.field: coded[c.field].distinct for c in tab.columns if c.kind in _WRITTEN})
    for column in tab.columns:
        cells = coded[column.field]
        values, problems = _read_distinct(cells.distinct, column, legacy.get(column.field, ()))
        columns[column.field] = _values(values, cells, column, raw.index)
        if problems:
            found = _problems(problems, cells, raw.index)
            findings.append(found.assign(table=tab.table, field=column.field))
    return pd.DataFrame(columns, copy=False)


def _problems(problems: Mapping[int, Reading], cells: Coded, index: pd.Index) -> pd.DataFrame:
    """index, problem and suggestion of the cells whose text (by its code) has one of `problems`."""
    odd = np.zeros(len(cells.distinct), dtype=bool)
    odd[[*problems]] = True
    at = np.flatnonzero(odd[cells.codes])
    found = [problems[code] for code in cells.codes[at].tolist()]
    return pd.DataFrame(
        {
            "index": index[at],
            "problem": [reading.problem for reading in found],
            "suggestion": [reading.suggestion for reading in found],
        }
    )


def _read_distinct(
    texts: NDArray[np.object_], column: Column, legacy: Collection[int]
) -> tuple[NDArray[Any], dict[int, Reading]]:
    """The value of each of a column's distinct texts, and by its place what is wrong with some.

    `legacy`: the places of those that may be of a legacy encoding.
    """
    dtype, nothing = _DTYPES.get(column.kind, ("object", ""))
    values = np.full(len(texts), nothing, dtype=dtype)
    rest: Any = range(len(texts))
    if column.kind == "phone":
        values = plain_mobiles(texts)
        rest = np.flatnonzero(values == nothing)
    read, problems = reader_for(column), {}
    for at in rest:
        reading = _read(texts[at], at in legacy, read)
        if reading.value is not None:
            values[at] = reading.value
        if reading.problem:
            problems[int(at)] = reading
    return values, problems


def _legacy(columns: Mapping[str, NDArray[np.object_]]) -> dict[str, frozenset[int]]:
    """For each column the places of its texts that may be of a legacy encoding; one search for all."""
    texts = np.concatenate([np.empty(0, dtype=object), *columns.values()])
    ends = np.cumsum([len(own) for own in columns.values()])
    found = np.split(suspects(pd.Series(texts, dtype=object)).to_numpy(), ends[:-1])
    return {
        field: frozenset(np.flatnonzero(odd).tolist())
        for field, odd in zip(columns, found, strict=True)
    }


def _read(cell: str, suspect: bool, read: Reader) -> Reading:
    """What one cell says: nothing, an error, something of a legacy encoding, or what it should."""
    text = clean(cell)
    if says_nothing(text):
        return Reading(None)
    if text[0] == "#" and FORMULA_ERROR.fullmatch(text):
        return Reading(None, "formula_error")
    if suspect and (recovered := recover(cell)):
        # Read as what it was meant to be, and proposed so.
        meant = clean(recovered)
        return Reading(read(meant).value, "legacy_encoding", meant)
    return read(text)


def _values(
    values: NDArray[Any], cells: Coded, column: Column, index: pd.Index
) -> "pd.Series[Any]":
    """A column's cells, of which `values` has one for each distinct text."""
    if column.choices:
        words = {"": -1} | {word: number for number, word in enumerate(column.choices)}
        numbers = cells.spread([words[value] for value in values], "int64")
        return pd.Series(
            pd.Categorical.from_codes(numbers, categories=pd.Index(list(column.choices))),
            index=index,
        )
    return pd.Series(values[cells.codes], index=index, dtype=values.dtype)


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
    """Gives every row the id of its team (column `team`, -1: none) and describes the teams.

    One id for each pair of ward and team key, in the order of first appearance.
    """
    columns = [frames[tab.table]["hamlet" if tab is TEAMS else "team"] for tab in ROW_TABS]
    written = Coded.of(np.concatenate(columns))
    unit = np.concatenate([frames[tab.table]["unit"] for tab in ROW_TABS])
    keys = _team_keys(written, unit, units, hamlets)
    _by_level(keys.codes, written, frames["teams"], hamlets)  # the first tab's rows come first
    named = np.flatnonzero(keys.codes != _NO_TEAM)
    ids, _ = pd.factorize(unit[named] * len(keys.distinct) + keys.codes[named])
    team = np.full(len(unit), -1, dtype="int64")
    team[named] = ids
    ends = np.cumsum([len(column) for column in columns])
    for tab, own in zip(ROW_TABS, np.split(team, ends[:-1]), strict=True):
        frames[tab.table]["team"] = own
    first = named[~pd.Series(ids).duplicated().to_numpy()]
    return _describe_teams(unit[first], keys.at(first), written.at(first), units)


def _team_keys(
    written: Coded, unit: NDArray[np.int64], units: Sequence[Unit], hamlets: HamletKeys
) -> Coded:
    """The key of the team that each row names; its ward's own name is the ward-level team's."""
    read = [hamlets.read_team(text) if text else "" for text in written.distinct]
    numbers, keys = pd.factorize(np.array([*_FIRST_KEYS, *read], dtype=object))
    codes = numbers[len(_FIRST_KEYS) :][written.codes]
    names = [ward_key(one.name) for one in units] + [*map(ward_key, written.distinct)]
    number = pd.factorize(np.array(names, dtype=object))[0]
    own_name = number[: len(units)][unit] == number[len(units) :][written.codes]
    codes[own_name & written.each(bool, bool)] = _OF_WARD
    return Coded(codes, keys)


def _by_level(
    keys: NDArray[np.intp], written: Coded, teams: pd.DataFrame, hamlets: HamletKeys
) -> None:
    """Sets the keys of `Danh sách tổ`, where the level says more than the name does.

    The ward-level row may be called anything. A row whose level is unknown is a hamlet's only if
    its name says so, as no hamlet may be called `Phường`.
    """
    own, level = keys[: len(teams)], teams["level"]
    named = written.each(hamlets.names_hamlet, bool)[: len(teams)]
    of_ward, unknown = own == _OF_WARD, level.isna().to_numpy()
    of_hamlet = (level == "hamlet").to_numpy()
    own[(of_ward & of_hamlet) | (unknown & ~of_ward & ~named)] = _NO_TEAM
    own[(level == "ward").to_numpy()] = _OF_WARD


def _describe_teams(
    unit: NDArray[np.int64], keys: Coded, written: Coded, units: Sequence[Unit]
) -> pd.DataFrame:
    """For each team id its ward, its key and the name that follows "Tổ" in a sentence."""
    level = np.array(
        ["cấp xã" if one.kind == "commune" else "cấp phường" for one in units], dtype=object
    )
    of_ward = keys.codes == _OF_WARD
    name = np.where(of_ward, level[unit], written.each(clean))
    index = pd.RangeIndex(len(unit), name="team")
    key_texts = pd.Series(keys.texts, index=index, dtype=object)
    columns = {"unit": unit, "key": key_texts, "of_ward": of_ward, "name": name}
    return pd.DataFrame(columns, index=index)


def _number_people(frames: dict[str, pd.DataFrame]) -> None:
    """Gives members and moves the id of the person's name (-1: none), activities their words'."""
    members, moves, activities = frames["members"], frames["moves"], frames["activities"]
    names = Coded.of(np.concatenate([members["name"], moves["name"]]))
    # What is missing has the code -1.
    person = names.as_ids(lambda name: key(name) or None)
    members["person"], moves["person"] = np.split(person, [len(members)])
    activities["words"] = Coded.of(activities["description"]).as_ids(key)
