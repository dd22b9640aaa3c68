"""Running the catalogue over all wards: tables, policy and a day in, flags out. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import Any

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
from rules.flags import Located, collect, flags_of, locate
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
    wards:  the codes of the wards of which this is all; None: of all in the tables.
    typing: those of wards in which a row may still be being typed, so that a flag of it waits.
    """

    flags: pd.DataFrame
    failed: tuple[tuple[str, str], ...] = ()
    wards: frozenset[str] | None = None
    typing: frozenset[str] = frozenset()

    def of_wards(self, codes: frozenset[str]) -> "Checked":
        """The same of these wards only; the others were there to be compared with."""
        here = self.flags["unit"].isin(codes)
        return replace(self, flags=self.flags[here].reset_index(drop=True), wards=codes)


def check(tables: Tables, policy: Policy, as_of: date, only: Iterable[str] = ()) -> Checked:
    """All flags of all wards on the day `as_of`; with `only`, those of these rules.

    Rules of structure and form run first: a cell that they flag is unknown to those after them.
    """
    city = City(tables, policy, as_of)
    wanted = set(only) or set(RULES)
    found: list[dict[str, Any]] = []
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


def _hits(rule: Rule, city: City) -> Iterator[Located]:
    """The rule's hits by table, without those in wards that lack a column which it reads."""
    result = rule.check(city)
    columns = (city.present(*read.split(".")) for read in rule.reads)
    # What stood in a ward that cannot be read now is kept for the others; nothing new is said.
    looked_at = reduce(np.logical_and, columns, city.readable)
    for hits in result if isinstance(result, tuple) else (result,):
        for located in locate(rule, hits, city) if len(hits) else ():
            found = located if rule.code == "ST03" else located.only(looked_at)
            if rule.of_form:
                _forget(found, city)
            if len(found.hits):
                yield found


def _forget(found: Located, city: City) -> None:
    """Makes the flagged cells unknown to the rules that come after."""
    if "unit" in found.hits:
        return
    maybe = found.hits["maybe"].to_numpy() if "maybe" in found.hits else None
    for field in dict.fromkeys(found.field):
        here = found.field == field
        guess = None if maybe is None else maybe[here]
        city.forget(found.table, field, found.index[here], guess)
