"""Drive v3 (and the two addresses of v2 that gspread uses): addresses to what is done with files."""

import json
import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import HTTP
from typing import Any
from urllib.parse import unquote

from tests.sheets_server import drive, drive_permissions
from tests.sheets_server.calls import Request, Response, json_response
from tests.sheets_server.clock import rfc3339
from tests.sheets_server.cloud import File
from tests.sheets_server.drive_call import DriveCall
from tests.sheets_server.errors import DriveError, Json

Handler = Callable[[DriveCall, Request, list[str]], "Json | Response | None"]


def _body(request: Request) -> Json:
    if not request.body.strip():
        return {}
    try:
        found = json.loads(request.body)
    except ValueError:
        raise DriveError(400, "parseError", "Parse Error") from None
    return (
        {name: value for name, value in found.items() if value is not None}
        if isinstance(found, dict)
        else {}
    )


def _upload(request: Request) -> tuple[Json, tuple[str, bytes]]:
    """Metadata and content of a simple or multipart upload. Raises DriveError."""
    kind = request.headers.get("content-type", "")
    if request.one("uploadType") == "media":
        return {}, (kind, request.body)
    if not kind.startswith("multipart/"):
        raise DriveError(400, "badContent", "Unsupported content with type: " + kind)
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body, policy=HTTP)
    parts = list(whole.iter_parts())
    if len(parts) != 2:
        raise DriveError(400, "badRequest", "Malformed multipart body.")
    described: Any = parts[0].get_payload(decode=True)
    metadata: Any = json.loads(described or b"{}")
    content: Any = parts[1].get_payload(decode=True)
    return metadata, (parts[1].get_content_type(), content)


def _get(call: DriveCall, _request: Request, path: list[str]) -> Json | Response:
    found = drive.get_file(call, path[0])
    if isinstance(found, bytes):
        return Response(200, found, {"Content-Type": call.cloud.files[path[0]].mime})
    return found


def _upload_new(call: DriveCall, request: Request, _path: list[str]) -> Json:
    metadata, content = _upload(request)
    return drive.create_file(call, metadata, content)


def _upload_into(call: DriveCall, request: Request, path: list[str]) -> Json:
    metadata, content = _upload(request)
    done = drive.update_file(call, path[0], metadata, content)
    return _second_version(call.cloud.files[path[0]]) if "/v2/" in request.path else done


def _second_version(file: File) -> Json:
    """The file in the words of Drive v2, which gspread's `import_csv` still speaks."""
    return {
        "kind": "drive#file",
        "id": file.id,
        "title": file.name,
        "mimeType": file.mime,
        "labels": {"starred": False, "hidden": False, "trashed": file.trashed, "restricted": False},
        "createdDate": rfc3339(file.created),
        "modifiedDate": rfc3339(file.modified),
        "version": str(file.version),
        "editable": True,
        "copyable": True,
        "shared": len(file.permissions) > 1,
    }


def _export(call: DriveCall, _request: Request, path: list[str]) -> Response:
    kind, content = drive.export_file(call, path[0])
    return Response(200, content, {"Content-Type": kind})


def _comments(call: DriveCall, _request: Request, path: list[str]) -> Json:
    call.file(path[0])
    return (
        {"comments": []}
        if "fields" in call.query
        else {"kind": "drive#commentList", "comments": []}
    )


def _without_body(function: Callable[..., Json | None]) -> Handler:
    return lambda call, _request, path: function(call, *path)


def _with_body(function: Callable[..., Json | None]) -> Handler:
    return lambda call, request, path: function(call, *path, _body(request))


_ROUTES: list[tuple[str, str, str, Handler]] = [
    ("GET", r"/drive/v3/about", "about.get", _without_body(drive.get_about)),
    ("GET", r"/drive/v3/files", "files.list", _without_body(drive.list_files)),
    ("POST", r"/drive/v3/files", "files.create", _with_body(drive.create_file)),
    ("GET", r"/drive/v3/files/([^/]+)", "files.get", _get),
    ("PATCH", r"/drive/v3/files/([^/]+)", "files.update", _with_body(drive.update_file)),
    ("DELETE", r"/drive/v3/files/([^/]+)", "files.delete", _without_body(drive.delete_file)),
    ("POST", r"/drive/v3/files/([^/]+)/copy", "files.copy", _with_body(drive.copy_file)),
    ("GET", r"/drive/v3/files/([^/]+)/export", "files.export", _export),
    ("GET", r"/drive/v3/files/([^/]+)/comments", "comments.list", _comments),
    (
        "GET",
        r"/drive/v3/files/([^/]+)/permissions",
        "permissions.list",
        _without_body(drive_permissions.list_permissions),
    ),
    (
        "POST",
        r"/drive/v3/files/([^/]+)/permissions",
        "permissions.create",
        _with_body(drive_permissions.create_permission),
    ),
    (
        "GET",
        r"/drive/v3/files/([^/]+)/permissions/([^/]+)",
        "permissions.get",
        _without_body(drive_permissions.get_permission),
    ),
    (
        "PATCH",
        r"/drive/v3/files/([^/]+)/permissions/([^/]+)",
        "permissions.update",
        _with_body(drive_permissions.update_permission),
    ),
    (
        "DELETE",
        r"/drive/v3/files/([^/]+)/permissions/([^/]+)",
        "permissions.delete",
        _without_body(drive_permissions.delete_permission),
    ),
    ("GET", r"/drive/v3/drives", "drives.list", _without_body(drive.list_drives)),
    ("GET", r"/drive/v3/drives/([^/]+)", "drives.get", _without_body(drive.get_drive)),
    ("POST", r"/upload/drive/v3/files", "files.create", _upload_new),
    ("PATCH", r"/upload/drive/v[23]/files/([^/]+)", "files.update", _upload_into),
    ("PUT", r"/upload/drive/v[23]/files/([^/]+)", "files.update", _upload_into),
]


def route_drive(method: str, path: str) -> tuple[str, Handler, list[str]] | None:
    """Name, function and ids of a method of the Drive API; None if there is none at the path."""
    for verb, pattern, name, handler in _ROUTES:
        match = re.fullmatch(pattern, path)
        if verb == method and match:
            return name, handler, [unquote(part) for part in match.groups()]
    return None


def answer_drive(call: DriveCall, request: Request, handler: Handler, path: list[str]) -> Response:
    """Carries out a call to Drive."""
    found = handler(call, request, path)
    return found if isinstance(found, Response) else json_response(found)
