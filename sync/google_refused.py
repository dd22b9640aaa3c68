"""Addresses that the mail server refuses, shown in a Google spreadsheet on the cells that hold them.

The tabs are people's: nothing in them is ordered or typed, only notes come and go. People may sort or
type while we write; a note that came to another cell goes with the next writing, and a person's note
that it replaced there is put back.
"""

from collections.abc import Iterator, Mapping

from sync import google_requests as ask
from sync.google_read import At, Grid, Spreadsheet, moved_rows
from sync.google_requests import Json
from sync.google_rows import KeyedGrid, find_tab
from sync.refused import PLACES, is_refusal, refusal


def refused_notes(book: Spreadsheet, refused: Mapping[str, str]) -> list[Json]:
    """Notes for the cells that hold an address in `refused` (address → reason), none of ours for the
    others; a person's own note stays as it is."""
    return [
        _note(grid, at, text) for grid, due in _all_due(book, refused) for at, text in due.items()
    ]


def put_back_notes(before: Spreadsheet, now: Spreadsheet, refused: Mapping[str, str]) -> list[Json]:
    """People's notes on cells that moved to where `refused_notes(before)` were written."""
    grids = {grid.id: grid for grid in now.grids}
    return [
        request
        for was, due in _all_due(before, refused)
        if due and was.id in grids
        for request in _replaced(was, grids[was.id], due)
    ]


def _replaced(was: Grid, there: Grid, due: Mapping[At, str]) -> Iterator[Json]:
    moved = moved_rows(was.sheet, there.sheet)
    for (row, column), note in was.notes.items():
        at = moved.get(row, 0), column
        if at in due and not is_refusal(note) and there.notes.get(at, "") == due[at]:
            yield _note(there, at, note)


def _all_due(book: Spreadsheet, refused: Mapping[str, str]) -> Iterator[tuple[Grid, dict[At, str]]]:
    for tab, field in PLACES:
        if rows := find_tab(book, tab):
            yield rows.grid, _due(rows, field, refused)


def _due(rows: KeyedGrid, field: str, refused: Mapping[str, str]) -> dict[At, str]:
    """The notes to be changed: what they should say, "" for none."""
    grid, column = rows.grid, rows.columns[field]
    cells = {grid.top_left(line.number, column) for line in rows.lines}
    wanted = {at: text for at in cells if (text := refusal(grid.text(*at), refused))}
    ours = {at for at, note in grid.notes.items() if is_refusal(note)}
    free = {at for at in wanted if not grid.notes.get(at)}
    due = {at: wanted.get(at, "") for at in sorted(ours | free)}
    return {at: text for at, text in due.items() if text != grid.notes.get(at, "")}


def _note(grid: Grid, at: At, text: str) -> Json:
    return ask.cells(grid.id, *at, [[{"note": text} if text else {}]], "note")
