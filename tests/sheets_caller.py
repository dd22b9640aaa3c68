"""Calls to the local Google over its socket, with real google-auth tokens."""

from typing import Any
from urllib.parse import quote

import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials

from tests.sheets_server import SheetsServer
from tests.sheets_server.client import SCOPES
from tests.sheets_server.errors import Json

ROBOT = "robot@project.iam.gserviceaccount.com"


class Caller:
    """One service account and what it calls."""

    def __init__(
        self, server: SheetsServer, email: str = ROBOT, scopes: tuple[str, ...] = SCOPES
    ) -> None:
        info = server.credentials(email)
        credentials = Credentials.from_service_account_info(info, scopes=list(scopes))
        session: requests.Session = AuthorizedSession(credentials)
        self.session = session
        self.server = server

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
        """The answer as it is, whatever its status."""
        return self.session.request(
            method, self.server.url + path, json=body, params=query, timeout=10
        )

    def ok(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The JSON of an answer that must be a success."""
        response = self.call(method, path, body, **query)
        assert response.ok, response.text
        return response.json() if response.content else None

    def refused(self, method: str, path: str, body: Any = None, **query: Any) -> Json:
        """The `error` of an answer that must be a refusal."""
        response = self.call(method, path, body, **query)
        assert not response.ok, response.text
        error: Json = response.json()["error"]
        assert error["code"] == response.status_code
        return error

    def create(self, title: str = "Thử", **properties: Any) -> "Sheets":
        """A new spreadsheet."""
        made = self.ok("POST", "/v4/spreadsheets", {"properties": {"title": title} | properties})
        return Sheets(self, made["spreadsheetId"])


class Sheets:
    """One spreadsheet as a caller sees it."""

    def __init__(self, caller: Caller, file_id: str) -> None:
        self.caller = caller
        self.id = file_id
        self.path = f"/v4/spreadsheets/{file_id}"

    def get(self, **query: Any) -> Any:
        """The resource."""
        return self.caller.ok("GET", self.path, **query)

    def values(self, where: str, **query: Any) -> Any:
        """The values of a range, nothing where it is empty."""
        found = self.caller.ok("GET", f"{self.path}/values/{quote(where)}", **query)
        return found.get("values")

    def write(
        self, where: str, rows: list[list[Any]], option: str = "USER_ENTERED", **query: Any
    ) -> Any:
        """Writes rows; the answer."""
        query |= {"valueInputOption": option}
        return self.caller.ok(
            "PUT", f"{self.path}/values/{quote(where)}", {"values": rows}, **query
        )

    def batch(self, *requests_: Json, **more: Any) -> Any:
        """Requests in one batch; the answer."""
        return self.caller.ok(
            "POST", f"{self.path}:batchUpdate", {"requests": list(requests_)} | more
        )

    def refused(self, *requests_: Json) -> Json:
        """The error of a batch that must be refused."""
        return self.caller.refused(
            "POST", f"{self.path}:batchUpdate", {"requests": list(requests_)}
        )

    def cells(self, where: str, fields: str) -> list[list[Json]]:
        """Parts of the cells of a range."""
        mask = f"sheets.data.rowData.values({fields})"
        data = self.get(ranges=where, fields=mask)["sheets"][0]["data"][0]
        return [row.get("values", []) for row in data.get("rowData", [])]
