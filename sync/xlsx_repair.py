"""Carrying out the proposals that a ward ticked, in its own workbook."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl.cell import MergedCell

from shapes import Repair, Workbook
from sync import safe_write
from sync.keyed_tab import head_of, put
from sync.places import Place, find_places
from sync.safe_write import BlockedError
from sync.unharmed import is_read, same_content
from sync.values import read_date
from sync.xlsx_keep import dump, open_workbook
from sync.xlsx_read import Unreadable, version

At = tuple[str, int, int]  # tab as it is titled there, row, column (from 1)
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
    book, lost = open_workbook(path.read_bytes(), is_read)
    if lost or book is None:
        raise BlockedError(lost)
    places = find_places([head_of(sheet) for sheet in book.worksheets])
    cells = {one.id: at for one in repairs if (at := _cell_of(one, places, read))}
    written = [one for one in repairs if one.id in cells and _write(book, cells[one.id], one)]
    changes = {cells[one.id]: one.suggestion for one in written}

    def check(made: Path) -> None:
        _refuse_other_than(path, read)
        if not same_content(path, made, changes):
            raise BlockedError("newer_features")

    if written:
        safe_write.replace(path, dump(book), backups, check)
    return frozenset(one.id for one in written), ""


def _refuse_other_than(path: Path, read: Workbook) -> None:
    if safe_write.is_open(path):
        raise BlockedError("locked")
    if safe_write.is_read_only(path):
        raise BlockedError("read_only")
    if version(path) != read.version.partition("+")[0]:
        raise BlockedError("changed")


def _cell_of(repair: Repair, places: Mapping[str, Place], read: Workbook) -> At | None:
    """Where the proposal goes, if its cell held what was flagged when it was read; else None."""
    place = places.get(repair.tab)
    rows = next((s.rows for s in read.sheets if place and s.title == place.title), ())
    column = place.columns.get(repair.column, 0) if place else 0
    line = rows[repair.row - 1] if repair.row <= len(rows) else ()
    if place is None or not 0 < column <= len(line) or line[column - 1] != repair.value:
        return None
    return place.title, repair.row, column


def _write(book: Any, at: At, repair: Repair) -> bool:
    """Writes one proposal; not into a cell that a merged range hides. Whether it did."""
    title, row, column = at
    cell = book[title].cell(row, column)
    if isinstance(cell, MergedCell):
        return False
    day = read_date(repair.suggestion).value if _DAY.fullmatch(repair.suggestion) else None
    put(cell, day if isinstance(day, date) else repair.suggestion)
    if isinstance(day, date):
        cell.number_format = "dd/mm/yyyy"
    return True
