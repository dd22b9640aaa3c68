"""Files as Drive's resources, and the `fields` of its answers."""

from typing import Any

from tests.sheets_server.clock import rfc3339
from tests.sheets_server.cloud import FOLDER_TYPE, ROLES, SHEET_TYPE, Cloud, Drive, File
from tests.sheets_server.drive_query import invalid
from tests.sheets_server.errors import DriveError, Json
from tests.sheets_server.masks import Mask, MaskError, parse_mask, selected

DEFAULT_FIELDS = ("kind", "id", "name", "mimeType", "resourceKey")
_EXPORTS = (
    "application/x-vnd.oasis.opendocument.spreadsheet",
    "text/tab-separated-values",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/csv",
    "application/zip",
    "application/vnd.oasis.opendocument.spreadsheet",
)
_FILE_NAMES = frozenset(
    [
        "kind",
        "id",
        "name",
        "mimeType",
        "description",
        "starred",
        "trashed",
        "explicitlyTrashed",
        "trashingUser",
        "trashedTime",
        "parents",
        "properties",
        "appProperties",
        "spaces",
        "version",
        "webContentLink",
        "webViewLink",
        "iconLink",
        "hasThumbnail",
        "thumbnailLink",
        "thumbnailVersion",
        "viewedByMe",
        "viewedByMeTime",
        "createdTime",
        "modifiedTime",
        "modifiedByMeTime",
        "modifiedByMe",
        "sharedWithMeTime",
        "sharingUser",
        "owners",
        "teamDriveId",
        "driveId",
        "lastModifyingUser",
        "shared",
        "ownedByMe",
        "capabilities",
        "viewersCanCopyContent",
        "copyRequiresWriterPermission",
        "writersCanShare",
        "permissions",
        "permissionIds",
        "hasAugmentedPermissions",
        "folderColorRgb",
        "originalFilename",
        "fullFileExtension",
        "fileExtension",
        "md5Checksum",
        "sha1Checksum",
        "sha256Checksum",
        "size",
        "quotaBytesUsed",
        "headRevisionId",
        "contentHints",
        "imageMediaMetadata",
        "videoMediaMetadata",
        "isAppAuthorized",
        "exportLinks",
        "shortcutDetails",
        "contentRestrictions",
        "labelInfo",
        "resourceKey",
        "linkShareMetadata",
        "inheritedPermissionsDisabled",
        "downloadRestrictions",
    ]
)
_PERMISSION_NAMES = frozenset(
    [
        "kind",
        "id",
        "type",
        "emailAddress",
        "domain",
        "role",
        "view",
        "allowFileDiscovery",
        "displayName",
        "photoLink",
        "expirationTime",
        "teamDrivePermissionDetails",
        "permissionDetails",
        "deleted",
        "pendingOwner",
        "inheritedPermissionsDisabled",
    ]
)
_NAMES: dict[str, frozenset[str]] = {
    "file": _FILE_NAMES,
    "fileList": frozenset(("kind", "nextPageToken", "incompleteSearch", "files")),
    "permission": _PERMISSION_NAMES,
    "permissionList": frozenset(("kind", "nextPageToken", "permissions")),
    "drive": frozenset(
        [
            "kind",
            "id",
            "name",
            "themeId",
            "colorRgb",
            "backgroundImageFile",
            "backgroundImageLink",
            "capabilities",
            "createdTime",
            "hidden",
            "restrictions",
            "orgUnitId",
        ]
    ),
    "driveList": frozenset(("kind", "nextPageToken", "drives")),
    "about": frozenset(
        [
            "kind",
            "user",
            "storageQuota",
            "importFormats",
            "exportFormats",
            "maxImportSizes",
            "maxUploadSize",
            "appInstalled",
            "folderColorPalette",
            "driveThemes",
            "teamDriveThemes",
            "canCreateDrives",
            "canCreateTeamDrives",
        ]
    ),
    "commentList": frozenset(("kind", "nextPageToken", "comments")),
}
_BELOW = {
    ("fileList", "files"): "file",
    ("permissionList", "permissions"): "permission",
    ("file", "permissions"): "permission",
    ("driveList", "drives"): "drive",
}


def drive_mask(text: str | None, kind: str) -> Mask | None:
    """The `fields` of a call to Drive; None is the default of its kind. Raises DriveError."""
    if not text:
        return None
    try:
        mask = parse_mask(text)
        _check(mask, kind)
    except MaskError as error:
        message = f"Invalid field selection {error}"
        raise DriveError(
            400, "invalidParameter", message, location=("parameter", "fields")
        ) from None
    return mask


def _check(mask: Mask, kind: str) -> None:
    for name, below in mask.items():
        if name != "*" and name not in _NAMES[kind]:
            raise MaskError(name)
        if (kind, name) in _BELOW:
            _check(below, _BELOW[kind, name])


def file_view(cloud: Cloud, file: File, account: str, mask: Mask | None) -> Json:
    """A file as this account sees it: four fields, or those that are asked for."""
    whole = _whole(cloud, file, account)
    if mask is None:
        return {name: whole[name] for name in DEFAULT_FIELDS if name in whole}
    result: Json = selected(whole, mask)
    return result


def list_view(kind: str, items: list[Json], token: str | None, mask: Mask | None) -> Json:
    """A page of a list whose items are already as they are asked for."""
    names = {"fileList": "files", "permissionList": "permissions", "driveList": "drives"}
    whole: Json = {"kind": f"drive#{kind}"}
    if token:
        whole["nextPageToken"] = token
    if kind == "fileList":
        whole["incompleteSearch"] = False
    whole[names[kind]] = items
    if mask is None or "*" in mask:
        return whole
    return {name: value for name, value in whole.items() if name in mask}


def _user(email: str, account: str) -> Json:
    return {
        "kind": "drive#user",
        "displayName": email.split("@")[0],
        "me": email == account,
        "permissionId": str(abs(hash(email)) % 10**20).zfill(20),
        "emailAddress": email,
    }


def _whole(cloud: Cloud, file: File, account: str) -> Json:
    whole: Json = {
        "kind": "drive#file",
        "id": file.id,
        "name": file.name,
        "mimeType": file.mime,
        "starred": bool(file.extra.get("starred")),
        "trashed": file.trashed,
        "explicitlyTrashed": file.trashed,
        "parents": [place for place in file.parents if _sees(cloud, place, account)],
        "spaces": ["drive"],
        "version": str(file.version),
        "webViewLink": _link(file),
        "createdTime": rfc3339(file.created),
        "modifiedTime": rfc3339(file.modified),
        "ownedByMe": file.owner == account,
        "capabilities": _capabilities(cloud, file, account),
        "writersCanShare": True,
        "permissionIds": [permission["id"] for permission in file.permissions],
        "lastModifyingUser": _user(file.modifier, account),
        "quotaBytesUsed": str(len(file.content)),
        "isAppAuthorized": True,
    }
    whole |= {n: v for n, v in file.extra.items() if n in _FILE_NAMES}
    return whole | _ownership(cloud, file, account) | _content(file)


def _ownership(cloud: Cloud, file: File, account: str) -> Json:
    if file.drive_id:
        return {"driveId": file.drive_id, "teamDriveId": file.drive_id, "shared": True}
    shown: Json = {
        "owners": [_user(file.owner or "", account)],
        "shared": len(file.permissions) > 1,
    }
    if cloud.may(file, account, "writer"):
        shown["permissions"] = [permission_view(p, None) for p in file.permissions]
    return shown


def _content(file: File) -> Json:
    if file.mime == SHEET_TYPE:
        link = f"https://docs.google.com/spreadsheets/export?id={file.id}&exportFormat="
        return {"exportLinks": {kind: link + kind.split(".")[-1] for kind in _EXPORTS}}
    return {} if file.mime == FOLDER_TYPE else {"size": str(len(file.content))}


def _link(file: File) -> str:
    if file.mime == FOLDER_TYPE:
        return f"https://drive.google.com/drive/folders/{file.id}"
    if file.mime == SHEET_TYPE:
        return f"https://docs.google.com/spreadsheets/d/{file.id}/edit?usp=drivesdk"
    return f"https://drive.google.com/file/d/{file.id}/view?usp=drivesdk"


def _sees(cloud: Cloud, place: str, account: str) -> bool:
    if place in cloud.drives:
        return cloud.drive_role(place, account) is not None
    folder = cloud.files.get(place)
    return folder is not None and cloud.role(folder, account) is not None


def _capabilities(cloud: Cloud, file: File, account: str) -> Json:
    role = cloud.role(file, account) or "reader"
    edits = ROLES.index(role) >= ROLES.index("writer")
    owns = role in ("owner", "organizer", "fileOrganizer")
    return {
        "canAddChildren": edits and file.mime == FOLDER_TYPE,
        "canChangeCopyRequiresWriterPermission": edits,
        "canComment": role != "reader",
        "canCopy": True,
        "canDelete": role in ("owner", "organizer"),
        "canDownload": True,
        "canEdit": edits,
        "canListChildren": file.mime == FOLDER_TYPE,
        "canModifyContent": edits,
        "canMoveItemWithinDrive": edits,
        "canRename": edits,
        "canShare": edits,
        "canTrash": owns,
        "canUntrash": owns,
    }


def permission_view(permission: Json, mask: Mask | None) -> Json:
    """A permission: four fields, or those that are asked for."""
    whole = {"kind": "drive#permission"} | permission
    if mask is None:
        return {n: whole[n] for n in ("kind", "id", "type", "role") if n in whole}
    result: Json = selected(whole, mask)
    return result


def drive_view(drive: Drive, mask: Mask | None) -> Json:
    """A shared drive: three fields, or those that are asked for."""
    whole = {"kind": "drive#drive", "id": drive.id, "name": drive.name}
    if mask is None:
        return dict(whole)
    result: Json = selected(whole | {"createdTime": rfc3339(drive.created), "hidden": False}, mask)
    return result


def about_view(account: str, has_storage: bool, mask: Mask | None) -> Json:
    """`about.get`, for which `fields` must be given. Raises DriveError."""
    if mask is None:
        message = "The 'fields' parameter is required for this method."
        raise DriveError(400, "required", message, location=("parameter", "fields"))
    limit = str(15 * 2**30) if has_storage else "0"
    quota: dict[str, Any] = {
        "limit": limit,
        "usage": "0",
        "usageInDrive": "0",
        "usageInDriveTrash": "0",
    }
    whole = {"kind": "drive#about", "user": _user(account, account), "storageQuota": quota}
    result: Json = selected(whole | {"canCreateDrives": False}, mask)
    return result


def page_of(count: int, size: int, token: str | None) -> tuple[int, str | None]:
    """Where a page begins, and the token of the next. Raises DriveError for a token that is none."""
    start = 0
    if token:
        digits = token.removeprefix("~!!~page").removesuffix("==")
        if not digits.isdigit() or not token.startswith("~!!~page"):
            raise invalid("pageToken")
        start = int(digits)
    following = start + size
    return start, f"~!!~page{following}==" if following < count else None
