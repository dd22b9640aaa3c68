"""The functions and operators that formulas may use.

Each gets the scope (locale, present, place) and its arguments, already computed; those in `LAZY` get
them uncomputed, because an error in a branch that is not taken is none.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from fnmatch import translate

from tests.sheets_server.locales import Locale
from tests.sheets_server.rendering import CellError, Value, show
from tests.sheets_server.serials import moment_of, serial_of
from tests.sheets_server.values_of import (
    Matrix,
    error,
    first_error,
    flat,
    number_of,
    scalar,
    text_of,
    truth_of,
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


def _function(*names: str) -> Callable[[Function], Function]:
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


def _rank(value: Value) -> tuple[int, float | str]:
    """Numbers before texts before logical values, as Sheets compares and sorts."""
    if isinstance(value, bool):
        return 2, int(value)
    if isinstance(value, str):
        return 1, value.casefold()
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
        return holds(_rank(left), _rank(right))

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


@_function("COUNT")
def _count(scope: Scope, given: Arguments) -> Value:
    return len(list(_numbers([v for v in given if first_error([v]) is None], scope.locale)))


@_function("COUNTA")
def _count_all(_scope: Scope, given: Arguments) -> Value:
    return sum(value is not None for value in flat(given))


@_function("COUNTBLANK")
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


@_function("COUNTIF", "COUNTIFS")
def _count_if(scope: Scope, given: Arguments) -> Value:
    hits = [True] * len(list(flat([given[0]])))
    for at in range(0, len(given), 2):
        test = _criterion(scalar(given[at + 1]), scope.locale)
        hits = [hit and test(value) for hit, value in zip(hits, flat([given[at]]), strict=True)]
    return sum(hits)


@_function("SUMIF")
def _sum_if(scope: Scope, given: Arguments) -> Value:
    test = _criterion(scalar(given[1]), scope.locale)
    added = list(flat([given[2] if len(given) > 2 else given[0]]))
    chosen = [
        added[at] for at, value in enumerate(flat([given[0]])) if test(value) and at < len(added)
    ]
    return sum(v for v in chosen if isinstance(v, int | float) and not isinstance(v, bool))


# --- conditions -------------------------------------------------------------------------------


def _if(scope: Scope, branches: list[Thunk]) -> "Value | Matrix":
    condition = truth_of(scalar(branches[0]()), scope.locale)
    if isinstance(condition, CellError):
        return condition
    if condition:
        return branches[1]()
    return branches[2]() if len(branches) > 2 else False


def _if_error(_scope: Scope, branches: list[Thunk]) -> "Value | Matrix":
    value = branches[0]()
    if not isinstance(scalar(value), CellError):
        return value
    return branches[1]() if len(branches) > 1 else None


def _ifs(scope: Scope, branches: list[Thunk]) -> "Value | Matrix":
    for at in range(0, len(branches) - 1, 2):
        condition = truth_of(scalar(branches[at]()), scope.locale)
        if isinstance(condition, CellError):
            return condition
        if condition:
            return branches[at + 1]()
    return error("N_A", "No match.")


LAZY.update({"IF": _if, "IFERROR": _if_error, "IFNA": _if_error, "IFS": _ifs})


def _logical(name: str, combine: Callable[[list[bool]], bool]) -> None:
    def function(scope: Scope, given: Arguments) -> Value:
        found = [truth_of(v, scope.locale) for v in flat(given) if v is not None]
        wrong = next((value for value in found if isinstance(value, CellError)), None)
        return wrong or combine([bool(value) for value in found])

    FUNCTIONS[name] = function


_logical("AND", all)
_logical("OR", any)
_logical("NOT", lambda given: not given[0])


@_function("ISBLANK")
def _is_blank(_scope: Scope, given: Arguments) -> Value:
    return scalar(given[0]) is None


@_function("ISNUMBER")
def _is_number(_scope: Scope, given: Arguments) -> Value:
    value = scalar(given[0])
    return isinstance(value, int | float) and not isinstance(value, bool)


@_function("ISTEXT")
def _is_text(_scope: Scope, given: Arguments) -> Value:
    return isinstance(scalar(given[0]), str)


@_function("ISERROR")
def _is_error(_scope: Scope, given: Arguments) -> Value:
    return isinstance(scalar(given[0]), CellError)


@_function("NA")
def _not_available(_scope: Scope, _given: Arguments) -> Value:
    return error("N_A")


# --- texts ------------------------------------------------------------------------------------


def _textual(names: str, compute: Callable[..., Value]) -> None:
    """A function of texts: every argument read as one."""

    def function(scope: Scope, given: Arguments) -> Value:
        return first_error(given) or compute(
            *(text_of(value, scope.locale) for value in flat(given))
        )

    FUNCTIONS.update(dict.fromkeys(names.split(), function))


_textual("& CONCATENATE CONCAT", lambda *parts: "".join(parts))
_textual("LEN", lambda text: len(text))
_textual("TRIM", lambda text: " ".join(text.split()))
_textual("UPPER", lambda text: text.upper())
_textual("LOWER", lambda text: text.lower())
_textual("PROPER", lambda text: text.title())
_textual("EXACT", lambda one, other: one == other)
_textual("SUBSTITUTE", lambda text, old, new: text.replace(old, new) if old else text)
_textual("REGEXMATCH", lambda text, pattern: bool(re.search(pattern, text)))
_textual("REGEXREPLACE", lambda text, pattern, new: re.sub(pattern, new, text))
_textual("CHAR", lambda code: chr(int(code)))
_textual("JOIN", lambda sign, *parts: sign.join(parts))
_textual("TEXTJOIN", lambda sign, skip, *parts: sign.join(p for p in parts if p or skip != "TRUE"))


def _slice(name: str, cut: Callable[[str, int, int], str]) -> None:
    def function(scope: Scope, given: Arguments) -> Value:
        if wrong := first_error(given):
            return wrong
        counts = [number_of(scalar(value), scope.locale) for value in given[1:]] or [1]
        first, second = ([int(c) for c in counts if not isinstance(c, CellError)] + [0])[:2]
        return cut(text_of(scalar(given[0]), scope.locale), first, second)

    FUNCTIONS[name] = function


_slice("LEFT", lambda text, count, _: text[:count])
_slice("RIGHT", lambda text, count, _: text[-count:] if count else "")
_slice("MID", lambda text, start, count: text[start - 1 : start - 1 + count])
_slice("REPT", lambda text, count, _: text * count)


@_function("TEXT")
def _text(scope: Scope, given: Arguments) -> Value:
    value, pattern = scalar(given[0]), text_of(scalar(given[1]), scope.locale)
    return (
        value if isinstance(value, CellError) else show(value, {"pattern": pattern}, scope.locale)
    )


@_function("VALUE", "N")
def _value(scope: Scope, given: Arguments) -> Value:
    return number_of(scalar(given[0]), scope.locale)


@_function("HYPERLINK")
def _hyperlink(scope: Scope, given: Arguments) -> Value:
    if wrong := first_error(given):
        return wrong
    return scalar(given[1]) if len(given) > 1 else text_of(scalar(given[0]), scope.locale)


# --- numbers, dates, look-ups -----------------------------------------------------------------


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


@_function("PI")
def _pi(_scope: Scope, _given: Arguments) -> Value:
    return math.pi


@_function("TODAY")
def _today(scope: Scope, _given: Arguments) -> Value:
    return serial_of(scope.now().date())


@_function("NOW")
def _now(scope: Scope, _given: Arguments) -> Value:
    now = scope.now()
    return serial_of(now.date()) + (now.hour * 3600 + now.minute * 60 + now.second) / 86400


@_function("DATE")
def _date(scope: Scope, given: Arguments) -> Value:
    parts = [number_of(scalar(value), scope.locale) for value in given]
    if wrong := first_error(list(parts)):
        return wrong
    year, month, day = (int(part) for part in parts if not isinstance(part, CellError))
    first = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    return serial_of(first) + day - 1


@_function("DATEVALUE")
def _date_value(scope: Scope, given: Arguments) -> Value:
    return number_of(scalar(given[0]), scope.locale)


@_function("ROW")
def _row(scope: Scope, _given: Arguments) -> Value:
    return scope.row + 1


@_function("COLUMN")
def _column(scope: Scope, _given: Arguments) -> Value:
    return scope.column + 1


@_function("ROWS")
def _rows(_scope: Scope, given: Arguments) -> Value:
    return len(given[0]) if isinstance(given[0], list) else 1


def _matrix(value: "Value | Matrix") -> Matrix:
    return value if isinstance(value, list) else [[value]]


@_function("VLOOKUP")
def _vlookup(scope: Scope, given: Arguments) -> Value:
    wanted, at = _rank(scalar(given[0])), number_of(scalar(given[2]), scope.locale)
    if isinstance(at, CellError):
        return at
    for row in _matrix(given[1]):
        if row[0] is not None and _rank(row[0]) == wanted:
            return row[int(at) - 1] if int(at) <= len(row) else error("REF")
    return error("N_A", f"Did not find value '{text_of(scalar(given[0]), scope.locale)}'.")


@_function("MATCH")
def _match(scope: Scope, given: Arguments) -> Value:
    wanted = _rank(scalar(given[0]))
    for at, value in enumerate(flat([given[1]])):
        if value is not None and _rank(value) == wanted:
            return at + 1
    return error("N_A", f"Did not find value '{text_of(scalar(given[0]), scope.locale)}'.")


@_function("INDEX")
def _index(scope: Scope, given: Arguments) -> Value:
    places = [number_of(scalar(value), scope.locale) for value in given[1:]]
    if wrong := first_error(list(places)):
        return wrong
    row, column = ([int(p) for p in places if not isinstance(p, CellError)] + [1, 1])[:2]
    try:
        return _matrix(given[0])[max(row, 1) - 1][max(column, 1) - 1]
    except IndexError:
        return error("REF")
