"""Drive at the local Google: searching, sharing, shared drives, storage, versions."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.sheets_caller import ROBOT, Caller, Sheets
from tests.sheets_server import SheetsServer

FILES = "/drive/v3/files"
SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WARD = "ward@vinh.vn"


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as running:
        yield running
    assert running.faults == []


@pytest.fixture
def caller(server: SheetsServer) -> Caller:
    return Caller(server)


def names(caller: Caller, q: str = "", **query: object) -> list[str]:
    found = caller.ok("GET", FILES, q=q, **query)
    return sorted(file["name"] for file in found["files"])


def make(caller: Caller, name: str, mime: str = SHEET, **more: object) -> str:
    made: dict[str, str] = caller.ok("POST", FILES, {"name": name, "mimeType": mime} | more)
    return made["id"]


# --- searching --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("", ["Phường Bến Thủy", "Thùng", "Xã Hưng Lộc", "ảnh.png"]),
        (f"mimeType = '{SHEET}'", ["Phường Bến Thủy", "Xã Hưng Lộc"]),
        (f'mimeType="{SHEET}" and name = "Xã Hưng Lộc"', ["Xã Hưng Lộc"]),
        ("name contains 'bến'", ["Phường Bến Thủy"]),
        ("name contains 'ến'", []),
        (f"mimeType != '{SHEET}' and not name contains 'ảnh'", ["Thùng"]),
        (
            f"(name = 'Thùng' or mimeType = '{SHEET}') and trashed = false",
            ["Phường Bến Thủy", "Thùng"],
        ),
        ("trashed = true", ["Xã Hưng Lộc"]),
        (
            "modifiedTime > '2020-01-01T00:00:00'",
            ["Phường Bến Thủy", "Thùng", "Xã Hưng Lộc", "ảnh.png"],
        ),
        ("modifiedTime < '2020-01-01T00:00:00+07:00'", []),
        (
            "'me' in owners and 'root' in parents",
            ["Phường Bến Thủy", "Thùng", "Xã Hưng Lộc", "ảnh.png"],
        ),
        ("sharedWithMe and trashed = false", []),
        ("name ~ 'x'", None),
        ("name = 'x", None),
    ],
)
def test_searching(caller: Caller, q: str, expected: list[str] | None) -> None:
    make(caller, "Phường Bến Thủy")
    trashed = make(caller, "Xã Hưng Lộc")
    make(caller, "Thùng", FOLDER)
    make(caller, "ảnh.png", "image/png")
    caller.ok("PATCH", f"{FILES}/{trashed}", {"trashed": True})
    if expected is None:
        error = caller.refused("GET", FILES, q=q)
        assert error["errors"][0]["reason"] == "invalid" and error["message"] == "Invalid Value"
    else:
        assert names(caller, q) == expected


def test_a_folder_and_what_is_in_it(caller: Caller) -> None:
    folder = make(caller, "Tổ", FOLDER)
    inside = make(caller, "trong", parents=[folder])
    outside = make(caller, "ngoài")
    assert names(caller, f"'{folder}' in parents") == ["trong"]
    caller.ok("PATCH", f"{FILES}/{outside}", {}, addParents=folder)
    assert names(caller, f"'{folder}' in parents") == ["ngoài", "trong"]
    assert caller.ok("GET", f"{FILES}/{inside}", fields="parents") == {"parents": [folder]}
    caller.ok("DELETE", f"{FILES}/{folder}")
    assert names(caller) == []


def test_pages_orders_and_fields(caller: Caller) -> None:
    for number in range(5):
        make(caller, f"Bảng {number}")
    seen: list[str] = []
    query = {"pageSize": 2, "orderBy": "name desc", "fields": "nextPageToken,files(name)"}
    page = caller.ok("GET", FILES, **query)
    while True:
        assert all(set(file) == {"name"} for file in page["files"])
        seen += [file["name"] for file in page["files"]]
        if "nextPageToken" not in page:
            break
        page = caller.ok("GET", FILES, pageToken=page["nextPageToken"], **query)
    assert seen == [f"Bảng {number}" for number in (4, 3, 2, 1, 0)]
    assert caller.refused("GET", FILES, pageSize=1001)["errors"][0]["location"] == "pageSize"
    assert (
        caller.refused("GET", FILES, fields="files(nope)")["message"]
        == "Invalid field selection nope"
    )
    assert caller.refused("GET", FILES, pageToken="x")["errors"][0]["location"] == "pageToken"


def test_a_file_has_four_fields_unless_more_are_asked_for(caller: Caller) -> None:
    made = caller.ok("POST", FILES, {"name": "Bảng", "mimeType": SHEET})
    assert made == {"kind": "drive#file", "id": made["id"], "name": "Bảng", "mimeType": SHEET}
    whole = caller.ok("GET", f"{FILES}/{made['id']}", fields="*")
    assert whole["owners"][0]["emailAddress"] == ROBOT and whole["ownedByMe"] is True
    assert whole["webViewLink"].startswith(f"https://docs.google.com/spreadsheets/d/{made['id']}/")


# --- versions ---------------------------------------------------------------------------------


def test_every_edit_moves_version_and_modified_time(server: SheetsServer, caller: Caller) -> None:
    book = caller.create()

    def state() -> tuple[int, datetime]:
        found = caller.ok("GET", f"{FILES}/{book.id}", fields="version,modifiedTime")
        return int(found["version"]), datetime.fromisoformat(found["modifiedTime"])

    states = [state()]
    book.write("A1", [["x"]])
    states.append(state())
    book.batch({"addSheet": {"properties": {"title": "Hai"}}})
    states.append(state())
    server.at(book.id).type("A2", "người gõ")
    states.append(state())
    assert states == sorted(set(states)) and len({moment for _, moment in states}) == 4
    book.values("A1")
    book.refused({"deleteSheet": {"sheetId": 99}})
    assert state() == states[-1]


def test_sharing_moves_the_version_only(caller: Caller) -> None:
    book = caller.create()
    before = caller.ok("GET", f"{FILES}/{book.id}", fields="version,modifiedTime")
    body = {"type": "user", "role": "writer", "emailAddress": WARD}
    caller.ok("POST", f"{FILES}/{book.id}/permissions", body)
    after = caller.ok("GET", f"{FILES}/{book.id}", fields="version,modifiedTime")
    assert after["modifiedTime"] == before["modifiedTime"]
    assert int(after["version"]) > int(before["version"])


def test_the_title_and_the_name_are_one(caller: Caller) -> None:
    book = caller.create("Cũ")
    caller.ok("PATCH", f"{FILES}/{book.id}", {"name": "Mới"})
    assert book.get()["properties"]["title"] == "Mới"
    book.batch({"updateSpreadsheetProperties": {"properties": {"title": "Nữa"}, "fields": "title"}})
    assert names(caller) == ["Nữa"]


# --- whose it is ------------------------------------------------------------------------------


def test_nobody_else_sees_a_file_until_it_is_shared(server: SheetsServer, caller: Caller) -> None:
    book = caller.create("Của tôi")
    other = Caller(server, "other@project.iam.gserviceaccount.com")
    assert other.refused("GET", book.path) == {
        "code": 403,
        "message": "The caller does not have permission",
        "status": "PERMISSION_DENIED",
    }
    error = other.refused("GET", f"{FILES}/{book.id}")
    assert error["code"] == 404 and error["message"] == f"File not found: {book.id}."
    assert error["errors"][0]["reason"] == "notFound"
    assert names(other) == []
    made = caller.ok(
        "POST",
        f"{FILES}/{book.id}/permissions",
        {"type": "user", "role": "reader", "emailAddress": "other@project.iam.gserviceaccount.com"},
    )
    theirs = Sheets(other, book.id)
    assert theirs.values("A1") is None and names(other, "sharedWithMe = true") == ["Của tôi"]
    error = other.refused(
        "PUT", f"{book.path}/values/A1", {"values": [[1]]}, valueInputOption="RAW"
    )
    assert error["status"] == "PERMISSION_DENIED"
    error = other.refused("PATCH", f"{FILES}/{book.id}", {"name": "x"})
    assert error["errors"][0]["reason"] == "insufficientFilePermissions"
    caller.ok("PATCH", f"{FILES}/{book.id}/permissions/{made['id']}", {"role": "writer"})
    theirs.write("A1", [["x"]])
    caller.ok("DELETE", f"{FILES}/{book.id}/permissions/{made['id']}")
    assert other.refused("GET", book.path)["code"] == 403


def test_a_spreadsheet_that_is_not_there(caller: Caller) -> None:
    assert caller.refused("GET", "/v4/spreadsheets/nope") == {
        "code": 404,
        "message": "Requested entity was not found.",
        "status": "NOT_FOUND",
    }


def test_a_link_lets_everybody_in(server: SheetsServer, caller: Caller) -> None:
    book = caller.create()
    caller.ok("POST", f"{FILES}/{book.id}/permissions", {"type": "anyone", "role": "reader"})
    assert (
        Sheets(Caller(server, "x@other.iam.gserviceaccount.com"), book.id).get()["spreadsheetId"]
        == book.id
    )


def test_permissions_are_listed_with_the_fields_asked_for(caller: Caller) -> None:
    book = caller.create()
    caller.ok(
        "POST",
        f"{FILES}/{book.id}/permissions",
        {"type": "domain", "role": "reader", "domain": "vinh.vn"},
    )
    found = caller.ok(
        "GET", f"{FILES}/{book.id}/permissions", fields="permissions(type,role,emailAddress,domain)"
    )
    assert found["permissions"] == [
        {"type": "user", "role": "owner", "emailAddress": ROBOT},
        {"type": "domain", "role": "reader", "domain": "vinh.vn"},
    ]
    bad = {"type": "user", "role": "writer", "emailAddress": "không"}
    assert (
        caller.refused("POST", f"{FILES}/{book.id}/permissions", bad)["errors"][0]["reason"]
        == "invalidSharingRequest"
    )
    owner = {"type": "user", "role": "owner", "emailAddress": WARD}
    assert caller.refused("POST", f"{FILES}/{book.id}/permissions", owner)["code"] == 403
    caller.ok("POST", f"{FILES}/{book.id}/permissions", owner, transferOwnership="true")
    whole = caller.ok("GET", f"{FILES}/{book.id}", fields="owners(emailAddress),ownedByMe")
    assert whole == {"owners": [{"emailAddress": WARD}], "ownedByMe": False}


# --- storage and shared drives ----------------------------------------------------------------


def test_an_account_without_storage_can_create_nothing_of_its_own(
    server: SheetsServer, caller: Caller
) -> None:
    server.without_storage()
    error = caller.refused("POST", FILES, {"name": "Bảng", "mimeType": SHEET})
    message = "The user's Drive storage quota has been exceeded."
    assert error == {
        "code": 403,
        "message": message,
        "errors": [{"message": message, "domain": "global", "reason": "storageQuotaExceeded"}],
    }
    assert caller.refused("POST", "/v4/spreadsheets", {})["code"] == 403
    about = caller.ok("GET", "/drive/v3/about", fields="storageQuota.limit,user.emailAddress")
    assert about == {"storageQuota": {"limit": "0"}, "user": {"emailAddress": ROBOT}}
    drive = server.add_drive("Tổ công nghệ số", organizer=ROBOT)
    file_id = make_in(caller, drive)
    assert Sheets(caller, file_id).get()["properties"]["title"] == "Bảng"


def make_in(caller: Caller, drive: str) -> str:
    body = {"name": "Bảng", "mimeType": SHEET, "parents": [drive]}
    made: dict[str, str] = caller.ok("POST", FILES, body, supportsAllDrives="true")
    return made["id"]


def test_shared_drives_show_to_those_who_ask_for_them(server: SheetsServer, caller: Caller) -> None:
    drive = server.add_drive("Tổ công nghệ số", fileOrganizer=ROBOT)
    body = {"name": "Bảng", "mimeType": SHEET, "parents": [drive]}
    assert caller.refused("POST", FILES, body)["errors"][0]["reason"] == "notFound"
    file_id = make_in(caller, drive)
    assert names(caller) == []
    every = {"supportsAllDrives": "true", "includeItemsFromAllDrives": "true"}
    assert names(caller, **every) == ["Bảng"]
    assert names(caller, corpora="drive", driveId=drive, **every) == ["Bảng"]
    assert caller.refused("GET", f"{FILES}/{file_id}")["code"] == 404
    found = caller.ok(
        "GET", f"{FILES}/{file_id}", supportsAllDrives="true", fields="driveId,ownedByMe"
    )
    assert found == {"driveId": drive, "ownedByMe": False}
    listed = caller.ok("GET", "/drive/v3/drives")
    assert listed["drives"] == [{"kind": "drive#drive", "id": drive, "name": "Tổ công nghệ số"}]
    stranger = Caller(server, "x@other.iam.gserviceaccount.com")
    assert stranger.refused("GET", f"/drive/v3/drives/{drive}")["code"] == 404
    assert stranger.refused("POST", FILES, body, supportsAllDrives="true")["code"] == 404


# --- copies, exports, uploads -----------------------------------------------------------------


def test_a_copy_is_the_callers_own(server: SheetsServer, caller: Caller) -> None:
    file_id = server.add_file(WARD, "Mẫu")
    server.at(file_id).type("A1", "x")
    server.share(file_id, ROBOT, "reader")
    made = caller.ok("POST", f"{FILES}/{file_id}/copy", {})
    assert made["name"] == "Copy of Mẫu"
    copied = Sheets(caller, made["id"])
    copied.write("A2", [["y"]])
    assert copied.values("A1:A2") == [["x"], ["y"]]
    assert server.at(file_id).texts("A1:A2") == [["x"]]


def test_exports(caller: Caller) -> None:
    book = caller.create()
    book.write("A1", [["Họ, tên", 1], ["", "=B1*2"]])
    exported = caller.call("GET", f"{FILES}/{book.id}/export", mimeType="text/csv")
    assert exported.content.decode() == '"Họ, tên",1\r\n,2'
    whole = caller.call("GET", f"{FILES}/{book.id}/export", mimeType=XLSX)
    assert whole.content.startswith(b"PK")
    assert caller.refused("GET", f"{FILES}/{book.id}/export", mimeType="x/y")["code"] == 400
    assert (
        caller.refused("GET", f"{FILES}/{book.id}", alt="media")["errors"][0]["reason"]
        == "fileNotDownloadable"
    )


def test_an_excel_file_in_drive_is_no_spreadsheet(server: SheetsServer, caller: Caller) -> None:
    file_id = server.add_file(ROBOT, "Phường.xlsx", XLSX, b"PK")
    assert caller.refused("GET", f"/v4/spreadsheets/{file_id}") == {
        "code": 400,
        "message": "This operation is not supported for this document",
        "status": "FAILED_PRECONDITION",
    }
    assert caller.call("GET", f"{FILES}/{file_id}", alt="media").content == b"PK"


def test_an_upload_becomes_a_spreadsheet(caller: Caller) -> None:
    book = caller.create()
    book.write("A1", [["Tổ", "Số"], ["Khối 1", 5]])
    content = caller.call("GET", f"{FILES}/{book.id}/export", mimeType=XLSX).content
    head = (
        f'--b\r\nContent-Type: application/json\r\n\r\n{{"name": "Bản", "mimeType": "{SHEET}"}}\r\n'
    )
    middle = f"--b\r\nContent-Type: {XLSX}\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    body = head.encode() + middle.encode() + content + b"\r\n--b--"
    response = caller.session.post(
        f"{caller.server.url}/upload/drive/v3/files?uploadType=multipart",
        data=body,
        headers={"Content-Type": "multipart/related; boundary=b"},
        timeout=10,
    )
    assert response.ok, response.text
    assert Sheets(caller, response.json()["id"]).values("Sheet1") == [["Tổ", "Số"], ["Khối 1", "5"]]


def test_a_trashed_file_can_still_be_read_and_a_deleted_one_not(caller: Caller) -> None:
    book = caller.create()
    trashed = caller.ok("PATCH", f"{FILES}/{book.id}", {"trashed": True}, fields="trashed")
    assert trashed == {"trashed": True}
    assert book.get()["spreadsheetId"] == book.id
    assert caller.call("DELETE", f"{FILES}/{book.id}").status_code == 204
    assert caller.refused("GET", book.path)["code"] == 404
