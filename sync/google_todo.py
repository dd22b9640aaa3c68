"""The tab `Cần sửa` of a ward's Google spreadsheet."""

from collections.abc import Iterable, Sequence, Set

from shapes import Sheet
from sync import google_requests as ask
from sync.answers import Answer, is_tick, todo_answers
from sync.google_read import Grid, Spreadsheet
from sync.google_requests import Json
from sync.google_rows import KeyedGrid
from sync.headers import is_todo
from sync.keyed_tab import Row
from sync.looks import HEADER_COLOUR
from sync.schema import TODO, TODO_HEADER_ROW, TODO_INTRO, TODO_WARD_FIELDS
from sync.todo_sheet import agrees_to

_ROWS = 300


def todo_grid(book: Spreadsheet) -> Grid | None:
    """The tab as it stands; None where there is none."""
    return next((grid for grid in book.grids if is_todo(grid.sheet.title)), None)


def keyed_todo(grid: Grid, unread: Set[str] = frozenset()) -> KeyedGrid:
    """The tab by its rows; those with `unread` words of the ward stay."""
    return KeyedGrid(grid, TODO, TODO_WARD_FIELDS, TODO_HEADER_ROW, unread)


def todo_requests(book: Spreadsheet, rows: Sequence[Row], read: Iterable[Answer]) -> list[Json]:
    """What makes the tab show these rows; nothing when it does. `read` is what the ward had said."""
    grid = todo_grid(book)
    if grid is None:
        return _made(book, rows) if rows else []
    tab = keyed_todo(grid, unread_answers(grid, read))
    intro = _intro(tab)
    if tab.shows(rows):
        return intro
    return [*intro, *tab.write(rows), *_offer_ticks(tab, rows), *_forget_other_ticks(tab, rows)]


def unread_answers(grid: Grid, read: Iterable[Answer]) -> frozenset[str]:
    """Flags of which the ward says something now that was not read."""
    known = {(a.id, a.agreed, a.comment) for a in read}
    now = (a for a in todo_answers((grid.sheet,)) if a.agreed or a.comment)
    return frozenset(a.id for a in now if (a.id, a.agreed, a.comment) not in known)


def _made(book: Spreadsheet, rows: Sequence[Row]) -> list[Json]:
    number = free_id(book)
    size = {"rowCount": _ROWS, "columnCount": len(TODO.columns), "frozenRowCount": TODO_HEADER_ROW}
    properties = {"sheetId": number, "title": TODO.title, "gridProperties": size}
    made = Grid(number, Sheet(TODO.title, ()), _ROWS, len(TODO.columns))
    tab = keyed_todo(made)
    hidden = ask.dimension(number, "COLUMNS", tab.columns["id"], {"hiddenByUser": True})
    add = {"addSheet": {"properties": properties}}
    return [add, *_intro(tab), *tab.write(rows), *_offer_ticks(tab, rows), hidden]


def free_id(book: Spreadsheet) -> int:
    """A number for a new tab that no other has."""
    return max((grid.id for grid in book.grids), default=0) % 2_000_000_000 + 1


def _intro(tab: KeyedGrid) -> list[Json]:
    """The fixed line above the header, where there is room for it."""
    row = tab.top - 1
    there = tab.grid.text(row, 1) if row else TODO_INTRO
    if there == TODO_INTRO or (there and not there.startswith(TODO_INTRO)):
        return []
    look = {"textFormat": {"italic": True, "foregroundColor": ask.colour(HEADER_COLOUR)}}
    cell = {"userEnteredValue": ask.entered(TODO_INTRO), "userEnteredFormat": look}
    return [ask.cells(tab.grid.id, row, 1, [[cell]], "userEnteredValue,userEnteredFormat")]


def _offer_ticks(tab: KeyedGrid, rows: Sequence[Row]) -> list[Json]:
    """A tick box in each row where there is something to agree to, and nowhere else."""
    at = tab.columns["agreed"]
    offered = [n for n, row in enumerate(rows, tab.top + 1) if row.values["suggestion"]]
    areas = (ask.area(tab.grid.id, first, at, last, at) for first, last in ask.runs(offered))
    nowhere = ask.validation(ask.area(tab.grid.id, tab.top + 1, at, None, at), None)
    return [nowhere, *(ask.validation(where, ask.checkbox()) for where in areas)]


def _forget_other_ticks(tab: KeyedGrid, rows: Sequence[Row]) -> list[Json]:
    """A tick agreed to what the row said then: to another value or proposal it says nothing."""
    before = {line.id: line for line in tab.lines}
    requests = []
    for number, row in enumerate(rows, tab.top + 1):
        line = before.get(row.id)
        ticked = line is not None and is_tick(line.typed["agreed"])
        if line is None or not ticked:
            continue
        seen = (tab.text(line.number, name) for name in ("value", "suggestion"))
        if not agrees_to(row, *seen):
            at = tab.columns["agreed"]
            requests.append(ask.cells(tab.grid.id, number, at, [[{}]], "userEnteredValue"))
    return requests
