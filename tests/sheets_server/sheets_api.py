"""The addresses of Sheets v4, and what each does."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from tests.sheets_server import spreadsheets_api as spreadsheets
from tests.sheets_server import values_api as values
from tests.sheets_server.errors import Json
from tests.sheets_server.sheets_call import SheetsCall

Method = Callable[[SheetsCall], Json]
READ, WRITE = "read", "write"

# HTTP method, address below /v4/spreadsheets, name, reads or writes, function.
_ROUTES: list[tuple[str, str, str, str, Method]] = [
    ("POST", r"", "spreadsheets.create", WRITE, spreadsheets.create),
    ("GET", r"/([^/:]+)", "spreadsheets.get", READ, spreadsheets.get),
    (
        "POST",
        r"/([^/:]+):getByDataFilter",
        "spreadsheets.getByDataFilter",
        READ,
        spreadsheets.get_by_filter,
    ),
    (
        "POST",
        r"/([^/:]+):batchUpdate",
        "spreadsheets.batchUpdate",
        WRITE,
        spreadsheets.batch_update,
    ),
    ("POST", r"/([^/:]+)/sheets/([^/:]+):copyTo", "sheets.copyTo", WRITE, spreadsheets.copy_to),
    (
        "GET",
        r"/([^/:]+)/developerMetadata/([^/:]+)",
        "developerMetadata.get",
        READ,
        spreadsheets.get_metadata,
    ),
    (
        "POST",
        r"/([^/:]+)/developerMetadata:search",
        "developerMetadata.search",
        READ,
        spreadsheets.search_metadata,
    ),
    ("GET", r"/([^/:]+)/values:batchGet", "values.batchGet", READ, values.values_batch_get),
    (
        "POST",
        r"/([^/:]+)/values:batchUpdate",
        "values.batchUpdate",
        WRITE,
        values.values_batch_update,
    ),
    ("POST", r"/([^/:]+)/values:batchClear", "values.batchClear", WRITE, values.values_batch_clear),
    (
        "POST",
        r"/([^/:]+)/values:batchGetByDataFilter",
        "values.batchGetByDataFilter",
        READ,
        values.values_by_filter,
    ),
    (
        "POST",
        r"/([^/:]+)/values:batchUpdateByDataFilter",
        "values.batchUpdateByDataFilter",
        WRITE,
        values.update_by_filter,
    ),
    (
        "POST",
        r"/([^/:]+)/values:batchClearByDataFilter",
        "values.batchClearByDataFilter",
        WRITE,
        values.clear_by_filter,
    ),
    ("POST", r"/([^/:]+)/values/(.+):append", "values.append", WRITE, values.values_append),
    ("POST", r"/([^/:]+)/values/(.+):clear", "values.clear", WRITE, values.values_clear),
    ("GET", r"/([^/:]+)/values/(.+)", "values.get", READ, values.values_get),
    ("PUT", r"/([^/:]+)/values/(.+)", "values.update", WRITE, values.values_update),
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
