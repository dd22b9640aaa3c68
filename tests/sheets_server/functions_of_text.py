"""Functions of texts and conditions."""

import re
from collections.abc import Callable

from tests.sheets_server.functions import FUNCTIONS, LAZY, Arguments, Scope, Thunk, function
from tests.sheets_server.rendering import CellError, Value, show
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


@function("ISBLANK")
def _is_blank(_scope: Scope, given: Arguments) -> Value:
    return scalar(given[0]) is None


@function("ISNUMBER")
def _is_number(_scope: Scope, given: Arguments) -> Value:
    value = scalar(given[0])
    return isinstance(value, int | float) and not isinstance(value, bool)


@function("ISTEXT")
def _is_text(_scope: Scope, given: Arguments) -> Value:
    return isinstance(scalar(given[0]), str)


@function("ISERROR")
def _is_error(_scope: Scope, given: Arguments) -> Value:
    return isinstance(scalar(given[0]), CellError)


@function("NA")
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


@function("TEXT")
def _text(scope: Scope, given: Arguments) -> Value:
    value, pattern = scalar(given[0]), text_of(scalar(given[1]), scope.locale)
    return (
        value if isinstance(value, CellError) else show(value, {"pattern": pattern}, scope.locale)
    )


@function("VALUE", "N")
def _value(scope: Scope, given: Arguments) -> Value:
    return number_of(scalar(given[0]), scope.locale)


@function("HYPERLINK")
def _hyperlink(scope: Scope, given: Arguments) -> Value:
    if wrong := first_error(given):
        return wrong
    return scalar(given[1]) if len(given) > 1 else text_of(scalar(given[0]), scope.locale)
