"""What Drive says of all spreadsheets at once: which there are, and what changes when one does."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gspread.urls import DRIVE_FILES_API_V3_URL

from shapes import Unit
from sync.google_client import Client
from vietnamese.text import key

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_QUERY = f"mimeType = '{SPREADSHEET}' or mimeType = '{EXCEL}'"
_FIELDS = (
    "nextPageToken,files(id,name,mimeType,trashed,modifiedTime,lastModifyingUser(me,emailAddress))"
)
_LINK = re.compile(r"/d/([^/?#\s]+)")


@dataclass(frozen=True)
class DriveFile:
    """One file: `version` is when it was last changed, `ours` whether by one of our accounts."""

    id: str
    name: str
    version: str
    ours: bool = False
    problem: str = ""


def survey(
    clients: Sequence[Client], ours: Sequence[str] = ()
) -> tuple[dict[str, DriveFile], dict[str, list[Client]]]:
    """What these accounts see together, by id, and which of them see each file, in their order.

    `ours` as in list_files. Raises Refused, KeyRefused.
    """
    files: dict[str, DriveFile] = {}
    seen_by: dict[str, list[Client]] = {}
    for client in clients:
        for name, file in list_files(client, ours).items():
            files.setdefault(name, file)
            seen_by.setdefault(name, []).append(client)
    return files, seen_by


def list_files(client: Client, ours: Sequence[str] = ()) -> dict[str, DriveFile]:
    """Every spreadsheet that the account can see, by id; a call for each thousand.

    Only what one of the accounts `ours` (e-mail addresses) wrote last counts as written by us.
    Raises Refused, KeyRefused.
    """
    return {file.id: file for file in _files(client, frozenset(ours))}


def _files(client: Client, ours: frozenset[str]) -> Iterator[DriveFile]:
    wanted: dict[str, Any] = {
        "q": _QUERY, "fields": _FIELDS, "pageSize": 1000, "supportsAllDrives": "true",
        "includeItemsFromAllDrives": "true",
    }  # fmt: skip
    while True:
        answer = client.request("get", DRIVE_FILES_API_V3_URL, params=wanted).json()
        yield from (_file(one, ours) for one in answer.get("files", ()))
        if not (token := answer.get("nextPageToken")):
            return
        wanted["pageToken"] = token


def _file(answer: Mapping[str, Any], ours: frozenset[str]) -> DriveFile:
    who = answer.get("lastModifyingUser", {})
    problem = "trashed" if answer.get("trashed") else ""
    if answer.get("mimeType") == EXCEL:
        problem = problem or "excel_in_drive"
    return DriveFile(
        str(answer["id"]),
        str(answer.get("name", "")),
        str(answer.get("modifiedTime", "")),
        bool(who.get("me")) or who.get("emailAddress", "") in ours,
        problem,
    )


def spreadsheet_id(link: str) -> str:
    """The identity in an address or alone; "" in an empty link."""
    found = _LINK.search(link)
    return found[1] if found else link.strip()


def web_address(ref: str) -> str:
    """Where a person opens the spreadsheet of this identity."""
    return f"https://docs.google.com/spreadsheets/d/{ref}/edit"


def match_files(units: Sequence[Unit], files: Mapping[str, DriveFile]) -> tuple[Unit, ...]:
    """Give each unit the spreadsheet that the register links, else the one named after it.

    `ref` is then its id, `version` and `problem` those of the file; a linked one that the account
    does not see keeps its id with the version "".
    """
    linked = {spreadsheet_id(unit.ref) for unit in units}
    by_name: dict[str, list[DriveFile]] = {}
    for file in files.values():
        if file.id not in linked and not file.problem:
            by_name.setdefault(_unit_key(file.name), []).append(file)
    return tuple(_matched(unit, files, by_name.get(key(unit.name), [])) for unit in units)


def _unit_key(title: str) -> str:
    """The unit that a title names: all of it, or what stands behind the last dash."""
    return key(re.split(r"\s[-–—]\s", title)[-1])


def _matched(unit: Unit, files: Mapping[str, DriveFile], named: Sequence[DriveFile]) -> Unit:
    ref = spreadsheet_id(unit.ref)
    if not ref and len(named) > 1:
        names = ", ".join(file.name for file in named)
        return replace(unit, ref="", problem="two_workbooks", detail=names)
    file = files.get(ref) if ref else next(iter(named), None)
    if file is None:
        return replace(unit, ref=ref, problem="" if ref else "missing")
    return replace(unit, ref=file.id, version=file.version, problem=file.problem, detail=file.name)
