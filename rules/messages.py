"""The words of a flag, made only where they are shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.registry import RULES, Rule
from vietnamese.text import mask, mask_contacts, show_date, show_number


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
    cell = {"value": value, "suggestion": suggestion}
    place = {name: flag[name] for name in ("row", "tab", "column")}
    shown = {name: _show(given, hide if masked else None) for name, given in (place | dict(flag["params"])).items()}
    return Words(
        rule.message.format_map(shown | cell), rule.fix.format_map(shown | cell), value, suggestion
    )


def _mask_of(private: bool) -> Callable[[str], str]:
    return mask if private else mask_contacts


def _show(value: Any, hide: Callable[[str], str] | None) -> str:
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, int | float):
        return show_number(value) if value >= 10_000 or isinstance(value, float) else str(value)
    text = str(value)
    return mask_contacts(text) if hide else text


def severity_of(rule: Rule) -> str:
    """The severity that the rule has where the policy does not say otherwise."""
    return rule.severity
