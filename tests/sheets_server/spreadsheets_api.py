"""`spreadsheets` of Sheets v4: create, get, batchUpdate, tabs copied, developer metadata."""

from typing import Any

import tests.sheets_server.batch_cells
import tests.sheets_server.batch_clean
import tests.sheets_server.batch_filters
import tests.sheets_server.batch_lines
import tests.sheets_server.batch_metadata
import tests.sheets_server.batch_ranges
import tests.sheets_server.batch_rules  # noqa: F401
from tests.sheets_server.a1 import Area
from tests.sheets_server.batch import Batch, apply_batch
from tests.sheets_server.batch_cells import merged_cell
from tests.sheets_server.batch_metadata import areas_of_filter, search
from tests.sheets_server.batch_sheets import check_spreadsheet_properties, made_sheet, place
from tests.sheets_server.cloud import SHEET_TYPE
from tests.sheets_server.errors import DriveError, Json, SheetsError
from tests.sheets_server.grid import Book, Sheet
from tests.sheets_server.masks import Mask, selected
from tests.sheets_server.messages import must, read_flag
from tests.sheets_server.resource import sheet_properties, spreadsheet
from tests.sheets_server.sheets_call import SheetsCall


def create(call: SheetsCall) -> Json:
    """`spreadsheets.create`."""
    body = call.body("Spreadsheet", "spreadsheet")
    given = body.get("properties", {})
    check_spreadsheet_properties(given)
    mask = call.mask("Spreadsheet")
    try:
        file = call.cloud.create(
            call.grant.account, given.get("title", "Untitled spreadsheet"), SHEET_TYPE
        )
    except DriveError as error:
        raise SheetsError(error.body["error"]["message"], 403, "PERMISSION_DENIED") from None
    assert file.book is not None
    try:
        _fill(call, file.book, body)
    except SheetsError:
        del call.cloud.files[file.id]
        raise
    return _resource(call, file.book, None, False, mask)


def _fill(call: SheetsCall, book: Book, body: Json) -> None:
    """The spreadsheet as the body of `create` describes it."""
    book.properties |= body.get("properties", {})
    book.properties.setdefault("title", "Untitled spreadsheet")
    if not body.get("sheets"):
        return
    batch = call.batch(book)
    book.sheets = []
    for one in body["sheets"]:
        sheet = made_sheet(batch, one.get("properties", {}))
        _fill_sheet(sheet, one)
    book.named_ranges = body.get("namedRanges", [])
    _fill_metadata(batch, body)


def _fill_metadata(batch: Batch, body: Json) -> None:
    for one in body.get("developerMetadata", []):
        apply_batch(
            batch,
            [
                {
                    "createDeveloperMetadata": {
                        "developerMetadata": one | {"location": {"spreadsheet": True}}
                    }
                }
            ],
        )


def _fill_sheet(sheet: Sheet, given: Json) -> None:
    for data in given.get("data", []):
        for row, line in enumerate(data.get("rowData", []), data.get("startRow", 0)):
            for column, cell in enumerate(line.get("values", []), data.get("startColumn", 0)):
                sheet.put(row, column, merged_cell({}, cell, {}))
        for at, props in enumerate(data.get("columnMetadata", []), data.get("startColumn", 0)):
            sheet.columns[at].update(props)
        for at, props in enumerate(data.get("rowMetadata", []), data.get("startRow", 0)):
            sheet.rows[at].props.update(props)
    for name in sheet.parts:
        sheet.parts[name] = [
            part | ({"sheetId": sheet.id} if name == "merges" else {})
            for part in given.get(name, [])
        ]
    sheet.basic_filter = given.get("basicFilter")


def _resource(
    call: SheetsCall, book: Book, areas: list[tuple[Sheet, Area]] | None, grid: bool, mask: Any
) -> Json:
    owner = call.cloud.files[book.id].owner or ""
    return spreadsheet(book, call.grant.account, owner, areas, grid, mask)


def get(call: SheetsCall) -> Json:
    """`spreadsheets.get`."""
    mask = call.mask("Spreadsheet")
    book = call.book()
    texts = call.request.query.get("ranges")
    areas = [book.locate(text) for text in texts] if texts else None
    grid = read_flag("includeGridData", call.request.one("includeGridData"))
    return _resource(call, book, areas, grid, mask)


def get_by_filter(call: SheetsCall) -> Json:
    """`spreadsheets.getByDataFilter`."""
    body = call.body("GetSpreadsheetByDataFilterRequest")
    mask = call.mask("Spreadsheet")
    book = call.book()
    areas = [area for one in body.get("dataFilters", []) for area in areas_of_filter(book, one)]
    return _resource(call, book, areas or None, body.get("includeGridData", False), mask)


def batch_update(call: SheetsCall) -> Json:
    """`spreadsheets.batchUpdate`: all or nothing."""
    body = call.body("BatchUpdateSpreadsheetRequest")
    mask = call.mask("BatchUpdateSpreadsheetResponse")
    with call.editing() as book:
        replies = apply_batch(call.batch(book), body.get("requests", []))
        areas = [book.locate(text) for text in body.get("responseRanges", [])] or None
    answer: Json = {"spreadsheetId": book.id, "replies": replies}
    call.cloud.files[book.id].name = book.properties["title"]
    if body.get("includeSpreadsheetInResponse"):
        grid = body.get("responseIncludeGridData", False)
        below = _below(mask, "updatedSpreadsheet")
        answer["updatedSpreadsheet"] = _resource(call, book, areas, grid, below)
    result: Json = selected(answer, mask)
    return result


def _below(mask: Mask | None, name: str) -> Mask | None:
    """The mask of a part: all of it where the mask has no more to say, nothing without a mask."""
    if not mask or "*" in mask:
        return {"*": {}} if mask else None
    return mask.get(name) or {"*": {}}


def copy_to(call: SheetsCall) -> Json:
    """`spreadsheets.sheets.copyTo`."""
    body = call.body("CopySheetToAnotherSpreadsheetRequest")
    source = call.book().tab(_sheet_id(call.rest))
    there = SheetsCall(
        call.cloud, call.grant, call.request, body.get("destinationSpreadsheetId", "")
    )
    book = there.book("writer")
    copied = source.copy()
    title, number = f"Copy of {source.title}", 1
    while book.titled(title):
        number += 1
        title = f"Copy of {source.title} {number}"
    place(there.batch(book), copied, title, None, len(book.sheets))
    there.edited()
    return sheet_properties(copied)


def _sheet_id(text: str) -> int:
    must(text.isdigit(), f"Invalid value at 'sheet_id' (TYPE_INT32), \"{text}\"")
    return int(text)


def get_metadata(call: SheetsCall) -> Json:
    """`spreadsheets.developerMetadata.get`."""
    found = search(call.book(), [{"developerMetadataLookup": {"metadataId": _sheet_id(call.rest)}}])
    if not found:
        raise SheetsError(f"No developer metadata with id: {call.rest}", 404)
    shown: Json = found[0]["developerMetadata"]
    return shown


def search_metadata(call: SheetsCall) -> Json:
    """`spreadsheets.developerMetadata.search`."""
    body = call.body("SearchDeveloperMetadataRequest")
    found = search(call.book(), body.get("dataFilters", []))
    return {"matchedDeveloperMetadata": found} if found else {}
