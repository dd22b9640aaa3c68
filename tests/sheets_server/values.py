"""`spreadsheets.values`: get, update, append, clear and their batches."""

from dataclasses import dataclass, field
from typing import Any

from tests.sheets_server.a1 import Area, Box, column_letters
from tests.sheets_server.cells import Renderer
from tests.sheets_server.editing import clear_values, with_value
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.grid import Book, Row, Sheet
from tests.sheets_server.protection import guard
from tests.sheets_server.tables import last_table

Values = list[list[Any]]
Place = tuple[int, int, int]  # tab, row, column


@dataclass(frozen=True)
class Editor:
    """Who edits: the account that calls, and who owns the spreadsheet."""

    account: str
    owner: str


@dataclass(frozen=True)
class Writing:
    """How values come in, whether they are given back, and which cells were written so far."""

    option: str
    echo: Renderer | None = None
    written: list[Place] = field(default_factory=list)


# --- reading ----------------------------------------------------------------------------------


def get(sheet: Sheet, area: Area, major: str, render: Renderer) -> Json:
    """A ValueRange of what the area holds, without empty ends."""
    box = sheet.clamp(area)
    found: Json = {"range": sheet.show(box), "majorDimension": major}
    values = _matrix(sheet, box, render)
    if major == "COLUMNS":
        values = _turned(values)
    values = _trimmed(values)
    return found | {"values": values} if values else found


def _matrix(sheet: Sheet, box: Box, render: Renderer) -> Values:
    rows: Values = []
    for row in box.rows:
        values: list[Any] = []
        for column, cell in sorted(sheet.rows[row].cells.items()):
            if box.left <= column < box.right and "userEnteredValue" in cell:
                values += [""] * (column - box.left - len(values))
                values.append(render(sheet, row, column, cell))
        rows.append(values)
    return rows


def _turned(values: Values) -> Values:
    width = max((len(row) for row in values), default=0)
    return [[row[at] if at < len(row) else "" for row in values] for at in range(width)]


def _trimmed(values: Values) -> Values:
    rows = [_without_end(row) for row in values]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _without_end(row: list[Any]) -> list[Any]:
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return row[:end]


# --- writing ----------------------------------------------------------------------------------


def update(
    book: Book, editor: Editor, target: tuple[Sheet, Area], text: str, given: Json, how: Writing
) -> Json:
    """Writes a ValueRange into the area; an UpdateValuesResponse without the id."""
    sheet, area = target
    rows = _rows(given)
    anchored = area.is_cell or (area.bottom is None and area.right is None)
    sheet.clamp(area)
    if not anchored or text:
        _check_fit(sheet, area, anchored, rows, text)
    box = _extent(area, rows)
    guard(book, sheet, box, editor.account, editor.owner)
    return _write(book, sheet, box, rows, how)


def _rows(given: Json) -> Values:
    values: Values = given.get("values", [])
    for at, row in enumerate(values):
        for index, value in enumerate(row):
            if isinstance(value, list | dict):
                kind = "list_value" if isinstance(value, list) else "struct_value"
                raise SheetsError(f"Invalid values[{at}][{index}]: {kind} {{\n}}\n")
    if given.get("majorDimension") == "COLUMNS":
        width = max((len(column) for column in values), default=0)
        return [[c[at] if at < len(c) else None for c in values] for at in range(width)]
    return values


def _extent(area: Area, rows: Values) -> Box:
    width = max((len(row) for row in rows), default=0)
    return Box(area.top, area.top + len(rows), area.left, area.left + width)


def _check_fit(sheet: Sheet, area: Area, anchored: bool, rows: Values, text: str) -> None:
    size = sheet.size
    bottom = size.bottom if anchored or area.bottom is None else min(area.bottom, size.bottom)
    right = size.right if anchored or area.right is None else min(area.right, size.right)
    box = _extent(area, rows)
    begun = f"Requested writing within range [{text}], but tried writing to"
    if box.bottom > bottom:
        raise SheetsError(f"{begun} row [{bottom + 1}]")
    if box.right > right:
        raise SheetsError(f"{begun} column [{column_letters(right)}]")


def _write(book: Book, sheet: Sheet, box: Box, rows: Values, how: Writing) -> Json:
    written: list[Place] = []
    for row, values in zip(box.rows, rows, strict=True):
        for column, value in enumerate(values, box.left):
            if value is not None:
                cell = sheet.cell(row, column)
                sheet.put(row, column, with_value(cell, value, how.option, book.locale))
                written.append((sheet.id, row, column))
    book.touched()
    how.written.extend(written)
    return _updated(sheet, box, written, how)


def _updated(sheet: Sheet, box: Box, written: list[Place], how: Writing) -> Json:
    shown = box if box.rows and box.columns else Box(box.top, box.top + 1, box.left, box.left + 1)
    answer: Json = {"updatedRange": sheet.show(shown)}
    answer |= _counts(written, "updatedRows updatedColumns updatedCells")
    if how.echo:
        answer["updatedData"] = get(sheet, shown.area(), "ROWS", how.echo)
    return answer


def _counts(written: list[Place], names: str) -> Json:
    """Rows, columns and cells of which something was written; nothing where it is none."""
    rows = {(sheet, row) for sheet, row, _ in written}
    columns = {(sheet, column) for sheet, _, column in written}
    sheets = {sheet for sheet, _, _ in written}
    counts = zip(names.split(), (len(rows), len(columns), len(written), len(sheets)), strict=False)
    return {name: count for name, count in counts if count}


def append(
    book: Book, editor: Editor, target: tuple[Sheet, Area], given: Json, how: Writing, insert: bool
) -> Json:
    """Writes after the last table that the area meets; an AppendValuesResponse without the id."""
    sheet, area = target
    rows = _rows(given)
    table = last_table(sheet, sheet.clamp(area))
    top = table.bottom if table else area.top
    left = table.left if table else area.left
    box = _extent(Area(top, None, left, None), rows)
    guard(book, sheet, box, editor.account, editor.owner)
    _make_room(sheet, box, insert and table is not None)
    updates = _write(book, sheet, box, rows, how)
    found = {"tableRange": sheet.show(table)} if table else {}
    return found | {"updates": updates}


def _make_room(sheet: Sheet, box: Box, insert: bool) -> None:
    """Rows and columns that appending takes: below what there is, or between."""
    if insert:
        sheet.rows[box.top : box.top] = [Row() for _ in box.rows]
    sheet.rows += [Row() for _ in range(box.bottom - len(sheet.rows))]
    sheet.columns += [{} for _ in range(box.right - len(sheet.columns))]


def clear(book: Book, editor: Editor, target: tuple[Sheet, Area]) -> str:
    """Takes the values out of the area; the range that was cleared."""
    sheet, area = target
    box = sheet.clamp(area)
    guard(book, sheet, box, editor.account, editor.owner)
    clear_values(sheet, list(sheet.cells(box)))
    book.touched()
    return sheet.show(box)


def totals(how: Writing) -> Json:
    """What a BatchUpdateValuesResponse sums up of all that was written."""
    names = "totalUpdatedRows totalUpdatedColumns totalUpdatedCells totalUpdatedSheets"
    return _counts(how.written, names)
