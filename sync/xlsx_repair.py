"""Carrying out the proposals that a ward ticked, in its own workbook."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl.cell import MergedCell

from shapes import Repair, Sheet, Workbook
from sync import safe_write
from sync.headers import find_sheet
from sync.keyed_tab import head_of, put
from sync.places import Place, find_places
from sync.safe_write import BlockedError
from sync.schema import WARD
from sync.values import read_date
from sync.xlsx_keep import dump, open_workbook
from sync.xlsx_read import Unreadable, version

_DAY = re.compile(r"\d{2}/\d{2}/\d{4}")


def carry_out(
    path: Path, read: Workbook, repairs: Sequence[Repair], backups: Path
) -> tuple[frozenset[str], str]:
    """Writes each proposal whose cell still holds what was flagged, all in one rewriting.

    `read` is the workbook as it was checked: one that changed since is left alone. Returns the ids
    of what was written, and why nothing was ("" otherwise). Never raises for what a file does.
    """
    try:
        return _carry_out(path, read, repairs, backups)
    except BlockedError as blocked:
        return frozenset(), blocked.reason
    except Unreadable as error:
        return frozenset(), error.problem
    except OSError as error:
        return frozenset(), safe_write.reason_of(error)


def _carry_out(
    path: Path, read: Workbook, repairs: Sequence[Repair], backups: Path
) -> tuple[frozenset[str], str]:
    _refuse_other_than(path, read)
    book, lost = open_workbook(path.read_bytes(), _is_data)
    if lost or book is None:
        raise BlockedError(lost)
    places = find_places([head_of(sheet) for sheet in book.worksheets])
    rows = {sheet.title: sheet.rows for sheet in read.sheets}
    done = frozenset(
        repair.id
        for repair in repairs
        if (place := places.get(repair.tab)) and _write(book[place.title], rows, place, repair)
    )
    if done:
        safe_write.replace(path, dump(book), backups, lambda _made: _refuse_other_than(path, read))
    return done, ""


def _refuse_other_than(path: Path, read: Workbook) -> None:
    if safe_write.is_open(path):
        raise BlockedError("locked")
    if safe_write.is_read_only(path):
        raise BlockedError("read_only")
    if version(path) != read.version.partition("+")[0]:
        raise BlockedError("changed")


def _is_data(title: str) -> bool:
    """Whether a tab of this title is one that a ward fills."""
    return any(find_sheet((Sheet(title, ()),), tab) is not None for tab in WARD)


def _write(
    sheet: Any, rows: Mapping[str, tuple[tuple[str, ...], ...]], place: Place, repair: Repair
) -> bool:
    """Writes one proposal if its cell held what was flagged when it was read; whether it did."""
    column = place.columns.get(repair.column, 0)
    line = rows[place.title][repair.row - 1] if repair.row <= len(rows.get(place.title, ())) else ()
    if not 0 < column <= len(line) or line[column - 1] != repair.value:
        return False
    cell = sheet.cell(repair.row, column)
    if isinstance(cell, MergedCell):
        return False
    day = read_date(repair.suggestion).value if _DAY.fullmatch(repair.suggestion) else None
    put(cell, day if isinstance(day, date) else repair.suggestion)
    if isinstance(day, date):
        cell.number_format = "dd/mm/yyyy"
    return True
