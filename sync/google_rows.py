"""A tab that the jobs write row by row in a Google spreadsheet, in which some columns are people's.

Everything goes into one batchUpdate, which Google carries out whole and at one moment. It begins by
sorting the rows by their identity: whatever order people had put them in since they were read, each
row then stands where it is expected, with the cells that people typed meanwhile. People's cells are
never written, but for those of rows that go.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from shapes import Column, Tab
from sync import google_requests as ask
from sync import google_style as style
from sync.google_read import Grid, Spreadsheet
from sync.google_requests import Json
from sync.headers import find_exact_header, find_sheet
from sync.keyed_tab import Formula, Row, Value
from sync.looks import SEVERITY_OF, is_centred
from sync.notes import COLOURS
from sync.shown import show_number
from vietnamese.text import show_date

_IDENTITY = re.compile(r"[0-9a-f]+")  # sorts the same way everywhere
_SPARE_ROWS = 20
_LOOK = "userEnteredFormat(textFormat,horizontalAlignment,verticalAlignment,wrapStrategy,numberFormat,borders)"
_LINE = {"style": "SOLID", "color": ask.colour("D0D5DA")}
_BORDERS = dict.fromkeys(("top", "bottom", "left", "right"), _LINE)
# Where people should be able to type a 0 in front.
_AS_TEXT = frozenset(("comment", "remark", "value", "suggestion", "phone"))


@dataclass(frozen=True)
class Line:
    """One row as it stands: its number, its identity, and what people's columns hold by field."""

    number: int
    id: str
    typed: Mapping[str, str]


class KeyedGrid:
    """The tab as it stands.

    `kept` are the fields that belong to people, `top` the header's row where there is none yet;
    rows of the identities in `unread` hold words that nobody has read: they stay, wanted or not.
    """

    def __init__(
        self,
        grid: Grid,
        tab: Tab,
        kept: Sequence[str] = (),
        top: int = 1,
        unread: Set[str] = frozenset(),
    ) -> None:
        self.grid, self.tab, self.kept, self.unread = grid, tab, tuple(kept), unread
        header = find_exact_header(grid.sheet, tab)
        self.found = len(header.columns) > 1
        self.top = header.row if self.found else top
        self.columns = {name: at + 1 for name, at in header.columns.items() if self.found}
        self.missing = [c for c in tab.columns if c.field not in self.columns]
        width = max((len(row) for row in grid.sheet.rows), default=0) if self.found else 0
        for column in self.missing:
            width += 1
            self.columns[column.field] = width
        self.lines = list(self._lines())

    def _lines(self) -> Iterator[Line]:
        """Every row below the header to the last one that holds anything."""
        at = self.columns[self.tab.identity[0]] if self.tab.identity else 0
        last = len(self.grid.sheet.rows) if self.found else 0
        for number in range(self.top + 1, last + 1):
            typed = {name: self.text(number, name) for name in self.kept}
            yield Line(number, self.grid.text(number, at).strip() if at else "", typed)

    def text(self, row: int, name: str) -> str:
        """The text of a field in a row."""
        return self.grid.text(row, self.columns[name])

    def letter(self, name: str) -> str:
        """The letter of a field's column."""
        return get_column_letter(self.columns[name])

    # --- whether anything is to be done --------------------------------------------------------

    def shows(self, rows: Sequence[Row]) -> bool:
        """Whether these rows stand there already, in this order, and no other of ours."""
        ours, rest = self.lines[: len(rows)], self.lines[len(rows) :]
        return (
            self.found
            and not self.missing
            and len(ours) == len(rows)
            and all(self._is(line, row) for line, row in zip(ours, rows, strict=True))
            and not any(line.id and line.id not in self.unread for line in rest)
        )

    def _is(self, line: Line, row: Row) -> bool:
        return (
            line.id == row.id
            and all(
                self._holds(line.number, name, row.values.get(name))
                for name in self.columns
                if name not in self.kept
            )
            and self._leads(line.number, row)
        )

    def _holds(self, row: int, name: str, value: Value) -> bool:
        if not isinstance(value, Formula):
            return self.text(row, name) == shown(value)
        there = self.grid.formulas.get((row, self.columns[name]), "")
        return there.replace(" ", "") == value.format(row=row).replace(" ", "")

    def _leads(self, number: int, row: Row) -> bool:
        if "place" not in self.columns:
            return True
        there = self.grid.links.get((number, self.columns["place"]), "")
        return there == (row.link.location if row.link else "")

    # --- what to do ----------------------------------------------------------------------------

    def write(self, rows: Sequence[Row]) -> list[Json]:
        """The requests that make the tab show these rows, people's cells each in its row."""
        order = _Order(self, rows)
        return [
            *self.write_header(),
            *self._unmerge(),
            *order.requests(),
            *self._write_rows(rows),
            *self._fill_new(order),
            *self._clear_gone(order.gone),
        ]

    def places(self, rows: Sequence[Row]) -> dict[int, int]:
        """By the number of each row with an identity, the one that it has once `rows` are written;
        nothing where some identity is none of ours, so that rows cannot be sorted by it."""
        return _Order(self, rows).places

    def write_header(self) -> Iterator[Json]:
        """The headers that are missing, and columns for them."""
        yield from self._new_columns()
        for column in self.missing:
            look = style.header(peoples=column.field in self.kept)
            cell = {"userEnteredValue": ask.entered(column.header), "userEnteredFormat": look}
            at, fields = self.columns[column.field], "userEnteredValue,userEnteredFormat"
            yield ask.cells(self.grid.id, self.top, at, [[cell]], fields)

    def _new_columns(self) -> Iterator[Json]:
        """Columns put in behind the last one that is used; in a blank tab those that it lacks."""
        if not self.missing:
            return
        first, size = self.columns[self.missing[0].field], self.grid.column_count
        if self.found:
            yield from ask.room(self.grid.id, "COLUMNS", first, len(self.missing), size)
        elif self.column_count > size:
            yield ask.append(self.grid.id, "COLUMNS", self.column_count - size)

    @property
    def column_count(self) -> int:
        """How many columns there are once none is missing."""
        size, lacking = self.grid.column_count, len(self.missing)
        if self.found and lacking:
            return max(size, self.columns[self.missing[0].field]) + lacking
        return max(size, *self.columns.values())

    def _unmerge(self) -> Iterator[Json]:
        """Merged cells below the header cannot be sorted."""
        if any(bottom > self.top for _t, _l, bottom, _r in self.grid.merged):
            yield {"unmergeCells": {"range": ask.area(self.grid.id, self.top + 1, 1)}}

    def _write_rows(self, rows: Sequence[Row]) -> Iterator[Json]:
        if not rows:
            return
        first, last = self.top + 1, self.top + len(rows)
        for column in self.tab.columns:
            at = self.columns[column.field]
            where = ask.area(self.grid.id, first, at, last, at)
            yield ask.same(where, {"userEnteredFormat": _look(column)}, _LOOK)
            if column.field not in self.kept:
                cells = [[self._cell(column, row, first + n)] for n, row in enumerate(rows)]
                yield ask.cells(self.grid.id, first, at, cells, _fields(column))

    def _fill_new(self, order: "_Order") -> Iterator[Json]:
        """In rows that were not there at all, people's cells as they were when they last were."""
        for row in order.new:
            for name in self.kept:
                if value := row.values.get(name):
                    at = self.top + order.wanted[row.id], self.columns[name]
                    cell = {"userEnteredValue": ask.entered(value)}
                    yield ask.cells(self.grid.id, *at, [[cell]], "userEnteredValue")

    def _cell(self, column: Column, row: Row, number: int) -> Json:
        cell: Json = {"userEnteredValue": ask.entered(row.values.get(column.field), number)}
        if column.field == "severity":
            shade = "" if row.quiet else SEVERITY_OF.get(str(row.values.get("severity") or ""), "")
            cell["userEnteredFormat"] = (
                {"backgroundColor": ask.colour(COLOURS[shade])} if shade else {}
            )
        if column.field == "place":
            link = {"link": {"uri": row.link.location}} if row.link and row.link.location else {}
            cell["userEnteredFormat"] = {"textFormat": link}
        return cell

    def _clear_gone(self, gone: Sequence[tuple[int, Line]]) -> Iterator[Json]:
        """Take away our cells of rows that went; of people's cells those that were read."""
        if not gone:
            return
        everything = "userEnteredValue,userEnteredFormat,dataValidation"
        ours = sorted(at for name, at in self.columns.items() if name not in self.kept)
        for left, right in ask.runs(ours):
            where = ask.area(self.grid.id, gone[0][0], left, gone[-1][0], right)
            yield ask.same(where, {}, everything)
        for number, line in gone:
            for at in (self.columns[name] for name, text in line.typed.items() if text):
                yield ask.same(ask.area(self.grid.id, number, at, number, at), {}, everything)


def find_tab(
    book: Spreadsheet, tab: Tab, kept: Sequence[str] = (), unread: Set[str] = frozenset()
) -> KeyedGrid | None:
    """The tab as it stands, whatever people call it; None where there is none."""
    found = find_sheet(book.sheets, tab)
    return KeyedGrid(book.grid(found.title), tab, kept, unread=unread) if found else None


class _Order:
    """Bringing the rows into the order that is wanted, each with what people typed in it."""

    def __init__(self, grid: KeyedGrid, rows: Sequence[Row]) -> None:
        self.grid, self.rows = grid, rows
        with_id = [line for line in grid.lines if line.id]
        known = {line.id: line for line in reversed(with_id)}
        self.safe = all(_IDENTITY.fullmatch(line.id) for line in with_id)
        self.sorted = sorted(with_id, key=lambda line: line.id) if self.safe else with_id
        self.others = [line for line in grid.lines if not line.id]
        self.wanted = {row.id: number for number, row in enumerate(rows, 1)}
        self.new = [row for row in rows if row.id not in known]
        ours = [line for line in self.sorted if known[line.id] is line]
        # By the number of each row where it stands, the one that it gets below the header.
        self._place = {o.number: self.wanted[o.id] for o in ours if o.id in self.wanted}
        unread = [o for o in ours if o.id in grid.unread and o.number not in self._place]
        for number, line in enumerate([*unread, *self.others], len(rows) + 1):
            self._place[line.number] = number
        left = [line for line in self.sorted if line.number not in self._place]
        first = grid.top + 1 + len(rows) + len(unread) + len(self.others)
        # Rows that are wanted no more, each with the number of the row where it stands then.
        self.gone = list(enumerate(left, first))

    @property
    def places(self) -> dict[int, int]:
        """Rows that stay, before → after."""
        kept = (o.number for o in self.sorted if o.number in self._place and self.safe)
        return {number: self.grid.top + self._place[number] for number in kept}

    def requests(self) -> Iterator[Json]:
        """Sort by identity, make room for new rows, number all rows in a column aside, sort by it."""
        sheet, first = self.grid.grid.id, self.grid.top + 1
        if not self.grid.lines:
            lacking = self.grid.top + len(self.rows) - self.grid.grid.row_count
            if lacking > 0:
                yield ask.append(sheet, "ROWS", lacking + _SPARE_ROWS)
            return
        aside = self.grid.column_count + 1
        yield ask.append(sheet, "COLUMNS", 1)
        table = ask.area(sheet, first, 1, None, aside)
        if self.safe:
            yield ask.sort(table, self.grid.columns[self.grid.tab.identity[0]])
        yield from self._room(first + len(self._before_new))
        numbers = [[{"userEnteredValue": ask.entered(number)}] for number in self._numbers()]
        yield ask.cells(sheet, first, aside, numbers, "userEnteredValue")
        yield ask.sort(table, aside)
        yield ask.delete(sheet, "COLUMNS", aside, 1)

    def _room(self, first: int) -> Iterator[Json]:
        """Empty rows for what is new; as many blank ones go at the end of the tab."""
        count, grid = len(self.new), self.grid.grid
        if count:
            yield from ask.room(grid.id, "ROWS", first, count, grid.row_count)
        if count and grid.row_count - len(grid.sheet.rows) > count + _SPARE_ROWS:
            yield ask.delete(grid.id, "ROWS", grid.row_count + 1, count)

    @property
    def _before_new(self) -> list[Line]:
        return self.sorted if self.safe else self.grid.lines

    def _numbers(self) -> list[int]:
        """The place of each row, as the rows stand once there is room for the new ones."""
        known = self._place | {line.number: n - self.grid.top for n, line in self.gone}
        rest = self.others if self.safe else []
        return [
            *(known[line.number] for line in self._before_new),
            *(self.wanted[row.id] for row in self.new),
            *(known[line.number] for line in rest),
        ]


def put_back(before: KeyedGrid, now: KeyedGrid, rows: Sequence[Row]) -> list[Json]:
    """For rows that went while somebody typed in them: our cells as they were.

    `before` is the tab as it was read, `now` as it stands after `before.write(rows)`.
    """
    requests = []
    for number, line in _Order(before, rows).gone:
        if any(now.text(number, name) for name in now.kept if name in now.columns):
            for name, at in now.columns.items():
                if name not in now.kept:
                    cell = {"userEnteredValue": ask.entered(before.text(line.number, name))}
                    requests.append(
                        ask.cells(now.grid.id, number, at, [[cell]], "userEnteredValue")
                    )
    return requests


def shown(value: Value) -> str:
    """How a value that was written reads."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return show_number(float(value)) if isinstance(value, (int, float)) else show_date(value)


def _fields(column: Column) -> str:
    more = {
        "severity": ",userEnteredFormat.backgroundColor",
        "place": ",userEnteredFormat.textFormat.link",
    }
    return f"userEnteredValue{more.get(column.field, '')}"


def _look(column: Column) -> Json:
    look = {
        "textFormat": style.letters(bold=column.field == "severity"),
        "horizontalAlignment": "CENTER" if is_centred(column) else "LEFT",
        "verticalAlignment": "TOP", "wrapStrategy": "WRAP", "borders": _BORDERS,
    }  # fmt: skip
    if column.kind == "date":
        return look | {"numberFormat": ask.DATE_FORMAT}
    return look | ({"numberFormat": ask.TEXT_FORMAT} if column.field in _AS_TEXT else {})
