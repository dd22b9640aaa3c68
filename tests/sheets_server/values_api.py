"""`spreadsheets.values` of Sheets v4: parameters and bodies to reading and writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.sheets_server import values
from tests.sheets_server.batch_metadata import areas_of_filter
from tests.sheets_server.cells import Renderer
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.grid import Book
from tests.sheets_server.masks import Mask, selected
from tests.sheets_server.messages import must, read_enum, read_flag
from tests.sheets_server.sheets_call import SheetsCall
from tests.sheets_server.values import Writing


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
    return _masked(found, mask)


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
    return _masked(found, mask)


def values_update(call: SheetsCall) -> Json:
    """`spreadsheets.values.update`."""
    body = call.body("ValueRange", "data")
    mask = call.mask("UpdateValuesResponse")
    with call.editing() as book:
        how, target = _writing(call, book), book.locate(call.rest)
        named = body.get("range")
        if named and book.locate(named) != target:
            begun = f"Requested writing within range [{call.rest}]"
            raise SheetsError(f"{begun}, but tried writing to range [{named}]")
        done = values.update(book, call.editor(), target, call.rest, body, how)
    return _masked({"spreadsheetId": book.id} | done, mask)


def _masked(answer: Json, mask: Mask | None) -> Json:
    found: Json = selected(answer, mask)
    return found


def values_append(call: SheetsCall) -> Json:
    """`spreadsheets.values.append`."""
    body = call.body("ValueRange", "data")
    mask = call.mask("AppendValuesResponse")
    with call.editing() as book:
        how = _writing(call, book)
        insert = (
            read_enum("insertDataOption", call.request.one("insertDataOption")) == "INSERT_ROWS"
        )
        done = values.append(book, call.editor(), book.locate(call.rest), body, how, insert)
    done["updates"] = {"spreadsheetId": book.id} | done["updates"]
    return _masked({"spreadsheetId": book.id} | done, mask)


def values_clear(call: SheetsCall) -> Json:
    """`spreadsheets.values.clear`."""
    call.body("ClearValuesRequest")
    with call.editing() as book:
        cleared = values.clear(book, call.editor(), book.locate(call.rest))
    return {"spreadsheetId": book.id, "clearedRange": cleared}


def values_batch_clear(call: SheetsCall) -> Json:
    """`spreadsheets.values.batchClear`: all ranges or none."""
    body = call.body("BatchClearValuesRequest")
    cleared = []
    with call.editing() as book:
        for at, text in enumerate(body.get("ranges", [])):
            with _named(f"range[{at}]"):
                cleared.append(values.clear(book, call.editor(), book.locate(text)))
    return {"spreadsheetId": book.id} | ({"clearedRanges": cleared} if cleared else {})


@contextmanager
def _named(where: str) -> Iterator[None]:
    """A refusal in here says where in the body it was."""
    try:
        yield
    except SheetsError as error:
        if error.code != 400 or error.message.startswith("Invalid "):
            raise
        raise SheetsError(f"Invalid {where}: {error.message}") from None


def values_batch_update(call: SheetsCall) -> Json:
    """`spreadsheets.values.batchUpdate`: all ranges or none."""
    body = call.body("BatchUpdateValuesRequest")
    mask = call.mask("BatchUpdateValuesResponse")
    answers = []
    with call.editing() as book:
        how = _writing(call, book, body)
        for at, one in enumerate(body.get("data", [])):
            text = one.get("range", "")
            with _named(f"data[{at}]"):
                done = values.update(book, call.editor(), book.locate(text), text, one, how)
            answers.append({"spreadsheetId": book.id} | done)
    total = {"spreadsheetId": book.id} | values.totals(how)
    return _masked(total | ({"responses": answers} if answers else {}), mask)


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
    answers: list[Json] = []
    with call.editing() as book:
        how = _writing(call, book, body)
        for one in body.get("data", []):
            for target in areas_of_filter(book, one.get("dataFilter", {})):
                done = values.update(book, call.editor(), target, "", one, how)
                answers.append(done | {"dataFilter": one["dataFilter"]})
    total = {"spreadsheetId": book.id} | values.totals(how)
    return total | ({"responses": answers} if answers else {})


def clear_by_filter(call: SheetsCall) -> Json:
    """`spreadsheets.values.batchClearByDataFilter`."""
    body = call.body("BatchClearValuesByDataFilterRequest")
    with call.editing() as book:
        areas = [area for one in body.get("dataFilters", []) for area in areas_of_filter(book, one)]
        cleared = [values.clear(book, call.editor(), area) for area in areas]
    return {"spreadsheetId": book.id} | ({"clearedRanges": cleared} if cleared else {})
