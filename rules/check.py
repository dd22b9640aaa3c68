"""Running the catalogue over all wards: tables, policy and a day in, flags out. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
import pandas as pd

from rules import (  # noqa: F401  (importing a module enters its rules into the catalogue)
    across,
    activities,
    awards,
    form,
    leaders,
    members,
    structure,
    teams,
    units,
    zalo,
)
from rules.city import City
from rules.flags import COLUMNS as COLUMNS
from rules.flags import collect, flags_of, locate
from rules.policy import Policy
from rules.registry import RULES, Rule
from shapes import Tables


@dataclass(frozen=True)
class Checked:
    """The outcome of a check.

    flags:  one row per flag: id, unit (code), rule, severity, tab, row, column, value, suggestion;
            table and field (the same as tab and column, in code), team (key, "" for none), row_key
            (which row, whatever its number) and params (dict of the message's parameters).
    failed: (rule code, what it raised) of rules that could not run; nothing is known of their flags.
    """

    flags: pd.DataFrame
    failed: tuple[tuple[str, str], ...] = ()


def check(tables: Tables, policy: Policy, as_of: date, only: Iterable[str] = ()) -> Checked:
    """All flags of all wards on the day `as_of`; with `only`, those of these rules.

    Rules of structure and form run first: a cell that they flag is unknown to those after them.
    """
    city = City(tables, policy, as_of)
    wanted = set(only) or set(RULES)
    found: list[pd.DataFrame] = []
    failed: list[tuple[str, str]] = []
    for rule in _in_order():
        if not rule.of_form and (rule.code not in wanted or policy.rules.get(rule.code) == "off"):
            continue
        try:
            flags = [flags_of(rule, hits, city) for hits in _hits(rule, city)]
        except Exception as why:  # a rule's own defect is a report to the technician, not a stop
            failed.append((rule.code, f"{type(why).__name__}: {why}"))
            continue
        if rule.code in wanted and policy.rules.get(rule.code) != "off":
            found.extend(flags)
    return Checked(collect(found, city), tuple(failed))


def _in_order() -> list[Rule]:
    """Form before everything else; in it, what cannot be read before what is blank or doubled."""
    late = {"FM01": 1, "FM04": 2, "FM09": 3, "FM10": 4, "FM11": 5}
    of_form = sorted(
        (r for r in RULES.values() if r.of_form), key=lambda r: (late.get(r.code, 0), r.code)
    )
    return of_form + sorted((r for r in RULES.values() if not r.of_form), key=lambda r: r.code)


def _hits(rule: Rule, city: City) -> Iterator[pd.DataFrame]:
    """The rule's hits by frame, without those in wards that lack a column which it reads."""
    result = rule.check(city)
    for hits in result if isinstance(result, tuple) else (result,):
        if len(hits) == 0:  # .empty is true of rows without parameters, too
            continue
        located = locate(rule, hits, city)
        if rule.code != "ST03":
            # What stood in a ward that cannot be read now is kept for the others; nothing new is said.
            columns = (city.present(*read.split(".")) for read in rule.reads)
            there = reduce(np.logical_and, columns, city.readable)
            located = located[there[located["unit_number"]]]
        if rule.of_form:
            _forget(rule, located, city)
        if not located.empty:
            yield located


def _forget(rule: Rule, hits: pd.DataFrame, city: City) -> None:
    """Makes the flagged cells unknown to the rules that come after."""
    if rule.code.startswith("ST0") and "unit" in hits:
        return
    for (table, field), rows in hits.groupby(["table", "field"], sort=False):
        city.forget(str(table), str(field), rows.index, rows.get("maybe"))
