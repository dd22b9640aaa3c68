"""A Google spreadsheet with all that provisioning puts into it: rules, formats, protections, views."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from openpyxl.utils import get_column_letter

from shapes import Column, Tab
from sync import google_requests as ask
from sync.google_client import Client
from sync.google_read import At, Grid, Spreadsheet, parse
from sync.google_requests import Json
from sync.headers import find_sheet

_CELL = (
    "userEnteredValue,effectiveValue,note,dataValidation(condition),"
    "userEnteredFormat(numberFormat(type))"
)
FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),sheets(properties,merges,conditionalFormats,"
    f"protectedRanges,filterViews,data(startRow,startColumn,rowData(values({_CELL}))))"
)


@dataclass(frozen=True)
class Features:
    """What a tab has beside its cells. `conditions` are those of its cells' validation, `formats`
    the kinds of their number formats."""

    frozen_rows: int = 0
    hidden: bool = False
    conditions: Mapping[At, Json] = field(default_factory=dict)
    formats: Mapping[At, str] = field(default_factory=dict)
    rules: Sequence[Json] = ()
    protected: Sequence[Json] = ()
    views: Sequence[Json] = ()


@dataclass(frozen=True)
class Layout:
    """The spreadsheet as it stood; `features` by the tab's number."""

    book: Spreadsheet
    locale: str
    time_zone: str
    features: Mapping[int, Features]

    def find(self, tab: Tab) -> Grid | None:
        """The tab as it stands there, whatever people call it."""
        found = find_sheet(self.book.sheets, tab)
        return self.book.grid(found.title) if found else None

    def number(self, tab: Tab, wanted: int) -> int:
        """The tab's number, or the one that it gets."""
        grid = self.find(tab)
        return grid.id if grid else self.free_id(wanted)

    def free_id(self, wanted: int) -> int:
        """A number for a new tab: the wanted one unless another has it."""
        used = {grid.id for grid in self.book.grids}
        return next(number for number in range(wanted, wanted + 10_000, 100) if number not in used)


def read_layout(client: Client, ref: str) -> Layout:
    """The spreadsheet in one call; raises Refused, KeyRefused."""
    wanted: dict[str, Any] = {"fields": FIELDS, "includeGridData": "true"}
    answer = client.spreadsheets_get(ref, wanted)
    known = answer.get("properties", {})
    features = {_number(sheet): _features(sheet) for sheet in answer.get("sheets", ())}
    locale, zone = str(known.get("locale", "")), str(known.get("timeZone", ""))
    return Layout(parse(answer), locale, zone, features)


def _number(sheet: Mapping[str, Any]) -> int:
    return int(sheet["properties"].get("sheetId", 0))


def _features(sheet: Mapping[str, Any]) -> Features:
    cells = dict(_cells(sheet))
    conditions = {
        at: cell["dataValidation"].get("condition", {})
        for at, cell in cells.items()
        if "dataValidation" in cell
    }
    formats = {at: _format(cell) for at, cell in cells.items()}
    return Features(
        int(sheet["properties"].get("gridProperties", {}).get("frozenRowCount", 0)),
        bool(sheet["properties"].get("hidden")),
        conditions,
        {at: kind for at, kind in formats.items() if kind},
        tuple(sheet.get("conditionalFormats", ())),
        tuple(sheet.get("protectedRanges", ())),
        tuple(sheet.get("filterViews", ())),
    )


def _cells(sheet: Mapping[str, Any]) -> list[tuple[At, Mapping[str, Any]]]:
    return [
        ((row, column), cell)
        for data in sheet.get("data", ())
        for row, line in enumerate(data.get("rowData", ()), data.get("startRow", 0) + 1)
        for column, cell in enumerate(line.get("values", ()), data.get("startColumn", 0) + 1)
        if cell
    ]


def _format(cell: Mapping[str, Any]) -> str:
    return str(cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type", ""))


@dataclass(frozen=True)
class Stand:
    """Where a tab of ours stands, or is about to: its header's row and its columns, from 1.

    `texts` are its cells as they are. `peoples` are the only fields that people fill in a tab that
    the jobs write, None in a tab that is people's.
    """

    tab: Tab
    sheet: int
    title: str
    top: int
    columns: Mapping[str, int]
    row_count: int
    texts: Grid | None = None
    features: Features = field(default_factory=Features)
    peoples: tuple[str, ...] | None = None

    @property
    def typed(self) -> list[Column]:
        """The columns that people fill in."""
        fields = self.columns if self.peoples is None else self.peoples
        return [column for column in self.tab.columns if column.field in fields]

    def is_filled(self, row: int, column: int) -> bool:
        """Whether the cell holds anything."""
        return self.texts is not None and self.texts.text(row, column) != ""

    @cached_property
    def letters(self) -> dict[str, str]:
        """The letters of the fields' columns."""
        return {name: get_column_letter(at) for name, at in self.columns.items()}

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last of our columns."""
        return min(self.columns.values()), max(self.columns.values())

    def below(self, name: str) -> Json:
        """The cells of a field below the header, to the end."""
        at = self.columns[name]
        return ask.area(self.sheet, self.top + 1, at, None, at)

    def list_of(self, name: str) -> str:
        """The same, as a rule of another tab refers to it."""
        quoted = self.title.replace("'", "''")
        letters = self.letters[name]
        return f"='{quoted}'!${letters}${self.top + 1}:${letters}"


def same_area(one: Json, other: Json, rows: int) -> bool:
    """Whether two ranges of one tab hold the same cells; to the end is as good as the last row."""
    return _corners(one, rows) == _corners(other, rows)


def _corners(where: Json, rows: int) -> tuple[int, int, int, int]:
    most = 10**9
    bottom, right = where.get("endRowIndex", most), where.get("endColumnIndex", most)
    return (
        where.get("startRowIndex", 0),
        where.get("startColumnIndex", 0),
        most if bottom >= rows else bottom,
        right,
    )
