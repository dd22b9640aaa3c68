"""What the city let be: flags with Đồng ý giữ nguyên, by ward and rule."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

import rules.check  # noqa: F401  (fills the catalogue, whose titles are shown)
from rules.registry import RULES
from vietnamese.text import plain


@dataclass(frozen=True)
class LetBe:
    """What is let be in one ward by one rule, until the first day on which that ends."""

    ward: str
    title: str
    flags: int
    until: date | None


def let_be(flags: pd.DataFrame, wards: pd.DataFrame) -> tuple[LetBe, ...]:
    """Those of the open flags, in the order of the wards' names (by code in the frame `wards`)."""
    kept = flags[flags["status"] == "excepted"].reindex(columns=["unit", "rule", "until"])
    kept["until"] = pd.to_datetime(kept["until"])
    found = kept.groupby(["unit", "rule"], as_index=False).agg(
        flags=("rule", "size"), until=("until", "min")
    )
    names = found["unit"].map(wards.set_index("unit")["name"])
    lines = map(_line, names, found["rule"], found["flags"].tolist(), found["until"])
    return tuple(sorted(lines, key=lambda line: (plain(line.ward), line.title)))


def _line(ward: str, rule: str, flags: int, until: pd.Timestamp) -> LetBe:
    return LetBe(ward, title_of(rule), flags, None if pd.isna(until) else until.date())


def title_of(rule: str) -> str:
    """What a rule checks, in words; its code where it is no longer in the catalogue."""
    return RULES[rule].title if rule in RULES else rule
