"""The tab `Theo dõi` of the coordination workbook where it is a Google spreadsheet.

Whatever is written here begins by sorting the rows by their identity, so what is put into a person's
column is put into the row of the flag that it is about.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rules.terms import HANDLING
from shapes import Board, Register, Unit
from sync import google_requests as ask
from sync.answers import read_decisions
from sync.board import NOT_WAITING, field_values
from sync.decision_hints import (
    DAY_WANTED,
    REASON_WANTED,
    missing_until,
    wants_day,
    wants_reason,
)
from sync.google_read import Spreadsheet
from sync.google_requests import Json
from sync.google_rows import KeyedGrid, Line, find_tab, put_back
from sync.keyed_tab import Formula, Link, Row, Value
from sync.schema import FOLLOW_UP, FOLLOW_UP_CITY_FIELDS
from sync.todo_sheet import plain_text, whole_number
from vietnamese.text import show_date

Address = Callable[[Unit, str, int | None, str], str]  # of a cell; without "#" when not known
_HINTS = (REASON_WANTED, DAY_WANTED)


@dataclass(frozen=True)
class FollowUp:
    """The tab as `board` wants it; `read` is the register that the board was made from."""

    board: Board
    read: Register
    address: Address

    def requests(self, book: Spreadsheet) -> list[Json]:
        """What the tab as it stands still needs."""
        tab = self._tab(book)
        if tab is None:
            return []
        rows = self._rows(tab)
        hints = list(_hints(tab, rows))
        if tab.shows(rows) and not hints:
            return []
        return [*tab.write(rows), *_offer_handling(tab, len(rows)), *hints]

    def put_back(self, before: Spreadsheet, now: Spreadsheet) -> list[Json]:
        """Rows that went while somebody decided on them come back until they are read; a date goes
        that we wrote into a decision which somebody just took back."""
        was = self._tab(before)
        there = find_tab(now, FOLLOW_UP, FOLLOW_UP_CITY_FIELDS)
        if was is None or there is None:
            return []
        rows = self._rows(was)
        lost = [] if was.shows(rows) else put_back(was, there, rows)
        return [*lost, *_dates_to_take_back(was, there, rows)]

    def _tab(self, book: Spreadsheet) -> KeyedGrid | None:
        unread = unread_decisions(book, self.read)
        return find_tab(book, FOLLOW_UP, FOLLOW_UP_CITY_FIELDS, unread)

    def _rows(self, tab: KeyedGrid) -> list[Row]:
        units = {name: unit for unit in self.board.units for name in (unit.code, unit.name)}
        links = {
            line.id: tab.grid.links.get((line.number, tab.columns["place"]), "")
            for line in tab.lines
        }
        rows = []
        for known, values in field_values(FOLLOW_UP, self.board.follow_up):
            unit = units.get(plain_text(known.get("unit")))
            link = self._link(unit, known, links.get(values["id"], "")) if unit else None
            days = values | {"days": _days(tab)}
            rows.append(Row(values["id"], days, link, values["status"] in NOT_WAITING))
        return rows

    def _link(self, unit: Unit, known: Mapping[str, Any], there: str) -> Link | None:
        """Into the ward's spreadsheet; where its tabs are not known just now, the link that is there."""
        if not unit.ref:
            return None
        tab, column = plain_text(known.get("tab")), plain_text(known.get("column"))
        found = self.address(unit, tab, whole_number(known.get("row")), column)
        return Link(there if "#" not in found and there.startswith(found) else found)


def unread_decisions(book: Spreadsheet, read: Register) -> frozenset[str]:
    """Flags with a decision now that is not the one that was read."""
    known = set(map(tuple, read.decisions.to_numpy().tolist()))
    rows = map(tuple, read_decisions(book.sheets).to_numpy().tolist())
    return frozenset(row[0] for row in rows if any(row[1:]) and row not in known)


def _days(tab: KeyedGrid) -> Formula:
    """Days since a flag was found. Semicolons: every language of Google Sheets takes them."""
    since, status = (tab.letter(name) for name in ("since", "status"))
    settled = "".join(f';{status}{{row}}="{word}"' for word in NOT_WAITING)
    return Formula(f'=IF(OR(NOT(ISNUMBER({since}{{row}})){settled});"";TODAY()-{since}{{row}})')


def _offer_handling(tab: KeyedGrid, count: int) -> Iterator[Json]:
    if not count:
        return
    at = tab.columns["handling"]
    values = [{"userEnteredValue": word} for word in HANDLING.values()]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": values}, "showCustomUi": True}
    yield ask.validation(ask.area(tab.grid.id, tab.top + 1, at, tab.top + count, at), rule)


# --- beside what the coordinators typed ----------------------------------------------------------


def _hints(tab: KeyedGrid, rows: Sequence[Row]) -> Iterator[Json]:
    """Dates that are missing and notes on what is, each where its row stands once `rows` are written."""
    known, places = _values(rows), tab.places(rows)
    for line in tab.lines:
        row = places.get(line.number)
        if row is None:
            continue
        at = row, tab.columns["until"]
        until = missing_until(line.typed, known.get(line.id, {}))
        if until and (line.number, at[1]) not in tab.grid.formulas:
            yield ask.replace(ask.area(tab.grid.id, *at, *at), ask.BLANK, show_date(until))
        day = wants_day(line.typed["until"])
        yield from _note(
            tab, line, row, "remark", REASON_WANTED if wants_reason(line.typed) else ""
        )
        yield from _note(tab, line, row, "until", DAY_WANTED if day else "")


def _note(tab: KeyedGrid, line: Line, row: int, name: str, wanted: str) -> Iterator[Json]:
    """Our note on a person's cell, or none of ours; a person's own stays."""
    note = tab.grid.notes.get((line.number, tab.columns[name]), "")
    if note != wanted and (not note or note in _HINTS):
        cell = {"note": wanted} if wanted else {}
        yield ask.cells(tab.grid.id, row, tab.columns[name], [[cell]], "note")


def _dates_to_take_back(was: KeyedGrid, there: KeyedGrid, rows: Sequence[Row]) -> Iterator[Json]:
    """`was` is the tab as it was read, `there` as it stands after `_hints(was, rows)`."""
    known, lines = _values(rows), {line.id: line for line in there.lines}
    for line in was.lines:
        until, now = missing_until(line.typed, known.get(line.id, {})), lines.get(line.id)
        if until is None or now is None or now.typed["until"] != show_date(until):
            continue
        blank = {**now.typed, "until": ""}
        if missing_until(blank, known[line.id]) is None:
            at = now.number, there.columns["until"]
            written = f"^{re.escape(show_date(until))}$"
            yield ask.replace(ask.area(there.grid.id, *at, *at), written, "")


def _values(rows: Sequence[Row]) -> dict[str, Mapping[str, Value]]:
    return {row.id: row.values for row in rows}
