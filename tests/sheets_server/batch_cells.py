"""Requests that write cells: values, formats, notes, validation."""

from typing import Any

from tests.sheets_server.a1 import Area, Box
from tests.sheets_server.batch import Batch, request
from tests.sheets_server.editing import MAX_TEXT, with_entered
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.formula_text import offset_formula
from tests.sheets_server.grid import Cell, Row, Sheet
from tests.sheets_server.masks import Mask, merged_by
from tests.sheets_server.validation import check_rule, moved_rule

_WRITABLE = (
    "userEnteredValue",
    "userEnteredFormat",
    "note",
    "dataValidation",
    "textFormatRuns",
    "pivotTable",
    "chipRuns",
)


def merged_cell(cell: Cell, given: Cell, mask: Mask) -> Cell:
    """The cell with the masked parts of CellData in it; empty parts are taken away."""
    wanted = mask or {name: {} for name in _WRITABLE}
    written = {name: below for name, below in wanted.items() if name in _WRITABLE}
    new = merged_by(cell, given, written) if written else cell
    if "userEnteredValue" in written:
        new = _checked(new)
        if "textFormatRuns" not in written:
            new = {name: value for name, value in new.items() if name != "textFormatRuns"}
    return {name: value for name, value in new.items() if value not in ({}, "", [], None)}


def _checked(cell: Cell) -> Cell:
    entered: Json = cell.get("userEnteredValue") or {}
    if len(entered) > 1:
        raise SheetsError("Only one kind of value may be set in userEnteredValue.")
    if "errorValue" in entered:
        raise SheetsError("errorValue is read-only.")
    text = entered.get("stringValue", "")
    if len(text) > MAX_TEXT:
        raise SheetsError(
            "Your input contains more than the maximum of 50000 characters in a single cell."
        )
    formula = entered.get("formulaValue")
    if formula is not None and not formula.startswith("="):
        raise SheetsError(f"Invalid formula: {formula}")
    return with_entered(cell, None) if text == "" and "stringValue" in entered else cell


@request("updateCells")
def update_cells(batch: Batch, body: Json) -> None:
    """Rows of CellData from a corner, or in a range whose other cells are cleared."""
    mask = batch.mask(body.get("fields"), "CellData")
    if ("start" in body) == ("range" in body):
        raise SheetsError("Exactly one of start or range must be specified.")
    rows: list[Json] = body.get("rows", [])
    sheet, box = _target(batch, body, rows)
    for index, row in enumerate(box.rows):
        given = rows[index].get("values", []) if index < len(rows) else []
        for place, column in enumerate(box.columns):
            if place >= len(given) and "start" in body:
                break
            data = given[place] if place < len(given) else {}
            sheet.put(row, column, merged_cell(sheet.cell(row, column), data, mask))


def _target(batch: Batch, body: Json, rows: list[Json]) -> tuple[Sheet, Box]:
    width = max((len(row.get("values", [])) for row in rows), default=0)
    if "range" in body:
        sheet, box = batch.box(body["range"])
        _check_fit(box, len(rows), width)
        return sheet, box
    sheet, top, left = batch.corner(body["start"])
    _check_fit(sheet.clamp(Area(top, None, left, None)), len(rows), width)
    box = Box(top, top + len(rows), left, left + width)
    batch.guard(sheet, box)
    return sheet, box


def _check_fit(box: Box, height: int, width: int) -> None:
    """Refuses rows that go beyond the box: the range that was named, or from its corner the grid."""
    if height > len(box.rows):
        row = f"row: {box.bottom}, beyond the last requested row of: {box.bottom - 1}"
        raise SheetsError(f"Attempting to write {row}")
    if width > len(box.columns):
        column = f"column: {box.right}, beyond the last requested column of: {box.right - 1}"
        raise SheetsError(f"Attempting to write {column}")


@request("repeatCell")
def repeat_cell(batch: Batch, body: Json) -> None:
    """One CellData in every cell of a range; formulas move along."""
    mask = batch.mask(body.get("fields"), "CellData")
    sheet, box = batch.box(body.get("range"))
    given = body.get("cell", {})
    formula = given.get("userEnteredValue", {}).get("formulaValue")
    for row in box.rows:
        for column in box.columns:
            data = given
            if formula:
                moved = offset_formula(formula, row - box.top, column - box.left)
                data = given | {"userEnteredValue": {"formulaValue": moved}}
            sheet.put(row, column, merged_cell(sheet.cell(row, column), data, mask))


@request("appendCells")
def append_cells(batch: Batch, body: Json) -> None:
    """Rows after the last row of the tab that holds a value."""
    mask = batch.mask(body.get("fields"), "CellData")
    sheet = batch.book.tab(body.get("sheetId", 0))
    rows: list[Json] = body.get("rows", [])
    used = [row for row, _, cell in sheet.cells() if "userEnteredValue" in cell]
    top = max(used, default=-1) + 1
    width = max((len(row.get("values", [])) for row in rows), default=0)
    sheet.rows += [Row() for _ in range(top + len(rows) - len(sheet.rows))]
    sheet.columns += [{} for _ in range(width - len(sheet.columns))]
    batch.guard(sheet, Box(top, top + len(rows), 0, width))
    for row, given in enumerate(rows, top):
        for column, data in enumerate(given.get("values", [])):
            sheet.put(row, column, merged_cell(sheet.cell(row, column), data, mask))


@request("setDataValidation")
def set_data_validation(batch: Batch, body: Json) -> None:
    """A rule for every cell of a range; none clears it."""
    sheet, box = batch.box(body.get("range"))
    rule = body.get("rule")
    if rule is not None:
        check_rule(batch.book, rule)
    for row in box.rows:
        for column in box.columns:
            moved = rule and moved_rule(rule, row - box.top, column - box.left)
            set_part(sheet, row, column, "dataValidation", moved)


def set_part(sheet: Sheet, row: int, column: int, name: str, value: Any) -> None:
    """One part of a cell; None takes it away."""
    cell = {n: v for n, v in sheet.cell(row, column).items() if n != name}
    sheet.put(row, column, cell if value is None else cell | {name: value})


@request("updateBorders")
def update_borders(batch: Batch, body: Json) -> None:
    """Lines around a range and between its cells."""
    sheet, box = batch.box(body.get("range"))
    for row in box.rows:
        for column in box.columns:
            _set_borders(sheet, row, column, _borders_at(body, box, row, column))


def _borders_at(body: Json, box: Box, row: int, column: int) -> Json:
    sides = {
        "top": body.get("top" if row == box.top else "innerHorizontal"),
        "bottom": body.get("bottom" if row == box.bottom - 1 else "innerHorizontal"),
        "left": body.get("left" if column == box.left else "innerVertical"),
        "right": body.get("right" if column == box.right - 1 else "innerVertical"),
    }
    return {side: border for side, border in sides.items() if border is not None}


def _set_borders(sheet: Sheet, row: int, column: int, borders: Json) -> None:
    if not borders:
        return
    cell = sheet.cell(row, column)
    look = cell.get("userEnteredFormat", {})
    had = look.get("borders", {}) | borders
    kept = {
        side: _border(border)
        for side, border in had.items()
        if border.get("style") not in (None, "NONE")
    }
    new = {name: value for name, value in look.items() if name != "borders"}
    set_part(
        sheet, row, column, "userEnteredFormat", (new | ({"borders": kept} if kept else {})) or None
    )


def _border(border: Json) -> Json:
    widths = {"SOLID_MEDIUM": 2, "SOLID_THICK": 3, "DOUBLE": 3}
    color = {} if "colorStyle" in border else {"color": border.get("color", {})}
    return border | {"width": widths.get(border["style"], 1)} | color
