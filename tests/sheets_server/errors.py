"""Refusals in the two forms that Google has: one of the Sheets API, one of Drive.

Both APIs answer `{"error": {...}}`, Sheets with `code`, `message`, `status` and `details`
(google.rpc.Status), Drive with a list of `errors` that have a domain and a reason.
"""

from typing import Any

Json = dict[str, Any]

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    408: "DEADLINE_EXCEEDED",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


class GoogleError(Exception):
    """A refusal: the HTTP status, the body to answer with, and headers beside it."""

    def __init__(self, code: int, body: Json, headers: dict[str, str] | None = None) -> None:
        super().__init__(str(body))
        self.code = code
        self.body = body
        self.headers = headers or {}


class SheetsError(GoogleError):
    """A refusal of the Sheets API (google.rpc.Status as JSON)."""

    def __init__(
        self,
        message: str,
        code: int = 400,
        status: str | None = None,
        details: list[Json] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        error: Json = {"code": code, "message": message, "status": status or STATUSES[code]}
        if details:
            error["details"] = details
        super().__init__(code, {"error": error}, headers)
        self.message = message
        self.status = error["status"]
        self.details = details


class DriveError(GoogleError):
    """A refusal of the Drive API: a list of errors with domain and reason."""

    def __init__(
        self,
        code: int,
        reason: str,
        message: str,
        domain: str = "global",
        location: tuple[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        error = {"message": message, "domain": domain, "reason": reason}
        if location:
            error |= {"location": location[1], "locationType": location[0]}
        body = {"error": {"code": code, "message": message, "errors": [error]}}
        super().__init__(code, body, headers)


def bad_request(violations: list[tuple[str, str]], message: str | None = None) -> SheetsError:
    """The refusal of a body or parameter: (field, description) each, told in the message too."""
    details = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [_violation(field, text) for field, text in violations],
    }
    return SheetsError(message or "\n".join(text for _, text in violations), details=[details])


def _violation(field: str, description: str) -> Json:
    return {"field": field, "description": description} if field else {"description": description}


def not_found() -> SheetsError:
    """No spreadsheet of that id."""
    return SheetsError("Requested entity was not found.", 404)


def no_permission() -> SheetsError:
    """A spreadsheet that exists and that this account may not open, or not change."""
    return SheetsError("The caller does not have permission", 403)


def file_not_found(file_id: str) -> DriveError:
    """A file that is not there, or not for this account: Drive does not tell them apart."""
    message = f"File not found: {file_id}."
    return DriveError(404, "notFound", message, location=("parameter", "fileId"))
