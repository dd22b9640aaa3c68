"""Whether a rewritten workbook still says everything that it said before."""

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

from shapes import Sheet
from sync.headers import find_sheet, is_todo
from sync.schema import TODO, WARD
from sync.xlsx_parts import sheets_with_formulas
from sync.xlsx_read import read_sheets

# Cells that are meant to change: tab's title as it stands there, row and column (from 1) → text.
Changes = Mapping[tuple[str, int, int], str]


def is_read(title: str) -> bool:
    """Whether we read a tab of this title, so that results of formulas in it must stay."""
    return any(find_sheet((Sheet(title, ()),), tab) is not None for tab in (*WARD, TODO))


def same_content(before: Path, after: Path, changes: Changes | None = None) -> bool:
    """Whether every tab but `Cần sửa` reads as before, but for `changes`.

    Results of formulas are made anew, so tabs with formulas are not compared.
    """
    with ZipFile(before) as package:
        computed = sheets_with_formulas(package)
    now = {sheet.title: sheet.rows for sheet in read_sheets(after)}
    return all(
        now.get(sheet.title) == _changed(sheet, changes or {})
        for sheet in read_sheets(before)
        if sheet.title not in computed and not is_todo(sheet.title)
    )


def _changed(sheet: Sheet, changes: Changes) -> tuple[tuple[str, ...], ...]:
    rows = [list(row) for row in sheet.rows]
    for (title, row, column), text in changes.items():
        if title == sheet.title:
            rows[row - 1][column - 1] = text
    return tuple(map(tuple, rows))
