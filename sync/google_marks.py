"""Showing one ward in its own Google spreadsheet what is to be put right, while people type in it.

The answer to each writing says what stands in the spreadsheet then. Whatever in it is not as it
should be (a mark on a row that moved in that moment) is put right by the next writing, so the same
few lines write, verify and repair.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from shapes import Marks, Sheet
from sync import google_requests as ask
from sync.answers import todo_answers
from sync.cell_marks import CellMark, wanted_marks
from sync.google_calls import change, fetch
from sync.google_client import Client, Refused
from sync.google_read import At, Grid, Spreadsheet, moved_rows
from sync.google_requests import Json
from sync.google_rows import put_back
from sync.google_todo import keyed_todo, todo_grid, todo_requests, unread_answers
from sync.headers import data_sheets
from sync.keyed_tab import Link, Row
from sync.notes import COLOURS, is_ours, signed
from sync.places import Place, find_places
from sync.todo_sheet import todo_rows, whole_number

ATTEMPTS = 4
_OURS = frozenset(COLOURS.values())


@dataclass(frozen=True)
class Shown:
    """What became of a push: whether anything was written, and what stands there now."""

    outcome: Literal["unchanged", "written"]
    book: Spreadsheet


def push_ward(client: Client, marks: Marks, seen: Spreadsheet | None) -> Shown:
    """Make the ward's spreadsheet show `marks`; `seen` is how it was read in this run.

    Raises Refused when Google does not do it.
    """
    now, outcome = seen or fetch(client, marks.unit.ref), "unchanged"
    for _attempt in range(ATTEMPTS):
        rows, requests = _wanted(now, marks)
        if not requests:
            break
        try:
            before, now = now, change(client, now.id, requests)
            now = _put_back(client, before, now, rows, marks)
        except Refused as why:
            if not why.unsure:
                raise
            now = fetch(client, marks.unit.ref)
        outcome = "written"
    return Shown("written" if outcome == "written" else "unchanged", now)


def same_data(read: tuple[Sheet, ...], now: Spreadsheet) -> bool:
    """Whether the ward's tabs, and its words in `Cần sửa`, are those that were read."""
    return _content(read) == _content(now.sheets)


def _content(sheets: tuple[Sheet, ...]) -> object:
    answers = [a for a in todo_answers(sheets) if a.agreed or a.comment]
    return data_sheets(sheets), sorted((a.id, a.agreed, a.comment) for a in answers)


def _wanted(now: Spreadsheet, marks: Marks) -> tuple[list[Row], list[Json]]:
    """The rows of `Cần sửa`, and the requests that bring the spreadsheet to what it should show."""
    places = find_places(now.sheets)
    moved = {tab: _moved(marks, place, now) for tab, place in places.items()}

    def locate(tab: str, row: int | None, column: str) -> Link | None:
        place = places.get(tab)
        if place is None:
            return None
        number = moved[tab].get(row, row) if row else place.header_row or 1
        return Link(now.grid(place.title).address(number or 1, place.columns.get(column, 1)))

    rows = todo_rows(marks.rows, locate)
    cells = [_mark_tab(now, tab, place, marks.cells, moved[tab]) for tab, place in places.items()]
    todo = todo_requests(now, rows, todo_answers(marks.read.sheets))
    return rows, [*todo, *(one for tab in cells for one in tab)]


def _moved(marks: Marks, place: Place, now: Spreadsheet) -> dict[int, int]:
    """Where the rows that were checked stand now; a row that changed since is not in it."""
    read = next((s for s in marks.read.sheets if s.title == place.title), None)
    return moved_rows(read, now.grid(place.title).sheet) if read else {}


def _put_back(
    client: Client, before: Spreadsheet, now: Spreadsheet, rows: list[Row], marks: Marks
) -> Spreadsheet:
    """Rows of `Cần sửa` that went while the ward typed in them come back until they are read."""
    was, there = todo_grid(before), todo_grid(now)
    if was is None or there is None:
        return now
    tab = keyed_todo(was, unread_answers(was, todo_answers(marks.read.sheets)))
    requests = [] if tab.shows(rows) else put_back(tab, keyed_todo(there), rows)
    return change(client, now.id, requests) if requests else now


# --- fills and notes -----------------------------------------------------------------------------


def _mark_tab(
    now: Spreadsheet, tab: str, place: Place, cells: pd.DataFrame, moved: Mapping[int, int]
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
