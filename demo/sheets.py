"""The tabs of a workbook opened with openpyxl, as rows that people edit."""

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from demo.edits import Rows
from shapes import Sheet, Tab
from sync.headers import find_header, find_profile, find_sheet
from sync.keyed_tab import cell_text, head_of, put, rows_of
from sync.looks import solid
from sync.schema import UNITS, WARD

_LAST_ROW = 1000


def tabs_of(book: Workbook) -> dict[str, Rows]:
    """The data tabs of a workbook as rows to edit, by table."""
    found: dict[str, Rows] = {}
    for tab in WARD:
        sheet = sheet_of(book, tab)
        if sheet is not None:
            found[tab.table] = Profile(sheet) if tab is UNITS else SheetRows(sheet, tab)
    return found


def sheet_of(book: Workbook, tab: Tab) -> Any:
    """The openpyxl sheet that is this tab, None when there is none."""
    known = find_sheet([Sheet(sheet.title, ()) for sheet in book.worksheets], tab)
    return book[known.title] if known else None


class SheetRows:
    """The rows of one tab of an openpyxl workbook (demo.edits.Rows)."""

    def __init__(self, sheet: Any, tab: Tab) -> None:
        header = find_header(head_of(sheet), tab)
        self._sheet, self._top = sheet, header.row
        self._columns = {name: at + 1 for name, at in header.columns.items()}

    def numbers(self) -> Sequence[int]:
        """Sheet rows that hold data, without lines of totals."""
        known = set(self._columns.values())
        filled = {
            row
            for (row, column), cell in self._sheet._cells.items()
            if row > self._top and column in known and cell_text(cell)
        }
        return sorted(row for row in filled if not cell_text(self._at(row, 1)).startswith("Tổng"))

    def _at(self, row: int, column: int) -> Any:
        return self._sheet._cells.get((row, column))

    def get(self, row: int, name: str) -> Any:
        """The text of a cell, "" where the column is not there."""
        return cell_text(self._at(row, self._columns.get(name, 0)))

    def set(self, row: int, name: str, value: Any) -> None:
        """Type into a cell; a new one looks as its column does."""
        _type(self._sheet, row, self._columns[name], value)

    def cell(self, row: int, name: str) -> Any:
        """The openpyxl cell of a field."""
        return self._sheet.cell(row, self._columns[name])

    def fill(self, row: int, colour: str) -> None:
        """Give every known cell of a row a fill in this colour of six digits."""
        for column in self._columns.values():
            self._sheet.cell(row, column).fill = solid(colour)

    def add(self, values: Mapping[str, Any]) -> None:
        """Type a row below everything that stands in the tab."""
        row = max(
            (row for (row, _), cell in self._sheet._cells.items() if cell_text(cell)), default=1
        )
        for name, value in values.items():
            self.set(row + 1, name, value)

    def remove(self, rows: Sequence[int]) -> None:
        """Delete rows; the cells below move up with their notes and fills."""
        for row in sorted(rows, reverse=True):
            self._sheet.delete_rows(row)


class Profile:
    """The ward's own tab `Đơn vị`, its second column as one row of fields (demo.edits.Rows)."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._lines = find_profile(Sheet(sheet.title, tuple(rows_of(sheet, _LAST_ROW))), UNITS)

    def numbers(self) -> Sequence[int]:
        """The one row."""
        return (0,)

    def get(self, row: int, name: str) -> Any:  # noqa: ARG002 (there is one row)
        """The text of a field."""
        return self._lines[name][1]

    def set(self, row: int, name: str, value: Any) -> None:  # noqa: ARG002
        """Type beside the field's label."""
        _type(self._sheet, self._lines[name][0], 2, value)

    def add(self, values: Mapping[str, Any]) -> None:  # noqa: ARG002
        """Refused: the tab has one line for each thing asked."""
        raise ValueError(f"no row can be added to {UNITS.title!r}")

    def remove(self, rows: Sequence[int]) -> None:  # noqa: ARG002
        """Refused, too."""
        raise ValueError(f"no row can be removed from {UNITS.title!r}")


def _type(sheet: Any, row: int, column: int, value: Any) -> None:
    known = (row, column) in sheet._cells
    cell = sheet.cell(row, column)
    if not known:
        cell._style = sheet.column_dimensions[cell.column_letter]._style
    put(cell, value)
