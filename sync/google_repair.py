"""Carrying out the proposals that a ward ticked, in its own Google spreadsheet."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from shapes import Repair, Sheet, Workbook
from sync import google_requests as ask
from sync.google_calls import change, fetch
from sync.google_client import Client
from sync.google_read import At, Grid, Spreadsheet, moved_rows
from sync.google_requests import Json
from sync.places import Place, find_places
from sync.values import read_date
from vietnamese.text import show_date

_DAY = re.compile(r"\d{2}/\d{2}/\d{4}")
Cells = dict[str, tuple[str, At]]  # by repair: the tab's title there, and the cell


def carry_out(
    client: Client, ref: str, read: Workbook, repairs: Sequence[Repair]
) -> tuple[frozenset[str], str]:
    """Writes each proposal whose cell still holds what was flagged, all in one writing.

    What stands in the spreadsheet is read right before, and right after in the answer: a proposal
    that hit another row, because rows moved in that moment, is taken back. Returns the ids of what
    stands now, and why nothing does ("" otherwise). Raises Refused when Google does not do it.
    """
    before = fetch(client, ref)
    cells = {one.id: at for one in repairs if (at := _cell_of(one, before, read))}
    due = [one for one in repairs if one.id in cells]
    if not due:
        return frozenset(), "changed"
    after = change(client, before.id, [_write(before, cells[one.id], one) for one in due])
    wrong = {one.id for one in due if not _stands(before, after, cells, one, due)}
    if wrong:
        change(client, before.id, list(_taken_back(before, after, cells, wrong, due)))
    done = frozenset(one.id for one in due if one.id not in wrong)
    return done, "" if done else "changed"


def _cell_of(repair: Repair, now: Spreadsheet, read: Workbook) -> tuple[str, At] | None:
    """Where the proposal goes now; None when its cell holds something else, or a formula."""
    place = find_places(now.sheets).get(repair.tab)
    sheet = next((s for s in read.sheets if place and s.title == place.title), None)
    if place is None or sheet is None:
        return None
    grid = now.grid(place.title)
    row, column = moved_rows(sheet, grid.sheet).get(repair.row, 0), _column(place, repair)
    found = row and column and grid.text(row, column) == repair.value
    if not found or (row, column) in grid.formulas or grid.top_left(row, column) != (row, column):
        return None
    return place.title, (row, column)


def _column(place: Place, repair: Repair) -> int:
    return place.columns.get(repair.column, 0)


def _write(now: Spreadsheet, cell: tuple[str, At], repair: Repair) -> Json:
    title, at = cell
    day = _day(repair.suggestion)
    value: Json = {"userEnteredValue": ask.entered(day or repair.suggestion)}
    look = ask.DATE_FORMAT if day else ask.TEXT_FORMAT
    value["userEnteredFormat"] = {"numberFormat": look}
    fields = "userEnteredValue,userEnteredFormat.numberFormat"
    return ask.cells(now.grid(title).id, *at, [[value]], fields)


def _day(text: str) -> date | None:
    day = read_date(text).value if _DAY.fullmatch(text) else None
    return day if isinstance(day, date) else None


def _stands(
    before: Spreadsheet, after: Spreadsheet, cells: Cells, repair: Repair, due: Sequence[Repair]
) -> bool:
    """Whether the row that was written is the one that was meant."""
    title, (row, column) = cells[repair.id]
    expected = _expected(before.grid(title).sheet, title, cells, due)
    now = after.grid(title)
    return _line(expected, row) == _line(now.sheet, row) and bool(now.text(row, column))


def _expected(sheet: Sheet, title: str, cells: Cells, due: Sequence[Repair]) -> Sheet:
    """The tab with the proposals in it."""
    rows = [list(row) for row in sheet.rows]
    for one in due:
        where, (row, column) = cells[one.id]
        if where == title:
            day = _day(one.suggestion)
            rows[row - 1][column - 1] = show_date(day) if day else one.suggestion
    return Sheet(title, tuple(map(tuple, rows)))


def _line(sheet: Sheet, row: int) -> tuple[str, ...]:
    cells = list(sheet.rows[row - 1]) if row <= len(sheet.rows) else []
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _taken_back(
    before: Spreadsheet, after: Spreadsheet, cells: Cells, wrong: set[str], due: Sequence[Repair]
) -> list[Json]:
    """Give the rows that were hit by mistake what stood there: the row that is the same otherwise."""
    requests = []
    for one in due:
        title, at = cells[one.id]
        if one.id in wrong:
            old = _same_but(before.grid(title), after.grid(title), at)
            if old is not None:
                value = {"userEnteredValue": ask.entered(_day(old) or old)}
                requests.append(ask.cells(after.grid(title).id, *at, [[value]], "userEnteredValue"))
    return requests


def _same_but(before: Grid, after: Grid, at: At) -> str | None:
    """What the row now at `at` held in this column before, by its other cells; None if unknown."""
    row, column = at
    others: Mapping[int, str] = {
        n: text for n, text in enumerate(_line(after.sheet, row), 1) if n != column
    }
    found = {
        before.text(number, column)
        for number, line in enumerate(before.sheet.rows, 1)
        if {n: text for n, text in enumerate(_line(Sheet("", (line,)), 1), 1) if n != column}
        == others
    }
    return found.pop() if len(found) == 1 else None
