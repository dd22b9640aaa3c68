"""How people type what they mean: every habit here is one that reading must take as it is meant."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from demo.wards import Ward
from shapes import Column
from sync.schema import WARD
from vietnamese.text import show_date

Habit = Callable[[Any, int], Any]
_NO_BREAK = "\u00a0"


def type_as(ward: Ward) -> None:
    """Retype the rows of a ward in the habits of its plan; what is blank stays so."""
    for name in ward.plan.habits:
        kinds, habit = HABITS[name]
        for tab in WARD[1:]:
            for column in tab.columns:
                if column.kind in kinds or column.field in kinds:
                    _retype(ward, tab.table, column, habit)


def _retype(ward: Ward, table: str, column: Column, habit: Habit) -> None:
    for number, row in enumerate(ward.tabs[table]):
        value = row.get(column.field)
        if value not in (None, ""):
            row[column.field] = habit(value, number)


def _slash_date(value: Any, _number: int) -> Any:
    return f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else value


def _dotted_date(value: Any, _number: int) -> Any:
    return f"{value:%d.%m.%y}" if isinstance(value, date) else value


def _any_date(value: Any, number: int) -> Any:
    if not isinstance(value, date):
        return value
    forms = (
        _slash_date(value, number),
        value,
        f"{value.day}-{value.month}-{value.year}",
        f"ngày {value.day} tháng {value.month} năm {value.year}",
        value.isoformat(),
        _dotted_date(value, number),
        f"{show_date(value)} ",
    )
    return forms[number % len(forms)]


def _short_hamlet(value: Any, number: int) -> Any:
    word, _, name = str(value).partition(" ")
    if word not in ("Khối", "Xóm") or not name.isdigit():
        return value
    return (f"{word[0]}{name}", value, f"{word} số {name}", f"{word}{name}")[number % 4]


def _zero_hamlet(value: Any, _number: int) -> Any:
    word, _, name = str(value).partition(" ")
    return f"{word} {int(name):02}" if word in ("Khối", "Xóm") and name.isdigit() else value


def _tick(value: Any, number: int) -> Any:
    return ("x", "✓", "X")[number % 3] if value == "Có" else value


def _spaced_phone(value: Any, number: int) -> Any:
    if not (isinstance(value, str) and value.isdigit() and len(value) == 10):
        return value
    form = ("{} {} {}", "{}.{}.{}", "{}-{}-{}", "{} {}{}")[number % 4]
    return form.format(value[:4], value[4:7], value[7:])


def _loose_spaces(value: Any, number: int) -> Any:
    if not isinstance(value, str) or number % 4:
        return value
    return (
        value.replace(" ", _NO_BREAK, 1) + " " if number % 8 else f" {value.replace(' ', '  ', 1)}"
    )


def _decomposed(value: Any, _number: int) -> Any:
    return unicodedata.normalize("NFD", value) if isinstance(value, str) else value


def _old_tones(value: Any, _number: int) -> Any:
    pairs = (("òa", "oà"), ("óa", "oá"), ("ủy", "uỷ"), ("úy", "uý"))
    for new, old in pairs:
        value = value.replace(new, old) if isinstance(value, str) else value
    return value


_DATES, _NAMES, _TEAMS = ("date",), ("name",), ("team", "hamlet")
_WRITTEN = ("text", "name", "title", "team", "hamlet", "choice", "level")
# Habit → kinds of column (or fields) that it concerns, and how it types the value of row n.
HABITS: Mapping[str, tuple[tuple[str, ...], Habit]] = {
    "slash_dates": (_DATES, _slash_date),
    "dotted_dates": (_DATES, _dotted_date),
    "all_dates": (_DATES, _any_date),
    "short_hamlets": (("team",), _short_hamlet),
    "zero_hamlets": (_TEAMS, _zero_hamlet),
    "ticks": (("choice",), _tick),
    "spaced_phones": (("phone",), _spaced_phone),
    "members_by_another_name": (("role",), lambda value, _: value.replace("Tổ viên", "Thành viên")),
    "forms_of_address": (_NAMES, lambda value, number: ("Đ/c ", "", "đ/c ")[number % 3] + value),
    "capital_names": (_NAMES, lambda value, _: value.upper()),
    "full_birth_dates": (
        ("birth_year",),
        lambda year, number: f"{number % 28 + 1:02}/{number % 12 + 1:02}/{year}",
    ),
    "loose_spaces": (_WRITTEN, _loose_spaces),
    "decomposed": (_WRITTEN, _decomposed),
    "old_tones": (_WRITTEN, _old_tones),
}
