"""A Google spreadsheet as one answer of the Sheets interface gives it, made into tabs.

The same fields are asked for when reading and in the answer to every writing, so that what stands
there after a writing is known as well as what stood there before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from openpyxl.utils import get_column_letter

from shapes import Sheet
from sync.shown import show_number, spread_merged, trimmed
from vietnamese.text import show_date

At = tuple[int, int]  # row and column, from 1

_CELL = (
    "userEnteredValue,effectiveValue,formattedValue,hyperlink,note,"
    "userEnteredFormat(backgroundColor),effectiveFormat(numberFormat(type))"
)
SHEET_FIELDS = (
    "spreadsheetId,properties(title),sheets(properties(sheetId,title,sheetType,gridProperties"
    f"(rowCount,columnCount)),merges,data(startRow,startColumn,rowData(values({_CELL}))))"
)
_EPOCH = date(1899, 12, 30)
_ERRORS = {
    "REF": "#REF!", "DIVIDE_BY_ZERO": "#DIV/0!", "NAME": "#NAME?", "N_A": "#N/A", "NUM": "#NUM!",
    "VALUE": "#VALUE!", "NULL_VALUE": "#NULL!", "ERROR": "#ERROR!", "LOADING": "",
}  # fmt: skip


@dataclass
class Grid:
    """One tab: its cells as text, and what marks and repairs need to know of them.

    `fills` holds six digits where a cell has a fill of its own, `formulas` what was typed,
    `merged` areas as (first row, first column, last row, last column), all from 1.
    """

    id: int
    sheet: Sheet
    row_count: int
    column_count: int
    notes: dict[At, str] = field(default_factory=dict)
    fills: dict[At, str] = field(default_factory=dict)
    formulas: dict[At, str] = field(default_factory=dict)
    links: dict[At, str] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def text(self, row: int, column: int) -> str:
        """The text of a cell, "" beyond the last one that holds anything."""
        rows = self.sheet.rows
        line = rows[row - 1] if row <= len(rows) else ()
        return line[column - 1] if column <= len(line) else ""

    def top_left(self, row: int, column: int) -> At:
        """The cell itself, or the one that a merged range shows."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    def empty(self) -> "Grid":
        """The tab without what stands in it."""
        return Grid(self.id, Sheet(self.sheet.title, ()), self.row_count, self.column_count)

    def address(self, row: int, column: int) -> str:
        """What a link within the spreadsheet leads to: `#gid=0&range=F12`."""
        return f"#gid={self.id}&range={get_column_letter(column)}{row}"


@dataclass(frozen=True)
class Spreadsheet:
    """A spreadsheet as it stood at one moment."""

    id: str
    title: str
    grids: tuple[Grid, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Its tabs as text."""
        return tuple(grid.sheet for grid in self.grids)

    def grid(self, title: str) -> Grid:
        """The tab of this very title."""
        return next(grid for grid in self.grids if grid.sheet.title == title)


def parse(answer: Mapping[str, Any]) -> Spreadsheet:
    """The spreadsheet in an answer with SHEET_FIELDS; tabs that are no grids are left out."""
    grids = [_grid(one) for one in answer.get("sheets", ()) if _is_grid(one)]
    title = str(answer.get("properties", {}).get("title", ""))
    return Spreadsheet(str(answer.get("spreadsheetId", "")), title, tuple(grids))


def _is_grid(sheet: Mapping[str, Any]) -> bool:
    return bool(sheet["properties"].get("sheetType", "GRID") == "GRID")


def _grid(answer: Mapping[str, Any]) -> Grid:
    known = answer["properties"]
    size = known.get("gridProperties", {})
    grid = Grid(
        int(known.get("sheetId", 0)),
        Sheet(str(known.get("title", "")), ()),
        int(size.get("rowCount", 0)),
        int(size.get("columnCount", 0)),
        merged=tuple(_area(one) for one in answer.get("merges", ())),
    )
    rows: list[list[str]] = []
    for data in answer.get("data", ()):
        _read_rows(grid, rows, data)
    _fill_up(rows)
    spread_merged(rows, [((t - 1, le - 1), (b - 1, r - 1)) for t, le, b, r in grid.merged])
    grid.sheet = Sheet(grid.sheet.title, trimmed(rows))
    return grid


def _area(merge: Mapping[str, Any]) -> tuple[int, int, int, int]:
    top, left = merge.get("startRowIndex", 0), merge.get("startColumnIndex", 0)
    return top + 1, left + 1, merge["endRowIndex"], merge["endColumnIndex"]


def _read_rows(grid: Grid, rows: list[list[str]], data: Mapping[str, Any]) -> None:
    first, left = data.get("startRow", 0), data.get("startColumn", 0)
    for number, line in enumerate(data.get("rowData", ()), first):
        while len(rows) <= number:
            rows.append([])
        cells = line.get("values", ())
        rows[number] += [""] * (left - len(rows[number]))
        rows[number] += map(_text, cells)
        for column, cell in enumerate(cells, left + 1):
            if cell:
                _remember(grid, (number + 1, column), cell)


def _fill_up(rows: list[list[str]]) -> None:
    """Make all rows equally long."""
    width = max(map(len, rows), default=0)
    for row in rows:
        row += [""] * (width - len(row))


def _remember(grid: Grid, at: At, cell: Mapping[str, Any]) -> None:
    if note := cell.get("note"):
        grid.notes[at] = note
    if link := cell.get("hyperlink"):
        grid.links[at] = link
    if formula := cell.get("userEnteredValue", {}).get("formulaValue"):
        grid.formulas[at] = formula
    colour = cell.get("userEnteredFormat", {}).get("backgroundColor")
    if colour is not None and (digits := _digits(colour)) != "FFFFFF":
        grid.fills[at] = digits


def _digits(colour: Mapping[str, float]) -> str:
    parts = (round(255 * colour.get(name, 0)) for name in ("red", "green", "blue"))
    return "".join(f"{part:02X}" for part in parts)


def _text(cell: Mapping[str, Any]) -> str:
    value = cell.get("effectiveValue")
    if not value:
        return ""
    if "stringValue" in value:
        return str(value["stringValue"])
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    if "errorValue" in value:
        return _ERRORS.get(value["errorValue"].get("type", ""), "#ERROR!")
    kind = cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type", "")
    return _shown_number(float(value.get("numberValue", 0)), kind)


def _shown_number(number: float, kind: str) -> str:
    if kind in ("DATE", "DATE_TIME") and 0 <= number < 2_958_466:  # the year 10000
        return show_date(_EPOCH + timedelta(days=int(number)))
    if kind == "TIME":
        hours, minutes = divmod(round(number * 1440), 60)
        return f"{hours:02}:{minutes:02}"
    return show_number(number)


# --- rows that moved -----------------------------------------------------------------------------


def moved_rows(before: Sheet, now: Sheet) -> dict[int, int]:
    """Where each row of `before` stands now, by its content: number → number, both from 1.

    A row that has changed is not in it, nor is one of several equal rows that moved.
    """
    if before.rows == now.rows:
        return {number: number for number in range(1, len(now.rows) + 1)}
    was, there = _by_content(before.rows), _by_content(now.rows)
    return dict(_pairs(was, there))


def _pairs(
    was: Mapping[tuple[str, ...], Sequence[int]], there: Mapping[tuple[str, ...], Sequence[int]]
) -> Iterator[tuple[int, int]]:
    for content, numbers in was.items():
        found = there.get(content, ())
        if len(found) == len(numbers):
            yield from zip(numbers, found, strict=True)


def _by_content(rows: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], list[int]]:
    found: dict[tuple[str, ...], list[int]] = {}
    for number, row in enumerate(rows, 1):
        cells = list(row)
        while cells and not cells[-1]:
            cells.pop()
        found.setdefault(tuple(cells), []).append(number)
    return found
