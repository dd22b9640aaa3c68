"""gspread against this server: its hosts replaced by one address."""

from typing import Any

import gspread
from google.oauth2.service_account import Credentials
from gspread.http_client import HTTPClient

from tests.sheets_server.errors import Json

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
_HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")


class LocalHTTPClient(HTTPClient):
    """gspread's HTTP client with every Google host replaced by `root`."""

    root = ""

    def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        """As gspread's own, at the local address."""
        for host in _HOSTS:
            endpoint = (
                endpoint.replace(host, self.root, 1) if endpoint.startswith(host) else endpoint
            )
        return super().request(method, endpoint, *args, **kwargs)


def open_client(info: Json, url: str, scopes: tuple[str, ...] = SCOPES) -> gspread.Client:
    """A gspread client of that service account at that address."""
    credentials = Credentials.from_service_account_info(info, scopes=list(scopes))
    kind = type("RootedHTTPClient", (LocalHTTPClient,), {"root": url})
    return gspread.Client(auth=credentials, http_client=kind)
