"""What a rule is, and the dict that the decorator fills."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Literal

import pandas as pd

from shapes import Severity, Tab

if TYPE_CHECKING:
    from rules.city import City

Scope = Literal["row", "team", "ward", "city"]
Check = Callable[["City"], "pd.DataFrame | tuple[pd.DataFrame, ...]"]


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue.

    `at` is the table and the field of the cell it flags ("" for the whole tab, table "" for the
    whole unit); a hit may name another in its columns `table` and `field`. `reads` lists the
    columns, as "table.field", without which it stays silent; `kinds` the kinds of column that a
    rule for cells of every tab reads. `scope` is how far it looks before it flags: at the row, the
    team, the ward or the whole city; what is unknown there leaves its flags as they are. `message` and `fix` are templates
    over the hit's columns and {value}, {row}, {tab}, {column}, {suggestion}.
    """

    code: str
    title: str
    severity: Severity
    clause: str
    table: str
    field: str
    reads: frozenset[str]
    kinds: frozenset[str]
    scope: Scope
    message: str
    fix: str
    wrong: str
    right: str
    check: Check

    @property
    def of_form(self) -> bool:
        """Whether it is a rule of structure or form: what it flags is unknown to the others."""
        return self.code[:2] in ("ST", "FM")


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    title: str,
    severity: Severity,
    clause: str,
    at: str,
    *,
    message: str,
    fix: str,
    wrong: str,
    right: str,
    reads: Iterable[str] = (),
    kinds: Iterable[str] = (),
    scope: Scope = "row",
) -> Callable[[Check], Check]:
    """Enter the decorated function into the catalogue as rule `code`.

    The function gets the city and returns one row per flag: indexed by the rows of the table named
    in `at` ("table.field"), with the parameters of its messages as columns. Flags of a whole tab or
    unit have a column `unit` instead. A rule that flags different things returns several frames.
    """
    table, _, name = at.partition(".")

    def enter(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"rule {code} stands twice")
        needs = frozenset(reads) | ({at} if name else frozenset())
        RULES[code] = Rule(
            code,
            title,
            severity,
            clause,
            table,
            name,
            needs,
            frozenset(kinds),
            scope,
            message,
            fix,
            wrong,
            right,
            check,
        )
        return check

    return enter


def parameters(template: str) -> set[str]:
    """The names that a message template uses."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def columns_read(schema: Iterable[Tab]) -> frozenset[str]:
    """Every "table.field" that some rule reads: these must not be missing in a workbook (ST02)."""
    kinds = frozenset().union(*(rule.kinds for rule in RULES.values()))
    by_kind = {f"{t.table}.{c.field}" for t in schema for c in t.columns if c.kind in kinds}
    return frozenset().union(by_kind, *(rule.reads for rule in RULES.values()))
