"""Fills and notes in a ward's data tabs: ours are set and cleared, people's never touched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from sync.looks import SEVERITY_OF, colour_of, solid
from sync.notes import AUTHOR, COLOURS, is_ours, signed
from sync.places import Place
from sync.todo_sheet import plain_text, whole_number

At = tuple[int, int]
_SEVERITIES = tuple(COLOURS)
_NOTE_WIDTH, _LINE_HEIGHT, _LETTERS_A_LINE = 320, 19, 48


@dataclass
class CellMark:
    """What one cell should show."""

    severity: str
    note: str


def mark_cells(book: Workbook, places: Mapping[str, Place], cells: pd.DataFrame) -> bool:
    """Make the data tabs show exactly these marks; whether anything had to be changed.

    A tab, row or column that is not there is not marked.
    """
    fills = _Fills(book)
    changed = False
    for title, place in places.items():
        sheet: Any = book[place.title]
        here = cells if cells.empty else cells[cells["tab"] == title]
        wanted = wanted_marks(place, here, partial(_top_left, sheet))
        changed = _mark_sheet(sheet, wanted, fills) or changed
    return changed


def wanted_marks(
    place: Place, cells: pd.DataFrame, top_left: Callable[[int, int], At]
) -> dict[At, CellMark]:
    """What each cell of a tab should show; `top_left` says which cell a merged range shows."""
    marks: dict[At, CellMark] = {}
    if cells.empty:
        return marks
    columns = zip(cells["row"], cells["column"], cells["severity"], cells["note"], strict=True)
    for number, column, severity, note in columns:
        row, at = whole_number(number), place.columns.get(plain_text(column))
        if row is not None and at is not None and row > place.header_row:
            mark = CellMark(SEVERITY_OF[severity], plain_text(note))
            _add(marks, top_left(row, at), mark)
    return marks


def _top_left(sheet: Any, row: int, column: int) -> At:
    """The cell itself, or the one that a merged range shows."""
    if isinstance(sheet._cells.get((row, column)), MergedCell):
        for area in sheet.merged_cells.ranges:
            if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
                return area.min_row, area.min_col
    return row, column


def _add(marks: dict[At, CellMark], at: At, mark: CellMark) -> None:
    """Several cells of a merged range are one: the worst colour, all the notes."""
    known = marks.get(at)
    if known is None:
        marks[at] = mark
        return
    worse, other = sorted((known, mark), key=lambda m: _SEVERITIES.index(m.severity))
    marks[at] = CellMark(worse.severity, f"{worse.note}\n\n{other.note}")


def _mark_sheet(sheet: Any, wanted: dict[At, CellMark], fills: "_Fills") -> bool:
    changed = False
    for at in wanted.keys() - sheet._cells.keys():
        sheet._cells[at] = _blank_cell(sheet, *at)
    for at, cell in sheet._cells.items():
        fill_is_ours = cell._style is not None and cell._style.fillId in fills.ours
        if at in wanted or fill_is_ours or cell._comment is not None:
            mark = wanted.get(at)
            filled = fills.set(cell, mark.severity if mark else None)
            noted = _set_note(cell, mark.note if mark else None)
            changed = changed or filled or noted
    return changed


def _blank_cell(sheet: Any, row: int, column: int) -> Any:
    """A cell that does not exist yet looks like its row or column: text stays text there."""
    cell: Any = Cell(sheet, row, column)
    rows, columns = sheet.row_dimensions, sheet.column_dimensions.values()
    if row in rows and rows[row].has_style:
        cell._style = _copy(rows[row])
        return cell
    for known in columns:
        known.reindex()
        if known.min <= column <= known.max and known.has_style:
            cell._style = _copy(known)
    return cell


def _copy(styled: Any) -> Any:
    return type(styled._style)(styled._style)


def _set_note(cell: Any, note: str | None) -> bool:
    """Set our note or take it away; whether that changed anything. A person's stays."""
    there = cell._comment
    if there is not None and not is_ours(there.author, there.content):
        return False
    text = None if note is None else signed(note)
    if text == (there.content if there else None):
        return False
    cell.comment = None if text is None else _comment(text)
    return True


def _comment(text: str) -> Comment:
    lines = sum(1 + len(line) // _LETTERS_A_LINE for line in text.split("\n"))
    return Comment(text, AUTHOR, height=(lines + 1) * _LINE_HEIGHT, width=_NOTE_WIDTH)


class _Fills:
    """The fills of a workbook by number, so that no cell's style needs to be taken apart."""

    def __init__(self, book: Any) -> None:
        self._known = book._fills
        self._free = {0}
        self.ours: dict[int, str] = {}
        severities = {colour: severity for severity, colour in COLOURS.items()}
        for number, fill in enumerate(self._known):
            # Gradients have no fill_type of a pattern; they are people's.
            if isinstance(fill, PatternFill) and fill.fill_type is None:
                self._free.add(number)
            elif isinstance(fill, PatternFill) and fill.fill_type == "solid":
                severity = severities.get(colour_of(fill))
                self.ours |= {number: severity} if severity else {}

    def set(self, cell: Any, severity: str | None) -> bool:
        """Give a free cell the colour, or take ours away; whether that changed anything."""
        there = cell._style.fillId if cell._style is not None else 0
        if there not in self._free and there not in self.ours:
            return False
        if self.ours.get(there) == severity:
            return False
        cell.fill = solid(COLOURS[severity]) if severity else PatternFill()
        self.ours |= {cell._style.fillId: severity} if severity else {}
        return True
