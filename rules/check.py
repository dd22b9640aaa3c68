"""Running the catalogue over all wards: tables, policy and a day in, flags out. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
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
from rules.identity import add_ids
from rules.policy import Policy
from rules.registry import RULES, Rule
from shapes import Tables

COLUMNS = [
    "id", "unit", "rule", "severity", "tab", "row", "column", "value", "suggestion",
    "table", "field", "team", "row_key", "params",
]  # fmt: skip
# What a hit says of the flag itself; its other columns are parameters of its message.
_OF_FLAG = {"unit", "table", "field", "row", "suggestion", "severity", "maybe"}


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
            flags = [_flags(rule, hits, city) for hits in _hits(rule, city)]
        except Exception as why:  # a rule's own defect is a report to the technician, not a stop
            failed.append((rule.code, f"{type(why).__name__}: {why}"))
            continue
        if rule.code in wanted and policy.rules.get(rule.code) != "off":
            found.extend(flags)
    return Checked(_collect(found, city), tuple(failed))


def _in_order() -> list[Rule]:
    """Form before everything else; in it, what cannot be read before what is blank or doubled."""
    late = {"FM01": 1, "FM04": 2, "FM09": 3, "FM10": 4, "FM11": 5}
    of_form = sorted((r for r in RULES.values() if r.of_form), key=lambda r: (late.get(r.code, 0), r.code))
    return of_form + sorted((r for r in RULES.values() if not r.of_form), key=lambda r: r.code)


def _hits(rule: Rule, city: City) -> Iterator[pd.DataFrame]:
    """The rule's hits by frame, without those in wards that lack a column which it reads."""
    result = rule.check(city)
    for hits in result if isinstance(result, tuple) else (result,):
        if hits.empty:
            continue
        located = _locate(rule, hits, city)
        if rule.code != "ST03":
            # What stood in a ward that cannot be read now is kept for the others; nothing new is said.
            located = located[(city.units["problem"] == "").to_numpy()[located["unit_number"]]]
        if rule.of_form:
            _forget(rule, located, city)
        else:
            there = np.logical_and.reduce([city.present(*read.split(".")) for read in rule.reads] or [True])
            located = located[np.broadcast_to(there, len(city.units))[located["unit_number"]]]
        if not located.empty:
            yield located


def _locate(rule: Rule, hits: pd.DataFrame, city: City) -> pd.DataFrame:
    """Adds table, field, ward number and sheet row to each hit."""
    hits = hits.copy()
    if "table" not in hits:
        hits["table"] = rule.table
    if "field" not in hits:
        hits["field"] = "" if "unit" in hits else rule.field
    if "unit" in hits:
        hits["unit_number"] = hits["unit"].astype("int64")
        if "row" not in hits:
            hits["row"] = np.nan
        return hits
    frame = city[hits["table"].iat[0]]
    hits["unit_number"] = frame["unit"].reindex(hits.index)
    if "row" in frame:
        hits["row"] = frame["row"].reindex(hits.index)
    else:
        hits["row"] = [frame.at[i, f"{field}_row"] for i, field in zip(hits.index, hits["field"], strict=True)]
    return hits


def _forget(rule: Rule, hits: pd.DataFrame, city: City) -> None:
    """Makes the flagged cells unknown to the rules that come after."""
    if rule.code.startswith("ST0") and "unit" in hits:
        return
    for (table, field), rows in hits.groupby(["table", "field"], sort=False):
        city.forget(str(table), str(field), rows.index, rows.get("maybe"))


def _flags(rule: Rule, hits: pd.DataFrame, city: City) -> pd.DataFrame:
    """The hits as flags, still without ids and titles."""
    parameters = [name for name in hits.columns if name not in _OF_FLAG and name != "unit_number"]
    own = city.policy.rules.get(rule.code, rule.severity)
    severity = pd.Series(own, index=hits.index)
    if "severity" in hits and rule.code not in city.policy.rules:
        severity = severity.mask(hits["severity"] != "", hits["severity"])
    return pd.DataFrame(
        {
            "unit_number": hits["unit_number"].to_numpy(),
            "rule": rule.code,
            "severity": severity.to_numpy(),
            "table": hits["table"].to_numpy(),
            "field": hits["field"].to_numpy(),
            "row": hits["row"].to_numpy(dtype="float64"),
            "index": np.where("unit" in hits, -1, hits.index) if "unit" not in hits else -1,
            "suggestion": hits["suggestion"].to_numpy() if "suggestion" in hits else "",
            "params": _parameters(hits, parameters),
        }
    )


def _parameters(hits: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    """For each hit its message's parameters: whole numbers as int, days as date."""
    columns = [[_plain(value) for value in hits[name].tolist()] for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)] or [{} for _ in range(len(hits))]


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _collect(found: list[pd.DataFrame], city: City) -> pd.DataFrame:
    """All flags in the order of wards, tabs, rows and columns, with their titles, values and ids."""
    if not found:
        return pd.DataFrame(columns=COLUMNS)
    flags = pd.concat(found, ignore_index=True)
    flags["value"] = _values(flags, city)
    flags["unit"] = city.units["code"].to_numpy()[flags["unit_number"]]
    order = {tab.table: number for number, tab in enumerate(city.tables.schema)}
    place = {f"{t.table}.{c.field}": n for t in city.tables.schema for n, c in enumerate(t.columns)}
    flags["tab_order"] = flags["table"].map(order).fillna(-1)
    flags["column_order"] = (flags["table"] + "." + flags["field"]).map(place).fillna(-1)
    flags = flags.sort_values(["unit_number", "tab_order", "row", "column_order", "rule"], kind="stable", na_position="first")
    flags["tab"], flags["column"] = _titles(flags, city)
    flags["row"] = flags["row"].astype("Int64")
    return add_ids(flags.reset_index(drop=True), city.tables)[COLUMNS]


def _values(flags: pd.DataFrame, city: City) -> "pd.Series[str]":
    """What stands in each flagged cell, as typed; "" for flags of tabs and wards."""
    values = pd.Series("", index=flags.index, dtype=object)
    cells = flags[(flags["index"] >= 0) & (flags["field"] != "")]
    for (table, field), rows in cells.groupby(["table", "field"], sort=False):
        values[rows.index] = city.tables.raw[str(table)][field].loc[rows["index"]].to_numpy()
    return values


def _titles(flags: pd.DataFrame, city: City) -> tuple["pd.Series[Any]", "pd.Series[Any]"]:
    """Canonical titles of the flags' tabs and columns, None where there is none."""
    tabs = {tab.table: tab.title for tab in city.tables.schema}
    columns = {f"{t.table}.{c.field}": c.header for t in city.tables.schema for c in t.columns}
    columns |= {f"units.{c.field}": "Nội dung" for c in city.tables.tab("units").columns}
    tab = flags["table"].map(tabs).astype(object)
    column = (flags["table"] + "." + flags["field"]).map(columns).astype(object)
    return tab.where(tab.notna(), None), column.where(column.notna(), None)
