"""Finding tabs and columns in a sheet as people leave it: other case, order, names, a title row."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from shapes import Sheet, Tab
from sync.schema import GUIDE_TITLE, TODO, UNIT_LABEL, UNIT_VALUE, WARD
from vietnamese.text import header_key, key, letters_key

HEADER_ROWS = 5


@dataclass(frozen=True)
class Header:
    """Where a tab's header stands: sheet row (from 1), and for each field found its column (from 0)."""

    row: int
    columns: dict[str, int]


_NO_HEADER = Header(1, {})


@lru_cache(maxsize=64)
def _names(tab: Tab) -> tuple[dict[str, str], dict[str, str]]:
    """The keys of this tab's headers → their fields, and those of the headers' other names."""
    true = {header_key(c.header): c.field for c in tab.columns}
    other = {header_key(alias): c.field for c in reversed(tab.columns) for alias in c.aliases}
    return true, {name: other[name] for name in other.keys() - true.keys()}


def find_sheet(sheets: Sequence[Sheet], tab: Tab) -> Sheet | None:
    """The sheet that is `tab`, by its title, else by one of its other names; None when none is.

    `Thành viên (2)`, a copy, counts only where the tab itself is gone.
    """
    at = _place(tuple([sheet.title for sheet in sheets]), tab)
    return None if at is None else sheets[at]


@lru_cache(maxsize=1024)  # most wards' tabs have the same titles
def _place(titles: tuple[str, ...], tab: Tab) -> int | None:
    """Which of `titles` is the tab's."""
    wanted = (tab.title, *tab.aliases)
    for as_key in (letters_key, header_key):
        by_key = {as_key(title): at for at, title in reversed(list(enumerate(titles)))}
        found = next((by_key[k] for k in map(as_key, wanted) if k in by_key), None)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=1024)
def _header(number: int, cells: tuple[str, ...], tab: Tab) -> Header:
    """What row `number` names, if it is the header."""
    return Header(number, _fields(cells, tab))


@lru_cache(maxsize=1024)
def _fields(cells: tuple[str, ...], tab: Tab) -> dict[str, int]:
    """Fields that cells name, and where; of two equal names the first counts.

    A true header wins over another name of it: beside `Chức danh trong Tổ`, the ward's own
    column `Nhiệm vụ` is let be.
    """
    keys = [header_key(cell) if cell else "" for cell in cells]
    true, other = (_positions(keys, names) for names in _names(tab))
    return other | true


def _positions(keys: Sequence[str], names: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, one in enumerate(keys):
        if one in names:
            found.setdefault(names[one], position)
    return found


def find_header(sheet: Sheet, tab: Tab) -> Header:
    """The row among the first five that names most columns of `tab`; no columns when none does."""
    best = _NO_HEADER
    for number, row in enumerate(sheet.rows[:HEADER_ROWS], start=1):
        header = _header(number, row, tab)
        # One match alone may be a word in a title line; a header has at least two columns.
        if len(header.columns) > max(1, len(best.columns)):
            best = header
        if len(header.columns) == len(tab.columns):
            break
    return best


def find_exact_header(sheet: Sheet, tab: Tab) -> Header:
    """As find_header; two headers that differ only in what stands in brackets are told apart."""
    header = find_header(sheet, tab)
    names = {key(column.header): column.field for column in tab.columns}
    texts = list(enumerate(sheet.rows[header.row - 1])) if header.columns else []
    exact = {names[key(text)]: at for at, text in reversed(texts) if key(text) in names}
    return Header(header.row, header.columns | exact)


def find_profile(sheet: Sheet, tab: Tab) -> dict[str, tuple[int, str]]:
    """The ward's own tab `Đơn vị`: field → (sheet row, value) for each line of it that is there."""
    label, value = profile_columns(sheet)
    lines = _fields(tuple([row[label] if len(row) > label else "" for row in sheet.rows]), tab)
    texts = [row[value] if len(row) > value else "" for row in sheet.rows]
    return {name: (at + 1, texts[at]) for name, at in lines.items()}


def profile_columns(sheet: Sheet) -> tuple[int, int]:
    """Columns (from 0) of `Thông tin` and `Nội dung`; the first two where the header is gone."""
    for row in sheet.rows[:HEADER_ROWS]:
        if found := _label_and_value(row):
            return found
    return 0, 1


@lru_cache(maxsize=1024)
def _label_and_value(row: tuple[str, ...]) -> tuple[int, int] | None:
    """Where the header `Thông tin`, `Nội dung` stands in a row, if that is it."""
    at = {header_key(cell): i for i, cell in reversed(list(enumerate(row))) if cell}
    label, value = at.get(header_key(UNIT_LABEL)), at.get(header_key(UNIT_VALUE))
    return None if label is None or value is None else (label, value)


def data_sheets(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The tabs that a ward fills: not the guide, not `Cần sửa`, nothing of its own."""
    return [sheet for tab in WARD if (sheet := find_sheet(sheets, tab)) is not None]


def own_sheets(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Everything in a ward's workbook but what the jobs wrote there: the guide, `Cần sửa`."""
    return [sheet for sheet in sheets if not is_guide(sheet.title) and not is_todo(sheet.title)]


def is_todo(title: str) -> bool:
    """Whether a tab of this title is `Cần sửa`."""
    return find_sheet((Sheet(title, ()),), TODO) is not None


def is_guide(title: str) -> bool:
    """Whether a tab of this title is `Hướng dẫn`."""
    return header_key(title) == header_key(GUIDE_TITLE)
