"""Where the cells that a flag names stand in a workbook as it is: canonical titles → cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter, quote_sheetname

from shapes import Sheet, Tab
from sync.headers import HEADER_ROWS, find_header, find_sheet
from sync.schema import UNIT_VALUE, UNITS, WARD
from vietnamese.text import header_key


@dataclass(frozen=True)
class Place:
    """A data tab in a workbook: its title there, its header's row, its columns (from 1)."""

    title: str
    header_row: int
    columns: dict[str, int]


def find_places(sheets: Sequence[Sheet]) -> dict[str, Place]:
    """The data tabs among `sheets` (their first rows are enough), by canonical title."""
    found = ((tab, find_sheet(sheets, tab)) for tab in WARD)
    return {tab.title: _place(sheet, tab) for tab, sheet in found if sheet is not None}


def _place(sheet: Sheet, tab: Tab) -> Place:
    if tab is UNITS:
        return _profile(sheet)
    header = find_header(sheet, tab)
    found = header.columns
    columns = {c.header: found[c.field] + 1 for c in tab.columns if c.field in found}
    return Place(sheet.title, header.row, columns)


def _profile(sheet: Sheet) -> Place:
    """`Đơn vị` has a row for each field: whatever is wrong is put right in its second column."""
    wanted = header_key(UNIT_VALUE)
    rows = enumerate(sheet.rows[:HEADER_ROWS], 1)
    head = ((n, at, text) for n, row in rows for at, text in enumerate(row, 1))
    row, column = next(((n, at) for n, at, text in head if header_key(text) == wanted), (0, 2))
    names = (UNIT_VALUE, *(c.header for c in UNITS.columns))
    return Place(sheet.title, row, dict.fromkeys(names, column))


def location(places: dict[str, Place], tab: str, row: int | None, column: str) -> str:
    """Where a link leads: `'Thành viên'!F12`, the header where the row is missing; "" nowhere."""
    place = places.get(tab)
    if place is None:
        return ""
    letter = get_column_letter(place.columns.get(column, 1))
    return f"{quote_sheetname(place.title)}!{letter}{row or place.header_row or 1}"


def canonical_location(tab: str, row: int | None, column: str) -> str:
    """The same in a workbook that nobody has opened: as provisioning lays the columns out."""
    known = next((known for known in WARD if known.title == tab), None)
    if known is None:
        return ""
    titles = [c.header for c in known.columns]
    at = 2 if known is UNITS else titles.index(column) + 1 if column in titles else 1
    return f"{quote_sheetname(tab)}!{get_column_letter(at)}{row or 1}"
