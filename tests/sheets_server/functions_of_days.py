"""Functions of numbers, days and places in tables."""

import calendar
import math
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from tests.sheets_server.functions import FUNCTIONS, Arguments, Scope, function, rank
from tests.sheets_server.rendering import CellError, Value
from tests.sheets_server.serials import moment_of, serial_of
from tests.sheets_server.values_of import (
    Matrix,
    error,
    first_error,
    flat,
    number_of,
    scalar,
    text_of,
)


def _rounding(name: str, mode: str) -> None:
    def function(scope: Scope, given: Arguments) -> Value:
        number = number_of(scalar(given[0]), scope.locale)
        places = number_of(scalar(given[1]), scope.locale) if len(given) > 1 else 0
        if isinstance(number, CellError) or isinstance(places, CellError):
            return first_error([number, places])
        rounded = Decimal(repr(number)).quantize(Decimal(1).scaleb(-int(places)), mode)
        return float(rounded) if places > 0 else int(rounded)

    FUNCTIONS[name] = function


_rounding("ROUND", ROUND_HALF_UP)
_rounding("ROUNDUP", ROUND_UP)
_rounding("ROUNDDOWN", ROUND_DOWN)


@function("PI")
def _pi(_scope: Scope, _given: Arguments) -> Value:
    return math.pi


@function("TODAY")
def _today(scope: Scope, _given: Arguments) -> Value:
    return serial_of(scope.now().date())


@function("NOW")
def _now(scope: Scope, _given: Arguments) -> Value:
    now = scope.now()
    return serial_of(now.date()) + (now.hour * 3600 + now.minute * 60 + now.second) / 86400


@function("DATE")
def _date(scope: Scope, given: Arguments) -> Value:
    parts = [number_of(scalar(value), scope.locale) for value in given]
    if wrong := first_error(list(parts)):
        return wrong
    year, month, day = (int(part) for part in parts if not isinstance(part, CellError))
    first = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    return serial_of(first) + day - 1


@function("DATEVALUE")
def _date_value(scope: Scope, given: Arguments) -> Value:
    return number_of(scalar(given[0]), scope.locale)


@function("ROW")
def _row(scope: Scope, _given: Arguments) -> Value:
    return scope.row + 1


@function("COLUMN")
def _column(scope: Scope, _given: Arguments) -> Value:
    return scope.column + 1


@function("ROWS")
def _rows(_scope: Scope, given: Arguments) -> Value:
    return len(given[0]) if isinstance(given[0], list) else 1


def _matrix(value: "Value | Matrix") -> Matrix:
    return value if isinstance(value, list) else [[value]]


@function("VLOOKUP")
def _vlookup(scope: Scope, given: Arguments) -> Value:
    wanted, at = rank(scalar(given[0])), number_of(scalar(given[2]), scope.locale)
    if isinstance(at, CellError):
        return at
    for row in _matrix(given[1]):
        if row[0] is not None and rank(row[0]) == wanted:
            return row[int(at) - 1] if int(at) <= len(row) else error("REF")
    return error("N_A", f"Did not find value '{text_of(scalar(given[0]), scope.locale)}'.")


@function("MATCH")
def _match(scope: Scope, given: Arguments) -> Value:
    wanted = rank(scalar(given[0]))
    for at, value in enumerate(flat([given[1]])):
        if value is not None and rank(value) == wanted:
            return at + 1
    return error("N_A", f"Did not find value '{text_of(scalar(given[0]), scope.locale)}'.")


@function("INDEX")
def _index(scope: Scope, given: Arguments) -> Value:
    places = [number_of(scalar(value), scope.locale) for value in given[1:]]
    if wrong := first_error(list(places)):
        return wrong
    row, column = ([int(p) for p in places if not isinstance(p, CellError)] + [1, 1])[:2]
    try:
        return _matrix(given[0])[max(row, 1) - 1][max(column, 1) - 1]
    except IndexError:
        return error("REF")


@function("EDATE")
def _same_day_later(scope: Scope, given: Arguments) -> Value:
    parts = [number_of(scalar(value), scope.locale) for value in given]
    if wrong := first_error(list(parts)):
        return wrong
    serial, months = (part for part in parts if not isinstance(part, CellError))
    day = moment_of(serial).date()
    month = day.year * 12 + day.month - 1 + int(months)
    last = calendar.monthrange(month // 12, month % 12 + 1)[1]
    return serial_of(date(month // 12, month % 12 + 1, min(day.day, last)))


@function("DATEDIF")
def _date_difference(scope: Scope, given: Arguments) -> Value:
    parts = [number_of(scalar(value), scope.locale) for value in given[:2]]
    if wrong := first_error(list(parts)):
        return wrong
    start, end = (moment_of(part).date() for part in parts if not isinstance(part, CellError))
    unit = text_of(scalar(given[2]), scope.locale).upper()
    if end < start or unit not in ("D", "M", "Y"):
        return error("NUM")
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    if unit == "D":
        return (end - start).days
    return months if unit == "M" else months // 12
