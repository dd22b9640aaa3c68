"""Requests that move, copy and order cells: sort, insert, delete, copy, cut, fill, merge."""

import random

from tests.sheets_server.a1 import Box
from tests.sheets_server.batch import Batch, request
from tests.sheets_server.cells import extended, value_of
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.formula_text import offset_formula
from tests.sheets_server.grid import Cell, Row, Sheet
from tests.sheets_server.rendering import CellError, Value
from tests.sheets_server.values_of import collation


@request("sortRange")
def sort_range(batch: Batch, body: Json) -> None:
    """Rows of a range in the order of some columns: numbers, texts, logical values, errors, blanks last."""
    sheet, box = batch.box(body.get("range"))
    specs = body.get("sortSpecs", [])
    if not specs:
        raise SheetsError("At least one sort spec must be specified.")
    for spec in specs:
        if spec.get("dimensionIndex", 0) not in box.columns:
            raise SheetsError(
                f"dimensionIndex {spec.get('dimensionIndex', 0)} is not within the range."
            )
    order_rows(batch, sheet, box, specs)


def order_rows(batch: Batch, sheet: Sheet, box: Box, specs: list[Json]) -> None:
    """Puts the rows of the box in order."""
    order = list(box.rows)
    for spec in reversed(specs):
        column, down = spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING"
        values = {
            row: value_of(batch.book, sheet, row, column, sheet.cell(row, column)) for row in order
        }
        full = [row for row in order if values[row] is not None and values[row] != ""]
        blank = [row for row in order if row not in set(full)]
        order = sorted(full, key=lambda row: sort_key(values[row]), reverse=down) + blank
    _place(sheet, box, order)


def sort_key(value: Value) -> tuple[int, float | str]:
    """Where a value stands among others."""
    if isinstance(value, CellError):
        return 3, value.text
    if isinstance(value, bool):
        return 2, int(value)
    return (1, collation(value)) if isinstance(value, str) else (0, value or 0)


def _place(sheet: Sheet, box: Box, order: list[int]) -> None:
    lines = {
        row: {c: cell for c, cell in sheet.rows[row].cells.items() if c in box.columns}
        for row in box.rows
    }
    for to, source in zip(box.rows, order, strict=True):
        moved = {c: _moved(cell, to - source) for c, cell in lines[source].items()}
        kept = {c: cell for c, cell in sheet.rows[to].cells.items() if c not in box.columns}
        sheet.rows[to].cells = kept | moved


def _moved(cell: Cell, rows: int, columns: int = 0) -> Cell:
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if not formula or not (rows or columns):
        return cell
    return cell | {"userEnteredValue": {"formulaValue": offset_formula(formula, rows, columns)}}


@request("randomizeRange")
def randomize(batch: Batch, body: Json) -> None:
    """Rows of a range in any order."""
    sheet, box = batch.box(body.get("range"))
    order = list(box.rows)
    random.Random(len(order)).shuffle(order)
    _place(sheet, box, order)


# --- insert and delete cells ------------------------------------------------------------------


@request("insertRange")
def insert_range(batch: Batch, body: Json) -> None:
    """Empty cells in; those there move down or to the right."""
    sheet, box = batch.box(body.get("range"))
    if body.get("shiftDimension") is None:
        raise SheetsError("shiftDimension is required")
    down = body["shiftDimension"] == "ROWS"
    rows, columns = (len(box.rows), 0) if down else (0, len(box.columns))
    moved = _beyond(sheet, box, down, include=True)
    batch.guard(sheet, moved)
    _grow(sheet, moved, rows, columns)
    _shift_cells(sheet, moved, rows, columns)


@request("deleteRange")
def delete_range(batch: Batch, body: Json) -> None:
    """Cells out; those below or to the right come up."""
    sheet, box = batch.box(body.get("range"))
    if body.get("shiftDimension") is None:
        raise SheetsError("shiftDimension is required")
    up = body["shiftDimension"] == "ROWS"
    moved = _beyond(sheet, box, up, include=False)
    batch.guard(sheet, moved)
    for row, column, _cell in list(sheet.cells(box)):
        sheet.put(row, column, {})
    _shift_cells(sheet, moved, -len(box.rows) if up else 0, 0 if up else -len(box.columns))


def _beyond(sheet: Sheet, box: Box, vertical: bool, include: bool) -> Box:
    size = sheet.size
    if vertical:
        return Box(box.top if include else box.bottom, size.bottom, box.left, box.right)
    return Box(box.top, box.bottom, box.left if include else box.right, size.right)


def _grow(sheet: Sheet, moved: Box, rows: int, columns: int) -> None:
    """Refuses to push cells that hold something out of the grid: the grid grows instead."""
    used = list(sheet.cells(moved))
    bottom = max((row for row, _, _ in used), default=-1) + 1 + rows
    right = max((column for _, column, _ in used), default=-1) + 1 + columns
    sheet.rows += [Row() for _ in range(bottom - len(sheet.rows))]
    sheet.columns += [{} for _ in range(right - len(sheet.columns))]


def _shift_cells(sheet: Sheet, box: Box, rows: int, columns: int) -> None:
    taken = list(sheet.cells(box))
    for row, column, _cell in taken:
        sheet.put(row, column, {})
    for row, column, cell in taken:
        sheet.put(row + rows, column + columns, cell)


# --- copy, cut, fill --------------------------------------------------------------------------

_FORMAT = ("userEnteredFormat", "dataValidation")


def pasted(target: Cell, source: Cell, kind: str, value: Json | None) -> Cell:
    """The target with what a kind of paste takes from the source; `value` is its computed value."""
    if kind == "PASTE_FORMAT":
        return _with(target, source, _FORMAT)
    if kind == "PASTE_DATA_VALIDATION":
        return _with(target, source, ("dataValidation",))
    if kind == "PASTE_CONDITIONAL_FORMATTING":
        return target
    if kind == "PASTE_VALUES":
        return _with(target, {"userEnteredValue": value} if value else {}, ("userEnteredValue",))
    if kind == "PASTE_FORMULA":
        return _with(target, source, ("userEnteredValue",))
    if kind == "PASTE_NO_BORDERS" and "borders" in source.get("userEnteredFormat", {}):
        look = {n: v for n, v in source["userEnteredFormat"].items() if n != "borders"}
        return source | {"userEnteredFormat": look}
    return source


def _with(target: Cell, source: Cell, names: tuple[str, ...]) -> Cell:
    kept = {name: value for name, value in target.items() if name not in names}
    return kept | {name: source[name] for name in names if name in source}


@request("copyPaste")
def copy_paste(batch: Batch, body: Json) -> None:
    """Cells copied over a destination, again and again where it is larger."""
    source_sheet, source = batch.book.box(body.get("source", {}))
    sheet, wanted = batch.book.box(body.get("destination", {}))
    if not source.rows or not source.columns:
        raise SheetsError("The source range is empty.")
    turned = body.get("pasteOrientation") == "TRANSPOSE"
    kind = body.get("pasteType", "PASTE_NORMAL")
    height, width = len(source.rows), len(source.columns)
    height, width = (width, height) if turned else (height, width)
    box = _cut(_tiled(wanted, height, width), sheet.size)
    batch.guard(sheet, box)
    cells = _taken(batch, source_sheet, source, kind)
    for row in box.rows:
        for column in box.columns:
            at = ((row - box.top) % height, (column - box.left) % width)
            down, right = (at[1], at[0]) if turned else at
            origin = (source.top + down, source.left + right)
            cell, value = cells[origin]
            moved = _moved(cell, row - origin[0], column - origin[1])
            sheet.put(row, column, pasted(sheet.cell(row, column), moved, kind, value))
    if kind == "PASTE_NORMAL" and not turned:
        _copy_merges(source_sheet, source, sheet, box)


def _tiled(wanted: Box, height: int, width: int) -> Box:
    rows = max(len(wanted.rows) // height, 1) * height
    columns = max(len(wanted.columns) // width, 1) * width
    return Box(wanted.top, wanted.top + rows, wanted.left, wanted.left + columns)


def _cut(box: Box, size: Box) -> Box:
    """The part of the box that the grid has."""
    return Box(box.top, min(box.bottom, size.bottom), box.left, min(box.right, size.right))


def _fits(sheet: Sheet, box: Box) -> None:
    """Grows the grid for what is pasted beyond its end."""
    sheet.rows += [Row() for _ in range(box.bottom - len(sheet.rows))]
    sheet.columns += [{} for _ in range(box.right - len(sheet.columns))]


def _taken(
    batch: Batch, sheet: Sheet, box: Box, kind: str
) -> dict[tuple[int, int], tuple[Cell, Json | None]]:
    """Cells of a box as they are before anything is pasted, with their values where those are pasted."""

    def value(row: int, column: int) -> Json | None:
        if kind != "PASTE_VALUES":
            return None
        return extended(value_of(batch.book, sheet, row, column, sheet.cell(row, column)))

    return {
        (row, column): (sheet.cell(row, column), value(row, column))
        for row in box.rows
        for column in box.columns
    }


def _copy_merges(source_sheet: Sheet, source: Box, sheet: Sheet, box: Box) -> None:
    for merge in list(source_sheet.parts["merges"]):
        held = merge_box(merge)
        if source.holds(held):
            down, right = box.top - source.top, box.left - source.left
            moved = Box(held.top + down, held.bottom + down, held.left + right, held.right + right)
            if not any(merge_box(m).meets(moved) for m in sheet.parts["merges"]):
                sheet.parts["merges"].append(_merge(sheet, moved))


@request("cutPaste")
def cut_paste(batch: Batch, body: Json) -> None:
    """Cells moved; formulas elsewhere that lead to them follow."""
    source_sheet, source = batch.box(body.get("source", {}))
    to = body.get("destination", {})
    sheet, top, left = batch.corner(to)
    box = Box(top, top + len(source.rows), left, left + len(source.columns))
    _fits(sheet, box)
    batch.guard(sheet, box)
    kind = body.get("pasteType", "PASTE_NORMAL")
    cells = _taken(batch, source_sheet, source, kind)
    for row, column in cells:
        source_sheet.put(row, column, {})
    for (row, column), (cell, value) in cells.items():
        here = (row - source.top + top, column - source.left + left)
        sheet.put(*here, pasted(sheet.cell(*here), cell, kind, value))


@request("autoFill")
def auto_fill(batch: Batch, body: Json) -> None:
    """Cells filled on from those beside them: rows of numbers go on, all else repeats."""
    sheet, source, box = _fill_boxes(batch, body)
    box = _cut(box, sheet.size)
    if not source.rows or not source.columns:
        raise SheetsError("The source range is empty.")
    batch.guard(sheet, box)
    vertical = box.left == source.left and box.right == source.right
    for row in box.rows:
        for column in box.columns:
            _fill_cell(sheet, source, row, column, vertical)


def _fill_boxes(batch: Batch, body: Json) -> tuple[Sheet, Box, Box]:
    if "sourceAndDestination" in body:
        both = body["sourceAndDestination"]
        sheet, source = batch.book.box(both.get("source", {}))
        length = both.get("fillLength", 0)
        if both.get("dimension") == "ROWS":
            box = _fill_span(source.bottom, source.top, length)
            return sheet, source, Box(box[0], box[1], source.left, source.right)
        box = _fill_span(source.right, source.left, length)
        return sheet, source, Box(source.top, source.bottom, box[0], box[1])
    sheet, whole = batch.book.box(body.get("range", {}))
    used = [row for row, _, cell in sheet.cells(whole) if "userEnteredValue" in cell]
    edge = max(used, default=whole.top) + 1
    return (
        sheet,
        Box(whole.top, edge, whole.left, whole.right),
        Box(edge, whole.bottom, whole.left, whole.right),
    )


def _fill_span(end: int, start: int, length: int) -> tuple[int, int]:
    return (end, end + length) if length >= 0 else (start + length, start)


def _fill_cell(sheet: Sheet, source: Box, row: int, column: int, vertical: bool) -> None:
    lines = source.rows if vertical else source.columns
    at = row if vertical else column
    series = [sheet.cell(n, column) if vertical else sheet.cell(row, n) for n in lines]
    numbers = [cell.get("userEnteredValue", {}).get("numberValue") for cell in series]
    model = (at - lines[0]) % len(lines)
    cell = _moved(series[model], *((at - lines[model], 0) if vertical else (0, at - lines[model])))
    if len(numbers) > 1 and all(isinstance(number, int | float) for number in numbers):
        step = numbers[1] - numbers[0]
        cell = cell | {"userEnteredValue": {"numberValue": numbers[0] + step * (at - lines[0])}}
    sheet.put(row, column, cell)


# --- merges -----------------------------------------------------------------------------------


def merge_box(merge: Json) -> Box:
    """The cells of a merge."""
    return Box(
        merge["startRowIndex"],
        merge["endRowIndex"],
        merge["startColumnIndex"],
        merge["endColumnIndex"],
    )


def _merge(sheet: Sheet, box: Box) -> Json:
    return {
        "sheetId": sheet.id,
        "startRowIndex": box.top,
        "endRowIndex": box.bottom,
        "startColumnIndex": box.left,
        "endColumnIndex": box.right,
    }


@request("mergeCells")
def merge_cells(batch: Batch, body: Json) -> None:
    """One cell of all, of each row or of each column; what is not in the first is lost."""
    sheet, box = batch.box(body.get("range"))
    kind = body.get("mergeType", "MERGE_ALL")
    parts = [box]
    if kind == "MERGE_ROWS":
        parts = [Box(row, row + 1, box.left, box.right) for row in box.rows]
    elif kind == "MERGE_COLUMNS":
        parts = [Box(box.top, box.bottom, column, column + 1) for column in box.columns]
    for merge in sheet.parts["merges"]:
        if merge_box(merge).meets(box) and not box.holds(merge_box(merge)):
            raise SheetsError(
                "You must select all cells in a merged range to merge or unmerge them."
            )
    kept = [merge for merge in sheet.parts["merges"] if not merge_box(merge).meets(box)]
    sheet.parts["merges"] = kept + [
        _merge(sheet, part) for part in parts if len(part.rows) * len(part.columns) > 1
    ]
    for part in parts:
        _empty_but_first(sheet, part)


def _empty_but_first(sheet: Sheet, box: Box) -> None:
    for row, column, cell in list(sheet.cells(box)):
        if (row, column) != (box.top, box.left):
            sheet.put(
                row,
                column,
                {n: v for n, v in cell.items() if n in ("userEnteredFormat", "dataValidation")},
            )


@request("unmergeCells")
def unmerge_cells(batch: Batch, body: Json) -> None:
    """No merges any more in a range that holds them wholly."""
    sheet, box = batch.box(body.get("range"))
    for merge in sheet.parts["merges"]:
        if merge_box(merge).meets(box) and not box.holds(merge_box(merge)):
            raise SheetsError(
                "You must select all cells in a merged range to merge or unmerge them."
            )
    sheet.parts["merges"] = [m for m in sheet.parts["merges"] if not merge_box(m).meets(box)]
