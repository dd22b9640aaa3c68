"""Reading a spreadsheet in one call, and changing it in one call that says what stands there now.

Because the answer to each writing says what stands there then, the same few lines write, verify and
put right: whatever people did in that moment, the next writing begins with how things are now.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL

from sync.google_client import Client, Refused
from sync.google_read import SHEET_FIELDS, Spreadsheet, parse
from sync.google_requests import Json

_ATTEMPTS = 4
Wanted = Callable[[Spreadsheet], Sequence[Json]]
PutBack = Callable[[Spreadsheet, Spreadsheet], Sequence[Json]]


@dataclass(frozen=True)
class Shown:
    """What became of a push: whether anything was written, and what stands there now."""

    written: bool
    book: Spreadsheet


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


def bring_about(client: Client, seen: Spreadsheet, wanted: Wanted, put_back: PutBack) -> Shown:
    """Write until nothing is `wanted` any more, a few times at most; `seen` is how it was read.

    `wanted` are the requests that the spreadsheet as it stands still needs; `put_back`, of how it
    stood before one writing and how after it, those that give people back what that took from them.
    Raises Refused when Google does not do it.
    """
    now, written = seen, False
    for _attempt in range(_ATTEMPTS):
        requests = wanted(now)
        if not requests:
            break
        written = True
        try:
            before, now = now, change(client, seen.id, requests)
            if lost := put_back(before, now):
                now = change(client, seen.id, lost)
        except Refused as why:
            if not why.unsure:
                raise
            now = fetch(client, seen.id)
    return Shown(written, now)
