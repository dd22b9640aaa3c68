"""Conditional formats applied: what a cell looks like by the first rule that holds for it."""

from tests.sheets_server.a1 import area_of
from tests.sheets_server.cells import shown, value_of
from tests.sheets_server.errors import Json
from tests.sheets_server.grid import Book, Sheet
from tests.sheets_server.validation import meets, moved_rule


def conditional_format(book: Book, sheet: Sheet, row: int, column: int) -> Json:
    """The parts of CellFormat that rules give the cell; of two rules the first wins."""
    found: Json = {}
    for rule in sheet.parts["conditionalFormats"]:
        look = rule.get("booleanRule")
        if look and _holds(book, sheet, row, column, rule["ranges"], look):
            found = _over(found, look.get("format", {}))
    return found


def _holds(book: Book, sheet: Sheet, row: int, column: int, ranges: list[Json], look: Json) -> bool:
    """Whether the cell is in one of the ranges and meets the condition, read from the first cell of them."""
    if not any(_inside(grid, row, column) for grid in ranges):
        return False
    first = area_of(ranges[0])
    moved = moved_rule(look, row - first.top, column - first.left)
    cell = sheet.cell(row, column)
    value = value_of(book, sheet, row, column, cell)
    text = shown(book, sheet, row, column, cell)
    return meets(book, sheet, (row, column), moved["condition"], value, text)


def _inside(grid: Json, row: int, column: int) -> bool:
    area = area_of(grid)
    below = area.bottom is None or row < area.bottom
    before = area.right is None or column < area.right
    return area.top <= row and area.left <= column and below and before


def _over(first: Json, more: Json) -> Json:
    merged = more | first
    if "textFormat" in first and "textFormat" in more:
        merged["textFormat"] = more["textFormat"] | first["textFormat"]
    return merged
