"""Writing the coordination workbook: what the jobs show in it, around what people wrote in it."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pandas as pd
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from rules.terms import HANDLING, SEVERITIES, STATUS
from shapes import Board, Column, Pushed, Register, Sheet, Tab, Unit
from sync import safe_write
from sync.answers import read_decisions
from sync.decision_hints import (
    DAY_WANTED,
    REASON_WANTED,
    missing_until,
    wants_day,
    wants_reason,
)
from sync.headers import find_sheet
from sync.keyed_tab import Formula, KeyedTab, Line, Link, Row, Value, cell_text, put
from sync.looks import Looks, set_up_page
from sync.notes import AUTHOR
from sync.places import canonical_location
from sync.refused import PLACES, show_refused
from sync.safe_write import BlockedError
from sync.schema import (
    FOLLOW_UP,
    FOLLOW_UP_CITY_FIELDS,
    LOG,
    LOG_LENGTH,
    RECIPIENTS,
    REGISTER_UNITS,
    SUMMARY,
)
from sync.todo_sheet import LET_BE, filter_rows, plain_text, touches, whole_number
from sync.values import read_date
from sync.xlsx_keep import dump, open_workbook
from sync.xlsx_parts import MAX_REGISTER_LOAD, sheets_with_formulas
from sync.xlsx_read import Unreadable, read_sheets, version, version_of
from vietnamese.text import clean, key

ATTEMPTS = 3
NOT_WAITING = (STATUS["closed"], LET_BE)  # nobody counts the days of these
_VALIDATED_ROWS = 1000
_WRITTEN = (FOLLOW_UP, SUMMARY, LOG)


def write_board(
    path: Path,
    board: Board,
    backups: Path,
    read: Register | None = None,
    folder: Path | None = None,
) -> Pushed:
    """Make the coordination workbook show `board`; never raises for what disk or file do.

    `read` is the register that `board` was made from: a decision typed since then stays in the
    sheet even if its flag is gone, until somebody has read it. `folder` is where the wards'
    workbooks are (else beside this one); links lead there.
    """
    try:
        for _attempt in range(ATTEMPTS):
            outcome = _Writing(path, board, backups, read, folder or path.parent).run()
            if outcome.reason != "changed":
                return outcome
        return outcome
    except Unreadable as error:
        reason = "gone" if error.problem == "missing" else error.problem
    except OSError as error:
        reason = safe_write.reason_of(error)
    return Pushed("", "failed", "", reason, str(path))


class _Writing:
    """One attempt on the workbook as it stands now."""

    def __init__(
        self, path: Path, board: Board, backups: Path, read: Register | None, folder: Path
    ) -> None:
        self.path, self.board, self.backups = path, board, backups
        self.read, self.folder = read, folder

    def run(self) -> Pushed:
        safe_write.remove_leftovers(self.path.parent)
        self.before = self.path.read_bytes()
        try:
            made = self._write()
        except BlockedError as blocked:
            return Pushed("", "failed", version(self.path), blocked.reason, str(self.path))
        # Not as it is now: somebody may have saved it again already.
        now = version_of(made or self.before)
        return Pushed("", "written" if made else "unchanged", now, "", str(self.path))

    def _write(self) -> bytes | None:
        """What was written, None when nothing was to be changed."""
        book, lost = open_workbook(self.before, is_peoples, MAX_REGISTER_LOAD)
        if lost or book is None:
            raise BlockedError(lost)
        unread = _unread_decisions(read_sheets(self.path), self.read)
        changes = [
            fill_in_units(book, self.board.units),
            *_show_refused(book, self.board.refused),
            _write_follow_up(book, self._follow_up_rows, lambda line: line.id in unread),
            _write_plain(book, SUMMARY, self.board.summary),
            _add_log(book, self.board.log),
        ]
        if not any(changes):
            return None
        if safe_write.is_open(self.path):
            raise BlockedError("locked")
        if safe_write.is_read_only(self.path):
            raise BlockedError("read_only")
        made = dump(book)
        safe_write.replace(self.path, made, self.backups, self._check)
        return made

    def _follow_up_rows(self, tab: KeyedTab) -> list[Row]:
        units = {name: unit for unit in self.board.units for name in (unit.code, unit.name)}
        days = _days_formula(tab)
        return [
            Row(
                values["id"],
                values | {"days": days},
                self._link(units, known),
                values["status"] in NOT_WAITING,
            )
            for known, values in field_values(FOLLOW_UP, self.board.follow_up)
        ]

    def _link(self, units: Mapping[str, Unit], known: Mapping[str, Any]) -> Link | None:
        """Into the ward's workbook: at the cell when the frame has `tab`, `row` and `column`."""
        unit = units.get(plain_text(known.get("unit")))
        if unit is None or not unit.ref:
            return None
        tab, column = plain_text(known.get("tab")), plain_text(known.get("column"))
        place = canonical_location(tab, whole_number(known.get("row")), column)
        return Link(place, _target(self.folder / unit.ref, self.path.parent))

    def _check(self, temporary: Path) -> None:
        """The last look before the rename; what takes longest comes first."""
        kept = keeps_peoples_tabs(self.path, temporary)
        if safe_write.is_open(self.path):
            raise BlockedError("locked")
        if self.path.read_bytes() != self.before:
            raise BlockedError("changed")
        if not kept:
            raise BlockedError("newer_features")


def _target(workbook: Path, start: Path) -> str:
    try:
        return quote(os.path.relpath(workbook, start).replace(os.sep, "/"))
    except ValueError:  # another drive of Windows
        return workbook.resolve().as_uri()


# --- what people wrote -------------------------------------------------------------------------


def is_peoples(title: str) -> bool:
    """Whether a tab of this title is one that people write: units, recipients."""
    tabs = (REGISTER_UNITS, RECIPIENTS)
    return any(find_sheet((Sheet(title, ()),), tab) is not None for tab in tabs)


def _unread_decisions(sheets: Sequence[Sheet], read: Register | None) -> set[str]:
    """Flags with a decision that is not the one that was read."""
    now = read_decisions(sheets)
    known = set() if read is None else set(map(tuple, read.decisions.to_numpy().tolist()))
    rows = map(tuple, now.to_numpy().tolist())
    return {row[0] for row in rows if any(row[1:]) and row not in known}


def keeps_peoples_tabs(before: Path, after: Path) -> bool:
    """Whether no cell that held anything has changed in the tabs that people write."""
    with ZipFile(before) as package:
        computed = sheets_with_formulas(package)
    now = {sheet.title: sheet.rows for sheet in read_sheets(after)}
    sheets = read_sheets(before)
    ours = [sheet.title for tab in _WRITTEN if (sheet := find_sheet(sheets, tab)) is not None]
    return all(
        _contains(now.get(sheet.title, ()), sheet.rows)
        for sheet in sheets
        if sheet.title not in ours and sheet.title not in computed
    )


def _contains(now: Sequence[tuple[str, ...]], before: Sequence[tuple[str, ...]]) -> bool:
    pairs = zip(now, before, strict=False)
    return len(now) >= len(before) and all(
        len(new) >= len(old) and all(n == o for n, o in zip(new, old, strict=False) if o)
        for new, old in pairs
    )


# --- tabs --------------------------------------------------------------------------------------


def fill_in_units(book: Workbook, units: Sequence[Unit]) -> bool:
    """Write codes and workbooks into `Đơn vị` where the register leaves them blank."""
    sheet = find_tab(book, REGISTER_UNITS)
    if sheet is None:
        return False
    tab = KeyedTab(sheet, REGISTER_UNITS)
    by_code = {unit.code: unit for unit in units}
    by_name = {key(unit.name): unit for unit in reversed(units)}
    changed = False
    for line in tab.lines if tab.found else ():
        unit = by_code.get(tab.text(line, "code")) or by_name.get(key(tab.text(line, "name")))
        for name in ("code", "ref") if unit else ():
            changed = _fill_blank(tab, line, name, getattr(unit, name)) or changed
    return changed


def _show_refused(book: Workbook, refused: Mapping[str, str]) -> list[bool]:
    """Whether a note on an address in `Đơn vị` or `Người nhận` came or went."""
    sheets = [(find_tab(book, tab), tab, field) for tab, field in PLACES]
    return [
        show_refused(KeyedTab(sheet, tab), field, refused)
        for sheet, tab, field in sheets
        if sheet is not None
    ]


def _fill_blank(tab: KeyedTab, line: Line, name: str, text: str) -> bool:
    column = tab.columns[name]
    has_header = cell_text(tab.sheet._cells.get((tab.top, column))) != ""
    if not text or not has_header or tab.text(line, name):
        return False
    row = next(iter(line.cells.values())).row
    put(tab.sheet.cell(row, column), text)
    return True


def find_tab(book: Workbook, tab: Tab) -> Any:
    """The tab in the workbook, whatever people call it; None where there is none."""
    sheets: list[Any] = book.worksheets
    found = find_sheet([Sheet(sheet.title, ()) for sheet in sheets], tab)
    return None if found is None else book[found.title]


def _open_tab(book: Workbook, tab: Tab, kept: tuple[str, ...] = ()) -> tuple[KeyedTab, Looks]:
    """The tab as it stands, made when there is none."""
    sheet = find_tab(book, tab)
    made = sheet is None
    sheet = book.create_sheet(tab.title) if made else sheet
    keyed = KeyedTab(sheet, tab, kept)
    if made:
        set_up_page(sheet, tab, keyed.columns, keyed.top)
    return keyed, Looks(sheet, kept)


def _write_follow_up(
    book: Workbook, make_rows: Callable[[KeyedTab], list[Row]], keep: Callable[[Line], bool]
) -> bool:
    tab, looks = _open_tab(book, FOLLOW_UP, FOLLOW_UP_CITY_FIELDS)
    if any(_is_formula(tab.cell(line, f)) for line in tab.lines for f in FOLLOW_UP_CITY_FIELDS):
        raise BlockedError("formulas")
    rows = make_rows(tab)
    changed = not tab.shows(rows)
    if changed:
        tab.write(rows, looks, keep)
        filter_rows(tab, len(rows))
        _offer_handling(tab)
        tab = KeyedTab(tab.sheet, FOLLOW_UP, FOLLOW_UP_CITY_FIELDS)
    wanted = {row.id: row.values for row in rows}
    lines = [line for line in tab.lines if line.id]
    written = [_write_in_until(tab, line, wanted.get(line.id, {})) for line in lines]
    asked = [_ask_for_what_is_missing(tab, line) for line in lines]
    return changed or any(written) or any(asked)


def _is_formula(cell: Any) -> bool:
    return cell is not None and cell.data_type == "f"


def _offer_handling(tab: KeyedTab) -> None:
    column = tab.columns["handling"]
    if any(touches(dv, column) for dv in tab.sheet.data_validations.dataValidation):
        return
    words = ",".join(HANDLING.values())
    offered = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    letter = tab.letter("handling")
    offered.sqref = f"{letter}{tab.top + 1}:{letter}{tab.top + _VALIDATED_ROWS}"
    tab.sheet.add_data_validation(offered)


def _write_in_until(tab: KeyedTab, line: Line, known: Mapping[str, Value]) -> bool:
    """Say until when a flag is let be where the coordinators left that blank."""
    until = missing_until(_typed(tab, line), known)
    if until is None:
        return False
    cell = _cell_for(tab, line, "until")
    put(cell, until)
    cell.number_format = "dd/mm/yyyy"
    return True


def _ask_for_what_is_missing(tab: KeyedTab, line: Line) -> bool:
    """A flag may not be let be without a reason, nor until a day that nobody can read: say so."""
    cell = tab.cell(line, "until")
    until = cell_text(cell) if cell is not None and cell.data_type == "s" else ""
    asked = [
        _note(tab, line, "remark", REASON_WANTED, wants_reason(_typed(tab, line))),
        _note(tab, line, "until", DAY_WANTED, wants_day(until)),
    ]
    return any(asked)


def _typed(tab: KeyedTab, line: Line) -> dict[str, str]:
    return {name: tab.text(line, name) for name in FOLLOW_UP_CITY_FIELDS}


def _note(tab: KeyedTab, line: Line, name: str, text: str, wanted: bool) -> bool:
    """Put our note on a person's cell or take it away; whether that changed anything."""
    cell: Any = tab.cell(line, name)
    note = cell._comment if cell is not None else None
    ours = note is not None and note.author == AUTHOR and note.content == text
    if wanted == ours or (note is not None and not ours):
        return False
    cell = _cell_for(tab, line, name)
    cell.comment = Comment(text, AUTHOR, height=40, width=220) if wanted else None
    return True


def _cell_for(tab: KeyedTab, line: Line, name: str) -> Any:
    """The line's cell of a field, made where there is none."""
    there: Any = tab.cell(line, name)
    return there or tab.sheet.cell(next(iter(line.cells.values())).row, tab.columns[name])


def _days_formula(tab: KeyedTab) -> Formula:
    since, status = tab.letter("since"), tab.letter("status")
    settled = "".join(f',{status}{{row}}="{word}"' for word in NOT_WAITING)
    return Formula(f'=IF(OR(NOT(ISNUMBER({since}{{row}})){settled}),"",TODAY()-{since}{{row}})')


def _write_plain(book: Workbook, tab: Tab, frame: pd.DataFrame) -> bool:
    keyed, looks = _open_tab(book, tab)
    name = tab.identity[0]
    rows = [Row(str(values[name]), values) for _known, values in field_values(tab, frame)]
    if keyed.shows(rows):
        return False
    keyed.write(rows, looks)
    return True


def _add_log(book: Workbook, frame: pd.DataFrame) -> bool:
    rows = [Row("", values) for _known, values in field_values(LOG, frame)]
    if not rows:
        return False
    keyed, looks = _open_tab(book, LOG)
    keyed.write_on_top(rows, looks, LOG_LENGTH)
    return True


def field_values(tab: Tab, frame: pd.DataFrame) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each row as the frame has it, and the values of the tab's fields as they are written."""
    known: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    return [(row, {c.field: _value(c, row.get(c.field)) for c in tab.columns}) for row in known]


def _value(column: Column, value: Any) -> Value:
    """A date as a date, a number as a number, everything else as text."""
    if plain_text(value) == "":
        return None
    if isinstance(value, datetime) and column.kind != "date":
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, (date, str)):
        return _text_value(column, value) if isinstance(value, str) else value
    return int(value) if float(value).is_integer() else float(value)


def _text_value(column: Column, text: str) -> Value:
    if column.field == "severity":
        return SEVERITIES.get(text, text)
    day = read_date(clean(text)).value if column.kind == "date" else None
    return day if isinstance(day, date) else text
