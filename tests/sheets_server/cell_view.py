"""A cell as CellData: what is kept and what is computed of it, no more than is asked for."""

from collections.abc import Callable
from typing import Any

from tests.sheets_server.cells import extended, number_format, shown, value_of
from tests.sheets_server.conditional import conditional_format
from tests.sheets_server.errors import Json
from tests.sheets_server.formulas import link_of
from tests.sheets_server.grid import Book, Cell, Sheet
from tests.sheets_server.locales import Locale, locale_of
from tests.sheets_server.looks import coloured, effective_format, tidy
from tests.sheets_server.masks import Mask, asks_for
from tests.sheets_server.rendering import default_pattern


def cell_data(book: Book, sheet: Sheet, row: int, column: int, mask: Mask | None) -> Json:
    """The cell as CellData; with a mask only what it names is computed."""
    cell = sheet.cell(row, column)
    if not cell:
        ruled = looks_at_rules(sheet, mask) and conditional_format(book, sheet, row, column)
        return {"effectiveFormat": effective_format(coloured(ruled), None)} if ruled else {}
    names = [name for name in _VIEWS if not mask or "*" in mask or name in mask]
    data = {name: _VIEWS[name](book, sheet, row, column, cell) for name in names}
    return {name: value for name, value in data.items() if value is not None}


PLAIN_FORMAT = effective_format({}, None)


def looks_at_rules(sheet: Sheet, mask: Mask | None) -> bool:
    """Whether conditional formats matter for what the mask names."""
    return bool(sheet.parts["conditionalFormats"]) and asks_for(mask, "effectiveFormat")


def _effective_value(book: Book, sheet: Sheet, row: int, column: int, cell: Cell) -> Json | None:
    return extended(value_of(book, sheet, row, column, cell))


def _formatted(book: Book, sheet: Sheet, row: int, column: int, cell: Cell) -> str | None:
    return shown(book, sheet, row, column, cell) if cell.get("userEnteredValue") else None


# Formats repeat from cell to cell: each is worked out once, and found again by how it is written.
_OWN: dict[tuple[str, str], Json] = {}
_EFFECTIVE: dict[int, Json] = {}


def _own_format(book: Book, _sheet: Sheet, _row: int, _column: int, cell: Cell) -> Json | None:
    given = cell.get("userEnteredFormat")
    if given is None:
        return None
    key = (repr(given), book.locale)
    if key not in _OWN:
        _OWN[key] = coloured(_with_pattern(given, locale_of(book.locale)))
    return _OWN[key]


def _with_pattern(given: Json, locale: Locale) -> Json:
    wanted = given.get("numberFormat")
    if not wanted or wanted.get("pattern") or not wanted.get("type"):
        return given
    pattern = default_pattern(wanted["type"], locale)
    return given | {"numberFormat": wanted | ({"pattern": pattern} if pattern else {})}


def _effective_format(book: Book, sheet: Sheet, row: int, column: int, cell: Cell) -> Json:
    own = _own_format(book, sheet, row, column, cell)
    found = _number_format(book, sheet, row, column, cell, own)
    ruled = conditional_format(book, sheet, row, column)
    if found or ruled:
        ruled = coloured(ruled)
        text = (own or {}).get("textFormat", {}) | ruled.get("textFormat", {})
        look = (own or {}) | ruled | ({"textFormat": text} if text else {})
        return effective_format(look, found or look.get("numberFormat"))
    if own is None:
        return PLAIN_FORMAT
    if id(own) not in _EFFECTIVE:
        _EFFECTIVE[id(own)] = effective_format(own, own.get("numberFormat"))
    return _EFFECTIVE[id(own)]


def _number_format(
    book: Book, sheet: Sheet, row: int, column: int, cell: Cell, own: Json | None
) -> Json | None:
    """The number format that a formula's result takes over, where the cell has none of its own."""
    if own and "numberFormat" in own:
        return None
    if "formulaValue" not in cell.get("userEnteredValue", {}):
        return None
    return number_format(book, sheet, cell, value_of(book, sheet, row, column, cell))


def _hyperlink(book: Book, sheet: Sheet, row: int, column: int, cell: Cell) -> str | None:
    entered = cell.get("userEnteredValue", {})
    if "formulaValue" in entered:
        return link_of(book, sheet, row, column)
    link = cell.get("userEnteredFormat", {}).get("textFormat", {}).get("link", {})
    return link.get("uri") or _run_link(cell)


def _run_link(cell: Cell) -> str | None:
    links = {
        run.get("format", {}).get("link", {}).get("uri") for run in cell.get("textFormatRuns", [])
    }
    return next(iter(links)) if len(links) == 1 else None


def _kept(name: str) -> Callable[[Book, Sheet, int, int, Cell], Any]:
    return lambda _book, _sheet, _row, _column, cell: cell.get(name)


def _runs(_book: Book, _sheet: Sheet, _row: int, _column: int, cell: Cell) -> Any:
    """Runs of format; that the first begins at 0 goes without saying."""
    runs = cell.get("textFormatRuns")
    if runs is None:
        return None
    return [{n: coloured(v) for n, v in run.items() if n != "startIndex" or v} for run in runs]


def _validation(_book: Book, _sheet: Sheet, _row: int, _column: int, cell: Cell) -> Any:
    rule = cell.get("dataValidation")
    return None if rule is None else tidy(rule)


_VIEWS: dict[str, Callable[[Book, Sheet, int, int, Cell], Any]] = {
    "userEnteredValue": _kept("userEnteredValue"),
    "effectiveValue": _effective_value,
    "formattedValue": _formatted,
    "userEnteredFormat": _own_format,
    "effectiveFormat": _effective_format,
    "hyperlink": _hyperlink,
    "note": _kept("note"),
    "textFormatRuns": _runs,
    "dataValidation": _validation,
    "pivotTable": _kept("pivotTable"),
    "chipRuns": _kept("chipRuns"),
}
