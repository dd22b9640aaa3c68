"""A tab that the jobs write row by row, in which some columns are people's.

Every row has an identity. However often the rows are written anew, what people typed into their
columns, into columns of their own or into notes goes with the identity, in whatever order the
columns stand. Lines that people added without one stay below the rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from shapes import Sheet, Tab
from sync.headers import HEADER_ROWS, find_exact_header
from sync.looks import HEADER_HEIGHT, Looks, column_widths, fit_height, is_own_colour

Value = str | int | float | date | None
_EPOCH = date(1899, 12, 30)
_LONGEST_TEXT = 32_767
_SEEN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Formula(str):
    """A formula of ours; `{row}` in it is the row in which it stands."""


@dataclass(frozen=True)
class Link:
    """Where a click leads: a place in this workbook, or in the one called `target`."""

    location: str
    target: str = ""


@dataclass(frozen=True)
class Row:
    """One row as it should stand: the values of the system's fields and the link of `place`.

    A `quiet` one has no colour: the city has let it be.
    """

    id: str
    values: Mapping[str, Value]
    link: Link | None = None
    quiet: bool = False


@dataclass
class Line:
    """One row as it stands: its cells by column, from 1."""

    id: str
    cells: dict[int, Cell] = field(default_factory=dict)


# --- cells -------------------------------------------------------------------------------------


def cell_text(cell: Any) -> str:
    """What a cell holds, as text."""
    value = None if cell is None else cell._value
    return "" if value is None else str(value)


def put(cell: Any, value: Value) -> None:
    """Write a value; a text stays text, whatever it begins with, and a date is a real one."""
    if isinstance(value, Formula):
        cell._value, cell.data_type = value.format(row=cell.row), "f"
    elif isinstance(value, str):
        cell._value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_TEXT] or None
        cell.data_type = "s" if cell._value else "n"
        if value.startswith(_SEEN_AS_FORMULA):
            # So that it is still text after somebody has edited it.
            cell.quotePrefix = True
    else:
        cell._value, cell.data_type = _number(value), "n"


def _number(value: float | date | None) -> float | None:
    """The number by which a sheet knows a day; other numbers as they are."""
    day = value.date() if isinstance(value, datetime) else value
    return (day - _EPOCH).days if isinstance(day, date) else day


def holds(cell: Any, value: Value) -> bool:
    """Whether `put` of this value would change nothing."""
    there = None if cell is None else cell._value
    if isinstance(value, Formula):
        return bool(there == value.format(row=cell.row)) if cell is not None else False
    if isinstance(value, str):
        return cell_text(cell) == ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_TEXT]
    return bool(there == _number(value))


def head_of(sheet: Any) -> Sheet:
    """The rows of an openpyxl sheet in which a header may stand."""
    return Sheet(sheet.title, tuple(rows_of(sheet, HEADER_ROWS)))


def rows_of(sheet: Any, last: int) -> Iterator[tuple[str, ...]]:
    """The first `last` rows as text."""
    cells = {at: cell_text(cell) for at, cell in sheet._cells.items() if at[0] <= last}
    width = max((column for _row, column in cells), default=0)
    for row in range(1, max((row for row, _column in cells), default=0) + 1):
        yield tuple(cells.get((row, column), "") for column in range(1, width + 1))


# --- the tab -----------------------------------------------------------------------------------


class KeyedTab:
    """The tab as it stands in an openpyxl sheet.

    `kept` are the fields that belong to people; `top` is the header's row where there is none yet.
    """

    def __init__(self, sheet: Any, tab: Tab, kept: Sequence[str] = (), top: int = 1) -> None:
        self.sheet, self.tab, self.kept = sheet, tab, tuple(kept)
        head = head_of(sheet)
        header = find_exact_header(head, tab)
        self.found = len(header.columns) > 1
        self.top = header.row if self.found else top
        self.columns = {name: at + 1 for name, at in header.columns.items()}
        self._add_missing_columns()
        self.lines = self._read_lines(self.top if self.found else 0)

    def _add_missing_columns(self) -> None:
        used = max((column for _row, column in self.sheet._cells), default=0) if self.found else 0
        for column in self.tab.columns:
            if column.field not in self.columns:
                used += 1
                self.columns[column.field] = used

    def _read_lines(self, below: int) -> list[Line]:
        at = self.columns[self.tab.identity[0]] if self.tab.identity else 0
        lines: dict[int, Line] = {}
        for (row, column), cell in sorted(self.sheet._cells.items()):
            if row > below and not isinstance(cell, MergedCell):
                lines.setdefault(row, Line("")).cells[column] = cell
        for line in lines.values():
            line.id = cell_text(line.cells.get(at)).strip()
        return [line for line in lines.values() if any(map(_has_content, line.cells.values()))]

    def cell(self, line: Line, name: str) -> Cell | None:
        """The line's cell of a field."""
        return line.cells.get(self.columns[name])

    def text(self, line: Line, name: str) -> str:
        """The line's text of a field."""
        return cell_text(self.cell(line, name)).strip()

    def letter(self, name: str) -> str:
        """The letter of a field's column."""
        return get_column_letter(self.columns[name])

    def shows(self, rows: Sequence[Row]) -> bool:
        """Whether these rows stand there already, in this order, with nothing of ours below."""
        if not self.found or not self._has_all_headers():
            return False
        ours, rest = self.lines[: len(rows)], self.lines[len(rows) :]
        return (
            len(ours) == len(rows)
            and all(map(self._is, ours, rows))
            and all(map(self._is_persons, rest))
        )

    def _has_all_headers(self) -> bool:
        return all((self.top, column) in self.sheet._cells for column in self.columns.values())

    def _is(self, line: Line, row: Row) -> bool:
        return (
            line.id == row.id
            and all(
                holds(line.cells.get(column), row.values.get(name))
                for name, column in self.columns.items()
                if name not in self.kept
            )
            and _leads(line.cells.get(self.columns.get("place", 0)), row.link)
        )

    def _is_persons(self, line: Line) -> bool:
        """A line that somebody added. One of ours without its identity, and empty, is not."""
        ours = {c for name, c in self.columns.items() if name not in self.kept}
        own = any(_has_content(cell) for column, cell in line.cells.items() if column not in ours)
        system = sum(_has_content(line.cells.get(column)) for column in ours)
        return not line.id and (own or system < len(ours) // 2)

    def write(
        self, rows: Sequence[Row], looks: Looks, keep: Callable[[Line], bool] = lambda _line: False
    ) -> None:
        """Write these rows; lines of other identities stay below them when `keep` says so."""
        known = self._by_id()
        wanted = {row.id for row in rows}
        below = [line for line in self.lines if self._is_persons(line)]
        below += [line for line in known.values() if line.id not in wanted and keep(line)]
        self._clear()
        self._write_header(looks)
        for number, row in enumerate(rows, self.top + 1):
            self._write_row(number, row, known.get(row.id), looks)
        self._put_below(below, len(rows))

    def write_on_top(self, rows: Sequence[Row], looks: Looks, limit: int) -> None:
        """Write these rows above the lines there are, of which the last beyond `limit` go."""
        rows = rows[:limit]
        self._clear()
        self._write_header(looks)
        for number, row in enumerate(rows, self.top + 1):
            self._write_row(number, row, None, looks)
        self._put_below(self.lines[: limit - len(rows)], len(rows))

    def _put_below(self, lines: Sequence[Line], count: int) -> None:
        for number, line in enumerate(lines, self.top + 1 + count):
            self._move(line.cells.values(), number)
        self._fit_heights(count + len(lines))

    def _fit_heights(self, count: int) -> None:
        widths = column_widths(self.sheet)
        texts: dict[int, list[tuple[int, str]]] = {}
        for (row, column), cell in self.sheet._cells.items():
            if cell.data_type == "s":
                texts.setdefault(row, []).append((column, cell_text(cell)))
        for row in range(self.top + 1, self.top + 1 + count):
            fit_height(self.sheet, row, texts.get(row, ()), widths)

    def _by_id(self) -> dict[str, Line]:
        """Lines by identity; of two copies the first, with what only the second one says."""
        known: dict[str, Line] = {}
        system = self._system_columns()
        for line in self.lines:
            first = known.setdefault(line.id, line)
            for column, cell in line.cells.items() if first is not line else ():
                if column not in system and not _has_content(first.cells.get(column)):
                    first.cells[column] = cell
        known.pop("", None)
        return known

    def _system_columns(self) -> set[int]:
        return {column for name, column in self.columns.items() if name not in self.kept}

    def _clear(self) -> None:
        """Take away every row below the header; what is kept of them is held by `lines`."""
        sheet, top = self.sheet, self.top if self.found else 0
        for merged in list(sheet.merged_cells.ranges):
            if merged.max_row > top:
                sheet.merged_cells.remove(merged)
        for at in [at for at, cell in sheet._cells.items() if at[0] > top]:
            del sheet._cells[at]
        # Heights, and rows that a filter had hidden, belonged to other content.
        for number in [number for number in sheet.row_dimensions if number > top]:
            del sheet.row_dimensions[number]

    def _write_header(self, looks: Looks) -> None:
        for column in self.tab.columns:
            at = (self.top, self.columns[column.field])
            if not _has_content(self.sheet._cells.get(at)):
                cell: Any = Cell(self.sheet, *at)
                self.sheet._cells[at] = cell
                put(cell, column.header)
                cell._style = looks.header(column)
        if self.sheet.row_dimensions[self.top].height is None:
            self.sheet.row_dimensions[self.top].height = HEADER_HEIGHT

    def _write_row(self, number: int, row: Row, line: Line | None, looks: Looks) -> None:
        old = line.cells if line else {}
        severity = "" if row.quiet else str(row.values.get("severity") or "")
        for column in self.tab.columns:
            at = self.columns[column.field]
            if column.field in self.kept and at in old:
                continue
            cell: Any = Cell(self.sheet, number, at)
            self.sheet._cells[number, at] = cell
            cell._style = looks.cell(column, severity)
            if column.field not in self.kept or line is None:
                # A person's cell is only filled in with a row that was not there at all.
                put(cell, row.values.get(column.field))
                _carry_over(old.get(at), cell)
            if column.field == "place" and row.link:
                _lead(cell, row.link)
        system = self._system_columns()
        self._move((cell for column, cell in old.items() if column not in system), number)

    def _move(self, cells: Iterable[Any], number: int) -> None:
        for cell in cells:
            if cell.data_type == "f" and isinstance(cell._value, str):
                there = f"{get_column_letter(cell.column)}{number}"
                cell._value = Translator(cell._value, cell.coordinate).translate_formula(there)
            cell.row = number
            self.sheet._cells[number, cell.column] = cell
            if cell._hyperlink:
                cell._hyperlink.ref = cell.coordinate


def _has_content(cell: Any) -> bool:
    return cell is not None and (cell._value not in (None, "") or cell._comment is not None)


def _lead(cell: Any, link: Link) -> None:
    # Excel wants no empty target, and the setter none without a value.
    cell._hyperlink = Hyperlink(
        ref=cell.coordinate, location=link.location or None, target=link.target or None
    )


def _leads(cell: Any, link: Link | None) -> bool:
    there = getattr(cell, "_hyperlink", None)
    if link is None or there is None:
        return link is None and there is None
    # Programs differ in whether they quote a title without spaces.
    was, wanted = ((place or "").replace("'", "") for place in (there.location, link.location))
    return was == wanted and (there.target or "") == link.target


def _carry_over(old: Any, new: Any) -> None:
    """A person's note or fill on one of our cells goes with the row."""
    if old is None:
        return
    if old._comment is not None:
        new.comment = copy_note(old._comment)
    if old._style and old._style.fillId and not is_own_colour(old.fill):
        new.fill = copy(old.fill)


def copy_note(note: Any) -> Any:
    """The note, free to be put on another cell."""
    note.unbind()
    return note
