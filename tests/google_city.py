"""Workbooks put on the local Google Sheets server by a person, and shared with the program."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from sync import google_requests as ask
from sync.google import Google
from sync.google_calls import change, fetch
from sync.google_client import Client, Limits, make_clients
from sync.google_read import Grid, Spreadsheet
from sync.google_requests import Json

DRIVE = "https://www.googleapis.com/auth/drive"
SHEETS = "https://www.googleapis.com/auth/spreadsheets"
QUICK = Limits(100_000, 100_000, 30)


def account(server: Any, email: str, home: Path) -> Path:
    """A key file for an account of this address."""
    path = home / f"{email.split('@')[0]}.json"
    path.write_text(json.dumps(server.credentials(email)), encoding="utf-8")
    return path


def hurried(backend: Google) -> None:
    """Waits for nothing from now on, as if the minutes had passed."""
    for client in backend._clients:
        client._clock.sleep = lambda _seconds: None


class Person:
    """Somebody who works on spreadsheets in the browser."""

    def __init__(self, server: Any, email: str, home: Path) -> None:
        key = account(server, email, home)
        self.client: Client = make_clients([key], (SHEETS, DRIVE), server.url, QUICK)[0]

    def upload(self, path: Path, title: str = "") -> str:
        """Makes a spreadsheet of what stands in a workbook; its id."""
        book = openpyxl.load_workbook(path)
        body = {
            "properties": {"title": title or path.stem, "locale": "vi_VN"},
            "sheets": [_sheet(sheet, n) for n, sheet in enumerate(book.worksheets, 100)],
        }
        url = "https://sheets.googleapis.com/v4/spreadsheets"
        return str(self.client.request("post", url, json=body).json()["spreadsheetId"])

    def share(self, spreadsheet: str, email: str, role: str = "writer") -> None:
        """Lets another account in."""
        url = f"https://www.googleapis.com/drive/v3/files/{spreadsheet}/permissions"
        body = {"type": "user", "role": role, "emailAddress": email}
        self.client.request("post", url, params={"sendNotificationEmail": "false"}, json=body)

    def see(self, spreadsheet: str) -> Spreadsheet:
        """The spreadsheet as it stands."""
        return fetch(self.client, spreadsheet)

    def do(self, spreadsheet: str, *requests: Json) -> None:
        """Changes it."""
        change(self.client, spreadsheet, requests)

    def type_in(self, spreadsheet: str, tab: str, row: int, header: str, value: Any) -> None:
        """Types a value into a cell."""
        grid = self.see(spreadsheet).grid(tab)
        cell = {"userEnteredValue": ask.entered(value)}
        at = column_of(grid, header)
        self.do(spreadsheet, ask.cells(grid.id, row, at, [[cell]], "userEnteredValue"))


def column_of(grid: Grid, header: str) -> int:
    """The column under this header, from 1."""
    for row in grid.sheet.rows[:2]:
        titles = [text.rstrip(" *") for text in row]
        if header in titles:
            return titles.index(header) + 1
    raise AssertionError(f"no column {header}")


def _sheet(sheet: Any, number: int) -> Json:
    rows = [{"values": [_cell(cell) for cell in row]} for row in sheet.iter_rows()]
    size = {"rowCount": sheet.max_row + 200, "columnCount": max(sheet.max_column, 2)}
    properties = {"sheetId": number, "title": sheet.title, "gridProperties": size}
    merges = [
        {
            "sheetId": number,
            "startRowIndex": area.min_row - 1, "endRowIndex": area.max_row,
            "startColumnIndex": area.min_col - 1, "endColumnIndex": area.max_col,
        }
        for area in sheet.merged_cells.ranges
    ]  # fmt: skip
    return {"properties": properties, "data": [{"rowData": rows}], "merges": merges}


def _cell(cell: Any) -> Json:
    value = cell.value
    if value is None:
        return {}
    made: Json = {"userEnteredValue": ask.entered(value)}
    if isinstance(value, str) and value.startswith("=") and cell.data_type == "f":
        made = {"userEnteredValue": {"formulaValue": value}}
    if isinstance(value, (date, datetime)):
        made["userEnteredFormat"] = {"numberFormat": ask.DATE_FORMAT}
    return made
