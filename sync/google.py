"""The Google backend: ward workbooks as shared Google spreadsheets.

What counts is calls. Units cost one Drive listing, a ward that changed one reading and at most one
writing, the coordination workbook the same; after writing, one more listing tells our own changes
from the wards'.
"""

import logging
import secrets
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Literal

from shapes import Board, Marks, Pushed, Register, Repair, Unit, UserError, Workbook
from sync.google_board import push_board
from sync.google_calls import Shown, fetch
from sync.google_client import CLOCK_WORDS, Client, KeyRefused, Refused, Spent
from sync.google_drive import DriveFile, match_files, spreadsheet_id, survey, web_address
from sync.google_marks import push_ward, same_data
from sync.google_read import Grid, Spreadsheet
from sync.google_repair import carry_out
from sync.headers import data_sheets
from sync.places import Place, find_places
from sync.register import register_of
from sync.schema import REGISTER_TITLE

log = logging.getLogger(__name__)
_AT_ONCE = 8  # wards read or written at the same time
_CHUNK = 400  # wards between two listings while writing
_OFF = timedelta(minutes=5)  # from there on Google takes no new key of ours either
_NO_REGISTER = (
    "Chưa có bảng Điều phối trên Google. Chạy «python jobs.py provision --units TỆP.csv» để tạo, "
    "hoặc ghi liên kết của bảng vào mục [source] register."
)


class Google:
    """Wards' spreadsheets, read and written by `clients`; `register` is the coordination
    workbook's id or address, "" where none is known yet."""

    def __init__(self, clients: Sequence[Client], register: str) -> None:
        self._clients = clients
        self._register = spreadsheet_id(register)
        self._read = Register()
        self._book: tuple[str, Spreadsheet] | None = None
        self._seen: dict[str, Spreadsheet] = {}  # as read since the last push
        self._places: dict[str, dict[str, tuple[Grid, Place]]] = {}
        self._of: dict[str, Client] = {}

    # --- units ---------------------------------------------------------------------------------

    def units(self, known: Sequence[Unit] = ()) -> Register:
        """The register, each unit with its spreadsheet and that one's version.

        Where the register cannot be read its `problem` says so and the units are those of `known`.
        Raises UserError when there is none at all, KeyRefused when Google lets nobody in or when
        its clock and ours do not agree: a false day must not be written down.
        """
        if not self._register:
            raise UserError(_NO_REGISTER)
        for client in self._clients:
            client.patience.begin()
        files = self._list()
        if any(abs(client.off) > _OFF for client in self._clients):
            raise KeyRefused(CLOCK_WORDS)
        self._read = self._read_register(files.get(self._register))
        found = match_files(self._read.units or tuple(known), files)
        units = tuple(unit if unit.problem or unit.version else self._look(unit) for unit in found)
        return replace(self._read, units=units)

    def _list(self) -> dict[str, DriveFile]:
        """What all accounts see together; who sees a spreadsheet reads and writes it."""
        emails = [client.email for client in self._clients if client.email]
        files, seen_by = survey(self._clients, emails)
        for number, (name, clients) in enumerate(seen_by.items()):
            self._of[name] = clients[number % len(clients)]
        return files

    def _client(self, ref: str) -> Client:
        return self._of.get(ref, self._clients[0])

    def _look(self, unit: Unit) -> Unit:
        """A spreadsheet that no listing has: shared with everybody who has the link, or not at all.

        Without a version it counts as changed each time.
        """
        try:
            self._client(unit.ref).spreadsheets_get(unit.ref, {"fields": "spreadsheetId"})
        except Refused as why:
            return replace(unit, problem=problem_of(why))
        return replace(unit, version=secrets.token_hex(8))

    def _read_register(self, file: DriveFile | None) -> Register:
        """As read before when nothing has changed it since."""
        if file and file.problem:
            return Register(problem=file.problem, detail=file.name)
        version = file.version if file else ""
        if self._book is None or not version or self._book[0] != version:
            try:
                self._book = version, fetch(self._client(self._register), self._register)
            except Refused as why:
                return Register(problem=problem_of(why), detail=REGISTER_TITLE)
        return register_of(self._book[1].sheets, version)

    # --- the verbs -----------------------------------------------------------------------------

    def pull(self, units: Sequence[Unit]) -> Iterator[Workbook]:
        """Each unit's spreadsheet as it stands; what cannot be read is its `problem`."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            yield from pool.map(self._pull, units)

    def _pull(self, unit: Unit) -> Workbook:
        if unit.problem or not unit.ref:
            problem = unit.problem or "missing"
            return Workbook(unit.code, unit.version, problem=problem, detail=unit.detail)
        try:
            book = fetch(self._client(unit.ref), unit.ref)
        except Refused as why:
            return Workbook(unit.code, "", problem=problem_of(why), detail=unit.detail)
        self._remember(unit.ref, book)
        problem = "" if data_sheets(book.sheets) else "foreign"
        return Workbook(
            unit.code, unit.version, book.sheets, problem, book.title if problem else ""
        )

    def _remember(self, ref: str, book: Spreadsheet) -> None:
        self._seen[ref] = book
        places = find_places(book.sheets).items()
        self._places[ref] = {tab: (book.grid(p.title).empty(), p) for tab, p in places}

    def push(self, marks: Iterable[Marks], board: Board | None = None) -> Iterator[Pushed]:
        """Show each ward its marks, then the city its board; one that fails stops no other.

        A ward's version is the new one only when it surely holds what was read and our marks.
        """
        rest, more = iter(marks), True
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            while more:
                chunk = list(islice(rest, _CHUNK))
                more = len(chunk) == _CHUNK
                pushed = list(pool.map(self._push, chunk))
                last = None if more or board is None else self._push_board(board)
                wrote = any(one.outcome == "written" for one, _ in pushed) or (
                    isinstance(last, Shown) and last.written
                )
                files = self._list_again() if wrote else {}
                for one, as_read in pushed:
                    file = files.get(one.path)
                    known = as_read and file is not None and file.ours
                    yield replace(one, version=file.version) if file and known else one
                if last is not None:
                    yield self._board_pushed(last, files)
        self._seen = {}

    def _push(self, marks: Marks) -> tuple[Pushed, bool]:
        """What became of a ward's marks, with the version that was read; and whether what stands
        there now is surely what was read, and our marks. The spreadsheet itself is let go."""
        unit, known = marks.unit, marks.read.version
        seen = self._seen.pop(unit.ref, None)
        shown = self._shown(marks, seen)
        if isinstance(shown, str):
            return Pushed(unit.code, "failed", known, shown, unit.ref), False
        as_read = shown.written and seen is not None and same_data(marks.read.sheets, shown.book)
        return Pushed(unit.code, _outcome(shown), known, "", unit.ref), as_read

    def _shown(self, marks: Marks, seen: Spreadsheet | None) -> Shown | str:
        if not marks.unit.ref:
            return marks.unit.problem or "missing"
        try:
            return push_ward(self._client(marks.unit.ref), marks, seen)
        except Refused as why:
            return problem_of(why)
        except KeyRefused:
            raise
        except Exception as error:  # a mistake of ours in one ward is not the others' trouble
            log.exception("%s", marks.unit.code)
            return f"internal: {type(error).__name__}"

    def _list_again(self) -> dict[str, DriveFile]:
        try:
            return self._list()
        except Refused:
            return {}  # nothing is known to be ours: the wards are read again

    def _push_board(self, board: Board) -> Shown | str:
        if self._book is None:
            return "gone"
        client = self._client(self._register)
        try:
            return push_board(client, board, self._read, self._book[1], self.address)
        except Refused as why:
            return problem_of(why)

    def _board_pushed(self, shown: Shown | str, files: dict[str, DriveFile]) -> Pushed:
        if isinstance(shown, str):
            return Pushed("", "failed", "", shown, self._register)
        file = files.get(self._register)
        if shown.written:
            self._book = (file.version, shown.book) if file and file.ours else None
        return Pushed("", _outcome(shown), "", "", self._register)

    def repair(
        self, unit: Unit, read: Workbook, repairs: Sequence[Repair]
    ) -> tuple[frozenset[str], str]:
        """Write the proposals that the ward ticked; ids of those written, or why none was."""
        try:
            return carry_out(self._client(unit.ref), unit.ref, read, repairs)
        except Refused as why:
            return frozenset(), problem_of(why)

    def spent(self) -> list[Spent]:
        """The calls of each account since this was last asked."""
        return [client.spent() for client in self._clients]

    # --- links ---------------------------------------------------------------------------------

    def address(self, unit: Unit, tab: str = "", row: int | None = None, column: str = "") -> str:
        """The address of a cell of a ward's spreadsheet; of the spreadsheet where it is not known."""
        start = web_address(unit.ref)
        found = self._places.get(unit.ref, {}).get(tab)
        if found is None:
            return start
        grid, place = found
        return start + grid.address(row or place.header_row or 1, place.columns.get(column, 1))

    def anchor(self, unit: Unit, tab: str, row: int | None, column: str) -> str:
        """The cell as the spreadsheet was last read: `gid=0&range=F12`."""
        return self.address(unit, tab, row, column).partition("#")[2]


def _outcome(shown: Shown) -> Literal["written", "unchanged"]:
    return "written" if shown.written else "unchanged"


def problem_of(why: Refused) -> str:
    """What is the matter with one spreadsheet, in the words of ST03 and of sync.words."""
    if why.passing:
        return "busy"
    if why.status == 404:
        return "deleted"
    if why.status == 403:
        return "not_shared"
    return "excel_in_drive" if why.reason == "FAILED_PRECONDITION" else f"google: {why.status}"
