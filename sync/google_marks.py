"""Showing one ward in its own Google spreadsheet what is to be put right, while people type in it.

Whatever is not as it should be after a writing (a mark on a row that moved in that moment) is put
right by the next one: google_calls.bring_about.
"""

from collections.abc import Mapping

import pandas as pd

from shapes import Marks, Sheet
from sync import google_requests as ask
from sync.answers import todo_answers
from sync.cell_marks import CellMark, wanted_marks
from sync.google_calls import Shown, bring_about, fetch
from sync.google_client import Client
from sync.google_read import At, Grid, Spreadsheet, moved_rows
from sync.google_requests import Json
from sync.google_rows import put_back
from sync.google_todo import keyed_todo, todo_grid, todo_requests, unread_answers
from sync.headers import data_sheets
from sync.keyed_tab import Link, Row
from sync.notes import COLOURS, is_ours, signed
from sync.places import Place, find_places
from sync.todo_sheet import todo_rows, whole_number

_OURS = frozenset(COLOURS.values())
Found = tuple[Place, Mapping[int, int]]  # a tab, and its rows: number when read → number now


def push_ward(client: Client, marks: Marks, seen: Spreadsheet | None) -> Shown:
    """Make the ward's spreadsheet show `marks`; `seen` is how it was read in this run.

    Raises Refused when Google does not do it.
    """
    return bring_about(
        client,
        seen or fetch(client, marks.unit.ref),
        lambda now: _requests(now, marks),
        lambda before, now: _put_back(before, now, marks),
    )


def same_data(read: tuple[Sheet, ...], now: Spreadsheet) -> bool:
    """Whether the ward's tabs, and its words in `Cần sửa`, are those that were read."""
    return _content(read) == _content(now.sheets)


def _content(sheets: tuple[Sheet, ...]) -> object:
    answers = [a for a in todo_answers(sheets) if a.agreed or a.comment]
    return data_sheets(sheets), sorted((a.id, a.agreed, a.comment) for a in answers)


def _requests(now: Spreadsheet, marks: Marks) -> list[Json]:
    """What brings the spreadsheet to what it should show."""
    found = _found(now, marks)
    todo = todo_requests(now, _rows(now, found, marks), todo_answers(marks.read.sheets))
    cells = (_mark_tab(now, tab, *where, marks.cells) for tab, where in found.items())
    return [*todo, *(one for tab in cells for one in tab)]


def _found(now: Spreadsheet, marks: Marks) -> Mapping[str, Found]:
    """The data tabs by title, and where the rows that were checked stand now."""
    places = find_places(now.sheets)
    return {tab: (place, _moved(marks, place, now)) for tab, place in places.items()}


def _moved(marks: Marks, place: Place, now: Spreadsheet) -> dict[int, int]:
    """Where the rows that were checked stand now; a row that changed since is not in it."""
    read = next((s for s in marks.read.sheets if s.title == place.title), None)
    return moved_rows(read, now.grid(place.title).sheet) if read else {}


def _rows(now: Spreadsheet, found: Mapping[str, Found], marks: Marks) -> list[Row]:
    """The rows of `Cần sửa`, with links to where the cells stand."""

    def locate(tab: str, row: int | None, column: str) -> Link | None:
        if tab not in found:
            return None
        place, moved = found[tab]
        number = moved.get(row, row) if row else place.header_row or 1
        return Link(now.grid(place.title).address(number or 1, place.columns.get(column, 1)))

    return todo_rows(marks.rows, locate)


def _put_back(before: Spreadsheet, now: Spreadsheet, marks: Marks) -> list[Json]:
    """Rows of `Cần sửa` that went while the ward typed in them come back until they are read."""
    was, there = todo_grid(before), todo_grid(now)
    if was is None or there is None:
        return []
    tab = keyed_todo(was, unread_answers(was, todo_answers(marks.read.sheets)))
    rows = _rows(before, _found(before, marks), marks)
    return [] if tab.shows(rows) else put_back(tab, keyed_todo(there), rows)


# --- fills and notes -----------------------------------------------------------------------------


def _mark_tab(
    now: Spreadsheet, tab: str, place: Place, moved: Mapping[int, int], cells: pd.DataFrame
) -> list[Json]:
    grid = now.grid(place.title)
    here = cells if cells.empty else cells[cells["tab"] == tab]
    if len(here):
        numbers = [moved.get(whole_number(row) or 0, 0) for row in here["row"]]
        here = here.assign(row=numbers)
    wanted = wanted_marks(place, here, grid.top_left)
    ours = {at for at, fill in grid.fills.items() if fill in _OURS}
    noted = {at for at, note in grid.notes.items() if is_ours("", note)}
    found = (_mark_cell(grid, at, wanted.get(at)) for at in sorted(wanted.keys() | ours | noted))
    return [request for request in found if request]


def _mark_cell(grid: Grid, at: At, mark: CellMark | None) -> Json | None:
    """Our fill and note on one cell, set or taken away; a person's fill or note stays."""
    fill, note = grid.fills.get(at, ""), grid.notes.get(at, "")
    cell: Json = {}
    fields = []
    wanted_fill = COLOURS[mark.severity] if mark else ""
    if fill != wanted_fill and (not fill or fill in _OURS):
        look = {"backgroundColor": ask.colour(wanted_fill)} if wanted_fill else {}
        cell["userEnteredFormat"] = look
        fields.append("userEnteredFormat.backgroundColor")
    wanted_note = signed(mark.note) if mark else ""
    if note != wanted_note and (not note or is_ours("", note)):
        cell |= {"note": wanted_note} if wanted_note else {}
        fields.append("note")
    return ask.cells(grid.id, *at, [[cell]], ",".join(fields)) if fields else None
