"""Writing the coordination workbook where it is a Google spreadsheet."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from shapes import Board, Register, Unit
from sync import google_requests as ask
from sync.board import field_values
from sync.google_calls import Shown, bring_about
from sync.google_client import Client
from sync.google_follow_up import Address, FollowUp
from sync.google_read import Grid, Spreadsheet
from sync.google_refused import put_back_notes, refused_notes
from sync.google_requests import Json
from sync.google_rows import KeyedGrid, find_tab, shown
from sync.keyed_tab import Row
from sync.schema import LOG, LOG_LENGTH, REGISTER_UNITS, SUMMARY
from vietnamese.text import key


def push_board(
    client: Client, board: Board, read: Register, seen: Spreadsheet, address: Address
) -> Shown:
    """Make the spreadsheet show `board`.

    `read` is the register that the board was made from, `seen` the spreadsheet it was read from.
    Raises Refused when Google does not do it.
    """
    follow_up = FollowUp(board, read, address)
    return bring_about(
        client,
        seen,
        lambda now: [
            *_fill_in_units(now, board.units),
            *refused_notes(now, board.refused),
            *follow_up.requests(now),
            *_write_summary(now, board.summary),
            *_add_log(now, board.log),
        ],
        lambda before, now: [
            *follow_up.put_back(before, now),
            *put_back_notes(before, now, board.refused),
        ],
    )


def _write_summary(book: Spreadsheet, frame: pd.DataFrame) -> list[Json]:
    tab, name = find_tab(book, SUMMARY), SUMMARY.identity[0]
    rows = [Row(str(values[name]), values) for _known, values in field_values(SUMMARY, frame)]
    return tab.write(rows) if tab and not tab.shows(rows) else []


def _add_log(book: Spreadsheet, frame: pd.DataFrame) -> Iterator[Json]:
    """New lines on top, unless they stand there; the oldest beyond the limit go."""
    tab = find_tab(book, LOG)
    rows = [values for _known, values in field_values(LOG, frame)][:LOG_LENGTH]
    if tab is None or not rows or _begins_with(tab, rows):
        return
    first, used = tab.top + 1, len(tab.lines)
    yield from tab.write_header()
    yield from ask.room(tab.grid.id, "ROWS", first, len(rows), tab.grid.row_count)
    for column in LOG.columns:
        lines = [[{"userEnteredValue": ask.entered(row.get(column.field))}] for row in rows]
        yield ask.cells(tab.grid.id, first, tab.columns[column.field], lines, "userEnteredValue")
    left, right = min(tab.columns.values()), max(tab.columns.values())
    where = ask.area(tab.grid.id, first, left, tab.top + len(rows), right)
    yield ask.same(where, {"userEnteredFormat": {"wrapStrategy": "WRAP"}}, "userEnteredFormat")
    over = used + len(rows) - LOG_LENGTH
    if over > 0:
        yield ask.delete(tab.grid.id, "ROWS", first + LOG_LENGTH, over)


def _begins_with(tab: KeyedGrid, rows: Sequence[dict[str, Any]]) -> bool:
    return all(
        tab.text(number, column.field) == shown(row.get(column.field))
        for number, row in enumerate(rows, tab.top + 1)
        for column in LOG.columns
    )


def _fill_in_units(book: Spreadsheet, units: Sequence[Unit]) -> Iterator[Json]:
    """Write codes and workbooks into `Đơn vị` where the register leaves them blank."""
    tab = find_tab(book, REGISTER_UNITS)
    if tab is None or not tab.found:
        return
    by_code = {unit.code: unit for unit in units}
    by_name = {key(unit.name): unit for unit in reversed(units)}
    for line in tab.lines:
        unit = by_code.get(tab.text(line.number, "code")) or by_name.get(
            key(tab.text(line.number, "name"))
        )
        for name in ("code", "ref") if unit else ():
            blank = not tab.text(line.number, name) and name not in {c.field for c in tab.missing}
            if blank and (text := getattr(unit, name)):
                yield _typed(tab.grid, line.number, tab.columns[name], text)


def _typed(grid: Grid, row: int, column: int, text: str) -> Json:
    return ask.cells(
        grid.id, row, column, [[{"userEnteredValue": ask.entered(text)}]], "userEnteredValue"
    )
