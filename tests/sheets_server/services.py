"""Refusals that come before an API looks at a call: no valid token, too few scopes, an API that is off."""

from tests.sheets_server.accounts import Grant
from tests.sheets_server.errors import DriveError, GoogleError, Json, SheetsError

_PROJECT = "100000000001"
_NAMES = {"sheets": "Google Sheets API", "drive": "Google Drive API"}


def invalid_credentials() -> DriveError:
    """Drive's refusal of a call whose token is missing, unknown or has run out."""
    return DriveError(401, "authError", "Invalid Credentials", location=("header", "Authorization"))


def _info(api: str, reason: str) -> Json:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": f"{api}.googleapis.com", "consumer": f"projects/{_PROJECT}"},
    }


def insufficient(api: str) -> GoogleError:
    """The refusal of a token whose scopes are not enough."""
    if api == "drive":
        message = "Insufficient Permission: Request had insufficient authentication scopes."
        return DriveError(403, "insufficientPermissions", message)
    message = "Request had insufficient authentication scopes."
    return SheetsError(message, 403, details=[_info(api, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")])


def disabled(api: str) -> GoogleError:
    """The refusal of a project in which the API is not turned on."""
    address = f"https://console.developers.google.com/apis/api/{api}.googleapis.com/overview?project={_PROJECT}"
    message = (
        f"{_NAMES[api]} has not been used in project {_PROJECT} before or it is disabled. Enable it by visiting "
        f"{address} then retry. If you enabled this API recently, wait a few minutes for the action to propagate "
        "to our systems and retry."
    )
    if api == "drive":
        return DriveError(403, "accessNotConfigured", message, "usageLimits")
    return SheetsError(message, 403, details=[_info(api, "SERVICE_DISABLED")])


def may_write(grant: Grant, api: str) -> bool:
    """Whether the scopes of a token allow writing: `api` is spreadsheets or drive."""
    names = {
        "spreadsheets": ("spreadsheets", "drive", "drive.file"),
        "drive": ("drive", "drive.file"),
    }
    scopes = {scope.rsplit("/auth/", 1)[-1] for scope in grant.scopes}
    feeds = "https://spreadsheets.google.com/feeds" in grant.scopes and api == "spreadsheets"
    return feeds or bool(scopes & set(names[api]))


def may_read(grant: Grant) -> bool:
    """Whether the scopes of a token allow reading spreadsheets."""
    scopes = {scope.rsplit("/auth/", 1)[-1] for scope in grant.scopes}
    return bool(scopes & {"spreadsheets.readonly", "drive.readonly"})
