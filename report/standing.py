"""What stands open, since when and with what was decided: flags with their history in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from string import Formatter
from typing import Any

import pandas as pd

from report.digest import overdue
from report.listing import Line, line_of, where
from rules.policy import Policy
from rules.registry import RULES
from rules.terms import HANDLING, SEVERITIES, STATUS
from shapes import records
from vietnamese.text import show_date


@dataclass(frozen=True)
class Standing(Line):
    """A flag of the store: status (new, open, waiting, reopened, excepted, closed, dropped), days as
    ISO dates, `days` since it was first seen, what ward and city said of it."""

    status: str
    overdue: bool
    opened: str
    closed: str | None
    days: int
    answer: str
    handling: str
    until: str | None
    remark: str
    coordinator: str


def standing(
    flags: pd.DataFrame,
    names: Mapping[str, str],
    private: Collection[str],
    policy: Policy,
    as_of: date,
) -> list[Standing]:
    """The store's flags in words, phones and e-mails masked.

    `names` of wards by code; `private` are the fields whose values nobody else may see.
    """
    late = overdue(flags, policy, as_of) & flags["closed"].isna()
    known = {code: names.get(code, code) for code in flags["unit"]}
    return [
        _standing(flag, line_of(_told(flag), known, flag["field"] in private, True), is_late, as_of)
        for flag, is_late in zip(records(flags), late.tolist(), strict=True)
    ]


def _standing(flag: Mapping[str, Any], line: Line, is_late: bool, as_of: date) -> Standing:
    return Standing(
        **asdict(line),
        status=flag["status"],
        overdue=is_late,
        opened=flag["opened"].isoformat(),
        closed=_day(flag["closed"]),
        days=(as_of - flag["opened"]).days,
        answer=flag["answer"],
        handling=flag["handling"],
        until=_day(flag["until"]),
        remark=flag["remark"],
        coordinator=flag["coordinator"],
    )


def _day(day: Any) -> str | None:
    return None if pd.isna(day) else str(day.isoformat())


def _told(flag: Mapping[str, Any]) -> Mapping[str, Any]:
    """The flag; with "…" for what it said where that was forgotten with time."""
    if flag["params"] or flag["value"] or pd.isna(flag["closed"]):
        return flag
    rule = RULES[flag["rule"]]
    named = {name for _, name, _, _ in Formatter().parse(rule.message + rule.fix) if name}
    return {**flag, "params": dict.fromkeys(named - {"tab", "column", "row"}, "…")}


def show(found: Sequence[Standing]) -> str:
    """One line per flag, by ward, and how many there are."""
    lines = [
        f"{one.unit} · {where(one)} · {SEVERITIES[one.severity]} {one.rule} · {_how(one)}: {one.message}\n"
        for one in found
    ]
    return "".join(lines) + f"{len(found)} nội dung.\n"


def _how(one: Standing) -> str:
    """How the flag stands: "Chưa sửa 12 ngày, quá hạn; Đề nghị sửa"."""
    parts = [f"{STATUS[one.status]}, {one.days} ngày", "quá hạn" if one.overdue else ""]
    decided = HANDLING.get(one.handling, "")
    until = f"{decided} đến {show_date(date.fromisoformat(one.until))}" if one.until else decided
    return "; ".join(part for part in (*parts, until) if part)
