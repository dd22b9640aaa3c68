"""Sheets v4: addresses and parameters to what is done with a spreadsheet."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import tests.sheets_server.batch_cells
import tests.sheets_server.batch_clean
import tests.sheets_server.batch_filters
import tests.sheets_server.batch_lines
import tests.sheets_server.batch_metadata
import tests.sheets_server.batch_ranges
import tests.sheets_server.batch_rules  # noqa: F401
from tests.sheets_server import values
from tests.sheets_server.a1 import Area
from tests.sheets_server.accounts import Grant
from tests.sheets_server.batch import Batch, apply_batch
from tests.sheets_server.batch_metadata import areas_of_filter, search
from tests.sheets_server.batch_sheets import (
    check_spreadsheet_properties,
    made_sheet,
    place,
)
from tests.sheets_server.calls import Request
from tests.sheets_server.cells import Renderer
from tests.sheets_server.cloud import FOLDER_TYPE, SHEET_TYPE, Cloud, File
from tests.sheets_server.errors import DriveError, Json, SheetsError, no_permission, not_found
from tests.sheets_server.grid import Book, Sheet
from tests.sheets_server.masks import response_mask, selected
from tests.sheets_server.messages import must, read_enum, read_flag, read_message
from tests.sheets_server.resource import sheet_properties, spreadsheet
from tests.sheets_server.values import Editor, Writing

READ, WRITE = "read", "write"


@dataclass(frozen=True)
class SheetsCall:
    """A call to Sheets: who calls, with what, upon which spreadsheet."""

    cloud: Cloud
    grant: Grant
    request: Request
    target: str = ""
    rest: str = ""

    def body(self, kind: str, path: str = "") -> Json:
        """The body as a message of that kind."""
        return read_message(self.request.json(), kind, path)

    def file(self, role: str) -> File:
        """The spreadsheet's file, if the account may do that with it. Raises SheetsError."""
        file = self.cloud.files.get(self.target)
        if file is None or file.mime == FOLDER_TYPE:
            raise not_found()
        if not self.cloud.may(file, self.grant.account, role):
            raise no_permission()
        if file.mime != SHEET_TYPE or file.book is None:
            message = "This operation is not supported for this document"
            raise SheetsError(message, 400, "FAILED_PRECONDITION")
        file.book.touched()
        return file

    def book(self, role: str = "reader") -> Book:
        """The spreadsheet itself."""
        book = self.file(role).book
        assert book is not None
        return book

    def editor(self) -> Editor:
        """Who edits."""
        owner = self.cloud.files[self.target].owner or ""
        return Editor(self.grant.account, owner)

    def batch(self, book: Book) -> Batch:
        """A batch of this account upon a copy of the book."""
        owner = self.cloud.files[book.id].owner or ""
        return Batch(book, self.grant.account, owner, self.cloud.ids)

    def edited(self) -> None:
        """Notes that the spreadsheet was edited."""
        self.cloud.edited(self.cloud.files[self.target], self.grant.account)

    def mask(self, kind: str) -> Any:
        """The mask of the answer."""
        return response_mask(self.request.one("fields") or self.request.one("$fields"), kind)


Method = Callable[[SheetsCall], Json]


# --- spreadsheets -----------------------------------------------------------------------------


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
    from tests.sheets_server.batch_cells import merged_cell

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
    file = call.file("writer")
    assert file.book is not None
    work = file.book.copy()
    replies = apply_batch(call.batch(work), body.get("requests", []))
    areas = [work.locate(text) for text in body.get("responseRanges", [])] or None
    answer: Json = {"spreadsheetId": file.id, "replies": replies}
    file.book.take(work)
    file.name = work.properties["title"]
    call.edited()
    if body.get("includeSpreadsheetInResponse"):
        grid = body.get("responseIncludeGridData", False)
        answer["updatedSpreadsheet"] = _resource(call, file.book, areas, grid, None)
    result: Json = selected(answer, mask)
    return result


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


# --- values -----------------------------------------------------------------------------------


def _renderer(
    call: SheetsCall, book: Book, given: Json | None = None, prefix: str = ""
) -> Renderer:
    names = ["valueRenderOption", "dateTimeRenderOption"]
    if prefix:
        names = [f"response{name[0].upper()}{name[1:]}" for name in names]
    found = given if given is not None else {n: read_enum(n, call.request.one(n)) for n in names}
    return Renderer(
        book, found.get(names[0]) or "FORMATTED_VALUE", found.get(names[1]) or "SERIAL_NUMBER"
    )


def _writing(call: SheetsCall, book: Book, given: Json | None = None) -> Writing:
    """How the values of a call come in. Raises SheetsError without a valueInputOption."""
    if given is None:
        given = {
            "valueInputOption": read_enum("valueInputOption", call.request.one("valueInputOption"))
        }
        wanted = read_flag("includeValuesInResponse", call.request.one("includeValuesInResponse"))
        echo = _renderer(call, book, None, "response") if wanted else None
    else:
        echo = (
            _renderer(call, book, given, "response")
            if given.get("includeValuesInResponse")
            else None
        )
    option = given.get("valueInputOption")
    must(option is not None, "'valueInputOption' is required but not specified")
    return Writing(str(option), echo)


def values_get(call: SheetsCall) -> Json:
    """`spreadsheets.values.get`."""
    mask = call.mask("ValueRange")
    major = read_enum("majorDimension", call.request.one("majorDimension"), "ROWS")
    book = call.book()
    found = values.get(*book.locate(call.rest), str(major), _renderer(call, book))
    return selected(found, mask)  # type: ignore[no-any-return]


def values_batch_get(call: SheetsCall) -> Json:
    """`spreadsheets.values.batchGet`."""
    mask = call.mask("BatchGetValuesResponse")
    major = str(read_enum("majorDimension", call.request.one("majorDimension"), "ROWS"))
    book = call.book()
    render = _renderer(call, book)
    areas = [book.locate(text) for text in call.request.query.get("ranges", [])]
    found: Json = {"spreadsheetId": book.id}
    if areas:
        found["valueRanges"] = [values.get(sheet, area, major, render) for sheet, area in areas]
    return selected(found, mask)  # type: ignore[no-any-return]


def values_update(call: SheetsCall) -> Json:
    """`spreadsheets.values.update`."""
    body = call.body("ValueRange", "data")
    mask = call.mask("UpdateValuesResponse")
    book = call.book("writer")
    how = _writing(call, book)
    named = body.get("range")
    if named and book.locate(named) != book.locate(call.rest):
        raise SheetsError(
            f"Requested writing within range [{call.rest}], but tried writing to range [{named}]"
        )
    done = values.update(book, call.editor(), book.locate(call.rest), call.rest, body, how)
    call.edited()
    return selected({"spreadsheetId": book.id} | done, mask)  # type: ignore[no-any-return]


def values_append(call: SheetsCall) -> Json:
    """`spreadsheets.values.append`."""
    body = call.body("ValueRange", "data")
    mask = call.mask("AppendValuesResponse")
    book = call.book("writer")
    how = _writing(call, book)
    insert = read_enum("insertDataOption", call.request.one("insertDataOption")) == "INSERT_ROWS"
    done = values.append(book, call.editor(), book.locate(call.rest), body, how, insert)
    call.edited()
    done["updates"] = {"spreadsheetId": book.id} | done["updates"]
    return selected({"spreadsheetId": book.id} | done, mask)  # type: ignore[no-any-return]


def values_clear(call: SheetsCall) -> Json:
    """`spreadsheets.values.clear`."""
    call.body("ClearValuesRequest")
    book = call.book("writer")
    cleared = values.clear(book, call.editor(), book.locate(call.rest))
    call.edited()
    return {"spreadsheetId": book.id, "clearedRange": cleared}


def values_batch_clear(call: SheetsCall) -> Json:
    """`spreadsheets.values.batchClear`."""
    body = call.body("BatchClearValuesRequest")
    file = call.file("writer")
    assert file.book is not None
    work = file.book.copy()
    cleared = [
        _named(f"range[{at}]", lambda t=text: _clear(call, work, t))
        for at, text in enumerate(body.get("ranges", []))
    ]  # type: ignore[misc]
    file.book.take(work)
    call.edited()
    return {"spreadsheetId": file.id} | ({"clearedRanges": cleared} if cleared else {})


def _clear(call: SheetsCall, book: Book, text: str) -> str:
    return values.clear(book, call.editor(), book.locate(text))


def _named(where: str, act: Callable[[], Any]) -> Any:
    """What the act gives; a refusal says where in the body it was."""
    try:
        return act()
    except SheetsError as error:
        if error.code != 400 or error.message.startswith("Invalid "):
            raise
        raise SheetsError(f"Invalid {where}: {error.message}") from None


def values_batch_update(call: SheetsCall) -> Json:
    """`spreadsheets.values.batchUpdate`: all ranges or none."""
    body = call.body("BatchUpdateValuesRequest")
    mask = call.mask("BatchUpdateValuesResponse")
    file = call.file("writer")
    assert file.book is not None
    work = file.book.copy()
    how = _writing(call, work, body)
    answers = []
    for at, one in enumerate(body.get("data", [])):
        text = one.get("range", "")
        found = _named(f"data[{at}]", lambda t=text: work.locate(t))  # type: ignore[misc]
        answers.append(
            _named(
                f"data[{at}]",
                lambda f=found, t=text, o=one: values.update(work, call.editor(), f, t, o, how),
            )  # type: ignore[misc]
        )
    file.book.take(work)
    call.edited()
    named = [{"spreadsheetId": file.id} | answer for answer in answers]
    total = {"spreadsheetId": file.id} | values.totals(how)
    return selected(total | ({"responses": named} if named else {}), mask)  # type: ignore[no-any-return]


# --- values by data filter --------------------------------------------------------------------


def values_by_filter(call: SheetsCall) -> Json:
    """`spreadsheets.values.batchGetByDataFilter`."""
    body = call.body("BatchGetValuesByDataFilterRequest")
    book = call.book()
    render = _renderer(call, book, body)
    major = body.get("majorDimension", "ROWS")
    found = [
        {"valueRange": values.get(sheet, area, major, render), "dataFilters": [one]}
        for one in body.get("dataFilters", [])
        for sheet, area in areas_of_filter(book, one)
    ]
    return {"spreadsheetId": book.id} | ({"valueRanges": found} if found else {})


def update_by_filter(call: SheetsCall) -> Json:
    """`spreadsheets.values.batchUpdateByDataFilter`."""
    body = call.body("BatchUpdateValuesByDataFilterRequest")
    file = call.file("writer")
    assert file.book is not None
    work = file.book.copy()
    how = _writing(call, work, body)
    answers: list[Json] = []
    for one in body.get("data", []):
        for sheet, area in areas_of_filter(work, one.get("dataFilter", {})):
            done = values.update(work, call.editor(), (sheet, area), "", one, how)
            answers.append(done | {"dataFilter": one["dataFilter"]})
    file.book.take(work)
    call.edited()
    return {"spreadsheetId": file.id} | values.totals(how) | {"responses": answers}


def clear_by_filter(call: SheetsCall) -> Json:
    """`spreadsheets.values.batchClearByDataFilter`."""
    body = call.body("BatchClearValuesByDataFilterRequest")
    book = call.book("writer")
    areas = [area for one in body.get("dataFilters", []) for area in areas_of_filter(book, one)]
    cleared = [values.clear(book, call.editor(), area) for area in areas]
    call.edited()
    return {"spreadsheetId": book.id} | ({"clearedRanges": cleared} if cleared else {})


# --- addresses --------------------------------------------------------------------------------

# HTTP method, address below /v4/spreadsheets, name, reads or writes, function.
_ROUTES: list[tuple[str, str, str, str, Method]] = [
    ("POST", r"", "spreadsheets.create", WRITE, create),
    ("GET", r"/([^/:]+)", "spreadsheets.get", READ, get),
    ("POST", r"/([^/:]+):getByDataFilter", "spreadsheets.getByDataFilter", READ, get_by_filter),
    ("POST", r"/([^/:]+):batchUpdate", "spreadsheets.batchUpdate", WRITE, batch_update),
    ("POST", r"/([^/:]+)/sheets/([^/:]+):copyTo", "sheets.copyTo", WRITE, copy_to),
    ("GET", r"/([^/:]+)/developerMetadata/([^/:]+)", "developerMetadata.get", READ, get_metadata),
    (
        "POST",
        r"/([^/:]+)/developerMetadata:search",
        "developerMetadata.search",
        READ,
        search_metadata,
    ),
    ("GET", r"/([^/:]+)/values:batchGet", "values.batchGet", READ, values_batch_get),
    ("POST", r"/([^/:]+)/values:batchUpdate", "values.batchUpdate", WRITE, values_batch_update),
    ("POST", r"/([^/:]+)/values:batchClear", "values.batchClear", WRITE, values_batch_clear),
    (
        "POST",
        r"/([^/:]+)/values:batchGetByDataFilter",
        "values.batchGetByDataFilter",
        READ,
        values_by_filter,
    ),
    (
        "POST",
        r"/([^/:]+)/values:batchUpdateByDataFilter",
        "values.batchUpdateByDataFilter",
        WRITE,
        update_by_filter,
    ),
    (
        "POST",
        r"/([^/:]+)/values:batchClearByDataFilter",
        "values.batchClearByDataFilter",
        WRITE,
        clear_by_filter,
    ),
    ("POST", r"/([^/:]+)/values/(.+):append", "values.append", WRITE, values_append),
    ("POST", r"/([^/:]+)/values/(.+):clear", "values.clear", WRITE, values_clear),
    ("GET", r"/([^/:]+)/values/(.+)", "values.get", READ, values_get),
    ("PUT", r"/([^/:]+)/values/(.+)", "values.update", WRITE, values_update),
]


@dataclass(frozen=True)
class Route:
    """Which method of the API an address is, with what the address says."""

    name: str
    kind: str
    method: Method
    target: str
    rest: str


def route(method: str, path: str) -> Route | None:
    """The method of the Sheets API at a path below `/v4/spreadsheets`; None if there is none."""
    for verb, pattern, name, kind, function in _ROUTES:
        match = re.fullmatch(pattern, path)
        if verb == method and match:
            target, rest = ([unquote(part) for part in match.groups()] + ["", ""])[:2]
            return Route(name, kind, function, target, rest)
    return None
