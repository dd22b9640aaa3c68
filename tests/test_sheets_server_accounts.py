"""Who the local Google lets in, how it refuses, what can be ordered to go wrong, what it counts."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import google.auth.jwt
import gspread
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt
from google.auth.exceptions import RefreshError
from gspread.utils import ValueInputOption

from tests.sheets_caller import ROBOT, Caller, Sheets
from tests.sheets_server import Call, SheetsServer, open_client

AUDIENCE = "https://oauth2.googleapis.com/token"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
READ_ONLY = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
DRIVE_ONLY = ("https://www.googleapis.com/auth/drive.metadata.readonly",)


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as running:
        yield running
        running.calm()
    assert running.faults == []


@pytest.fixture
def caller(server: SheetsServer) -> Caller:
    return Caller(server)


# --- tokens -----------------------------------------------------------------------------------


def ask(
    server: SheetsServer, info: dict[str, Any] | None = None, **changed: Any
) -> requests.Response:
    """The answer of the token endpoint to a JWT with these claims."""
    info = info or server.credentials(ROBOT)
    now = int(time.time())
    claims = {
        "iss": ROBOT,
        "scope": "https://www.googleapis.com/auth/drive",
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + 3600,
    }
    claims = {name: value for name, value in (claims | changed).items() if value is not None}
    signer = crypt.RSASigner.from_service_account_info(info)
    assertion = google.auth.jwt.encode(signer, claims)
    form = {"grant_type": GRANT, "assertion": assertion}
    return requests.post(f"{server.url}/token", data=form, timeout=10)


def test_a_signed_jwt_is_given_a_token_for_an_hour(server: SheetsServer) -> None:
    token = ask(server).json()
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 3599)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"exp": int(time.time()) + 7200}, "invalid_grant"),
        ({"exp": int(time.time()) - 1800, "iat": int(time.time()) - 3600}, "invalid_grant"),
        ({"iat": None}, "invalid_grant"),
        ({"aud": "http://127.0.0.1/token"}, "invalid_grant"),
        ({"iss": "robot"}, "invalid_grant"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "spreadsheets"}, "invalid_scope"),
    ],
)
def test_a_jwt_that_says_something_else_is_refused(
    server: SheetsServer, changed: dict[str, Any], error: str
) -> None:
    response = ask(server, **changed)
    assert response.status_code == 400 and response.json()["error"] == error


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": GRANT, "assertion": "a.b"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant"),
    ],
)
def test_a_form_that_asks_otherwise_is_refused(
    server: SheetsServer, form: dict[str, str], error: str
) -> None:
    response = requests.post(f"{server.url}/token", data=form, timeout=10)
    assert response.status_code == 400 and response.json()["error"] == error


def test_with_registered_keys_only_their_signatures_count(server: SheetsServer) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    info = server.credentials(ROBOT) | {"private_key": pem.decode()}
    server.accounts.register(info)
    assert ask(server, info).ok
    assert ask(server).json()["error_description"] == "Invalid JWT Signature."
    other = ask(server, iss="other@project.iam.gserviceaccount.com")
    assert other.json()["error_description"] == "Invalid grant: account not found"


def test_a_person_comes_in_by_refresh_token(server: SheetsServer) -> None:
    info = server.person("canbo@vinh.vn")
    form = {name: info[name] for name in ("client_id", "client_secret", "refresh_token")}
    token = requests.post(
        info["token_uri"], data=form | {"grant_type": "refresh_token"}, timeout=10
    ).json()
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    about = requests.get(
        f"{server.url}/drive/v3/about?fields=user", headers=headers, timeout=10
    ).json()
    assert about["user"]["emailAddress"] == "canbo@vinh.vn"


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer ya29.none"}])
def test_without_a_valid_token_nothing_is_answered(
    server: SheetsServer, header: dict[str, str]
) -> None:
    sheets = requests.get(f"{server.url}/v4/spreadsheets/x", headers=header, timeout=10)
    assert sheets.status_code == 401 and sheets.json()["error"]["status"] == "UNAUTHENTICATED"
    drive = requests.get(f"{server.url}/drive/v3/files", headers=header, timeout=10)
    assert drive.status_code == 401
    assert drive.json()["error"]["errors"][0]["reason"] == "authError"


def test_a_token_that_ran_out_is_renewed_by_google_auth(
    server: SheetsServer, caller: Caller
) -> None:
    book = caller.create()
    server.clock.advance(3700)
    assert book.values("A1") is None
    server.accounts.expire_tokens()
    assert book.values("A1") is None
    assert server.counts["token"] == 3


def test_a_revoked_key_gets_no_token(server: SheetsServer, caller: Caller) -> None:
    book = caller.create()
    server.accounts.revoke(ROBOT)
    with pytest.raises(RefreshError, match="Invalid JWT Signature"):
        book.get()


def test_scopes_bound_what_a_token_can_do(server: SheetsServer, caller: Caller) -> None:
    book = caller.create()
    reader = Caller(server, scopes=READ_ONLY)
    assert Sheets(reader, book.id).values("A1") is None
    error = reader.refused("POST", f"{book.path}/values/A1:clear")
    assert error["message"] == "Request had insufficient authentication scopes."
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert (
        reader.refused("GET", "/drive/v3/files")["errors"][0]["reason"] == "insufficientPermissions"
    )
    assert Caller(server, scopes=DRIVE_ONLY).refused("GET", book.path)["code"] == 403


def test_an_api_that_is_off_says_so(server: SheetsServer, caller: Caller) -> None:
    server.disable("sheets")
    error = caller.refused("GET", "/v4/spreadsheets/x")
    assert error["details"][0]["reason"] == "SERVICE_DISABLED"
    assert error["message"].startswith("Google Sheets API has not been used in project")
    server.disable("drive")
    assert caller.refused("GET", "/drive/v3/files")["errors"][0]["reason"] == "accessNotConfigured"


# --- quotas and counts ------------------------------------------------------------------------


def test_quotas_hold_per_account_and_per_project_and_refill(
    server: SheetsServer, caller: Caller
) -> None:
    book = caller.create()
    server.clock.freeze()
    server.limit(per_user=3, per_project=4)
    for _ in range(3):
        book.values("A1")
    error = caller.refused("GET", f"{book.path}/values/A1")
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert (
        "quota metric 'Read requests' and limit 'Read requests per minute per user'"
        in error["message"]
    )
    assert error["details"][0]["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
    book.write("A1", [["writes are counted apart"]])
    other = Caller(server, "second@project.iam.gserviceaccount.com")
    server.share(book.id, "second@project.iam.gserviceaccount.com")
    assert Sheets(other, book.id).values("A1")
    assert "per minute' of" in other.refused("GET", f"{book.path}/values/A1")["message"]
    server.clock.advance(60)
    assert book.values("A1")


def test_calls_are_counted_by_kind(server: SheetsServer, caller: Caller) -> None:
    book = caller.create()
    server.reset_counts()
    book.values("A1")
    book.get()
    book.write("A1", [[1]])
    caller.call("GET", "/drive/v3/files")
    caller.call("GET", "/v4/spreadsheets/nope")
    assert (server.reads, server.writes) == (3, 1)
    assert server.counts["files.list"] == server.counts["values.update"] == 1
    assert server.calls[0] == Call("values.get", ROBOT, book.id, 200)
    assert server.calls[-1].status == 404


# --- troubles ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 500, 503])
def test_the_next_calls_can_be_refused(server: SheetsServer, caller: Caller, status: int) -> None:
    book = caller.create()
    server.fail_next(status, times=2, match="values.get", retry_after=7)
    answers = [caller.call("GET", f"{book.path}/values/A1") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].headers["Retry-After"] == "7"


def test_drive_refuses_in_its_own_form(server: SheetsServer, caller: Caller) -> None:
    server.fail_next(403, match="files.list", reason="userRateLimitExceeded")
    error = caller.refused("GET", "/drive/v3/files")
    assert error["errors"][0]["domain"] == "usageLimits"


def test_an_answer_can_be_lost_after_the_deed(server: SheetsServer, caller: Caller) -> None:
    book = caller.create()
    server.fail_next(503, match="values.update", after=True)
    path = f"{book.path}/values/A1"
    assert caller.call("PUT", path, {"values": [["x"]]}, valueInputOption="RAW").status_code == 503
    assert book.values("A1") == [["x"]]


def test_connections_break_hang_and_answer_nonsense(server: SheetsServer, caller: Caller) -> None:
    book = caller.create()
    server.fail_next("reset", match="values.get")
    with pytest.raises(requests.ConnectionError):
        book.values("A1")
    server.fail_next("garbage", match="values.get")
    assert caller.call("GET", f"{book.path}/values/A1").text.startswith("<html>")
    server.fail_next("hang", match="values.get")
    with pytest.raises(requests.Timeout):
        caller.session.get(f"{server.url}{book.path}/values/A1", timeout=0.2)


def test_a_share_of_calls_fails_the_same_way_for_the_same_seed(
    server: SheetsServer, caller: Caller
) -> None:
    book = caller.create()

    def statuses() -> list[int]:
        server.fail_rate(0.5, (500, 503), seed=4)
        return [caller.call("GET", f"{book.path}/values/A1").status_code for _ in range(20)]

    first = statuses()
    assert first == statuses() and set(first) == {200, 500, 503}


def test_somebody_types_in_the_middle(server: SheetsServer, caller: Caller) -> None:
    book = caller.create()
    server.on(
        "before", "values.get", lambda _kind, call: server.at(call.target).type("A1", "vừa gõ")
    )
    server.on(
        "after", "values.get", lambda _kind, call: server.at(call.target).insert_rows("Sheet1", 1)
    )
    assert book.values("A1") == [["vừa gõ"]]
    assert book.values("A1:A2") == [[], ["vừa gõ"]]


def test_many_callers_at_once(server: SheetsServer, caller: Caller) -> None:
    book = caller.create()

    def append(number: int) -> None:
        own = Caller(server)
        body = {"values": [[number]]}
        own.ok("POST", f"{book.path}/values/Sheet1:append", body, valueInputOption="RAW")

    threads = [threading.Thread(target=append, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(row[0]) for row in book.values("A:A")) == list(range(8))


# --- gspread and the command line -------------------------------------------------------------


def test_gspread_as_anybody_uses_it(server: SheetsServer) -> None:
    client = open_client(server.credentials(ROBOT), server.url)
    book = client.create("Sổ")
    book.share("canbo@vinh.vn", perm_type="user", role="writer", notify=False)
    sheet = book.add_worksheet("Thành viên", rows=20, cols=5)
    sheet.append_rows(
        [["Họ tên", "Điện thoại"], ["Hoa", "0912"]], value_input_option=ValueInputOption.raw
    )
    sheet.format("A1:B1", {"textFormat": {"bold": True}})
    sheet.freeze(rows=1)
    sheet.insert_note("A2", "Kiểm tra")
    sheet.insert_row(["Đào", "0913"], 2)
    assert sheet.get_all_records() == [
        {"Họ tên": "Đào", "Điện thoại": 913},
        {"Họ tên": "Hoa", "Điện thoại": 912},
    ]
    assert sheet.get_note("A3") == "Kiểm tra"
    found = sheet.find("Hoa")
    assert found is not None and found.address == "A3"
    sheet.sort((1, "des"), range="A2:B3")
    assert client.open("Sổ").worksheet("Thành viên").col_values(1) == ["Họ tên", "Hoa", "Đào"]
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("Không có")
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("Không có")
    sheet.delete_rows(2)
    book.del_worksheet(sheet)
    client.del_spreadsheet(book.id)
    assert client.openall() == []


def test_orders_over_http(server: SheetsServer, caller: Caller) -> None:
    def order(what: str, /, **body: Any) -> Any:
        return requests.post(f"{server.url}/control/{what}", json=body, timeout=10).json()

    book = caller.create()
    order("fail", what=503, match="values.get")
    assert caller.call("GET", f"{book.path}/values/A1").status_code == 503
    order("type", id=book.id, range="A1", values=[["x", 1], ["y", 2]])
    assert order("texts", id=book.id, range="Sheet1") == {"values": [["x", "1"], ["y", "2"]]}
    assert order("counts")["values.get"] == 1
    order("reset-counts")
    assert order("calls") == {"calls": []}
    made = order("file", owner="ward@vinh.vn", name="Bảng")
    order("share", id=made["id"], email=ROBOT)
    assert [file["name"] for file in order("files")["files"]] == ["Thử", "Bảng"]
    assert caller.ok("GET", f"/v4/spreadsheets/{made['id']}", fields="properties.title")
    assert order("credentials", email=ROBOT)["client_email"] == ROBOT
    assert "Unable to parse range" in order("texts", id=book.id, range="?")["error"]["message"]
    assert "orders" in order("nope")


def test_the_command_line_serves(tmp_path: Path) -> None:
    import subprocess
    import sys

    with SheetsServer() as other:
        info = other.credentials(ROBOT)
    key = tmp_path / "key.json"
    key.write_text(json.dumps(info), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "tests.sheets_server",
        "--port",
        "0",
        "--credentials",
        str(key),
    ]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            client = open_client(info | {"token_uri": f"{url}/token"}, url)
            assert client.create("Sổ").title == "Sổ"
        finally:
            process.terminate()
