"""Drive v3: permissions of files and shared drives."""

from typing import Any

from tests.sheets_server.cloud import ROLES, Drive, File, forbidden, storage_exceeded
from tests.sheets_server.drive_call import DriveCall, page_size
from tests.sheets_server.drive_view import list_view, page_of, permission_view
from tests.sheets_server.errors import DriveError, Json, file_not_found


def _shares(call: DriveCall, file_id: str, role: str) -> tuple[File | Drive, list[Json]]:
    """The file or shared drive and its permissions. Raises DriveError."""
    drive = call.cloud.drives.get(file_id)
    if drive is None or not call.all_drives():
        file = call.file(file_id)
        if role == "writer" and not call.cloud.may(file, call.account, "writer"):
            message = "The user does not have sufficient permissions for this file."
            raise forbidden("insufficientFilePermissions", message)
        return file, file.permissions
    found = call.cloud.drive_role(file_id, call.account)
    if found is None:
        raise file_not_found(file_id)
    if role == "writer" and found != "organizer":
        raise forbidden(
            "insufficientFilePermissions",
            "The user does not have sufficient permissions for this file.",
        )
    return drive, drive.permissions


def list_permissions(call: DriveCall, file_id: str) -> Json:
    """`permissions.list`."""
    mask = call.mask("permissionList")
    _, found = _shares(call, file_id, "writer")
    found = found + _inherited(call, file_id)
    size = page_size(call, 100, 100)
    start, token = page_of(len(found), size, call.query.get("pageToken"))
    below = (
        (mask.get("permissions") or {"*": {}})
        if mask and ("permissions" in mask or "*" in mask)
        else None
    )
    page = [permission_view(p, below) for p in found[start : start + size]]
    return list_view("permissionList", page, token, mask)


def _inherited(call: DriveCall, file_id: str) -> list[Json]:
    file = call.cloud.files.get(file_id)
    drive = call.cloud.drives.get(file.drive_id) if file and file.drive_id else None
    return drive.permissions if drive else []


def create_permission(call: DriveCall, file_id: str, body: Json) -> Json:
    """`permissions.create`: shares with a person, a domain or everyone; once more changes the role."""
    owner, permissions = _shares(call, file_id, "writer")
    kind, role = body.get("type"), body.get("role")
    _check_permission(call, kind, role, body, isinstance(owner, Drive) or bool(owner.drive_id))
    if role == "owner":
        return _hand_over(call, owner, body)
    who = body.get("emailAddress") if kind in ("user", "group") else body.get("domain")
    made = call.cloud.permission(str(kind), str(role), who)
    known = next((p for p in permissions if _same(p, made)), None)
    if known is None:
        permissions.append(made)
    elif known["role"] != "owner":
        known["role"] = role
    _noted(owner)
    return permission_view(known or made, call.mask("permission"))


def _same(one: Json, other: Json) -> bool:
    names = ("type", "emailAddress", "domain")
    return all(str(one.get(name, "")).lower() == str(other.get(name, "")).lower() for name in names)


def _noted(shared: File | Drive) -> None:
    """Sharing moves a file's version on, not its modifiedTime."""
    if isinstance(shared, File):
        shared.version += 1


_WRONG_WHO = "The specified {} is invalid or not applicable for the given permission type."
_HAND_OVER = "The transferOwnership parameter must be enabled when the permission role is 'owner'."


def _check_permission(call: DriveCall, kind: Any, role: Any, body: Json, in_drive: bool) -> None:
    if kind not in ("user", "group", "domain", "anyone"):
        raise _required("type")
    if role not in ROLES:
        raise _required("role")
    if role in ("organizer", "fileOrganizer") and not in_drive:
        message = "This role is only valid for shared drive items."
        raise forbidden("fileOrganizerNotYetEnabledForThisTeamDrive", message)
    if kind in ("user", "group") and "@" not in str(body.get("emailAddress", "")):
        raise DriveError(400, "invalidSharingRequest", _WRONG_WHO.format("emailAddress"))
    if kind == "domain" and not body.get("domain"):
        raise DriveError(400, "invalid", _WRONG_WHO.format("domain"))
    if role == "owner" and not call.flag("transferOwnership"):
        where = ("parameter", "transferOwnership")
        raise DriveError(403, "forbidden", _HAND_OVER, location=where)


def _required(field: str) -> DriveError:
    message = f"The permission {field} field is required."
    return DriveError(400, "invalid", message, location=("parameter", f"permission.{field}"))


def _hand_over(call: DriveCall, shared: File | Drive, body: Json) -> Json:
    pending = body.get("pendingOwner") and body.get("emailAddress") == call.account
    if not isinstance(shared, File) or not (shared.owner == call.account or pending):
        raise forbidden(
            "insufficientFilePermissions",
            "The user does not have sufficient permissions for this file.",
        )
    new = str(body.get("emailAddress", ""))
    if call.cloud.lacks_storage(new):
        raise storage_exceeded()
    for permission in shared.permissions:
        if permission["role"] == "owner":
            permission["role"] = "writer"
    shared.permissions = [p for p in shared.permissions if p.get("emailAddress") != new]
    made = call.cloud.permission("user", "owner", new)
    shared.permissions.append(made)
    shared.owner = new
    _noted(shared)
    return permission_view(made, call.mask("permission"))


def _permission(permissions: list[Json], wanted: str) -> Json:
    for permission in permissions:
        if permission["id"] == wanted:
            return permission
    message = f"Permission not found: {wanted}."
    raise DriveError(404, "notFound", message, location=("parameter", "permissionId"))


def get_permission(call: DriveCall, file_id: str, permission_id: str) -> Json:
    """`permissions.get`."""
    _, permissions = _shares(call, file_id, "reader")
    return permission_view(_permission(permissions, permission_id), call.mask("permission"))


def update_permission(call: DriveCall, file_id: str, permission_id: str, body: Json) -> Json:
    """`permissions.update`: another role."""
    owner, permissions = _shares(call, file_id, "writer")
    permission = _permission(permissions, permission_id)
    if body.get("role") == "owner":
        _check_permission(call, "user", "owner", permission, False)
        return _hand_over(call, owner, permission)
    if permission["role"] == "owner":
        raise forbidden("forbidden", "The owner of a file cannot be changed this way.")
    if body.get("role") in ROLES:
        permission["role"] = body["role"]
    if "pendingOwner" in body:
        permission["pendingOwner"] = bool(body["pendingOwner"])
    _noted(owner)
    return permission_view(permission, call.mask("permission"))


def delete_permission(call: DriveCall, file_id: str, permission_id: str) -> None:
    """`permissions.delete`: shares no longer; one may give up one's own share."""
    owner, permissions = _shares(call, file_id, "reader")
    permission = _permission(permissions, permission_id)
    own = str(permission.get("emailAddress", "")).lower() == call.account.lower()
    if not own:
        _shares(call, file_id, "writer")
    if permission["role"] == "owner":
        raise forbidden(
            "insufficientFilePermissions",
            "The user does not have sufficient permissions for this file.",
        )
    permissions.remove(permission)
    _noted(owner)
