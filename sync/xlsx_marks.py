"""Showing one ward in its own workbook what is to be put right: `Cần sửa`, fills and notes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from openpyxl import Workbook

from shapes import Marks, Pushed
from sync import safe_write
from sync.answers import Answer, todo_answers
from sync.cell_marks import mark_cells
from sync.keyed_tab import Link, head_of
from sync.places import Place, find_places, location
from sync.safe_write import BlockedError, is_open, is_read_only, reason_of, remove_leftovers
from sync.sidecar import Sidecar, intro, read_beside
from sync.todo_sheet import Locate, todo_rows, write_todo
from sync.unharmed import is_read, same_content
from sync.xlsx_keep import dump, open_workbook
from sync.xlsx_read import Unreadable, version, version_of

Outcome = Literal["unchanged", "written", "beside", "failed"]


def push_marks(path: Path, marks: Marks, backups: Path) -> Pushed:
    """Make the ward's workbook show `marks`, or the workbook beside it where it may not be written.

    Never raises for what stands in the file or what the disk does: the outcome says it. A workbook
    that is not the one in `marks.read` any more is left alone. The version returned covers the
    workbook beside, too; after anything that nobody has read yet it is an old one on purpose, so
    that the ward is read again.
    """
    try:
        return _Push(path, marks, backups).run()
    except Unreadable as error:
        return _failed(path, marks, "gone" if error.problem == "missing" else error.problem)
    except OSError as error:
        return _failed(path, marks, reason_of(error))


def _failed(path: Path, marks: Marks, reason: str) -> Pushed:
    return Pushed(marks.unit.code, "failed", marks.read.version, reason, str(path))


@dataclass
class _Read:
    """What the caller had read: the versions of the workbook and of the one beside."""

    workbook: str
    beside: str

    @classmethod
    def of(cls, known: str) -> "_Read":
        workbook, _, beside = known.partition("+")
        return cls(workbook, beside)


class _Push:
    """One push to one ward."""

    def __init__(self, path: Path, marks: Marks, backups: Path) -> None:
        self.path, self.marks, self.backups = path, marks, backups
        self.read = _Read.of(marks.read.version)
        self.beside = Sidecar.at(path, marks.unit.name)
        self.seen = self.beside.version == self.read.beside

    def run(self) -> Pushed:
        remove_leftovers(self.path.parent)
        reason = self._why_not_now()
        book, lost = open_workbook(self.path.read_bytes(), is_read)
        reason = reason or lost or ("read_only" if is_read_only(self.path) else "")
        if book is not None and not self._apply(book):
            self._remove_beside()
            return self._outcome("unchanged", self.read.workbook)
        if reason or book is None:
            return self._write_beside(reason)
        content = dump(book)
        try:
            safe_write.replace(self.path, content, self.backups, self._check)
        except BlockedError as blocked:
            return self._write_beside(blocked.reason)
        self._remove_beside()
        # Not as it is now: somebody may have saved it again already.
        return self._outcome("written", version_of(content))

    def _why_not_now(self) -> str:
        if is_open(self.path):
            return "locked"
        return "" if version(self.path) == self.read.workbook else "changed"

    def _apply(self, book: Workbook) -> bool:
        """Change the workbook in memory; whether there was anything to change."""
        places = find_places([head_of(sheet) for sheet in book.worksheets])
        rows = todo_rows(self.marks.rows, _to_cell(places))
        answers = todo_answers(self.beside.sheets)
        listed = write_todo(book, rows, answers)
        return mark_cells(book, places, self.marks.cells) or listed

    def _check(self, temporary: Path) -> None:
        """The last look before the rename; what takes longest comes first."""
        same = same_content(self.path, temporary)
        reason = self._why_not_now() or ("" if same else "newer_features")
        if reason:
            raise BlockedError(reason)

    def _outcome(
        self, outcome: Outcome, workbook: str, reason: str = "", beside: bytes | None = None
    ) -> Pushed:
        """`beside` is what was written into the workbook beside, if it was."""
        path = self.path
        now = workbook
        if self.beside.path.exists():
            path = self.beside.path if outcome == "beside" else path
            written = version(self.beside.path) if beside is None else version_of(beside)
            now += f"+{written}"
        shown = now if self.seen else self.marks.read.version
        return Pushed(self.marks.unit.code, outcome, shown, reason, str(path))

    # --- the workbook beside -------------------------------------------------------------------

    def _write_beside(self, reason: str) -> Pushed:
        """Show the rows in the workbook beside; without any rows there is none."""
        if self.marks.rows.empty and self._all_is_taken():
            self._remove_beside()
            return self._outcome("beside", self.read.workbook, reason)
        try:
            content = self._beside_content(reason)
            if content is not None:
                safe_write.replace(
                    self.beside.path, content, self.backups, self._check_beside, like=self.path
                )
        except BlockedError as blocked:
            return _failed(self.beside.path, self.marks, blocked.reason)
        return self._outcome("beside", self.read.workbook, reason, content)

    def _beside_content(self, reason: str) -> bytes | None:
        """What the workbook beside should be; None when it is that already."""
        target = quote(self.path.name)
        places = find_places(read_beside(self.path) or self.marks.read.sheets)
        rows = todo_rows(self.marks.rows, _to_cell(places, target))
        book, incoming = self._beside_book()
        changed = write_todo(book, rows, incoming, not self.seen, intro(self.path, reason))
        return dump(book) if changed else None

    def _beside_book(self) -> tuple[Workbook, Iterable[Answer]]:
        """The workbook beside, or a new one and what it takes over from the ward's own."""
        if self.beside.version:
            book, lost = open_workbook(self.beside.path.read_bytes(), is_read)
            if book is None or lost:
                raise BlockedError(lost)
            return book, ()
        book = Workbook()
        book.remove(book.worksheets[0])
        # Words only: a tick is taken back where it was made.
        answers = todo_answers(read_beside(self.path))
        return book, [replace(answer, agreed=False) for answer in answers]

    def _all_is_taken(self) -> bool:
        """Whether no answer beside is lost with it: all were read before, or their flags stand."""
        wanted = set(self.marks.rows["id"]) if len(self.marks.rows) else set()
        answered = (a for a in todo_answers(self.beside.sheets) if a.agreed or a.comment)
        return self.seen or all(answer.id in wanted for answer in answered)

    def _check_beside(self, _temporary: Path) -> None:
        if is_open(self.beside.path):
            raise BlockedError("locked")
        if not self.beside.is_as_read():
            raise BlockedError("changed")

    def _remove_beside(self) -> None:
        """Remove the workbook beside, unless somebody is writing in it: then the next run does."""
        path = self.beside.path
        if not self.beside.version or is_open(path) or not self.beside.is_as_read():
            return
        if not self._all_is_taken():
            return
        safe_write.back_up(path, self.backups)
        path.unlink()


# --- the workbook as it is ---------------------------------------------------------------------


def _to_cell(places: dict[str, Place], target: str = "") -> Locate:
    """Where the links of `Vị trí` lead, in this workbook or in the one called `target`."""

    def locate(tab: str, row: int | None, column: str) -> Link | None:
        there = location(places, tab, row, column)
        return Link(there, target) if there or target else None

    return locate
