"""What helps while typing in a Google spreadsheet: drop-downs, dates, numbers, and what is shown as
missing or repeated. As in an .xlsx (xlsx_checks), nothing here stops anybody."""

import re
from collections.abc import Iterator, Mapping

from shapes import Column
from sync import google_requests as ask
from sync.google_layout import Stand, same_area
from sync.google_requests import Json
from sync.google_style import MISSING, TYPING, number_format
from sync.schema import MEMBERS
from sync.typing_checks import Formulas

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_NOT_TEXT = re.compile(r"[\s$='\"]")
_LAST_ROW = re.compile(r"(:[A-Z]+)\d+$")
Lists = Mapping[str, str]  # kind or field → the cells that its values are taken from


# --- validation ----------------------------------------------------------------------------------


def validations(stand: Stand, lists: Lists) -> Iterator[Json]:
    """The rules of the cells below the header, of columns where any cell is without its own."""
    for column in stand.typed:
        rule = rule_of(column, lists)
        if rule and not _is_checked(stand, column, rule["condition"]):
            yield ask.validation(stand.below(column.field), rule)


def rule_of(column: Column, lists: Lists) -> Json | None:
    """What may be typed into a column; None when anything may, or another module says it."""
    condition = _condition(column, lists)
    if condition is None:
        return None
    shown = {"condition": condition, "strict": False}
    shown |= {"showCustomUi": True} if condition["type"].startswith("ONE_OF") else {}
    example = f" Ví dụ: {column.example}" if column.example else ""
    return shown | ({"inputMessage": column.help + example} if column.help else {})


def _condition(column: Column, lists: Lists) -> Json | None:
    source = lists.get(column.field) or lists.get(column.kind)
    if source:
        return _when("ONE_OF_RANGE", source)
    if words := tuple(column.choices.values()) or column.offers:
        return _when("ONE_OF_LIST", *words)
    if column.kind == "date":
        return {"type": "DATE_IS_VALID"}
    if column.kind == "count":
        return _when("NUMBER_GREATER_THAN_EQ", "0")
    if column.kind == "year":
        return _when("NUMBER_BETWEEN", str(_FIRST_YEAR), str(_LAST_YEAR))
    return None


def _when(kind: str, *values: str) -> Json:
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def _is_checked(stand: Stand, column: Column, condition: Json) -> bool:
    at, known = stand.columns[column.field], stand.features.conditions
    wanted = _said(condition)
    return all(
        _said(known.get((row, at), {})) == wanted
        for row in range(stand.top + 1, stand.row_count + 1)
    )


def _said(condition: Json) -> tuple[str, ...]:
    """A condition without what Google writes in its own way."""
    values = (str(one.get("userEnteredValue", "")) for one in condition.get("values", ()))
    plain = (_LAST_ROW.sub(r"\1", _NOT_TEXT.sub("", value)) for value in values)
    return condition.get("type", ""), *plain


# --- number formats ------------------------------------------------------------------------------


def number_formats(stand: Stand) -> Iterator[Json]:
    """The format of blank cells that have another; a cell that holds something stays as it is."""
    for column in stand.typed:
        wanted, at = number_format(column), stand.columns[column.field]
        lacking = [
            row
            for row in range(stand.top + 1, stand.row_count + 1)
            if stand.features.formats.get((row, at)) != wanted["type"]
            and not stand.is_filled(row, at)
        ]
        for first, last in ask.runs(lacking):
            where = ask.area(stand.sheet, first, at, last, at)
            yield ask.same(
                where,
                {"userEnteredFormat": {"numberFormat": wanted}},
                "userEnteredFormat.numberFormat",
            )


# --- what is missing or repeated -----------------------------------------------------------------


def highlights(stand: Stand, max_members: int) -> list[Json]:
    """Our conditional formats, all anew unless just these stand there; those of people stay."""
    wanted = list(_wanted_rules(stand, max_members))
    ours = [at for at, rule in enumerate(stand.features.rules) if _is_ours(rule)]
    there = [stand.features.rules[at] for at in ours]
    if len(there) == len(wanted) and all(
        any(_is_same(stand, rule, one) for one in there) for rule in wanted
    ):
        return []
    gone = [
        {"deleteConditionalFormatRule": {"sheetId": stand.sheet, "index": at}}
        for at in reversed(ours)
    ]
    made = [
        {"addConditionalFormatRule": {"rule": rule, "index": at}} for at, rule in enumerate(wanted)
    ]
    return [*gone, *made]


def _wanted_rules(stand: Stand, max_members: int) -> Iterator[Json]:
    # Semicolons: every language of Google Sheets takes them.
    formulas = Formulas(stand.tab, stand.letters, stand.top + 1, separator=";")
    if stand.tab is MEMBERS:
        look = {"textFormat": {"bold": True, "foregroundColor": ask.colour(TYPING)}}
        yield _rule(stand, "name", formulas.repeated(), look)
        yield _rule(stand, "team", formulas.beyond(max_members), look)
    look = {"backgroundColor": ask.colour(MISSING)}
    for column in stand.tab.columns:
        if column.required or column.required_with is not None:
            yield _rule(stand, column.field, formulas.missing(column.field), look)


def _rule(stand: Stand, name: str, formula: str, look: Json) -> Json:
    condition = _when("CUSTOM_FORMULA", formula)
    return {
        "ranges": [stand.below(name)],
        "booleanRule": {"condition": condition, "format": look},
    }


def _is_ours(rule: Json) -> bool:
    """By its exact colour, as marks are."""
    look = rule.get("booleanRule", {}).get("format", {})
    fill, ink = look.get("backgroundColor"), look.get("textFormat", {}).get("foregroundColor")
    return _is_colour(fill, MISSING) or _is_colour(ink, TYPING)


def _is_colour(found: Json | None, digits: str) -> bool:
    wanted = ask.colour(digits)
    return found is not None and all(
        abs(found.get(part, 0.0) - value) < 0.002 for part, value in wanted.items()
    )


def _is_same(stand: Stand, one: Json, other: Json) -> bool:
    return (
        _written(one) == _written(other)
        and len(other.get("ranges", ())) == 1
        and same_area(one["ranges"][0], other["ranges"][0], stand.row_count)
    )


def _written(rule: Json) -> str:
    values = rule["booleanRule"]["condition"].get("values", ())
    text = "".join(str(value.get("userEnteredValue", "")) for value in values)
    return re.sub(r"\s", "", text).replace(";", ",").upper()
