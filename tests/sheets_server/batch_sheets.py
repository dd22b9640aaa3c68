"""Requests about tabs and the spreadsheet as a whole."""

from tests.sheets_server.batch import Batch, request
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.grid import MAX_CELLS, Row, Sheet, new_sheet
from tests.sheets_server.locales import is_locale
from tests.sheets_server.masks import merged_by
from tests.sheets_server.resource import sheet_properties
from tests.sheets_server.structure import delete_lines, retitle
from tests.sheets_server.zones import is_zone

_CELL_LIMIT = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."


@request("addSheet")
def add_sheet(batch: Batch, body: Json) -> Json:
    """A new tab."""
    sheet = made_sheet(batch, body.get("properties", {}))
    return {"properties": sheet_properties(sheet)}


def made_sheet(batch: Batch, given: Json) -> Sheet:
    """A tab of these properties, put where they say."""
    book = batch.book
    taken = {sheet.id for sheet in book.sheets}
    sheet_id = given.get("sheetId")
    if sheet_id in taken:
        raise SheetsError(f"There is already a sheet with the id {sheet_id}.")
    if sheet_id is not None and sheet_id < 0:
        raise SheetsError("sheetId must be non-negative")
    title = given.get("title") or _free_title(batch)
    check_title(batch, title)
    grid = given.get("gridProperties", {})
    rows, columns = grid.get("rowCount", 1000), grid.get("columnCount", 26)
    _check_size(rows, columns)
    _check_frozen(grid, rows, columns)
    kept = {"sheetId": batch.new_id(taken) if sheet_id is None else sheet_id, "title": title}
    kept |= {"index": 0, "sheetType": given.get("sheetType", "GRID")}
    kept |= {n: v for n, v in given.items() if n not in ("gridProperties", *kept)}
    kept["gridProperties"] = {n: v for n, v in grid.items() if n not in ("rowCount", "columnCount")}
    sheet = new_sheet(kept, rows, columns)
    check_cells(batch, rows * columns)
    index = given.get("index", len(book.sheets))
    if index > len(book.sheets):
        raise SheetsError(f"Sheet index {index} is out of range.")
    book.sheets.insert(index, sheet)
    book.reindex()
    return sheet


def _free_title(batch: Batch) -> str:
    number = len(batch.book.sheets) + 1
    while batch.book.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def check_title(batch: Batch, title: str, own: Sheet | None = None) -> None:
    """Refuses a title that another tab has."""
    found = batch.book.titled(title)
    if found is not None and found is not own:
        raise SheetsError(
            f'A sheet with the name "{title}" already exists. Please enter another name.'
        )
    if len(title) > 100:
        raise SheetsError("The sheet name cannot be greater than 100 characters.")


def _check_size(rows: int, columns: int) -> None:
    if rows < 1 or columns < 1:
        name = "rowCount" if rows < 1 else "columnCount"
        raise SheetsError(f"gridProperties.{name} must be greater than 0.")
    if columns > 18278:
        raise SheetsError("The maximum number of columns is 18278.")


def _check_frozen(grid: Json, rows: int, columns: int) -> None:
    for name, size, kind in (
        ("frozenRowCount", rows, "rows"),
        ("frozenColumnCount", columns, "columns"),
    ):
        if grid.get(name, 0) >= size:
            raise SheetsError(f"You can't freeze all visible {kind} on the sheet.")


def check_cells(batch: Batch, more: int) -> None:
    """Refuses a grid that has more cells than Google allows a spreadsheet."""
    if batch.book.cell_count() + more > MAX_CELLS:
        raise SheetsError(_CELL_LIMIT)


@request("deleteSheet")
def delete_sheet(batch: Batch, body: Json) -> None:
    """A tab away; formulas that lead to it break."""
    book = batch.book
    sheet = book.tab(body.get("sheetId", 0))
    batch.guard(sheet, sheet.size)
    if not any(other is not sheet and not other.properties.get("hidden") for other in book.sheets):
        raise SheetsError("You can't remove all the sheets in a document.")
    book.sheets.remove(sheet)
    book.named_ranges = [n for n in book.named_ranges if n["range"].get("sheetId", 0) != sheet.id]
    retitle(book, sheet.title, None)
    book.reindex()


@request("duplicateSheet")
def duplicate_sheet(batch: Batch, body: Json) -> Json:
    """A copy of a tab in the same spreadsheet."""
    book = batch.book
    source = book.tab(body.get("sourceSheetId", 0))
    copied = source.copy()
    title = body.get("newSheetName") or _copy_title(batch, source.title)
    place(batch, copied, title, body.get("newSheetId"), body.get("insertSheetIndex", 0))
    return {"properties": sheet_properties(copied)}


def _copy_title(batch: Batch, title: str) -> str:
    wanted, number = f"Copy of {title}", 1
    while batch.book.titled(wanted):
        number += 1
        wanted = f"Copy of {title} {number}"
    return wanted


def place(batch: Batch, sheet: Sheet, title: str, sheet_id: int | None, index: int) -> None:
    """Puts a copied tab into the book under a title and an id of its own."""
    book = batch.book
    taken = {other.id for other in book.sheets}
    if sheet_id in taken:
        raise SheetsError(f"There is already a sheet with the id {sheet_id}.")
    check_title(batch, title)
    check_cells(batch, len(sheet.rows) * len(sheet.columns))
    sheet.properties["sheetId"] = batch.new_id(taken) if sheet_id is None else sheet_id
    sheet.properties["title"] = title
    renumber(batch, sheet)
    book.sheets.insert(min(index, len(book.sheets)), sheet)
    book.reindex()


def renumber(batch: Batch, sheet: Sheet) -> None:
    """New ids for what lies on a copied tab, and its own id in their ranges."""
    names = {
        "protectedRanges": "protectedRangeId",
        "filterViews": "filterViewId",
        "bandedRanges": "bandedRangeId",
    }
    for name, parts in sheet.parts.items():
        for part in parts:
            if name in names:
                part[names[name]] = batch.new_id(set())
            _moved_to(part, sheet.id)
    if sheet.basic_filter:
        _moved_to(sheet.basic_filter, sheet.id)
    sheet.metadata = []


def _moved_to(part: Json, sheet_id: int) -> None:
    grids = [part] if "startRowIndex" in part or "startColumnIndex" in part else []
    grids += [part["range"]] if "range" in part else []
    grids += part.get("ranges", []) + part.get("unprotectedRanges", [])
    for grid in grids:
        grid["sheetId"] = sheet_id


@request("updateSheetProperties")
def update_sheet_properties(batch: Batch, body: Json) -> None:
    """A tab's name, place, size, frozen lines, colour, whether it is hidden."""
    given = body.get("properties", {})
    mask = batch.mask(body.get("fields"), "SheetProperties")
    sheet = batch.book.tab(given.get("sheetId", 0))
    if _resizes(mask):
        batch.guard(sheet, sheet.size)
    if not mask:
        mask = {name: {} for name in given if name not in ("sheetId", "sheetType")}
    had = sheet_properties(sheet)
    new = merged_by(had, given, {n: below for n, below in mask.items() if n != "sheetId"})
    _apply_title(batch, sheet, str(new.get("title", "")))
    _apply_size(batch, sheet, new.get("gridProperties", {}))
    _apply_hidden(batch, sheet, new)
    _apply_index(batch, sheet, new.get("index", 0), had["index"])
    sheet.properties = {n: v for n, v in new.items() if n not in ("gridProperties", "index")} | {
        "index": sheet.properties["index"],
        "gridProperties": sheet.properties["gridProperties"],
    }


def _resizes(mask: Json) -> bool:
    below = mask.get("gridProperties")
    return below is not None and (not below or "rowCount" in below or "columnCount" in below)


def _apply_title(batch: Batch, sheet: Sheet, title: str) -> None:
    if title == sheet.title:
        return
    if not title:
        raise SheetsError("Sheet name cannot be empty.")
    check_title(batch, title, sheet)
    retitle(batch.book, sheet.title, title)
    sheet.properties["title"] = title


def _apply_size(batch: Batch, sheet: Sheet, grid: Json) -> None:
    rows, columns = grid.get("rowCount", 0), grid.get("columnCount", 0)
    _check_size(rows, columns)
    _check_frozen(grid, rows, columns)
    check_cells(batch, rows * columns - len(sheet.rows) * len(sheet.columns))
    if rows < len(sheet.rows):
        delete_lines(batch.book, sheet, "ROWS", rows, len(sheet.rows))
    if columns < len(sheet.columns):
        delete_lines(batch.book, sheet, "COLUMNS", columns, len(sheet.columns))
    sheet.rows += [Row() for _ in range(rows - len(sheet.rows))]
    sheet.columns += [{} for _ in range(columns - len(sheet.columns))]
    sheet.properties["gridProperties"] = {
        name: value for name, value in grid.items() if name not in ("rowCount", "columnCount")
    }


def _apply_hidden(batch: Batch, sheet: Sheet, new: Json) -> None:
    others = [other for other in batch.book.sheets if other is not sheet]
    if new.get("hidden") and all(other.properties.get("hidden") for other in others):
        raise SheetsError("You can't hide all the sheets in a document.")


def _apply_index(batch: Batch, sheet: Sheet, index: int, had: int) -> None:
    """The place that is asked for counts the tab where it still is, as in Google's editor."""
    if index == had:
        return
    sheets = batch.book.sheets
    if index > len(sheets) or index < 0:
        raise SheetsError(f"Sheet index {index} is out of range.")
    sheets.remove(sheet)
    sheets.insert(index - 1 if index > had else index, sheet)
    batch.book.reindex()


@request("updateSpreadsheetProperties")
def update_spreadsheet_properties(batch: Batch, body: Json) -> None:
    """The spreadsheet's title, locale, time zone."""
    mask = batch.mask(body.get("fields"), "SpreadsheetProperties")
    given = body.get("properties", {})
    check_spreadsheet_properties(given)
    if not mask:
        mask = {name: {} for name in given}
    new = merged_by(batch.book.properties, given, mask)
    batch.book.properties = batch.book.properties | new


def check_spreadsheet_properties(given: Json) -> None:
    """Refuses a locale or time zone that there is not."""
    locale = given.get("locale")
    if locale and not is_locale(locale):
        raise SheetsError(f"Unsupported locale: {locale}")
    zone = given.get("timeZone")
    if zone and not is_zone(zone):
        raise SheetsError(f"Invalid time zone: {zone}")
