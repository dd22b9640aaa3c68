"""The shapes that travel from one part of the program to the next."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import pandas as pd


class UserError(Exception):
    """Something a person can put right; the text says what happened, where, and what to do."""


UnitKind = Literal["ward", "commune"]
Severity = Literal["violation", "warning", "hint"]
Kind = Literal[
    "text", "name", "title", "level", "team", "hamlet", "choice", "date",
    "phone", "email", "count", "year", "number", "group", "tick",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a tab.

    `field` is its name in the DataFrames, `header` what people read. `choices` maps the value in
    the DataFrames to the word in the drop-down list; `synonyms` other words for such a value.
    `required_with` = (field, values): required where that field has one of the values
    (any value, when there are none).
    """

    field: str
    header: str
    kind: Kind = "text"
    required: bool = False
    required_with: tuple[str, tuple[str, ...]] | None = None
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    width: int = 16
    example: str = ""
    help: str = ""

    @property
    def private(self) -> bool:
        """Whether its values may only be shown in full in the ward's own workbook."""
        return self.kind in ("phone", "email", "year")


@dataclass(frozen=True, eq=False)
class Tab:
    """One tab of a workbook. `identity` names the fields that tell one row from another,
    `spare` those that stand in where one of these is blank or the very cell in question."""

    table: str
    title: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    help: str = ""

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.field == name)


@dataclass(frozen=True)
class Unit:
    """A phường or xã as the register knows it.

    `code` never changes; `ref` is the file (folder) or spreadsheet id (Google) of its workbook,
    "" when there is none; `version` changes whenever that workbook does; `problem` says why the
    workbook cannot be opened at all ("" when it can), `detail` which file is meant.
    """

    code: str
    name: str
    kind: UnitKind = "ward"
    ref: str = ""
    hamlets: int | None = None
    hamlet_names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    coordinator: str = ""
    deadline: date | None = None
    followed: bool = True
    version: str = ""
    problem: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Sheet:
    """One tab as read: `rows[0]` is row 1 of the sheet; every cell as text, "" when blank.

    Dates read dd/mm/yyyy, whole numbers without a fraction, others with a decimal comma,
    formula errors as the sheet shows them (#REF!).
    """

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Workbook:
    """One ward's workbook as read. `problem` is "" or why it could not be read (see rules ST03)."""

    unit: str
    version: str = ""
    sheets: tuple[Sheet, ...] = ()
    problem: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Tables:
    """Six DataFrames for all wards at once, and what could not be read in them.

    In each frame `unit` is the position of the ward in `units`, `row` the row of the sheet (header
    included, from 1); the other columns are the fields of the schema, normalised: dates as
    datetime64, counts and years as Int64, phones as int64 (0: none), choices as categories,
    teams as int64 ids (`team`, -1: none) shared by all frames, `person` as int64 ids of name keys.
    `raw` has the same rows and fields as typed.

    findings: table, index, field, problem, suggestion – cells that could not be read as meant.
    gaps:     unit, table, field, row – missing tabs (field ""), headers ("?") and columns.
    known_teams: by team id: unit, key, of_ward (the ward-level team?), name as after "Tổ".
    """

    units: pd.DataFrame
    teams: pd.DataFrame
    members: pd.DataFrame
    moves: pd.DataFrame
    activities: pd.DataFrame
    awards: pd.DataFrame
    raw: Mapping[str, pd.DataFrame]
    findings: pd.DataFrame
    gaps: pd.DataFrame
    known_teams: pd.DataFrame
    schema: tuple[Tab, ...]

    def __getitem__(self, table: str) -> pd.DataFrame:
        frame: pd.DataFrame = getattr(self, table)
        return frame

    def tab(self, table: str) -> Tab:
        """The description of the tab that `table` was read from."""
        return next(tab for tab in self.schema if tab.table == table)


@dataclass(frozen=True)
class Recipient:
    """One line of the register's `Người nhận`; `role` and `period` are choices of the schema."""

    name: str
    email: str
    role: str
    period: str = ""


def _no_rows() -> pd.DataFrame:
    import pandas as pd  # slow to import: not every command needs it

    return pd.DataFrame()


@dataclass(frozen=True)
class Register:
    """The coordination workbook as read.

    `decisions` holds the coordinators' columns of `Theo dõi` as typed, one row per flag:
    id, handling, until, remark, coordinator. `problem` says why it could not be read
    ("missing", "damaged", …), `detail` what is meant (a column's header, a file's name).
    """

    units: tuple[Unit, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    decisions: pd.DataFrame = dataclasses.field(default_factory=_no_rows)
    version: str = ""
    problem: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Marks:
    """What a ward's workbook should show.

    rows:  the lines of `Cần sửa` in their order, the fields of the schema's TODO as text (`since`
           dd/mm/yyyy) and the cell each link leads to: tab, row, column (canonical titles; row
           and column may be missing).
    cells: the cells to fill and annotate: tab, row, column, severity, note. One row per cell.
    `read` is the workbook that was checked: marks go only to a workbook that still is that one.
    """

    unit: Unit
    read: Workbook
    rows: pd.DataFrame
    cells: pd.DataFrame


@dataclass(frozen=True)
class Board:
    """What the coordination workbook should show; frames hold the fields of the schema's tabs.

    `log` holds the new lines only, newest first. `units` carries codes and refs to fill in where
    the register leaves them blank. `refused`: addresses (in small letters) that the mail server
    refuses, and why.
    """

    units: tuple[Unit, ...]
    follow_up: pd.DataFrame
    summary: pd.DataFrame
    log: pd.DataFrame
    refused: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Pushed:
    """What became of one workbook.

    outcome: "unchanged", "written", "beside" (its marks stand in a workbook beside it) or
    "failed"; `reason` says why not written: "locked", "changed", "formulas", "pictures", …;
    `version` is the workbook's version now, so that our own writing is not taken for the ward's.
    """

    unit: str
    outcome: Literal["unchanged", "written", "beside", "failed"]
    version: str = ""
    reason: str = ""
    path: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail; with a `content_id` the HTML shows it as `cid:<content_id>`."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True)
class Mail:
    """One mail to one person: `kind`, `about` (a ward's code, "" for the city) and `period` (its
    key in time, 2023-04-03) say which it is. `told`: what it tells, by keys; the next mail of its
    kind to the same tells what is not among them."""

    kind: str
    period: str
    to_name: str
    to_email: str
    subject: str
    text: str
    html: str
    about: str = ""
    attachments: tuple[Attachment, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """The last mail of a kind: the day that is its period, and the keys of what it told."""

    day: date
    keys: frozenset[str]


@dataclass(frozen=True)
class Repair:
    """One proposal that its ward ticked: the cell, what was flagged in it, and what it becomes."""

    id: str
    tab: str
    row: int
    column: str
    value: str
    suggestion: str


class Backend(Protocol):
    """Where the workbooks are: a folder or Google. Each verb does what `sync.folder.Folder` says."""

    def units(self, known: Sequence[Unit] = ()) -> Register:
        """The coordination workbook, with each unit's version and trouble as of now."""

    def pull(self, units: Sequence[Unit]) -> Iterator[Workbook]:
        """Each unit's workbook as it stands; what cannot be read is its `problem`."""

    def push(self, marks: Iterable[Marks], board: Board | None = None) -> Iterator[Pushed]:
        """Show each ward its marks, then the city its board; one that fails stops no other."""

    def repair(
        self, unit: Unit, read: Workbook, repairs: Sequence[Repair]
    ) -> tuple[frozenset[str], str]:
        """Write the proposals that the ward ticked; ids of those written, or why none was."""

    def anchor(self, unit: Unit, tab: str, row: int | None, column: str) -> str:
        """What a link to the unit's workbook ends with to lead to a cell, "" where that is not known.

        By canonical titles; the header's cell where there is no row.
        """


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dicts by column."""
    names = [str(name) for name in frame.columns]
    columns = [frame.iloc[:, at].tolist() for at in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
