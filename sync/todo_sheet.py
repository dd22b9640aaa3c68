"""The tab `Cần sửa`, in a ward's workbook or in the one beside it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter

from rules.terms import SEVERITIES, STATUS
from sync.answers import Answer, is_tick, join_comments
from sync.headers import is_todo
from sync.keyed_tab import KeyedTab, Line, Link, Row, cell_text, put
from sync.looks import FONT, HEADER_COLOUR, INPUT_COLOUR, Looks, is_own_colour, set_up_page, solid
from sync.schema import TODO, TODO_HEADER_ROW, TODO_INTRO, TODO_WARD_FIELDS
from vietnamese.text import clean

TICK = "x"
LET_BE = STATUS["excepted"]  # `Trạng thái` of a flag that the city has let be
# A comment stands in a new line as the ward wrote it before; in a line that is there it is theirs.
_FIELDS = tuple(column.field for column in TODO.columns if column.field != "agreed")
Locate = Callable[[str, int | None, str], Link | None]


def plain_text(value: object) -> str:
    """A value of a frame as text; what is missing is blank."""
    return "" if value is None or value is pd.NA or value != value else str(value)


def whole_number(value: Any) -> int | None:
    """A row's number as a frame holds it: 12, 12.0, or missing."""
    return int(value) if plain_text(value) else None


def todo_rows(marks: pd.DataFrame, locate: Locate) -> list[Row]:
    """The rows of `Cần sửa`; `locate` says where the link to (tab, row, column) leads."""
    rows = []
    for known in marks.to_dict("records"):
        values = {name: plain_text(known.get(name)) for name in _FIELDS}
        values["severity"] = SEVERITIES.get(values["severity"], values["severity"])
        tab, column = plain_text(known.get("tab")), plain_text(known.get("column"))
        link = locate(tab, whole_number(known.get("row")), column)
        rows.append(Row(values["id"], values, link, values["status"] == LET_BE))
    return rows


def write_todo(
    book: Workbook,
    rows: Sequence[Row],
    incoming: Iterable[Answer] = (),
    keep_answered: bool = False,
    intro: str = TODO_INTRO,
) -> bool:
    """Make the tab show `rows` with the ward's own words where they belong; False if it does.

    `incoming` are answers from elsewhere to be taken in; with `keep_answered` a row on which the
    ward wrote stays although its flag is gone.
    """
    sheet = next((sheet for sheet in book.worksheets if is_todo(sheet.title)), None)
    made = sheet is None
    if made and not rows:
        return False
    sheet = book.create_sheet(TODO.title) if sheet is None else sheet
    tab = KeyedTab(sheet, TODO, TODO_WARD_FIELDS, TODO_HEADER_ROW)
    tab.lines = [line for line in tab.lines if not _is_intro(line)]
    _forget_other_ticks(tab, rows)
    looks = Looks(sheet, TODO_WARD_FIELDS)
    news = _take_in(tab, rows, incoming, looks)
    if not news and tab.shows(rows) and _intro(tab) == intro:
        return False
    if made:
        set_up_page(sheet, TODO, tab.columns, tab.top)
    tab.write(rows, looks, lambda line: keep_answered and _is_answered(tab, line))
    _finish(tab, rows, intro, made)
    return True


def _is_answered(tab: KeyedTab, line: Line) -> bool:
    return any(tab.text(line, name) for name in TODO_WARD_FIELDS)


# --- the ward's two columns --------------------------------------------------------------------


def _forget_other_ticks(tab: KeyedTab, rows: Sequence[Row]) -> None:
    """A tick agreed to what the row said then: to another value or proposal it says nothing."""
    wanted = {row.id: row for row in rows}
    for line in tab.lines:
        tick, row = tab.cell(line, "agreed"), wanted.get(line.id)
        seen = tab.text(line, "value"), tab.text(line, "suggestion")
        if row is not None and tick is not None and not agrees_to(row, *seen):
            put(tick, None)


def agrees_to(row: Row, value: str, suggestion: str) -> bool:
    """Whether a tick given beside this value and this proposal is one to the row."""
    shown = (str(row.values[name] or "") for name in ("value", "suggestion"))
    return tuple(map(clean, shown)) == (clean(value), clean(suggestion))


def _take_in(tab: KeyedTab, rows: Sequence[Row], incoming: Iterable[Answer], looks: Looks) -> bool:
    """Add answers from elsewhere to the lines; whether any was new."""
    lines = {line.id: line for line in reversed(tab.lines)}
    wanted = {row.id: row for row in rows}
    news = False
    for answer in incoming:
        row = wanted.get(answer.id)
        if row is None:
            continue
        line = lines.get(answer.id)
        if line is None:
            line = lines[answer.id] = Line(answer.id)
            tab.lines.append(line)
        agreed = answer.agreed and agrees_to(row, answer.value, answer.suggestion)
        had = tab.text(line, "agreed"), tab.text(line, "comment")
        tick = TICK if agreed and not is_tick(had[0]) else had[0]
        now = tick, join_comments(had[1], answer.comment)
        if now != had:
            news = True
            _fill_in(tab, line, dict(zip(TODO_WARD_FIELDS, now, strict=True)), looks)
    return news


def _fill_in(tab: KeyedTab, line: Line, texts: dict[str, str], looks: Looks) -> None:
    for name, text in texts.items():
        at = tab.columns[name]
        if at not in line.cells:
            made: Any = Cell(tab.sheet, 1, at)
            made._style = looks.cell(TODO[name])
            line.cells[at] = made
        put(line.cells[at], text)


# --- around the rows ---------------------------------------------------------------------------


def _finish(tab: KeyedTab, rows: Sequence[Row], intro: str, made: bool) -> None:
    sheet = tab.sheet
    _write_intro(tab, intro)
    _offer_ticks(tab, rows)
    hide_column(sheet, tab.columns["id"])
    if made or sheet.auto_filter.ref:
        filter_rows(tab, len(rows))


def _is_intro(line: Line) -> bool:
    return any(cell_text(cell).startswith(TODO_INTRO) for cell in line.cells.values())


def _intro(tab: KeyedTab) -> str:
    """The fixed line as it stands; the wanted one cannot stand anywhere when there is no room."""
    texts = (cell_text(c) for (row, _), c in tab.sheet._cells.items() if row < tab.top)
    return next((text for text in texts if text.startswith(TODO_INTRO)), "")


def _write_intro(tab: KeyedTab, intro: str) -> None:
    sheet, row = tab.sheet, tab.top - 1
    above = [at for at, cell in sheet._cells.items() if at[0] <= row]
    at = next((at for at in above if cell_text(sheet._cells[at]).startswith(TODO_INTRO)), (row, 1))
    if row < 1 or (at in sheet._cells and cell_text(sheet._cells[at]) not in ("", _intro(tab))):
        return
    if at not in sheet._cells:
        sheet._cells[at] = Cell(sheet, *at)
        sheet._cells[at].font = Font(**FONT, italic=True, color=f"FF{HEADER_COLOUR}")
        sheet._cells[at].alignment = Alignment(vertical="center")
        sheet.row_dimensions[row].height = 22
    put(sheet._cells[at], intro)


def _offer_ticks(tab: KeyedTab, rows: Sequence[Row]) -> None:
    """A list with the one word `x` where there is something to agree to; other ticks count too."""
    known, at = tab.sheet.data_validations, tab.columns["agreed"]
    known.dataValidation = [dv for dv in known.dataValidation if not touches(dv, at)]
    cells = []
    for number, row in enumerate(rows, tab.top + 1):
        cell = tab.sheet._cells[number, at]
        if row.values["suggestion"]:
            cells.append(cell.coordinate)
        if is_own_colour(cell.fill):
            cell.fill = solid(INPUT_COLOUR) if row.values["suggestion"] else PatternFill()
    if cells:
        ticks = DataValidation(type="list", formula1=f'"{TICK}"', allow_blank=True)
        ticks.prompt, ticks.showInputMessage = TODO["agreed"].help, True
        ticks.sqref = " ".join(cells)
        tab.sheet.add_data_validation(ticks)


def touches(validation: Any, column: int) -> bool:
    """Whether a validation covers any cell of the column."""
    return any(area.min_col <= column <= area.max_col for area in validation.sqref.ranges)


def hide_column(sheet: Any, column: int) -> None:
    """Hide one column; one that shares its width with others as a group is left as it is."""
    for known in sheet.column_dimensions.values():
        known.reindex()
        if known.min <= column <= known.max:
            known.hidden = known.hidden or known.min == known.max
            return
    sheet.column_dimensions[sheet.cell(1, column).column_letter].hidden = True


def filter_rows(tab: KeyedTab, count: int) -> None:
    """Filter arrows over the rows; what somebody had filtered by is shown again in full."""
    last = max(tab.columns.values())
    corner = Cell(tab.sheet, tab.top + max(count, 1), last).coordinate
    first = Cell(tab.sheet, tab.top, min(tab.columns.values())).coordinate
    tab.sheet.auto_filter = AutoFilter(ref=f"{first}:{corner}")
