"""Everything that is kept: files of all accounts with their permissions, shared drives, spreadsheets."""

import itertools
import random
import string
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tests.sheets_server.clock import Clock, just_after
from tests.sheets_server.errors import DriveError, Json, file_not_found
from tests.sheets_server.grid import Book, id_sequence, new_sheet
from tests.sheets_server.looks import DEFAULT_FORMAT, THEME

SHEET_TYPE = "application/vnd.google-apps.spreadsheet"
FOLDER_TYPE = "application/vnd.google-apps.folder"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROLES = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")
_ALPHABET = string.ascii_letters + string.digits + "-_"


@dataclass
class File:
    """A file or folder in somebody's drive or in a shared drive."""

    id: str
    name: str
    mime: str
    owner: str | None
    creator: str
    created: datetime
    modified: datetime
    parents: list[str]
    drive_id: str | None = None
    permissions: list[Json] = field(default_factory=list)
    book: Book | None = None
    content: bytes = b""
    version: int = 1
    trashed: bool = False
    modifier: str = ""
    extra: Json = field(default_factory=dict)


@dataclass
class Drive:
    """A shared drive: what is in it belongs to it, not to an account."""

    id: str
    name: str
    created: datetime
    permissions: list[Json] = field(default_factory=list)


class Cloud:
    """The files of a pretended Google."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.files: dict[str, File] = {}
        self.drives: dict[str, Drive] = {}
        self.without_storage: set[str] = set()
        self.no_storage_at_all = False
        self.ids: Iterator[int] = id_sequence(7)
        self._random = random.Random(11)
        self._counter = itertools.count(1)

    def new_file_id(self) -> str:
        """An id of 44 signs, as spreadsheets have."""
        return "1" + "".join(self._random.choices(_ALPHABET, k=43))

    def new_permission_id(self) -> str:
        """A number of twenty digits."""
        return "".join(self._random.choices(string.digits[1:], k=20))

    def root(self, account: str) -> str:
        """The id of an account's own top folder, which is made at its first use."""
        name = f"root of {account}"
        for file in self.files.values():
            if file.name == name and file.extra.get("root"):
                return file.id
        now = self.clock.now()
        folder = File(self.new_file_id(), name, FOLDER_TYPE, account, account, now, now, [])
        folder.extra["root"] = True
        folder.permissions.append(self.permission("user", "owner", account))
        self.files[folder.id] = folder
        return folder.id

    def permission(self, kind: str, role: str, who: str | None = None) -> Json:
        """A permission of a new id; `who` is an address or a domain."""
        made: Json = {"id": self.new_permission_id(), "type": kind, "role": role}
        if kind in ("user", "group"):
            made |= {"emailAddress": who, "displayName": (who or "").split("@")[0]}
            made |= {"deleted": False, "pendingOwner": False}
        elif kind == "domain":
            made |= {"domain": who, "displayName": who, "allowFileDiscovery": False}
        else:
            made |= {"id": "anyoneWithLink", "allowFileDiscovery": False}
        return made

    def create(self, account: str, name: str, mime: str, parents: list[str] | None = None) -> File:
        """A new file of this account, in a folder or shared drive if one is named. Raises DriveError."""
        drive_id = self._drive_of(account, parents or [])
        if drive_id is None and mime != FOLDER_TYPE and self.lacks_storage(account):
            raise storage_exceeded()
        now = self.clock.now()
        owner = account if drive_id is None else None
        places = parents or [self.root(account)]
        file = File(self.new_file_id(), name, mime, owner, account, now, now, places, drive_id)
        file.modifier = account
        if owner:
            file.permissions.append(self.permission("user", "owner", account))
        if mime == SHEET_TYPE:
            file.book = new_book(file.id, name, self.clock)
        self.files[file.id] = file
        return file

    def lacks_storage(self, account: str) -> bool:
        """Whether the account may own no files."""
        is_service = account.endswith(".gserviceaccount.com")
        return account in self.without_storage or (self.no_storage_at_all and is_service)

    def _drive_of(self, account: str, parents: list[str]) -> str | None:
        """The shared drive that these parents lie in. Raises DriveError."""
        for parent in parents:
            if parent == "root":
                continue
            folder = self.files.get(parent)
            drive_id = parent if parent in self.drives else folder.drive_id if folder else None
            role = self.drive_role(parent, account) if parent in self.drives else None
            role = role or (self.role(folder, account) if folder else None)
            if role is None:
                raise file_not_found(parent)
            if ROLES.index(role) < ROLES.index("writer"):
                raise forbidden(
                    "insufficientParentPermissions",
                    "Insufficient permissions for the specified parent.",
                )
            return drive_id
        return None

    def drive_role(self, drive_id: str, account: str) -> str | None:
        """What an account may do in a shared drive, None if it is no member."""
        drive = self.drives.get(drive_id)
        return _highest(drive.permissions, account) if drive else None

    def role(self, file: File, account: str) -> str | None:
        """What an account may do with a file: its own share, its folder's, its shared drive's."""
        roles = [_highest(file.permissions, account)]
        if file.drive_id:
            roles.append(self.drive_role(file.drive_id, account))
        for parent in file.parents:
            folder = self.files.get(parent)
            if folder is not None:
                roles.append(self.role(folder, account))
        known = [role for role in roles if role]
        return max(known, key=ROLES.index) if known else None

    def may(self, file: File, account: str, role: str) -> bool:
        """Whether the account has this role or a higher one."""
        found = self.role(file, account)
        return found is not None and ROLES.index(found) >= ROLES.index(role)

    def edited(self, file: File, account: str) -> None:
        """Notes that the content was edited: version and modifiedTime move on."""
        file.modified = just_after(file.modified, self.clock.now())
        file.modifier = account
        file.version += 1


def _highest(permissions: list[Json], account: str) -> str | None:
    roles = [p["role"] for p in permissions if _is_for(p, account)]
    return max(roles, key=ROLES.index) if roles else None


def _is_for(permission: Json, account: str) -> bool:
    if permission["type"] == "anyone":
        return True
    if permission["type"] == "domain":
        return account.split("@")[-1].lower() == str(permission.get("domain", "")).lower()
    return account.lower() == str(permission.get("emailAddress", "")).lower()


def new_book(file_id: str, title: str, clock: Clock) -> Book:
    """An empty spreadsheet with one tab, in the locale that Google gives new ones."""
    properties: Json = {
        "title": title,
        "locale": "en_US",
        "autoRecalc": "ON_CHANGE",
        "timeZone": "Etc/GMT",
        "defaultFormat": DEFAULT_FORMAT,
        "spreadsheetTheme": THEME,
    }
    first: Json = {"sheetId": 0, "title": "Sheet1", "index": 0, "sheetType": "GRID"}
    return Book(file_id, properties, [new_sheet(first)], clock=clock.now)


def storage_exceeded() -> DriveError:
    """The refusal of a file for an account that owns no storage."""
    message = "The user's Drive storage quota has been exceeded."
    return DriveError(403, "storageQuotaExceeded", message)


def forbidden(reason: str, message: str) -> DriveError:
    """A refusal for want of rights."""
    return DriveError(403, reason, message)
