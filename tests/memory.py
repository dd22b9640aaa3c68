"""Wards' workbooks and the register held in memory, with people who write in them.

What a real backend promises, in the smallest form: a workbook that is not the one that was read is
left alone, people's cells go with their row, a tick goes when its proposal does. How the folder
keeps that promise in files is tested where files are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from shapes import Board, Marks, Pushed, Register, Repair, Sheet, Unit, Workbook, records
from sync.register import register_of
from sync.schema import FOLLOW_UP, FOLLOW_UP_CITY_FIELDS, RECIPIENTS, REGISTER_UNITS, TODO
from tests.cases import Edits, edit

Row = dict[str, str]
PHONES = ("Thành viên", "Điện thoại")


@dataclass
class Ward:
    """One workbook: its tabs as text, the rows of `Cần sửa`; `version` counts its changes."""

    unit: Unit
    tabs: dict[str, list[list[str]]]
    todo: list[Row] = field(default_factory=list)
    version: int = 1
    broken: bool = False

    def column(self, tab: str, header: str) -> int:
        """Where a header stands."""
        return self.tabs[tab][0].index(header)

    def phone_of(self, name: str) -> str:
        """What stands in the person's cell."""
        return self._row(name)[self.column(*PHONES)]

    def retype(self, name: str, phone: str) -> None:
        """Somebody types another number."""
        self._row(name)[self.column(*PHONES)] = phone
        self.version += 1

    def _row(self, name: str) -> list[str]:
        at = self.column("Thành viên", "Họ và tên")
        return next(
            row for row in self.tabs["Thành viên"][1:] if row[at].casefold() == name.casefold()
        )

    def sheets(self) -> tuple[Sheet, ...]:
        """The workbook as it is read."""
        tabs = [Sheet(title, tuple(map(tuple, rows))) for title, rows in self.tabs.items()]
        return (*tabs, sheet_of(TODO, self.todo))


def sheet_of(tab: Any, rows: Sequence[Row]) -> Sheet:
    """Rows by field as the tab that holds them."""
    header = tuple(column.header for column in tab.columns)
    lines = [tuple(row.get(column.field, "") for column in tab.columns) for row in rows]
    return Sheet(tab.title, (header, *lines))


class Memory:
    """A city without files; `writings` are the repairs it was asked to write: id, old, new."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.wards = {unit.code: Ward(unit, edit(Edits())) for unit in units}
        self.follow_up: list[Row] = []
        self.log: list[Row] = []
        self.writings: list[tuple[str, str, str]] = []
        self.register_locked = False
        self._read: dict[str, Row] = {}

    # --- the verbs of a backend ----------------------------------------------------------------

    def units(self, known: Sequence[Unit] = ()) -> Register:  # noqa: ARG002
        """The register with each ward's version."""
        rows = [
            {"name": ward.unit.name, "kind": "Phường", "code": code, "ref": code}
            for code, ward in self.wards.items()
        ]
        sheets = (sheet_of(REGISTER_UNITS, rows), sheet_of(RECIPIENTS, []))
        read = register_of((*sheets, sheet_of(FOLLOW_UP, self.follow_up)), "1")
        assert not read.problem
        self._read = {row["id"]: dict(row) for row in self.follow_up}
        units = [replace(u, version=self._version(u.code), hamlets=2) for u in read.units]
        return replace(read, units=tuple(units))

    def _version(self, code: str) -> str:
        ward = self.wards[code]
        return f"{ward.version}{'b' if ward.broken else ''}"

    def pull(self, units: Sequence[Unit]) -> Iterator[Workbook]:
        """Each workbook as it stands."""
        for unit in units:
            ward, version = self.wards[unit.code], self._version(unit.code)
            problem = "damaged" if ward.broken else ""
            yield Workbook(unit.code, version, () if problem else ward.sheets(), problem)

    def push(self, marks: Iterable[Marks], board: Board | None = None) -> Iterator[Pushed]:
        """Rows of `Cần sửa` and of `Theo dõi`, people's cells with theirs."""
        for wanted in marks:
            yield self._push(wanted)
        if board is not None:
            yield self._push_board(board)

    def _push(self, marks: Marks) -> Pushed:
        code = marks.unit.code
        ward = self.wards[code]
        if self._version(code) != marks.read.version:
            return Pushed(code, "failed", marks.read.version, "changed")
        rows = as_rows(marks.rows, TODO)
        ward.todo = with_peoples(rows, ward.todo, ("agreed", "comment"), ("value", "suggestion"))
        ward.version += 1
        return Pushed(code, "written", self._version(code))

    def _push_board(self, board: Board) -> Pushed:
        if self.register_locked:
            return Pushed("", "failed", "1", "locked")
        rows = as_rows(board.follow_up, FOLLOW_UP)
        shown = with_peoples(rows, self.follow_up, FOLLOW_UP_CITY_FIELDS, ())
        untils = {row["id"]: row["until"] for row in rows}
        for row in shown:
            if row["handling"] == "Đồng ý giữ nguyên" and row["remark"] and not row["until"]:
                row["until"] = untils[row["id"]]
        wanted = {row["id"] for row in rows}
        gone = [row for row in self.follow_up if row["id"] not in wanted]
        self.follow_up = shown + [row for row in gone if row != self._read.get(row["id"])]
        self.log = as_rows(board.log, None) + self.log
        return Pushed("", "written", "1")

    def anchor(self, unit: Unit, tab: str, row: int | None, column: str) -> str:  # noqa: ARG002
        """Nowhere: there are no files."""
        return ""

    def repair(
        self, unit: Unit, read: Workbook, repairs: Sequence[Repair]
    ) -> tuple[frozenset[str], str]:
        """The proposals into their cells."""
        ward = self.wards[unit.code]
        if self._version(unit.code) != read.version:
            return frozenset(), "changed"
        for one in repairs:
            row, column = ward.tabs[one.tab][one.row - 1], ward.column(one.tab, one.column)
            assert row[column] == one.value
            row[column] = one.suggestion
            self.writings.append((one.id, one.value, one.suggestion))
        ward.version += 1
        return frozenset(one.id for one in repairs), ""

    def provision(self, units: Sequence[Unit]) -> tuple[Unit, ...]:
        """Nothing to make."""
        return tuple(units)

    def make_register(self, units: Sequence[Unit]) -> None:
        """It is always there."""


def as_rows(frame: pd.DataFrame, tab: Any) -> list[Row]:
    """A frame as rows of text; of a tab's fields alone where one is named."""
    fields = [c.field for c in tab.columns] if tab else list(map(str, frame))
    return [{name: as_text(row.get(name)) for name in fields} for row in records(frame)]


def as_text(value: Any) -> str:
    """A value as a sheet would show it."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None or value is pd.NA or value != value else str(value)


def with_peoples(
    rows: list[Row], there: Sequence[Row], peoples: Sequence[str], agreed_to: Sequence[str]
) -> list[Row]:
    """`rows` with what people wrote in the lines of the same identity that are there.

    A tick goes where the row says other than it did of the fields `agreed_to`.
    """
    known = {row["id"]: row for row in there}
    for row in rows:
        old = known.get(row["id"])
        if old is not None:
            row |= {name: old[name] for name in peoples}
            if any(old[name] != row[name] for name in agreed_to):
                row["agreed"] = ""
    return rows
