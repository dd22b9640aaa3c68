"""The rows of each tab as typed, over all wards: where tabs, headers and data stand, what lacks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, zip_longest

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shapes import Tab, Unit, Workbook
from sync.coded import Coded
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
    lines: list[Iterable[tuple[str, ...]]] = []
    numbers, lengths, starts = [], [], []
    first_words: dict[int, list[str]] = {}
    numbered = []
    size = 0
    for ward in wards:
        rows = ward.below_header(tab)
        if not rows or not (at := ward.headers[tab.table].columns):
            continue
        if _numbers_columns(rows[0]):
            numbered.append(size)
        if _is_in_order(rows, at, tab):
            lines.append(rows)
        else:
            lines.append(_put_in_order(rows, at, tab))
            first_words[size] = [*map(_first_word, rows)]
        numbers.append(ward.number)
        lengths.append(len(rows))
        starts.append(ward.headers[tab.table].row)
        size += len(rows)
    frame = _frame(lines, size, tab)
    first = _first_words(frame)
    for start, words in first_words.items():
        first[start : start + len(words)] = words
    first[numbered] = _NO_DATA
    has_data = _filled(frame) & ~_is_total(frame, Coded.of(first))
    frame.insert(0, "unit", np.repeat(np.array(numbers, dtype="int64"), lengths))
    frame.insert(1, "row", _row_numbers(starts, lengths))
    return frame if has_data.all() else frame[has_data].reset_index(drop=True)


def _is_in_order(rows: Sequence[tuple[str, ...]], at: Mapping[str, int], tab: Tab) -> bool:
    """Whether every row has the tab's columns, in their order, and no other."""
    return [at.get(column.field) for column in tab.columns] == [*range(len(tab.columns))] and {
        len(tab.columns)
    }.issuperset(map(len, rows))


def _put_in_order(
    rows: Sequence[tuple[str, ...]], at: Mapping[str, int], tab: Tab
) -> Iterable[tuple[str, ...]]:
    """The cells of the tab's columns, in their order; blank where a column is not there."""
    columns, blank = [*zip_longest(*rows, fillvalue="")], ("",) * len(rows)
    places = (at.get(column.field, len(columns)) for column in tab.columns)
    return zip(*(columns[p] if p < len(columns) else blank for p in places), strict=True)


def _frame(lines: Iterable[Iterable[tuple[str, ...]]], size: int, tab: Tab) -> pd.DataFrame:
    """So many rows as a frame."""
    fields = [column.field for column in tab.columns]
    cells = chain.from_iterable(chain.from_iterable(lines))
    array = np.fromiter(cells, dtype=object, count=size * len(fields))
    return pd.DataFrame(array.reshape(size, len(fields)), columns=fields, dtype=object, copy=False)


def _first_words(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Of each row the first cell that is more than a number: a line of totals says so there."""
    first = np.full(len(frame), "", dtype=object)
    rest = np.arange(len(frame))
    for name in frame:
        cells = frame[name].to_numpy()[rest]  # few are left after the first column
        worded = Coded.of(cells).each(_has_letter, bool)
        first[rest[worded]] = cells[worded]
        rest = rest[~worded]
    return first


def _first_word(row: Sequence[str]) -> str:
    """The same of one row."""
    return next(filter(_has_letter, row), "")


def _has_letter(cell: str) -> bool:
    return _LETTER.search(cell) is not None


def _numbers_columns(row: Sequence[str]) -> bool:
    """Whether a row is the line (1), (2), (3) … that printed forms have under their header."""
    numbers: list[int] = []
    for cell in filter(None, row):
        found = _COLUMN_NUMBER.fullmatch(cell.strip())
        if not found:
            return False
        numbers.append(int(found[1]))
    return len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))


def _row_numbers(starts: Sequence[int], lengths: Sequence[int]) -> NDArray[np.int64]:
    """Sheet rows of the data below headers that stand in rows `starts`."""
    rows = (range(start + 1, start + 1 + n) for start, n in zip(starts, lengths, strict=True))
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=sum(lengths))


def _filled(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows with something in one of the columns."""
    filled = np.zeros(len(frame), dtype=bool)
    for name in frame:
        rest = np.flatnonzero(~filled)  # few are left after the first column
        filled[rest] = Coded.of(frame[name].to_numpy()[rest]).each(_is_used, bool)
    return filled


def _is_total(frame: pd.DataFrame, first: Coded) -> NDArray[np.bool_]:
    """Rows that begin with a word for a total and have hardly any other words in them."""
    total = first.each(lambda cell: _TOTAL.fullmatch(key(cell)) is not None, bool)
    cells = frame[total].to_numpy()
    words = Coded.of(cells.ravel()).each(_has_letter, bool).reshape(cells.shape).sum(axis=1)
    total[total] = words <= _MOST_WORDS_OF_TOTAL
    return total


def says_nothing(text: str) -> bool:
    """Whether a cell's cleaned text stands for a blank: "", a dash, dots to write on."""
    return not text[:1].isalnum() and _NOTHING.fullmatch(text) is not None


def _is_used(cell: str) -> bool:
    return not says_nothing(clean(cell)) and cell != _UNTICKED


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
    units, tables, rows = [], [], []
    fields: list[str] = []
    lengths = []
    for ward in wards:
        for tab in WARD:
            if missing := _missing(ward, tab):
                header = ward.headers.get(tab.table)
                units.append(ward.number)
                tables.append(tab.table)
                rows.append(header.row if header and header.columns else np.nan)
                lengths.append(len(missing))
                fields += missing
    frame = pd.DataFrame({"unit": units, "table": tables, "row": rows}).astype(
        {"unit": "int64", "table": object, "row": "float64"}
    )
    found = frame.loc[frame.index.repeat(lengths)].reset_index(drop=True)
    found.insert(2, "field", np.array(fields, dtype=object))
    return found


def _missing(ward: Ward, tab: Tab) -> list[str]:
    """What lacks: the tab ("") or its header ("?"), else these fields."""
    if ward.sheets[tab.table] is None:
        return [""]
    found = ward.profile if tab is UNITS else ward.headers[tab.table].columns
    if len(found) == len(tab.columns):
        return []
    return [c.field for c in tab.columns if c.field not in found] if found else ["?"]
