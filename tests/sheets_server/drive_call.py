"""A call to Drive: what it may see and how it wants to be answered."""

from dataclasses import dataclass

from tests.sheets_server.cloud import ROLES, Cloud, File, forbidden
from tests.sheets_server.drive_view import drive_mask, file_view
from tests.sheets_server.errors import DriveError, Json, file_not_found
from tests.sheets_server.masks import Mask


@dataclass(frozen=True)
class DriveCall:
    """A call to Drive: who calls, with which query."""

    cloud: Cloud
    account: str
    query: dict[str, str]

    def flag(self, name: str) -> bool:
        """A parameter that is true or false."""
        return self.query.get(name, "").lower() == "true"

    def mask(self, kind: str) -> Mask | None:
        """The `fields` of the answer."""
        return drive_mask(self.query.get("fields"), kind)

    def file(self, file_id: str, role: str = "reader") -> File:
        """The file, if this account may do that with it. Raises DriveError."""
        wanted = self.cloud.root(self.account) if file_id == "root" else file_id
        file = self.cloud.files.get(wanted)
        found = self.cloud.role(file, self.account) if file else None
        shared_drive = bool(file and file.drive_id)
        if file is None or found is None or (shared_drive and not self.all_drives()):
            raise file_not_found(file_id)
        if ROLES.index(found) < ROLES.index(role):
            message = "The user does not have sufficient permissions for this file."
            raise forbidden("insufficientFilePermissions", message)
        return file

    def all_drives(self) -> bool:
        """Whether the client says that it knows shared drives."""
        return self.flag("supportsAllDrives") or self.flag("supportsTeamDrives")

    def view(self, file: File) -> Json:
        """The file as the call asks for it."""
        return file_view(self.cloud, file, self.account, self.mask("file"))


def page_size(call: DriveCall, usual: int, most: int) -> int:
    """The `pageSize` of a call. Raises DriveError."""
    text = call.query.get("pageSize", str(usual))
    if not text.isdigit() or not 1 <= int(text) <= most:
        message = f"Invalid value '{text}'. Values must be within the range: [1, {most}]"
        raise DriveError(400, "invalidParameter", message, location=("parameter", "pageSize"))
    return int(text)
