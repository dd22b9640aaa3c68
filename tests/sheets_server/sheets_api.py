"""The addresses of Sheets v4, and what each does."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from tests.sheets_server import spreadsheets_api as spreadsheets
from tests.sheets_server import values_api as values
from tests.sheets_server.errors import Json, bad_request
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


_SYSTEM = frozenset(
    [
        "$.xgafv",
        "$alt",
        "$fields",
        "access_token",
        "alt",
        "callback",
        "fields",
        "key",
        "oauth_token",
        "prettyPrint",
        "quotaUser",
        "uploadType",
        "upload_protocol",
        "userIp",
    ]
)
_READING = "majorDimension valueRenderOption dateTimeRenderOption"
_WRITING = "valueInputOption includeValuesInResponse responseValueRenderOption responseDateTimeRenderOption"
_PARAMETERS = {
    "spreadsheets.get": "ranges includeGridData excludeTablesInBandedRanges",
    "values.get": _READING,
    "values.batchGet": f"ranges {_READING}",
    "values.update": _WRITING,
    "values.append": f"{_WRITING} insertDataOption",
}


def check_parameters(name: str, given: Iterable[str]) -> None:
    """Refuses query parameters that the method has not. Raises SheetsError."""
    known = _SYSTEM | set(_PARAMETERS.get(name, "").split())
    unknown = [
        f'Invalid JSON payload received. Unknown name "{one}": Cannot bind query parameter. '
        f"Field '{one}' could not be found in request message."
        for one in given
        if one not in known
    ]
    if unknown:
        raise bad_request([("", text) for text in unknown])


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
