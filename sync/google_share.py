"""Making spreadsheets in Drive and sharing them, and what Google says when it does not."""

from collections.abc import Iterable

from gspread.urls import DRIVE_FILES_API_V3_URL

from shapes import UserError
from sync.google_client import Client, KeyRefused, Refused
from sync.google_drive import SPREADSHEET

_ABOUT = DRIVE_FILES_API_V3_URL.removesuffix("/files") + "/about"
_MAY_WRITE = ("writer", "fileOrganizer", "organizer", "owner")
_NO_STORAGE = """Tài khoản dịch vụ của Google không có dung lượng riêng nên không tạo được bảng tính «{title}». Chọn một trong ba cách (xem docs/google.md):
1. Bộ nhớ dùng chung: tạo một bộ nhớ dùng chung trong Google Drive, thêm {email} làm Người quản lý nội dung, ghi mã của bộ nhớ vào mục [google] shared_drive.
2. Tạo bằng tài khoản của một người: lấy tệp khóa OAuth của người đó, ghi thêm tên tệp vào mục [google] credentials.
3. Tự tạo bảng tính trống, chia sẻ cho {email} với quyền Người chỉnh sửa, rồi ghi liên kết vào cột Liên kết bảng tính của tệp .csv hoặc của bảng Điều phối (bảng Điều phối: ghi vào mục [source] register).
Xong thì chạy lại lệnh này."""
_NO_DRIVE = "Không ghi được vào bộ nhớ dùng chung «{drive}». Kiểm tra mã ở mục [google] shared_drive và thêm {email} làm Người quản lý nội dung của bộ nhớ đó."
_NOT_CREATED = "Google không cho tạo bảng tính «{title}» ({reason}). Chờ ít phút rồi chạy lại."
SHARED = "chia sẻ cho {emails}"
_NOT_SHARED = (
    "chưa chia sẻ được cho {emails}; mở bảng tính, bấm Chia sẻ và thêm với quyền Người chỉnh sửa"
)


def create_spreadsheet(client: Client, title: str, drive: str) -> str:
    """A new blank spreadsheet in the shared drive, or of the account itself where `drive` is "".

    Returns its id; raises UserError with what to do, KeyRefused.
    """
    body: dict[str, object] = {"name": title, "mimeType": SPREADSHEET}
    body |= {"parents": [drive]} if drive else {}
    params: dict[str, str] = {"supportsAllDrives": "true", "fields": "id"}
    try:
        answer = client.request("post", DRIVE_FILES_API_V3_URL, params=params, json=body)
    except Refused as why:
        raise UserError(_why_not_created(why, title, drive, client.email)) from None
    return str(answer.json()["id"])


def _why_not_created(why: Refused, title: str, drive: str, email: str) -> str:
    known = {"title": title, "drive": drive, "email": email or "tài khoản của mình"}
    if why.reason in ("storageQuotaExceeded", "quotaExceeded"):
        return _NO_STORAGE.format(**known)
    if drive and why.status in (403, 404):
        return _NO_DRIVE.format(**known)
    return _NOT_CREATED.format(title=title, reason=why.reason or why.status)


def own_address(client: Client) -> str:
    """The e-mail address of the account; "" when Google does not say."""
    if client.email:
        return client.email
    try:
        answer = client.request("get", _ABOUT, params={"fields": "user(emailAddress)"}).json()
    except (Refused, KeyRefused):
        return ""
    return str(answer.get("user", {}).get("emailAddress", ""))


def share(
    client: Client, ref: str, emails: Iterable[str], dry_run: bool = False
) -> tuple[list[str], list[str]]:
    """Let these addresses write in the spreadsheet, without a mail to anybody.

    Who may already is let be. Returns in words what was done, and what could not be.
    """
    known = _writers(client, ref)
    wanted = [email for email in dict.fromkeys(emails) if email and email.lower() not in known]
    refused = [] if dry_run else [email for email in wanted if not _share(client, ref, email)]
    shared = [email for email in wanted if email not in refused]
    done = [SHARED.format(emails=", ".join(shared))] if shared else []
    return done, [_NOT_SHARED.format(emails=", ".join(refused))] if refused else []


def _writers(client: Client, ref: str) -> frozenset[str]:
    """Who may write there already; nobody where we are not told."""
    try:
        given = client.list_permissions(ref)
    except Refused:
        return frozenset()
    may = (one for one in given if one.get("role") in _MAY_WRITE)
    return frozenset(str(one.get("emailAddress", "")).lower() for one in may)


def _share(client: Client, ref: str, email: str) -> bool:
    try:
        client.insert_permission(ref, email, perm_type="user", role="writer", notify=False)
    except Refused:
        return False
    return True
