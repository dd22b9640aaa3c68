"""Values in formulas: errors, and numbers, texts and logical values taken for one another."""

import unicodedata
from collections.abc import Iterator

from tests.sheets_server.entering import read_day, read_number
from tests.sheets_server.locales import Locale
from tests.sheets_server.rendering import CellError, Value, show_general
from tests.sheets_server.serials import serial_of

Matrix = list[list[Value]]
_TEXTS = {
    "REF": "#REF!",
    "N_A": "#N/A",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "NULL_VALUE": "#NULL!",
    "ERROR": "#ERROR!",
}
ERRORS = {text: CellError(kind, text) for kind, text in _TEXTS.items()}


def error(kind: str, message: str = "") -> CellError:
    """An error of an ErrorType."""
    return CellError(kind, _TEXTS[kind], message)


def scalar(value: "Value | Matrix") -> Value:
    """One value: of a range the first."""
    if isinstance(value, list):
        return value[0][0] if value and value[0] else None
    return value


def flat(values: "list[Value | Matrix]") -> Iterator[Value]:
    """Every value of the arguments, ranges cell by cell."""
    for value in values:
        if isinstance(value, list):
            for row in value:
                yield from row
        else:
            yield value


def first_error(values: "list[Value | Matrix]") -> CellError | None:
    """The first error among the arguments."""
    return next((value for value in flat(values) if isinstance(value, CellError)), None)


def number_of(value: Value, locale: Locale) -> float | CellError:
    """A value as a number: blanks are 0, texts are read, TRUE is 1."""
    if value is None or value == "":
        return 0
    if isinstance(value, CellError | int | float):
        return int(value) if isinstance(value, bool) else value
    number = read_number(value.strip(), locale)
    if number is not None:
        return number
    if day := read_day(value.strip(), locale):
        return serial_of(day[0])
    return error("VALUE", f"'{value}' is a text and cannot be coerced to a number.")


def text_of(value: Value, locale: Locale) -> str:
    """A value as a text."""
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, str) else show_general(value, locale)


def truth_of(value: Value, locale: Locale) -> bool | CellError:
    """A value as a condition."""
    if isinstance(value, str) and value.upper() in ("TRUE", "FALSE"):
        return value.upper() == "TRUE"
    number = number_of(value, locale)
    return number if isinstance(number, CellError) else bool(number)


def collation(text: str) -> str:
    """A key that puts texts in a dictionary's order, whatever their case: Đ with D, marks last."""
    folded = unicodedata.normalize("NFC", text.casefold())
    bare = unicodedata.normalize("NFD", folded.replace("đ", "d~"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign)) + "\0" + folded
