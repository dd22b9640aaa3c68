"""Hits of rules made into flags: where they are, what stands there, in which order, with which id."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rules.city import City
from rules.groups import Bools
from rules.identity import add_ids
from rules.places import places_of
from rules.registry import Rule
from shapes import Tab

COLUMNS = [
    "id", "unit", "rule", "severity", "tab", "row", "column", "value", "suggestion",
    "table", "field", "team", "row_key", "params",
]  # fmt: skip
# What a hit says of the flag itself; its other columns are parameters of its message.
_OF_FLAG = {"unit", "unit_number", "table", "field", "row", "suggestion", "severity", "maybe"}


@dataclass(frozen=True)
class Located:
    """Hits of one table and where they are; plain arrays, as long as the hits.

    index is the row of the table, -1 for flags of a tab or ward; unit the ward's number.
    Tables are indexed from 0, so that a row's index is also its position.
    """

    hits: pd.DataFrame
    table: str
    field: Any
    unit: Any
    row: Any
    index: Any

    def only(self, wards: Bools) -> "Located":
        """Those in the wards that are true in `wards`."""
        here = wards[self.unit]
        if here.all():
            return self
        arrays = (array[here] for array in (self.field, self.unit, self.row, self.index))
        return Located(self.hits[here], self.table, *arrays)


def locate(rule: Rule, hits: pd.DataFrame, city: City) -> Iterator[Located]:
    """The hits by table, with field, ward and sheet row of each."""
    if "table" not in hits:
        yield _locate(rule, hits, rule.table, city)
        return
    tables = hits["table"].unique()
    for table in tables:
        here = hits if len(tables) == 1 else hits[hits["table"] == table]
        yield _locate(rule, here, str(table), city)


def _locate(rule: Rule, hits: pd.DataFrame, table: str, city: City) -> Located:
    of_tab, size = "unit" in hits, len(hits)
    nowhere = "" if of_tab else rule.field
    field = hits["field"].to_numpy() if "field" in hits else np.full(size, nowhere, dtype=object)
    if of_tab:
        row = hits["row"].to_numpy("float64") if "row" in hits else np.full(size, np.nan)
        return Located(hits, table, field, hits["unit"].to_numpy("int64"), row, np.full(size, -1))
    frame, at = city[table], hits.index.to_numpy()
    if "row" in frame:
        row = frame["row"].to_numpy()[at].astype("float64")
    else:
        lines = [frame[f"{name}_row"].iat[i] for name, i in zip(field, at.tolist(), strict=True)]
        row = np.array(lines, dtype="float64")
    return Located(hits, table, field, frame["unit"].to_numpy()[at], row, at)


def flags_of(rule: Rule, found: Located, city: City) -> dict[str, Any]:
    """Located hits as the columns of flags, still without titles and ids."""
    hits, size = found.hits, len(found.hits)
    severity = np.full(size, city.policy.rules.get(rule.code, rule.severity), dtype=object)
    if "severity" in hits and rule.code not in city.policy.rules:
        own = hits["severity"].to_numpy(dtype=object)
        severity = np.where(own == "", severity, own)
    suggestion = (
        hits["suggestion"].to_numpy(dtype=object)
        if "suggestion" in hits
        else np.full(size, "", dtype=object)
    )
    return {
        "unit_number": found.unit,
        "rule": np.full(size, rule.code, dtype=object),
        "severity": severity,
        "place": _place_numbers(found, city.tables.schema),
        "row": found.row,
        "index": found.index,
        "value": _values(found, city),
        "suggestion": suggestion,
        "params": _parameters(hits),
    }


def _place_numbers(found: Located, schema: tuple[Tab, ...]) -> Any:
    """For each hit the number of its table and field in `places_of`."""
    numbers = places_of(schema).numbers
    fields = dict.fromkeys(found.field)
    if len(fields) == 1:
        return np.full(len(found.hits), numbers[found.table, next(iter(fields))])
    return np.array([numbers[found.table, field] for field in found.field])


def _values(found: Located, city: City) -> Any:
    """What stands in each flagged cell, as typed; "" for flags of tabs and wards."""
    values = np.full(len(found.hits), "", dtype=object)
    if "unit" in found.hits:
        return values
    raw = city.tables.raw[found.table]
    for field in dict.fromkeys(found.field):
        here = found.field == field
        values[here] = raw[field].to_numpy()[found.index[here]]
    return values


def _parameters(hits: pd.DataFrame) -> Any:
    """For each hit its message's parameters: whole numbers as int, days as date."""
    made: list[dict[str, Any]] = [{} for _ in range(len(hits))]
    for name in hits:
        if name not in _OF_FLAG:
            for parameters, value in zip(made, _plain(hits[name]), strict=True):
                parameters[str(name)] = value
    as_array = np.empty(len(hits), dtype=object)
    as_array[:] = made
    return as_array


def _plain(values: "pd.Series[Any]") -> list[Any]:
    if values.dtype.kind == "M":
        days: list[Any] = values.to_numpy("datetime64[D]").astype(object).tolist()
        return days
    if values.dtype.kind == "f":
        return [int(number) if number.is_integer() else number for number in values.tolist()]
    return values.tolist()


def collect(found: list[dict[str, Any]], city: City) -> pd.DataFrame:
    """All flags in the order of wards, tabs, rows and columns, with titles and ids."""
    if not found:
        return pd.DataFrame(columns=COLUMNS)
    columns = {name: np.concatenate([flags[name] for flags in found]) for name in found[0]}
    places = places_of(city.tables.schema)
    at, rule = columns["place"], pd.factorize(columns["rule"], sort=True)[0]
    row = np.nan_to_num(columns["row"], nan=-1)
    order = np.lexsort((rule, at, row, places.tab_order[at], columns["unit_number"]))
    flags = pd.DataFrame({name: pd.Series(values[order]) for name, values in columns.items()})
    for name in ("table", "field", "tab", "column"):
        # As objects: pandas' own strings would make NaN of None.
        flags[name] = pd.Series(getattr(places, name)[at[order]], dtype=object)
    flags["unit"] = city.units["code"].to_numpy()[flags["unit_number"]]
    flags["row"] = flags["row"].astype("Int64")
    return add_ids(flags, city.tables)[COLUMNS]
