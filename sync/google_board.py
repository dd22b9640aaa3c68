"""Writing the coordination workbook where it is a Google spreadsheet."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from rules.terms import HANDLING
from shapes import Board, Register, Tab, Unit
from sync import google_requests as ask
from sync.answers import read_decisions
from sync.board import NOT_WAITING, REASON_WANTED, field_values
from sync.google_calls import change, fetch
from sync.google_client import Client, Refused
from sync.google_read import Grid, Spreadsheet
from sync.google_requests import Json
from sync.google_rows import KeyedGrid, Line, put_back, shown
from sync.headers import find_sheet
from sync.keyed_tab import Formula, Link, Row
from sync.schema import (
    FOLLOW_UP,
    FOLLOW_UP_CITY_FIELDS,
    LOG,
    LOG_LENGTH,
    REGISTER_UNITS,
    SUMMARY,
)
from sync.todo_sheet import plain_text, whole_number
from sync.values import choice_reader
from vietnamese.text import clean, key

ATTEMPTS = 4
Address = Callable[[Unit, str, int | None, str], str]  # of a cell; without "#" when not known
_UNTIL = "Giữ nguyên đến "
_handling = choice_reader(FOLLOW_UP["handling"])


def push_board(
    client: Client, board: Board, read: Register, seen: Spreadsheet, address: Address
) -> tuple[bool, Spreadsheet]:
    """Make the spreadsheet show `board`: whether anything was written, and how it stands now.

    `read` is the register that the board was made from, `seen` the spreadsheet it was read from.
    Raises Refused when Google does not do it.
    """
    now, written = seen, False
    for _attempt in range(ATTEMPTS):
        requests = list(_requests(now, board, read, address))
        if not requests:
            break
        written = True
        try:
            before, now = now, change(client, now.id, requests)
            now = _put_back(client, before, now, board, read, address)
        except Refused as why:
            if not why.unsure:
                raise
            now = fetch(client, now.id)
    return written, now


def _requests(book: Spreadsheet, board: Board, read: Register, address: Address) -> Iterator[Json]:
    yield from _fill_in_units(book, board.units)
    tab = _tab(book, FOLLOW_UP, FOLLOW_UP_CITY_FIELDS, unread_decisions(book, read))
    if tab is not None:
        rows = _follow_up_rows(tab, board, address)
        if requests := _write(tab, rows):
            yield from requests
        else:  # rows stand where they were read
            yield from _notes(tab, rows)
    summary = _tab(book, SUMMARY)
    if summary is not None:
        yield from _write(summary, _plain_rows(SUMMARY, board.summary))
    log = _tab(book, LOG)
    if log is not None:
        yield from _add_log(log, board.log)


def _tab(
    book: Spreadsheet, tab: Tab, kept: tuple[str, ...] = (), unread: frozenset[str] = frozenset()
) -> KeyedGrid | None:
    found = find_sheet(book.sheets, tab)
    return KeyedGrid(book.grid(found.title), tab, kept, unread=unread) if found else None


def _write(tab: KeyedGrid, rows: Sequence[Row]) -> list[Json]:
    if tab.shows(rows):
        return []
    offered = [_offer_handling(tab, len(rows))] if "handling" in tab.kept and rows else []
    return [*tab.write(rows), *offered]


def unread_decisions(book: Spreadsheet, read: Register) -> frozenset[str]:
    """Flags with a decision now that is not the one that was read."""
    known = set(map(tuple, read.decisions.to_numpy().tolist()))
    rows = map(tuple, read_decisions(book.sheets).to_numpy().tolist())
    return frozenset(row[0] for row in rows if any(row[1:]) and row not in known)


# --- Theo dõi ------------------------------------------------------------------------------------


def _follow_up_rows(tab: KeyedGrid, board: Board, address: Address) -> list[Row]:
    units = {name: unit for unit in board.units for name in (unit.code, unit.name)}
    links = {
        line.id: tab.grid.links.get((line.number, tab.columns["place"]), "") for line in tab.lines
    }
    rows = []
    for known, values in field_values(FOLLOW_UP, board.follow_up):
        unit = units.get(plain_text(known.get("unit")))
        link = _link(unit, known, links.get(values["id"], ""), address) if unit else None
        days = values | {"days": _days(tab)}
        rows.append(Row(values["id"], days, link, values["status"] in NOT_WAITING))
    return rows


def _link(unit: Unit, known: dict[str, Any], there: str, address: Address) -> Link | None:
    """Into the ward's spreadsheet; where its tabs are not known just now, the link that is there."""
    if not unit.ref:
        return None
    tab, column = plain_text(known.get("tab")), plain_text(known.get("column"))
    found = address(unit, tab, whole_number(known.get("row")), column)
    return Link(there if "#" not in found and there.startswith(found) else found)


def _days(tab: KeyedGrid) -> Formula:
    """Days since a flag was found. Semicolons: every language of Google Sheets takes them."""
    since, status = (tab.letter(name) for name in ("since", "status"))
    settled = "".join(f';{status}{{row}}="{word}"' for word in NOT_WAITING)
    return Formula(f'=IF(OR(NOT(ISNUMBER({since}{{row}})){settled});"";TODAY()-{since}{{row}})')


def _offer_handling(tab: KeyedGrid, count: int) -> Json:
    at = tab.columns["handling"]
    values = [{"userEnteredValue": word} for word in HANDLING.values()]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": values}, "showCustomUi": True}
    return ask.validation(ask.area(tab.grid.id, tab.top + 1, at, tab.top + count, at), rule)


def _keeps(line: Line) -> bool:
    """Whether the coordinators chose Đồng ý giữ nguyên in this line."""
    handling = clean(line.typed["handling"])
    return bool(handling) and _handling(handling).value == "keep"


def _notes(tab: KeyedGrid, rows: Sequence[Row]) -> Iterator[Json]:
    """A flag may not be let be without a reason: say so on the cell where it belongs. Until when it
    is, is said beside a blank `Thời hạn`: nobody could tell whether a cell is still blank when we
    write into it."""
    known = {row.id: row.values for row in rows}
    for line in tab.lines:
        keeps, reason = line.id and _keeps(line), line.typed["remark"].strip()
        until = shown(known.get(line.id, {}).get("until"))
        blank = keeps and reason and until and not line.typed["until"].strip()
        yield from _note(tab, line, "remark", REASON_WANTED, bool(keeps and not reason))
        yield from _note(tab, line, "until", f"{_UNTIL}{until}", bool(blank))


def _note(tab: KeyedGrid, line: Line, name: str, text: str, wanted: bool) -> Iterator[Json]:
    """Our note on a person's cell, or none of ours; a person's own stays."""
    at = line.number, tab.columns[name]
    note = tab.grid.notes.get(at, "")
    ours = note == REASON_WANTED or note.startswith(_UNTIL)
    if (ours or not note) and note != (text if wanted else ""):
        yield ask.cells(tab.grid.id, *at, [[{"note": text} if wanted else {}]], "note")


def _put_back(
    client: Client,
    before: Spreadsheet,
    now: Spreadsheet,
    board: Board,
    read: Register,
    address: Address,
) -> Spreadsheet:
    """Rows that went while somebody decided on them come back until they are read."""
    was = _tab(before, FOLLOW_UP, FOLLOW_UP_CITY_FIELDS, unread_decisions(before, read))
    there = _tab(now, FOLLOW_UP, FOLLOW_UP_CITY_FIELDS)
    if was is None or there is None:
        return now
    rows = _follow_up_rows(was, board, address)
    requests = [] if was.shows(rows) else put_back(was, there, rows)
    return change(client, now.id, requests) if requests else now


# --- the other tabs ------------------------------------------------------------------------------


def _plain_rows(tab: Tab, frame: pd.DataFrame) -> list[Row]:
    name = tab.identity[0]
    return [Row(str(values[name]), values) for _known, values in field_values(tab, frame)]


def _add_log(tab: KeyedGrid, frame: pd.DataFrame) -> Iterator[Json]:
    """New lines on top, unless they stand there; the oldest beyond the limit go."""
    rows = [values for _known, values in field_values(LOG, frame)][:LOG_LENGTH]
    if not rows or _begins_with(tab, rows):
        return
    first, used = tab.top + 1, len(tab.lines)
    yield from tab.write_header()
    yield ask.insert(tab.grid.id, "ROWS", first, len(rows))
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
    tab = _tab(book, REGISTER_UNITS)
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
