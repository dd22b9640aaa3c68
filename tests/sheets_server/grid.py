"""A spreadsheet as it is kept: tabs of rows of cells, and the named things upon them.

A cell is a CellData as the API writes it, without the parts that are computed. Cells are never
changed in place: whoever edits puts a new one, so a copy of a book shares them.
"""

import copy
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from tests.sheets_server.a1 import Area, Box, area_of, parse_cells, show_range, split_range
from tests.sheets_server.errors import Json, SheetsError

Cell = dict[str, Any]
EMPTY: Cell = {}
MAX_CELLS = 10_000_000
PARTS = (
    "merges",
    "conditionalFormats",
    "filterViews",
    "protectedRanges",
    "bandedRanges",
    "rowGroups",
    "columnGroups",
)


class Row:
    """A row: its cells by column, and its DimensionProperties where they are not the usual ones."""

    __slots__ = ("cells", "props")

    def __init__(self, cells: dict[int, Cell] | None = None, props: Json | None = None) -> None:
        self.cells: dict[int, Cell] = cells if cells is not None else {}
        self.props: Json = props if props is not None else {}

    def copy(self) -> "Row":
        """A row of its own with the same cells."""
        return Row(dict(self.cells), dict(self.props))


@dataclass
class Sheet:
    """A tab: properties (without size), rows, columns, and lists of what lies on it, by JSON name."""

    properties: Json
    rows: list[Row]
    columns: list[Json]
    parts: dict[str, list[Json]] = field(default_factory=lambda: {name: [] for name in PARTS})
    basic_filter: Json | None = None
    metadata: list[Json] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Its sheetId, the `gid` of links."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """Its name."""
        return str(self.properties["title"])

    @property
    def size(self) -> Box:
        """The whole grid."""
        return Box(0, len(self.rows), 0, len(self.columns))

    def copy(self) -> "Sheet":
        """A tab of its own that shares the cells."""
        return Sheet(
            copy.deepcopy(self.properties),
            [row.copy() for row in self.rows],
            [dict(column) for column in self.columns],
            copy.deepcopy(self.parts),
            copy.deepcopy(self.basic_filter),
            copy.deepcopy(self.metadata),
        )

    def cell(self, row: int, column: int) -> Cell:
        """The cell there, empty if there is none."""
        return self.rows[row].cells.get(column, EMPTY)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Puts the cell there; an empty one takes away what is."""
        if cell:
            self.rows[row].cells[column] = cell
        else:
            self.rows[row].cells.pop(column, None)

    def cells(self, box: Box | None = None) -> Iterator[tuple[int, int, Cell]]:
        """Row, column and cell of every cell in the box that is not empty, row by row."""
        box = box or self.size
        for row in box.rows:
            for column, cell in sorted(self.rows[row].cells.items()):
                if box.left <= column < box.right:
                    yield row, column, cell

    def clamp(self, area: Area) -> Box:
        """The part of an area that the grid has. Raises SheetsError where it starts outside."""
        if area.top >= len(self.rows) or area.left >= len(self.columns):
            raise self.exceeds(area)
        bottom = len(self.rows) if area.bottom is None else min(area.bottom, len(self.rows))
        right = len(self.columns) if area.right is None else min(area.right, len(self.columns))
        return Box(area.top, bottom, area.left, right)

    def exceeds(self, area: Area) -> SheetsError:
        """The refusal of an area that the grid has not."""
        size = f"Max rows: {len(self.rows)}, max columns: {len(self.columns)}"
        where = show_range(self.title, area)
        return SheetsError(f"Range ({where}) exceeds grid limits. {size}")

    def show(self, box: Box) -> str:
        """The box in A1 notation with the tab's title."""
        return show_range(self.title, box.area())


@dataclass
class Book:
    """A spreadsheet."""

    id: str
    properties: Json
    sheets: list[Sheet] = field(default_factory=list)
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    values: dict[tuple[int, int, int], Any] = field(default_factory=dict)
    clock: Callable[[tzinfo], datetime] = datetime.now

    def copy(self) -> "Book":
        """A book of its own that shares the cells: what a batch works on until all of it holds."""
        return Book(
            self.id,
            copy.deepcopy(self.properties),
            [sheet.copy() for sheet in self.sheets],
            copy.deepcopy(self.named_ranges),
            copy.deepcopy(self.metadata),
            clock=self.clock,
        )

    def take(self, other: "Book") -> None:
        """Becomes what the other is; computed values are forgotten."""
        self.properties = other.properties
        self.sheets = other.sheets
        self.named_ranges = other.named_ranges
        self.metadata = other.metadata
        self.values = {}

    @property
    def locale(self) -> str:
        """As `vi_VN`."""
        return str(self.properties["locale"])

    def tab(self, sheet_id: int) -> Sheet:
        """The tab of that id. Raises SheetsError."""
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise SheetsError(f"No grid with id: {sheet_id}")

    def titled(self, title: str) -> Sheet | None:
        """The tab of that title, whatever its case."""
        for sheet in self.sheets:
            if sheet.title == title:
                return sheet
        folded = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == folded), None)

    def first_visible(self) -> Sheet:
        """The tab that a range without a title means."""
        return next(sheet for sheet in self.sheets if not sheet.properties.get("hidden"))

    def named(self, name: str) -> tuple[Sheet, Area] | None:
        """What a named range names, whatever its case."""
        for named in self.named_ranges:
            if named["name"].casefold() == name.casefold():
                return self.tab(named["range"].get("sheetId", 0)), area_of(named["range"])
        return None

    def locate(self, text: str) -> tuple[Sheet, Area]:
        """The tab and bounds that a range in A1 notation means. Raises SheetsError."""
        title, cells = split_range(text)
        if title is not None and cells is not None:
            found = self._in_tab(self.titled(title), cells)
        elif title is not None:
            sheet = self.titled(title)
            found = (sheet, Area()) if sheet else None
        else:
            found = self._anywhere(text)
        if found is None:
            raise SheetsError(f"Unable to parse range: {text}")
        return found

    def _in_tab(self, sheet: Sheet | None, cells: str) -> tuple[Sheet, Area] | None:
        if sheet is None:
            return None
        area = parse_cells(cells)
        return (sheet, area) if area else self.named(cells)

    def _anywhere(self, text: str) -> tuple[Sheet, Area] | None:
        if area := parse_cells(text):
            return self.first_visible(), area
        if named := self.named(text):
            return named
        sheet = self.titled(text)
        return (sheet, Area()) if sheet else None

    def box(self, grid: Json) -> tuple[Sheet, Box]:
        """The tab and the part of it that a GridRange means. Raises SheetsError."""
        sheet = self.tab(grid.get("sheetId", 0))
        area = area_of(grid)
        _check_order(area)
        return sheet, sheet.clamp(area)

    def touched(self) -> None:
        """Forgets computed values: something was edited."""
        self.values = {}

    def cell_count(self) -> int:
        """How many cells all grids have."""
        return sum(len(sheet.rows) * len(sheet.columns) for sheet in self.sheets)

    def reindex(self) -> None:
        """Numbers the tabs as they stand."""
        for index, sheet in enumerate(self.sheets):
            sheet.properties["index"] = index


def _check_order(area: Area) -> None:
    for start, end, names in (
        (area.top, area.bottom, ("startRowIndex", "endRowIndex")),
        (area.left, area.right, ("startColumnIndex", "endColumnIndex")),
    ):
        if start < 0:
            raise SheetsError(f"{names[0]}[{start}] must be greater than or equal to 0")
        if end is not None and end < start:
            raise SheetsError(f"{names[1]}[{end}] must be after {names[0]}[{start}]")


def new_sheet(properties: Json, rows: int = 1000, columns: int = 26) -> Sheet:
    """An empty tab of that size."""
    return Sheet(properties, [Row() for _ in range(rows)], [{} for _ in range(columns)])


def fresh_id(taken: set[int], ids: Iterator[int]) -> int:
    """The next of the ids that is not taken."""
    return next(candidate for candidate in ids if candidate not in taken)


def id_sequence(seed: int = 1) -> Iterator[int]:
    """Numbers that look as Google's ids do, the same on every run."""
    return (1 + (seed * 1_000_003 + n * 715_225_741) % 2_147_483_629 for n in itertools.count(1))
