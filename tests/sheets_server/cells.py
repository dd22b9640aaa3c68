"""Cells as values, as texts and as CellData: what is computed from what is kept."""

from collections.abc import Callable
from typing import Any

from tests.sheets_server.errors import Json
from tests.sheets_server.formulas import compute, link_of
from tests.sheets_server.grid import Book, Cell, Sheet
from tests.sheets_server.locales import Locale, locale_of
from tests.sheets_server.looks import coloured, effective_format
from tests.sheets_server.masks import Mask
from tests.sheets_server.rendering import (
    DATE_TYPES,
    CellError,
    Value,
    default_pattern,
    show,
    show_general,
)
from tests.sheets_server.serials import plain


def value_of(book: Book, sheet: Sheet, row: int, column: int, cell: Cell) -> Value:
    """The effective value of a cell; formulas are computed."""
    entered = cell.get("userEnteredValue")
    if not entered:
        return None
    if "formulaValue" in entered:
        return compute(book, sheet, row, column)
    return entered_value(entered)


def entered_value(entered: Json) -> Value:
    """An ExtendedValue without a formula as a value."""
    if "errorValue" in entered:
        error = entered["errorValue"]
        return CellError(
            error.get("type", "ERROR"), f"#{error.get('type', 'ERROR')}!", error.get("message", "")
        )
    value: Value = next(iter(entered.values()), None)
    return value


def number_format(cell: Cell, value: Value) -> Json | None:
    """The cell's number format; a date function's own where the cell has none."""
    found: Json | None = cell.get("userEnteredFormat", {}).get("numberFormat")
    if found or "formulaValue" not in cell.get("userEnteredValue", {}):
        return found
    formula = cell["userEnteredValue"]["formulaValue"].upper()
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and formula.startswith(
        ("=TODAY(", "=DATE(", "=DATEVALUE(", "=EDATE(", "=EOMONTH(")
    ):
        return {"type": "DATE"}
    return {"type": "DATE_TIME"} if is_number and formula.startswith("=NOW(") else None


def shown(book: Book, sheet: Sheet, row: int, column: int, cell: Cell) -> str:
    """The text that the cell shows."""
    value = value_of(book, sheet, row, column, cell)
    return show(value, number_format(cell, value), locale_of(book.locale))


class Renderer:
    """The cells of a book as `values` answers give them, by the two render options."""

    def __init__(self, book: Book, option: str, dates: str) -> None:
        self.book = book
        self.option = option
        self.dates = dates
        self.locale: Locale = locale_of(book.locale)

    def __call__(self, sheet: Sheet, row: int, column: int, cell: Cell) -> Any:
        """The cell in JSON; an empty text where it has no value."""
        entered = cell.get("userEnteredValue")
        if not entered:
            return ""
        if self.option == "FORMULA" and "formulaValue" in entered:
            return entered["formulaValue"]
        value = value_of(self.book, sheet, row, column, cell)
        if self.option == "FORMATTED_VALUE":
            return show(value, number_format(cell, value), self.locale)
        return self._unformatted(value, cell)

    def _unformatted(self, value: Value, cell: Cell) -> Any:
        if value is None:
            return ""
        if isinstance(value, CellError):
            return value.text
        if isinstance(value, bool | str):
            return value
        found = number_format(cell, value)
        if self.dates == "FORMATTED_STRING" and (found or {}).get("type") in DATE_TYPES:
            return show(value, found, self.locale)
        return plain(value)


def extended(value: Value) -> Json | None:
    """A value as an ExtendedValue."""
    if value is None:
        return None
    if isinstance(value, CellError):
        return {"errorValue": {"type": value.type, "message": value.message}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": plain(value)}


def cell_data(book: Book, sheet: Sheet, row: int, column: int, mask: Mask | None) -> Json:
    """The cell as CellData; with a mask only what it names is computed."""
    cell = sheet.cell(row, column)
    if not cell:
        return {}
    names = [name for name in _VIEWS if not mask or "*" in mask or name in mask]
    data = {name: _VIEWS[name](book, sheet, row, column, cell) for name in names}
    return {name: value for name, value in data.items() if value is not None}


def _effective_value(book: Book, sheet: Sheet, row: int, column: int, cell: Cell) -> Json | None:
    return extended(value_of(book, sheet, row, column, cell))


def _formatted(book: Book, sheet: Sheet, row: int, column: int, cell: Cell) -> str | None:
    return shown(book, sheet, row, column, cell) if cell.get("userEnteredValue") else None


def _own_format(book: Book, _sheet: Sheet, _row: int, _column: int, cell: Cell) -> Json | None:
    given = cell.get("userEnteredFormat")
    if given is None:
        return None
    return coloured(_with_pattern(given, locale_of(book.locale)))  # type: ignore[no-any-return]


def _with_pattern(given: Json, locale: Locale) -> Json:
    wanted = given.get("numberFormat")
    if not wanted or wanted.get("pattern") or not wanted.get("type"):
        return given
    pattern = default_pattern(wanted["type"], locale)
    return given | {"numberFormat": wanted | ({"pattern": pattern} if pattern else {})}


def _effective_format(book: Book, sheet: Sheet, row: int, column: int, cell: Cell) -> Json:
    own = _own_format(book, sheet, row, column, cell) or {}
    value = value_of(book, sheet, row, column, cell)
    found = own.get("numberFormat") or number_format(cell, value)
    return effective_format(own, found)


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


_VIEWS: dict[str, Callable[[Book, Sheet, int, int, Cell], Any]] = {
    "userEnteredValue": _kept("userEnteredValue"),
    "effectiveValue": _effective_value,
    "formattedValue": _formatted,
    "userEnteredFormat": _own_format,
    "effectiveFormat": _effective_format,
    "hyperlink": _hyperlink,
    "note": _kept("note"),
    "textFormatRuns": _kept("textFormatRuns"),
    "dataValidation": _kept("dataValidation"),
    "pivotTable": _kept("pivotTable"),
    "chipRuns": _kept("chipRuns"),
}


def general(book: Book, number: float) -> str:
    """A number as text in the book's locale, without a format."""
    return show_general(number, locale_of(book.locale))
