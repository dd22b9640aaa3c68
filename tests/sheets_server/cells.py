"""Cells as values, as texts and as CellData: what is computed from what is kept."""

from typing import Any

from tests.sheets_server.errors import Json
from tests.sheets_server.formulas import compute
from tests.sheets_server.grid import Book, Cell, Sheet
from tests.sheets_server.inheriting import inherited_format
from tests.sheets_server.locales import Locale, locale_of
from tests.sheets_server.rendering import (
    DATE_TYPES,
    CellError,
    Value,
    show,
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


def number_format(book: Book, sheet: Sheet, cell: Cell, value: Value) -> Json | None:
    """The cell's number format; of a formula without one, the format of what it is computed from."""
    found: Json | None = cell.get("userEnteredFormat", {}).get("numberFormat")
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if found or formula is None or isinstance(value, bool) or not isinstance(value, int | float):
        return found
    return inherited_format(book, sheet, formula)


def shown(book: Book, sheet: Sheet, row: int, column: int, cell: Cell) -> str:
    """The text that the cell shows."""
    value = value_of(book, sheet, row, column, cell)
    return show(value, number_format(book, sheet, cell, value), locale_of(book.locale))


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
            return show(value, number_format(self.book, sheet, cell, value), self.locale)
        return self._unformatted(sheet, value, cell)

    def _unformatted(self, sheet: Sheet, value: Value, cell: Cell) -> Any:
        if value is None:
            return ""
        if isinstance(value, CellError):
            return value.text
        if isinstance(value, bool | str):
            return value
        found = number_format(self.book, sheet, cell, value)
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
