"""The functions and operators that formulas may use.

Each gets the scope (locale, present, place) and its arguments, already computed; those in `LAZY` get
them uncomputed, because an error in a branch that is not taken is none.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import translate

from tests.sheets_server.locales import Locale
from tests.sheets_server.rendering import CellError, Value
from tests.sheets_server.serials import moment_of
from tests.sheets_server.values_of import (
    Matrix,
    collation,
    error,
    first_error,
    flat,
    number_of,
    scalar,
    text_of,
)


@dataclass(frozen=True)
class Scope:
    """Where and when a formula is computed."""

    locale: Locale
    now: Callable[[], datetime]
    row: int
    column: int


Arguments = list["Value | Matrix"]
Function = Callable[[Scope, Arguments], "Value | Matrix"]
Thunk = Callable[[], "Value | Matrix"]
FUNCTIONS: dict[str, Function] = {}
LAZY: dict[str, Callable[[Scope, list[Thunk]], "Value | Matrix"]] = {}


def function(*names: str) -> Callable[[Function], Function]:
    """Registers a function under its names."""

    def register(function: Function) -> Function:
        FUNCTIONS.update(dict.fromkeys(names, function))
        return function

    return register


# --- operators --------------------------------------------------------------------------------


def _arithmetic(sign: str, compute: Callable[[float, float], float]) -> None:
    def operator(scope: Scope, given: Arguments) -> Value:
        left, right = (number_of(scalar(value), scope.locale) for value in given)
        if isinstance(left, CellError):
            return left
        if isinstance(right, CellError):
            return right
        try:
            return compute(left, right)
        except ZeroDivisionError:
            return error("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
        except (OverflowError, ValueError):
            return error("NUM")

    FUNCTIONS[sign] = operator


for _sign, _compute in {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "MOD": lambda a, b: a % b,
    "POWER": lambda a, b: a**b,
    "QUOTIENT": lambda a, b: int(a / b),
    "DIVIDE": lambda a, b: a / b,
    "MINUS": lambda a, b: a - b,
    "MULTIPLY": lambda a, b: a * b,
    "DAYS": lambda a, b: a - b,
}.items():
    _arithmetic(_sign, _compute)


def _unary(name: str, compute: Callable[[float], float]) -> None:
    def function(scope: Scope, given: Arguments) -> Value:
        number = number_of(scalar(given[0]), scope.locale)
        if isinstance(number, CellError):
            return number
        try:
            return compute(number)
        except ValueError:
            return error("NUM")

    FUNCTIONS[name] = function


for _name, _one in {
    "negative": lambda a: -a,
    "positive": lambda a: a,
    "%": lambda a: a / 100,
    "ABS": abs,
    "INT": math.floor,
    "SQRT": math.sqrt,
    "SIGN": lambda a: (a > 0) - (a < 0),
    "YEAR": lambda a: moment_of(a).year,
    "MONTH": lambda a: moment_of(a).month,
    "DAY": lambda a: moment_of(a).day,
    "HOUR": lambda a: moment_of(a).hour,
    "MINUTE": lambda a: moment_of(a).minute,
    "WEEKDAY": lambda a: moment_of(a).isoweekday() % 7 + 1,
}.items():
    _unary(_name, _one)


def rank(value: Value) -> tuple[int, float | str]:
    """Numbers before texts before logical values, as Sheets compares and sorts."""
    if isinstance(value, bool):
        return 2, int(value)
    if isinstance(value, str):
        return 1, collation(value)
    return 0, value if isinstance(value, int | float) else 0


def _comparison(
    sign: str, holds: Callable[[tuple[int, float | str], tuple[int, float | str]], bool]
) -> None:
    def operator(_scope: Scope, given: Arguments) -> Value:
        left, right = scalar(given[0]), scalar(given[1])
        if wrong := first_error([left, right]):
            return wrong
        left = "" if left is None and isinstance(right, str) else left
        right = "" if right is None and isinstance(left, str) else right
        return holds(rank(left), rank(right))

    FUNCTIONS[sign] = operator


for _sign, _holds in {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}.items():
    _comparison(_sign, _holds)


# --- counting and adding ----------------------------------------------------------------------


def _numbers(given: Arguments, locale: Locale) -> list[float]:
    """Numbers to add: in ranges only numbers, of single arguments also what reads as one."""
    found: list[float] = []
    for value in given:
        if isinstance(value, list):
            found += [
                v for v in flat([value]) if isinstance(v, int | float) and not isinstance(v, bool)
            ]
        elif value is not None and not isinstance(number := number_of(value, locale), CellError):
            found.append(number)
    return found


def _aggregate(name: str, compute: Callable[[list[float]], Value]) -> None:
    def function(scope: Scope, given: Arguments) -> Value:
        return first_error(given) or compute(_numbers(given, scope.locale))

    FUNCTIONS[name] = function


_EMPTY_AVERAGE = error(
    "DIVIDE_BY_ZERO", "Evaluation of function AVERAGE caused a divide by zero error."
)
for _name, _total in {
    "SUM": lambda n: sum(n),
    "AVERAGE": lambda n: sum(n) / len(n) if n else _EMPTY_AVERAGE,
    "MIN": lambda n: min(n, default=0),
    "MAX": lambda n: max(n, default=0),
    "PRODUCT": lambda n: math.prod(n),
    "MEDIAN": lambda n: (
        sorted(n)[len(n) // 2] if len(n) % 2 else sum(sorted(n)[len(n) // 2 - 1 :][:2]) / 2
    ),
}.items():
    _aggregate(_name, _total)


@function("COUNT")
def _count(scope: Scope, given: Arguments) -> Value:
    return len(list(_numbers([v for v in given if first_error([v]) is None], scope.locale)))


@function("COUNTA")
def _count_all(_scope: Scope, given: Arguments) -> Value:
    return sum(value is not None for value in flat(given))


@function("COUNTBLANK")
def _count_blank(_scope: Scope, given: Arguments) -> Value:
    return sum(value is None or value == "" for value in flat(given))


def _criterion(wanted: Value, locale: Locale) -> Callable[[Value], bool]:
    """What a COUNTIF criterion asks: `">5"`, `"a*"`, a value."""
    text = text_of(wanted, locale)
    sign, rest = re.fullmatch(r"(<=|>=|<>|[<>=])?(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    number = number_of(rest, locale) if rest else error("VALUE")
    if isinstance(number, CellError):
        pattern = re.compile(translate(rest.replace("[", "[[]")), re.IGNORECASE)
        equal = sign != "<>"
        return lambda value: bool(pattern.match(text_of(value, locale))) == equal
    tests: dict[str, Callable[[float], bool]] = {
        "<": lambda v: v < number,
        ">": lambda v: v > number,
        "<=": lambda v: v <= number,
        ">=": lambda v: v >= number,
    }
    if sign in tests:
        return lambda v: isinstance(v, int | float) and not isinstance(v, bool) and tests[sign](v)
    return lambda v: (
        (v is not None and v != "" and number_of(v, locale) == number) == (sign != "<>")
    )


@function("COUNTIF", "COUNTIFS")
def _count_if(scope: Scope, given: Arguments) -> Value:
    hits = [True] * len(list(flat([given[0]])))
    for at in range(0, len(given), 2):
        test = _criterion(scalar(given[at + 1]), scope.locale)
        hits = [hit and test(value) for hit, value in zip(hits, flat([given[at]]), strict=True)]
    return sum(hits)


@function("SUMIFS")
def _sum_ifs(scope: Scope, given: Arguments) -> Value:
    added = list(flat([given[0]]))
    hits = [True] * len(added)
    for at in range(1, len(given), 2):
        test = _criterion(scalar(given[at + 1]), scope.locale)
        hits = [hit and test(value) for hit, value in zip(hits, flat([given[at]]), strict=True)]
    chosen = [value for value, hit in zip(added, hits, strict=True) if hit]
    return sum(v for v in chosen if isinstance(v, int | float) and not isinstance(v, bool))


@function("SUMIF")
def _sum_if(scope: Scope, given: Arguments) -> Value:
    test = _criterion(scalar(given[1]), scope.locale)
    added = list(flat([given[2] if len(given) > 2 else given[0]]))
    chosen = [
        added[at] for at, value in enumerate(flat([given[0]])) if test(value) and at < len(added)
    ]
    return sum(v for v in chosen if isinstance(v, int | float) and not isinstance(v, bool))
