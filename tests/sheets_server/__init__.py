"""A local Google: token endpoint, Sheets v4 and Drive v3 over a real socket, for tests and for trying out."""

from tests.sheets_server.client import LocalHTTPClient, open_client
from tests.sheets_server.server import Call, SheetsServer

__all__ = ["Call", "LocalHTTPClient", "SheetsServer", "open_client"]
