"""Drive v3: files, shared drives, the account."""

from tests.sheets_server.cloud import FOLDER_TYPE, ROLES, SHEET_TYPE, Cloud, File, forbidden
from tests.sheets_server.drive_call import DriveCall, page_size
from tests.sheets_server.drive_query import invalid, ordered, parse_query
from tests.sheets_server.drive_view import about_view, drive_view, file_view, list_view, page_of
from tests.sheets_server.errors import DriveError, Json, file_not_found

_EXTRA = ("description", "starred", "properties", "appProperties", "folderColorRgb")


def list_files(call: DriveCall) -> Json:
    """`files.list`: what the account can see, searched, ordered, page by page."""
    mask = call.mask("fileList")
    size = page_size(call, 100, 1000)
    test = parse_query(call.query.get("q", ""), call.cloud, call.account)
    found = [file for file in call.cloud.files.values() if _listed(call, file) and test(file)]
    found.sort(key=lambda file: file.modified, reverse=True)
    if order := call.query.get("orderBy"):
        found = ordered(found, order)
    start, token = page_of(len(found), size, call.query.get("pageToken"))
    below = (mask.get("files") or {"*": {}}) if mask and "files" in mask else None
    below = {"*": {}} if mask and "*" in mask else below
    page = found[start : start + size]
    return list_view(
        "fileList", [file_view(call.cloud, file, call.account, below) for file in page], token, mask
    )


def _listed(call: DriveCall, file: File) -> bool:
    if file.extra.get("root") or call.cloud.role(file, call.account) is None:
        return False
    drive_id, corpora = call.query.get("driveId"), call.query.get("corpora", "user")
    includes = call.flag("includeItemsFromAllDrives") or call.flag("includeTeamDriveItems")
    if corpora == "drive" or drive_id:
        if corpora != "drive" or not drive_id:
            raise invalid("corpora" if drive_id else "driveId")
        if call.cloud.drive_role(drive_id, call.account) is None:
            raise DriveError(
                404,
                "notFound",
                f"Shared drive not found: {drive_id}",
                location=("parameter", "driveId"),
            )
        return includes and file.drive_id == drive_id
    if corpora not in ("user", "domain", "allDrives"):
        raise invalid("corpora")
    return file.drive_id is None or includes


def get_file(call: DriveCall, file_id: str) -> Json | bytes:
    """`files.get`: about the file, or with `alt=media` what is in it."""
    file = call.file(file_id)
    if call.query.get("alt") != "media":
        return call.view(file)
    if file.book is not None or file.mime == FOLDER_TYPE:
        message = (
            "Only files with binary content can be downloaded. Use Export with Docs Editors files."
        )
        raise DriveError(403, "fileNotDownloadable", message, location=("parameter", "alt"))
    return file.content


def create_file(call: DriveCall, body: Json, content: tuple[str, bytes] | None = None) -> Json:
    """`files.create`, with content if it is an upload."""
    parents = body.get("parents") or []
    if len(parents) > 1:
        raise DriveError(400, "invalid", "A file cannot have multiple parents.")
    in_drive = any(_in_shared_drive(call.cloud, parent) for parent in parents)
    if in_drive and not call.all_drives():
        raise file_not_found(parents[0])
    places = [call.cloud.root(call.account) if p == "root" else p for p in parents]
    mime = body.get("mimeType") or (content[0] if content else "application/octet-stream")
    file = call.cloud.create(call.account, body.get("name", "Untitled"), mime, places or None)
    file.extra |= {name: body[name] for name in _EXTRA if name in body}
    if content:
        put_content(call, file, content)
    return call.view(file)


def _in_shared_drive(cloud: Cloud, parent: str) -> bool:
    folder = cloud.files.get(parent)
    return parent in cloud.drives or bool(folder and folder.drive_id)


def put_content(call: DriveCall, file: File, content: tuple[str, bytes]) -> None:
    """What was uploaded: kept as it is, or read into the spreadsheet that the file is."""
    if file.mime != SHEET_TYPE or file.book is None:
        file.content = content[1]
        return
    from tests.sheets_server.conversion import read_into

    read_into(file.book, content[0], content[1])
    call.cloud.edited(file, call.account)


def copy_file(call: DriveCall, file_id: str, body: Json) -> Json:
    """`files.copy`: a file of the caller's own."""
    source = call.file(file_id)
    name = body.get("name") or f"Copy of {source.name}"
    parents = body.get("parents") or _copy_parents(call, source)
    copied = call.cloud.create(call.account, name, body.get("mimeType") or source.mime, parents)
    copied.content = source.content
    if source.book is not None and copied.book is not None:
        copied.book.take(source.book.copy())
        copied.book.properties["title"] = name
    copied.extra |= {n: v for n, v in source.extra.items() if n in _EXTRA and n != "starred"}
    copied.extra |= {n: body[n] for n in _EXTRA if n in body}
    return call.view(copied)


def _copy_parents(call: DriveCall, source: File) -> list[str] | None:
    places = [p for p in source.parents if _may_put(call, p)]
    return places or None


def _may_put(call: DriveCall, place: str) -> bool:
    if place in call.cloud.drives:
        role = call.cloud.drive_role(place, call.account)
        return role is not None and ROLES.index(role) >= ROLES.index("writer")
    folder = call.cloud.files.get(place)
    return folder is not None and call.cloud.may(folder, call.account, "writer")


def update_file(
    call: DriveCall, file_id: str, body: Json, content: tuple[str, bytes] | None = None
) -> Json:
    """`files.update`: name, trash, place, other properties, content."""
    file = call.file(file_id, "writer")
    if "trashed" in body:
        _trash(call, file, bool(body["trashed"]))
    if "mimeType" in body and body["mimeType"] != file.mime and content is None:
        raise DriveError(400, "badRequest", "Bad Request")
    _move(call, file)
    if "name" in body and body["name"] != file.name:
        file.name = body["name"]
        if file.book is not None:
            file.book.properties["title"] = file.name
        call.cloud.edited(file, call.account)
    file.extra |= {name: body[name] for name in _EXTRA if name in body}
    file.version += 1
    if content:
        put_content(call, file, content)
        call.cloud.edited(file, call.account)
    return call.view(file)


def _trash(call: DriveCall, file: File, trashed: bool) -> None:
    if not call.cloud.may(file, call.account, "fileOrganizer"):
        message = "The user does not have sufficient permissions for this file."
        raise forbidden("insufficientFilePermissions", message)
    file.trashed = trashed


def _move(call: DriveCall, file: File) -> None:
    added = [p for p in call.query.get("addParents", "").split(",") if p]
    removed = [p for p in call.query.get("removeParents", "").split(",") if p]
    for place in added:
        if not _may_put(call, place):
            raise file_not_found(place)
    if added:
        file.parents = added[-1:]
        _change_drive(call.cloud, file, added[-1])
    elif removed:
        file.parents = [p for p in file.parents if p not in removed]


def _change_drive(cloud: Cloud, file: File, place: str) -> None:
    folder = cloud.files.get(place)
    drive_id = place if place in cloud.drives else folder.drive_id if folder else None
    if drive_id and not file.drive_id:
        file.permissions = [p for p in file.permissions if p["role"] != "owner"]
        file.owner = None
    file.drive_id = drive_id


def delete_file(call: DriveCall, file_id: str) -> None:
    """`files.delete`: for good, with what is in it."""
    file = call.file(file_id)
    if not call.cloud.may(file, call.account, "organizer"):
        message = "The user does not have sufficient permissions for this file."
        raise forbidden("insufficientFilePermissions", message)
    for child in [f for f in call.cloud.files.values() if file.id in f.parents]:
        del call.cloud.files[child.id]
    del call.cloud.files[file.id]


def export_file(call: DriveCall, file_id: str) -> tuple[str, bytes]:
    """`files.export`: a spreadsheet in another format."""
    from tests.sheets_server.conversion import export

    file = call.file(file_id)
    kind = call.query.get("mimeType", "")
    if not kind:
        raise DriveError(
            400, "required", "Required parameter: mimeType", location=("parameter", "mimeType")
        )
    if file.book is None:
        raise DriveError(403, "fileNotExportable", "Export only supports Docs Editors files.")
    made = export(file.book, kind)
    if made is None:
        message = "The requested conversion is not supported."
        raise DriveError(400, "badRequest", message, location=("parameter", "convertTo"))
    return kind, made


# --- shared drives, the account ---------------------------------------------------------------


def list_drives(call: DriveCall) -> Json:
    """`drives.list`: those that the account is a member of."""
    mask = call.mask("driveList")
    found = [d for d in call.cloud.drives.values() if call.cloud.drive_role(d.id, call.account)]
    start, token = page_of(len(found), page_size(call, 10, 100), call.query.get("pageToken"))
    below = (mask.get("drives") or {"*": {}}) if mask and "drives" in mask else None
    size = page_size(call, 10, 100)
    return list_view(
        "driveList", [drive_view(d, below) for d in found[start : start + size]], token, mask
    )


def get_drive(call: DriveCall, drive_id: str) -> Json:
    """`drives.get`."""
    if call.cloud.drive_role(drive_id, call.account) is None:
        raise DriveError(
            404,
            "notFound",
            f"Shared drive not found: {drive_id}",
            location=("parameter", "driveId"),
        )
    return drive_view(call.cloud.drives[drive_id], call.mask("drive"))


def get_about(call: DriveCall) -> Json:
    """`about.get`."""
    return about_view(call.account, not call.cloud.lacks_storage(call.account), call.mask("about"))
