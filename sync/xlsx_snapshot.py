"""A ward's workbook as it once was, made anew from its tabs as they were read."""

import re
import secrets
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from shapes import Column, Sheet, Tab
from sync.headers import find_header, find_sheet
from sync.safe_write import TEMPORARY, place_new
from sync.schema import WARD
from sync.values import read_date
from sync.xlsx_make import new_workbook
from sync.xlsx_style import Styles, Worksheet
from sync.xlsx_table import write_value

_DAY = re.compile(r"\d{2}/\d{2}/\d{4}")
_NUMBER = re.compile(r"0|[1-9]\d{0,8}")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]|^'|'$")
_LONGEST_TITLE = 31
_WIDTH = 16


def write_snapshot(path: Path, sheets: Sequence[Sheet], title: str) -> None:
    """Make a workbook at `path`, readable by its maker alone: the tabs, columns and rows as read.

    Days and numbers in columns that ask for them are real ones, all else is text.
    Raises FileExistsError where there is a file, OSError when it cannot be written.
    """
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}.xlsx")
    tabs = {sheet.title: tab for tab in WARD if (sheet := find_sheet(sheets, tab)) is not None}
    try:
        temporary.touch(mode=0o600)
        with new_workbook(temporary, title) as (book, styles):
            used: set[str] = set()
            for sheet in sheets:
                made = book.add_worksheet(_free_title(sheet.title, used))
                _write(made, sheet, tabs.get(sheet.title), styles)
        temporary.chmod(0o600)
        place_new(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _free_title(title: str, used: set[str]) -> str:
    """The title as Excel allows it: not too long, of few signs, unlike the others."""
    allowed = _NOT_IN_TITLES.sub("-", title)[:_LONGEST_TITLE] or "-"
    numbered = (f"{allowed[: _LONGEST_TITLE - 4]} ({number})" for number in count(2))
    free = allowed if allowed.casefold() not in used else ""
    free = free or next(one for one in numbered if one.casefold() not in used)
    used.add(free.casefold())
    return free


def _write(made: Worksheet, sheet: Sheet, tab: Tab | None, styles: Styles) -> None:
    header = find_header(sheet, tab) if tab else None
    by_place = {at: tab[name] for name, at in header.columns.items()} if tab and header else {}
    top = header.row if header and header.columns else 0
    text = styles.get(num_format="@")
    for at in range(max(map(len, sheet.rows), default=0)):
        column = by_place.get(at)
        look = styles.data(column) if column else text
        made.set_column(at, at, column.width if column else _WIDTH, look)
        for number, row in enumerate(sheet.rows):
            value = row[at] if at < len(row) else ""
            below = number >= top
            in_header = number == top - 1 and column is not None
            shown = styles.header() if in_header else look if below else text
            write_value(made, number, at, _typed(value, column if below else None), shown)
    if top:
        made.freeze_panes(top, 0)


def _typed(text: str, column: Column | None) -> object:
    """A cell's text as what it was: a day, a number, else the text itself."""
    kind = column.kind if column else ""
    if kind == "date" and _DAY.fullmatch(text):
        return read_date(text).value or text
    return int(text) if kind in ("count", "year") and _NUMBER.fullmatch(text) else text
