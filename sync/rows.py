"""The rows of each tab as typed, over all wards: where tabs, headers and data stand, what lacks."""

import re
from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shapes import Tab, Unit, Workbook
from sync.headers import find_header, find_profile, find_sheet
from sync.schema import ACTIVITIES, AWARDS, MEMBERS, MOVES, TEAMS, UNITS, WARD
from vietnamese.text import clean, key

ROW_TABS = (TEAMS, MEMBERS, MOVES, ACTIVITIES, AWARDS)
_TOTAL = re.compile(
    rf"(?:{key('tổng số')}|{key('tổng cộng')}|{key('tổng')}|{key('cộng')})\s*(?:[:.(\d].*)?"
    rf"|(?:{key('tổng số')}|{key('tổng cộng')})\s.*"
)
_MOST_WORDS_OF_TOTAL = 2  # "Tổng cộng" and "15 người"; a row of data has more
_LETTER = re.compile(r"[^\W\d_]")
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?")
_NOTHING = re.compile(r"[\s\-–—_.…]*")
_UNTICKED = "FALSE"  # what a row of checkboxes that nobody has used yet shows
_NO_DATA = "tổng"  # any word that begins a line of totals


class Ward:
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


def gather(tab: Tab, wards: Sequence[Ward]) -> pd.DataFrame:
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
        columns = list(zip_longest(*rows, fillvalue=""))
        for name, column in cells.items():
            position = at.get(name, len(columns))
            column.extend(columns[position] if position < len(columns) else [""] * len(rows))
        first.extend(map(_first_words, rows))
        if _numbers_columns(rows[0]):
            first[-len(rows)] = _NO_DATA
        numbers.append(ward.number)
        lengths.append(len(rows))
        starts.append(ward.headers[tab.table].row)
    frame = pd.DataFrame(cells, dtype=object)
    frame.insert(0, "unit", np.repeat(np.array(numbers, dtype="int64"), lengths))
    frame.insert(1, "row", _row_numbers(starts, lengths))
    return frame[_has_data(frame, tab, pd.Series(first, dtype=object))].reset_index(drop=True)


def _first_words(row: Sequence[str]) -> str:
    """The first cell that is more than a number: a line of totals says so there."""
    for cell in row:
        if cell and _LETTER.search(cell):
            return cell
    return ""


def _numbers_columns(row: Sequence[str]) -> bool:
    """Whether a row is the line (1), (2), (3) … that printed forms have under their header."""
    found = [_COLUMN_NUMBER.fullmatch(cell.strip()) for cell in row if cell]
    numbers = [int(number[1]) for number in found if number]
    return len(numbers) == len(found) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))


def _row_numbers(starts: Sequence[int], lengths: Sequence[int]) -> NDArray[np.int64]:
    """Sheet rows of the data below headers that stand in rows `starts`."""
    rows = (range(start + 1, start + 1 + n) for start, n in zip(starts, lengths, strict=True))
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=sum(lengths))


def _has_data(frame: pd.DataFrame, tab: Tab, first: "pd.Series[Any]") -> "pd.Series[bool]":
    """Rows with something in a known column that are not lines of totals."""
    filled = np.zeros(len(frame), dtype=bool)
    for column in tab.columns:
        rest = np.flatnonzero(~filled)  # few are left after the first column
        cells = frame[column.field].iloc[rest]
        filled[rest] = ~each(cells, _is_unused).to_numpy(dtype=bool)
    return pd.Series(filled, index=frame.index) & ~_is_total(frame, tab, first)


def _is_total(frame: pd.DataFrame, tab: Tab, first: "pd.Series[Any]") -> "pd.Series[bool]":
    """Rows that begin with a word for a total and have hardly any other words in them."""
    total = each(first, lambda cell: _TOTAL.fullmatch(key(cell)) is not None).astype(bool)
    if not total.any():
        return total
    rows = frame.loc[total, [column.field for column in tab.columns]]
    words = rows.apply(lambda cells: each(cells, _LETTER.search).notna()).sum(axis=1)
    return total & (words <= _MOST_WORDS_OF_TOTAL).reindex(total.index, fill_value=False)


def each(cells: "pd.Series[Any]", function: Any) -> "pd.Series[Any]":
    """`function` of every cell, called once for each distinct one."""
    codes, distinct = pd.factorize(cells)
    values = np.array([function(cell) for cell in distinct], dtype=object)
    return pd.Series(values[codes] if len(distinct) else [], index=cells.index, dtype=object)


def says_nothing(text: str) -> bool:
    """Whether a cell's cleaned text stands for a blank: "", a dash, dots to write on."""
    return not text[:1].isalnum() and _NOTHING.fullmatch(text) is not None


def _is_unused(cell: str) -> bool:
    return says_nothing(clean(cell)) or cell == _UNTICKED


def profiles(wards: Sequence[Ward]) -> pd.DataFrame:
    """What the wards' own tabs `Đơn vị` say, as typed, with the sheet row of each line."""
    frame = pd.DataFrame(index=range(len(wards)))
    for column in UNITS.columns:
        lines = [ward.profile.get(column.field, (None, "")) for ward in wards]
        frame[column.field] = pd.Series([text for _, text in lines], dtype=object)
        frame[f"{column.field}_row"] = pd.Series([row for row, _ in lines], dtype="float64")
    frame["unit"] = np.arange(len(wards))
    return frame


def gaps(wards: Sequence[Ward]) -> pd.DataFrame:
    """Missing tabs (field ""), headers (field "?") and columns, with the row of the header."""
    lines: list[tuple[int, str, str, float]] = []
    for ward in wards:
        for tab in WARD:
            lines.extend((ward.number, tab.table, *gap) for gap in _gaps_of(ward, tab))
    return pd.DataFrame(lines, columns=["unit", "table", "field", "row"]).astype(
        {"unit": "int64", "row": "float64"}
    )


def _gaps_of(ward: Ward, tab: Tab) -> list[tuple[str, float]]:
    if ward.sheets[tab.table] is None:
        return [("", np.nan)]
    if tab is UNITS:
        missing = [c.field for c in tab.columns if c.field not in ward.profile]
        return [(name, np.nan) for name in missing] if ward.profile else [("?", np.nan)]
    header = ward.headers[tab.table]
    if not header.columns:
        return [("?", np.nan)]
    return [(c.field, float(header.row)) for c in tab.columns if c.field not in header.columns]
