"""A call as it came over the socket, and the answer that goes back."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.sheets_server.errors import Json, SheetsError, bad_request


@dataclass(frozen=True)
class Request:
    """Method, path (still quoted), query, headers by lower-case name, body."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @classmethod
    def of(cls, method: str, target: str, headers: dict[str, str], body: bytes) -> "Request":
        """The request of a request line's target."""
        parts = urlsplit(target)
        query = parse_qs(parts.query, keep_blank_values=True)
        override = headers.get("x-http-method-override", method).upper()
        if override == "GET" and body:  # a query too long for an address comes as a form
            query |= parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
            body = b""
        return cls(override, parts.path, query, headers, body)

    def one(self, name: str) -> str | None:
        """The last value of a query parameter."""
        return self.query[name][-1] if name in self.query else None

    def flat(self) -> dict[str, str]:
        """The query with one value a name."""
        return {name: values[-1] for name, values in self.query.items()}

    def json(self) -> Any:
        """The body read as JSON; nothing for an empty one. Raises SheetsError."""
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body)
        except ValueError:
            start = self.body[:60].decode("utf-8", "replace")
            text = f"Invalid JSON payload received. Unexpected token.\n{start}\n^"
            raise bad_request([("", text)]) from None

    def form(self) -> dict[str, str]:
        """The body read as a form."""
        found = parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {name: values[-1] for name, values in found.items()}


@dataclass(frozen=True)
class Response:
    """Status, body and headers of an answer; `reset` closes the connection without one."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False


def json_response(
    body: Json | None, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """An answer in JSON; none at all is 204."""
    if body is None:
        return Response(204, b"", {"Content-Type": "text/html"})
    text = json.dumps(body, ensure_ascii=False)
    kind = {"Content-Type": "application/json; charset=UTF-8"}
    return Response(status, text.encode(), kind | (headers or {}))


def no_such_method() -> SheetsError:
    """An address that the APIs have not."""
    return SheetsError("Method not found.", 404)
