"""A spreadsheet as the API's Spreadsheet resource."""

from typing import Any

from tests.sheets_server.a1 import Area, Box
from tests.sheets_server.cell_view import cell_data, looks_at_rules
from tests.sheets_server.errors import Json
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
        _sheet(sheet, account, owner, below)
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
    shown: Json = tidy(coloured({k: v for k, v in rest.items() if k != "gridProperties"}))
    return ordered | grid | shown


def _sheet(sheet: Sheet, account: str, owner: str, mask: Mask | None) -> Json:
    shown: Json = {"properties": sheet_properties(sheet)}
    for name, parts in sheet.parts.items():
        if parts and asks_for(mask, name):
            shown[name] = [_part(name, part, account, owner) for part in parts]
    if sheet.basic_filter is not None:
        shown["basicFilter"] = tidy(coloured(sheet.basic_filter))
    if own := [one for one in sheet.metadata if one["location"]["locationType"] == "SHEET"]:
        shown["developerMetadata"] = tidy(own)
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
        _grid_data(book, sheet, sheet.clamp(area), mask)
        for chosen, area in wanted
        if chosen is sheet
    ]


def _grid_data(book: Book, sheet: Sheet, box: Box, mask: Mask | None) -> Json:
    data: Json = {}
    if box.top:
        data["startRow"] = box.top
    if box.left:
        data["startColumn"] = box.left
    if asks_for(mask, "rowData") and (rows := _row_data(book, sheet, box, mask)):
        data["rowData"] = rows
    if asks_for(mask, "rowMetadata"):
        props = [{"pixelSize": 21} | tidy(sheet.rows[row].props) for row in box.rows]
        data["rowMetadata"] = _with_metadata(sheet, "ROWS", box.top, props)
    if asks_for(mask, "columnMetadata"):
        props = [{"pixelSize": 100} | tidy(sheet.columns[column]) for column in box.columns]
        data["columnMetadata"] = _with_metadata(sheet, "COLUMNS", box.left, props)
    return data


def _with_metadata(sheet: Sheet, dimension: str, start: int, props: list[Json]) -> list[Json]:
    """The properties of lines from `start` on, with the developer metadata that stands at them."""
    for one in sheet.metadata:
        lines = one["location"].get("dimensionRange", {})
        at = lines.get("startIndex", -1) - start
        if lines.get("dimension") == dimension and 0 <= at < len(props):
            props[at].setdefault("developerMetadata", []).append(tidy(one))
    return props


def _cells_up_to(
    book: Book, sheet: Sheet, row: int, columns: range, mask: Mask | None
) -> list[Json]:
    values = [cell_data(book, sheet, row, column, mask) for column in columns]
    last = max(sheet.rows[row].cells, default=-1) - columns.start
    while values and len(values) - 1 > last and not values[-1]:
        values.pop()
    return values


def _row_data(book: Book, sheet: Sheet, box: Box, mask: Mask | None) -> list[Json]:
    """Rows up to the last that has a cell, each up to its last cell."""
    below = (mask or {}).get("rowData", {}).get("values") if mask and "*" not in mask else None
    rows: list[Json] = []
    ruled = looks_at_rules(sheet, below)
    for row in box.rows:
        columns = [c for c in sheet.rows[row].cells if box.left <= c < box.right]
        if not columns and not (ruled and sheet.rows[row].cells):
            rows.append({})
            continue
        last = box.right - 1 if ruled else max(columns)  # an empty cell may have the look of a rule
        values = _cells_up_to(book, sheet, row, range(box.left, last + 1), below)
        rows.append({"values": values} if values else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows
