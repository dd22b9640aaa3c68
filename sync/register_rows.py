"""Adding units to the coordination workbook of a folder; what stands in it is let be."""

from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any

from shapes import Unit, records
from sync import safe_write
from sync.board import find_tab, is_peoples, keeps_peoples_tabs
from sync.keyed_tab import KeyedTab, put
from sync.prefilled import unit_rows
from sync.register import line_of
from sync.safe_write import BlockedError
from sync.schema import REGISTER_UNITS
from sync.xlsx_keep import dump, open_workbook
from sync.xlsx_parts import MAX_REGISTER_LOAD
from vietnamese.text import clean


def add_units(
    path: Path, units: Sequence[Unit], backups: Path, dry_run: bool = False
) -> tuple[str, ...]:
    """Put units that the workbook does not name below the others, and fill in blank cells of those
    that it names; what was done, in words.

    Raises BlockedError when it may not be written now, Unreadable or OSError when it cannot.
    """
    before = path.read_bytes()
    book, lost = open_workbook(before, is_peoples, MAX_REGISTER_LOAD)
    sheet = None if book is None else find_tab(book, REGISTER_UNITS)
    if book is None or sheet is None:
        raise BlockedError(lost or "tab_missing")
    done = _add(KeyedTab(sheet, REGISTER_UNITS), units)

    def check(made: Path) -> None:
        if safe_write.is_open(path):
            raise BlockedError("locked")
        if path.read_bytes() != before:
            raise BlockedError("changed")
        if not keeps_peoples_tabs(path, made):
            raise BlockedError("newer_features")

    if done and not dry_run:
        if safe_write.is_read_only(path):
            raise BlockedError("read_only")
        safe_write.replace(path, dump(book), backups, check)
    return done


def _add(tab: KeyedTab, units: Sequence[Unit]) -> tuple[str, ...]:
    lines = {
        _number(line): {name: clean(tab.text(line, name)) for name in tab.columns}
        for line in tab.lines
    }
    there = [line_of(unit, lines) for unit in units]
    rows = records(unit_rows(units))
    filled = [
        (line[0], name, value)
        for line, row in zip(there, rows, strict=True)
        if line is not None
        for name, value in row.items()
        if value not in (None, "") and not line[1][name]
    ]
    for number, name, value in filled:
        _put(tab, number, name, value)
    new = [row for line, row in zip(there, rows, strict=True) if line is None]
    last = max(lines, default=tab.top)
    for number, row in enumerate(new, last + 1):
        _add_row(tab, number, row)
    words = [f"thêm {', '.join(str(row['name']) for row in new)}"] if new else []
    return (*words, "ghi thêm vào các ô còn trống") if filled else tuple(words)


def _number(line: Any) -> int:
    return int(next(iter(line.cells.values())).row)


def _add_row(tab: KeyedTab, number: int, row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        if value not in (None, ""):
            _put(tab, number, name, value)


def _put(tab: KeyedTab, number: int, name: str, value: Any) -> None:
    """Write a cell that looks like the one above it."""
    at = tab.columns[name]
    cell, above = tab.sheet.cell(number, at), tab.sheet._cells.get((number - 1, at))
    if above is not None and number - 1 > tab.top and not cell.has_style:
        cell._style = copy(above._style)
    put(cell, value)
