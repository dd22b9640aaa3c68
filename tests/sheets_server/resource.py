"""A spreadsheet as the API's Spreadsheet resource."""

from typing import Any

from tests.sheets_server.a1 import Area, Box, show_range
from tests.sheets_server.cells import cell_data
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.grid import Book, Sheet
from tests.sheets_server.looks import coloured, tidy
from tests.sheets_server.masks import Mask, asks_for, selected
from tests.sheets_server.protection import editors_shown, may_edit

Areas = list[tuple[Sheet, Area]]


def spreadsheet(
    book: Book, account: str, owner: str, areas: Areas | None, grid_data: bool, mask: Mask | None
) -> Json:
    """The resource as this account sees it: all tabs or those of the areas, with cells if asked."""
    wanted = areas if areas is not None else [(sheet, Area()) for sheet in book.sheets]
    with_cells = asks_for(mask, "sheets", "data") if mask else grid_data
    below = mask.get("sheets") if mask and "*" not in mask else None
    sheets = [
        _sheet(book, sheet, account, owner, below)
        | ({"data": _data(book, sheet, wanted, (below or {}).get("data"))} if with_cells else {})
        for sheet in book.sheets
        if any(sheet is chosen for chosen, _ in wanted)
    ]
    whole: Json = {
        "spreadsheetId": book.id,
        "properties": coloured(book.properties),
        "sheets": sheets,
    }
    if book.named_ranges:
        whole["namedRanges"] = tidy(book.named_ranges)
    whole["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.id}/edit"
    if book.metadata:
        whole["developerMetadata"] = tidy(book.metadata)
    result: Json = selected(whole, mask)
    return result


def sheet_properties(sheet: Sheet) -> Json:
    """SheetProperties with the grid's size."""
    given = sheet.properties
    size = {"rowCount": len(sheet.rows), "columnCount": len(sheet.columns)}
    ordered = {name: given[name] for name in ("sheetId", "title", "index", "sheetType")}
    rest = {name: value for name, value in given.items() if name not in ordered}
    grid = {"gridProperties": size | tidy(given.get("gridProperties", {}))}
    return ordered | grid | tidy(coloured({k: v for k, v in rest.items() if k != "gridProperties"}))


def _sheet(book: Book, sheet: Sheet, account: str, owner: str, mask: Mask | None) -> Json:
    shown: Json = {"properties": sheet_properties(sheet)}
    for name, parts in sheet.parts.items():
        if parts and asks_for(mask, name):
            shown[name] = [_part(name, part, account, owner) for part in parts]
    if sheet.basic_filter is not None:
        shown["basicFilter"] = tidy(coloured(sheet.basic_filter))
    if sheet.metadata:
        shown["developerMetadata"] = tidy(sheet.metadata)
    return shown


def _part(name: str, part: Json, account: str, owner: str) -> Any:
    if name == "protectedRanges":
        return _protected(part, account, owner)
    return tidy(coloured(part))


def _protected(part: Json, account: str, owner: str) -> Any:
    shown = {name: value for name, value in part.items() if name not in ("creator", "editors")}
    if may_edit(part, account, owner):
        shown |= {"requestingUserCanEdit": True, "editors": editors_shown(part, owner)}
    return tidy(shown)


def _data(book: Book, sheet: Sheet, wanted: Areas, mask: Mask | None) -> list[Json]:
    return [
        _grid_data(book, sheet, _inside(sheet, area), mask)
        for chosen, area in wanted
        if chosen is sheet
    ]


def _inside(sheet: Sheet, area: Area) -> Box:
    try:
        return sheet.clamp(area)
    except SheetsError:
        where = show_range(sheet.title, area)
        size = f"Max rows: {len(sheet.rows)}, max columns: {len(sheet.columns)}"
        raise SheetsError(f"Range ({where}) exceeds grid limits. {size}") from None


def _grid_data(book: Book, sheet: Sheet, box: Box, mask: Mask | None) -> Json:
    data: Json = {}
    if box.top:
        data["startRow"] = box.top
    if box.left:
        data["startColumn"] = box.left
    if asks_for(mask, "rowData") and (rows := _row_data(book, sheet, box, mask)):
        data["rowData"] = rows
    if asks_for(mask, "rowMetadata"):
        data["rowMetadata"] = [{"pixelSize": 21} | tidy(sheet.rows[row].props) for row in box.rows]
    if asks_for(mask, "columnMetadata"):
        data["columnMetadata"] = [
            {"pixelSize": 100} | tidy(sheet.columns[column]) for column in box.columns
        ]
    return data


def _row_data(book: Book, sheet: Sheet, box: Box, mask: Mask | None) -> list[Json]:
    """Rows up to the last that has a cell, each up to its last cell."""
    below = (mask or {}).get("rowData", {}).get("values") if mask and "*" not in mask else None
    rows: list[Json] = []
    for row in box.rows:
        columns = [c for c in sheet.rows[row].cells if box.left <= c < box.right]
        last = max(columns, default=box.left - 1)
        values = [cell_data(book, sheet, row, c, below) for c in range(box.left, last + 1)]
        rows.append({"values": values} if values else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows
