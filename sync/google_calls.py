"""Reading a spreadsheet in one call, and changing it in one call that says what stands there now."""

from collections.abc import Sequence
from typing import Any

from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL

from sync.google_client import Client
from sync.google_read import SHEET_FIELDS, Spreadsheet, parse
from sync.google_requests import Json


def fetch(client: Client, spreadsheet: str) -> Spreadsheet:
    """All tabs of the spreadsheet with values, notes and fills; raises Refused, KeyRefused."""
    wanted: dict[str, Any] = {"fields": SHEET_FIELDS, "includeGridData": "true"}
    return parse(client.spreadsheets_get(spreadsheet, wanted))


def change(client: Client, spreadsheet: str, requests: Sequence[Json]) -> Spreadsheet:
    """Carry out the requests, all or none; the spreadsheet as it stands right after them."""
    body = {
        "requests": list(requests),
        "includeSpreadsheetInResponse": True,
        "responseIncludeGridData": True,
    }
    answer = client.request(
        "post",
        SPREADSHEET_BATCH_UPDATE_URL % spreadsheet,
        params={"fields": f"updatedSpreadsheet({SHEET_FIELDS})"},
        json=body,
    )
    return parse(answer.json()["updatedSpreadsheet"])
