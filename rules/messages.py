"""The words of a flag, made only where they are shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from rules.registry import RULES
from vietnamese.text import clean, mask, mask_contacts, show_date, show_number

# Parameters that are numbers of rows, and how much of a cell a sentence quotes.
ROWS = ("row", "first")
LONGEST = 60


@dataclass(frozen=True)
class Words:
    """Vấn đề and Cách sửa of one flag, and its value and proposal as they may be shown."""

    message: str
    fix: str
    value: str
    suggestion: str


def words(flag: Mapping[str, Any], private: bool = False, masked: bool = False) -> Words:
    """The words of `flag` (a row of the flags: rule, value, suggestion, row, tab, column, params).

    `private` says that its column holds phones, e-mails or birth years; with `masked`, those and
    any contact in other cells are hidden. Raises KeyError for a template's unknown parameter.
    """
    rule = RULES[flag["rule"]]
    hide = _mask_of(private) if masked else str
    value, suggestion = hide(str(flag["value"] or "")), hide(str(flag["suggestion"] or ""))
    said = {"value": _short(value), "suggestion": suggestion}
    said |= {"tab": str(flag["tab"]), "column": str(flag["column"]), "row": _row(flag["row"])}
    said |= {name: _show(name, given, masked) for name, given in flag["params"].items()}
    return Words(rule.message.format_map(said), rule.fix.format_map(said), value, suggestion)


def place(flag: Mapping[str, Any]) -> str:
    """Where a flag is, in words: "Thành viên, dòng 12, cột Điện thoại"."""
    if not flag["tab"] or pd.isna(flag["tab"]):
        return "Bảng tính của đơn vị"
    parts = [str(flag["tab"])]
    if not pd.isna(flag["row"]):
        parts.append(f"dòng {int(flag['row'])}")
    if flag["column"] and not pd.isna(flag["column"]):
        parts.append(f"cột {flag['column']}")
    return ", ".join(parts) if len(parts) > 1 else f"Trang {parts[0]}"


def _row(number: Any) -> str:
    """A sheet row as the sheet shows it; "" where the flag stands on none."""
    return "" if pd.isna(number) else str(int(number))


def _short(value: str) -> str:
    """A cell's text as a sentence quotes it: one line, not too long."""
    text = clean(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _mask_of(private: bool) -> Callable[[str], str]:
    return mask if private else mask_contacts


def _show(name: str, value: Any, masked: bool) -> str:
    """A parameter as people read it; a row's number as the sheet shows it."""
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, int | float):
        return str(value) if name in ROWS else show_number(value)
    return mask_contacts(str(value)) if masked else str(value)
