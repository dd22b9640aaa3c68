"""Conditions of data validation and conditional formats: are they well formed, does a value meet them."""

import re
from typing import Any

from tests.sheets_server.a1 import Box
from tests.sheets_server.cells import shown, value_of
from tests.sheets_server.entering import enter
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.formula_text import offset_formula
from tests.sheets_server.formulas import evaluate
from tests.sheets_server.grid import Book, Sheet
from tests.sheets_server.rendering import Value
from tests.sheets_server.values_of import scalar

# How many values a condition takes: exactly, or at least one (None: any number).
_COUNTS: dict[str, tuple[int, ...] | None] = {
    "BLANK": (0,),
    "NOT_BLANK": (0,),
    "TEXT_IS_EMAIL": (0,),
    "TEXT_IS_URL": (0,),
    "DATE_IS_VALID": (0,),
    "BOOLEAN": (0, 1, 2),
    "ONE_OF_LIST": None,
    "TEXT_NOT_EQ": None,
    "NUMBER_BETWEEN": (2,),
    "NUMBER_NOT_BETWEEN": (2,),
    "DATE_BETWEEN": (2,),
    "DATE_NOT_BETWEEN": (2,),
}
_ONLY_VALIDATION = (
    "TEXT_IS_EMAIL",
    "TEXT_IS_URL",
    "DATE_IS_VALID",
    "ONE_OF_RANGE",
    "ONE_OF_LIST",
    "BOOLEAN",
)
_ONLY_LOOKS = ("TEXT_STARTS_WITH", "TEXT_ENDS_WITH", "BLANK", "NOT_BLANK")


def check_rule(book: Book, rule: Json) -> None:
    """Refuses a DataValidationRule that is none. Raises SheetsError."""
    condition = rule.get("condition")
    if not condition or "type" not in condition:
        raise SheetsError("A data validation rule must have a condition.")
    if condition["type"] in _ONLY_LOOKS:
        raise SheetsError(
            f"Condition type '{condition['type']}' is not supported for data validation."
        )
    check_condition(book, condition)


def check_look(book: Book, condition: Json) -> None:
    """Refuses a condition that a conditional format cannot have. Raises SheetsError."""
    if condition.get("type") in _ONLY_VALIDATION or "type" not in condition:
        kind = condition.get("type", "CONDITION_TYPE_UNSPECIFIED")
        raise SheetsError(f"Condition type '{kind}' is not supported for conditional formatting.")
    check_condition(book, condition)


def check_condition(book: Book, condition: Json) -> None:
    """Refuses a condition with too few or too many values. Raises SheetsError."""
    kind, values = condition["type"], condition.get("values", [])
    counts = _COUNTS.get(kind, (1,))
    if counts is None and not values:
        raise SheetsError(
            f"ConditionType {kind} requires at least one ConditionValue, but 0 were specified."
        )
    if counts is not None and len(values) not in counts:
        raise SheetsError(
            f"ConditionType {kind} requires exactly {counts[0]} ConditionValues, but {len(values)} values were given."
        )
    if kind == "ONE_OF_RANGE":
        _check_range(book, values[0].get("userEnteredValue", ""))


def _check_range(book: Book, text: str) -> None:
    try:
        book.locate(text.removeprefix("="))
    except SheetsError:
        raise SheetsError(f"Invalid ConditionValue.userEnteredValue: {text}") from None


def moved_rule(rule: Json, rows: int, columns: int) -> Json:
    """A rule as it is for a cell so far below and to the right: references in formulas move along."""
    condition = rule["condition"]
    values = [_moved_value(one, rows, columns) for one in condition.get("values", [])]
    if condition["type"] == "ONE_OF_RANGE" or not values:
        return rule
    return rule | {"condition": condition | {"values": values}}


def _moved_value(given: Json, rows: int, columns: int) -> Json:
    text = given.get("userEnteredValue", "")
    moved = offset_formula(text, rows, columns) if text.startswith("=") else text
    return given | {"userEnteredValue": moved} if text else given


def is_valid(book: Book, sheet: Sheet, row: int, column: int) -> bool:
    """Whether the cell's value is one that its validation allows; empty cells always are."""
    cell = sheet.cell(row, column)
    rule = cell.get("dataValidation")
    value = value_of(book, sheet, row, column, cell)
    if not rule or value is None:
        return True
    text = shown(book, sheet, row, column, cell)
    return meets(book, sheet, (row, column), rule["condition"], value, text)


def meets(
    book: Book, sheet: Sheet, place: tuple[int, int], condition: Json, value: Value, text: str
) -> bool:
    """Whether a value meets a condition whose formulas are read at a place of the tab."""
    kind: str = condition["type"]
    given = [_operand(book, sheet, place, one) for one in condition.get("values", [])]
    if kind == "CUSTOM_FORMULA":
        return given[0] is True or (isinstance(given[0], int | float) and bool(given[0]))
    if kind in ("BLANK", "NOT_BLANK"):
        return (value is None or value == "") == (kind == "BLANK")
    if kind == "BOOLEAN":
        return isinstance(value, bool) or (bool(given) and text in [str(one) for one in given])
    if kind == "ONE_OF_LIST":
        return text in [one.get("userEnteredValue", "") for one in condition["values"]]
    if kind == "ONE_OF_RANGE":
        return text in _range_texts(book, condition["values"][0]["userEnteredValue"])
    if kind.startswith("TEXT_"):
        return _text_meets(kind, text, [str(one) for one in given])
    return _number_meets(kind, value, given)


def _operand(book: Book, sheet: Sheet, place: tuple[int, int], given: Json) -> Any:
    text = given.get("userEnteredValue", "")
    if text.startswith("="):
        return scalar(evaluate(book, sheet, *place, text))
    entered, _ = enter(text, book.locale)
    return next(iter((entered or {}).values()), "")


def _range_texts(book: Book, text: str) -> list[str]:
    sheet, area = book.locate(text.removeprefix("="))
    box: Box = sheet.clamp(area)
    return [shown(book, sheet, row, column, cell) for row, column, cell in sheet.cells(box)]


def _text_meets(kind: str, text: str, given: list[str]) -> bool:
    here, wanted = text.casefold(), given[0].casefold() if given else ""
    tests = {
        "TEXT_CONTAINS": wanted in here,
        "TEXT_NOT_CONTAINS": wanted not in here,
        "TEXT_STARTS_WITH": here.startswith(wanted),
        "TEXT_ENDS_WITH": here.endswith(wanted),
        "TEXT_EQ": here == wanted,
        "TEXT_NOT_EQ": here != wanted,
        "TEXT_IS_EMAIL": bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text)),
        "TEXT_IS_URL": bool(re.fullmatch(r"(https?://)?[^\s/]+\.[^\s]+", text)),
    }
    return tests[kind]


def _number_meets(kind: str, value: Value, given: list[Any]) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if kind == "DATE_IS_VALID":
        return True
    numbers = [float(one) for one in given if isinstance(one, int | float)]
    if len(numbers) != len(given):
        return False
    low, high = numbers[0], numbers[-1]
    tests = {
        "GREATER": value > low,
        "GREATER_THAN_EQ": value >= low,
        "LESS": value < low,
        "LESS_THAN_EQ": value <= low,
        "EQ": value == low,
        "NOT_EQ": value != low,
        "BETWEEN": low <= value <= high,
        "NOT_BETWEEN": not low <= value <= high,
        "BEFORE": value < low,
        "AFTER": value >= low + 1,
        "ON_OR_BEFORE": value < low + 1,
        "ON_OR_AFTER": value >= low,
    }
    return tests[kind.split("_", 1)[1]]
