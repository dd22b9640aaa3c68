"""Hits of rules made into flags: where they are, what stands there, in which order, with which id."""

from typing import Any

import numpy as np
import pandas as pd

from rules.city import City
from rules.identity import add_ids
from rules.registry import Rule
from shapes import Tab

COLUMNS = [
    "id", "unit", "rule", "severity", "tab", "row", "column", "value", "suggestion",
    "table", "field", "team", "row_key", "params",
]  # fmt: skip
# What a hit says of the flag itself; its other columns are parameters of its message.
_OF_FLAG = {"unit", "unit_number", "table", "field", "row", "suggestion", "severity", "maybe"}
UNIT_COLUMN = "Nội dung"


def locate(rule: Rule, hits: pd.DataFrame, city: City) -> pd.DataFrame:
    """The hits with table, field, ward number and sheet row of each."""
    of_tab = "unit" in hits
    given = {"table": rule.table, "field": "" if of_tab else rule.field}
    hits = hits.assign(**{name: value for name, value in given.items() if name not in hits})
    if of_tab:
        return hits.assign(unit_number=hits["unit"].astype("int64"), row=hits.get("row", np.nan))
    frame = city[str(hits["table"].iat[0])]
    at = frame.index.get_indexer(hits.index)
    if "row" in frame:
        return hits.assign(
            unit_number=frame["unit"].to_numpy()[at], row=frame["row"].to_numpy()[at]
        )
    rows: Any = [frame.at[i, f"{name}_row"] for i, name in zip(hits.index, hits["field"], strict=True)]
    return hits.assign(unit_number=frame["unit"].to_numpy()[at], row=rows)


def flags_of(rule: Rule, hits: pd.DataFrame, city: City) -> pd.DataFrame:
    """Located hits of one table as flags, still without titles and ids."""
    severity: Any = city.policy.rules.get(rule.code, rule.severity)
    if "severity" in hits and rule.code not in city.policy.rules:
        severity = hits["severity"].mask(hits["severity"] == "", rule.severity).to_numpy()
    return pd.DataFrame(
        {
            "unit_number": hits["unit_number"].to_numpy(),
            "rule": rule.code,
            "severity": severity,
            "table": hits["table"].to_numpy(),
            "field": hits["field"].to_numpy(),
            "row": hits["row"].to_numpy(dtype="float64"),
            "index": -1 if "unit" in hits else hits.index.to_numpy(),
            "value": _values(hits, city),
            "suggestion": hits["suggestion"].to_numpy() if "suggestion" in hits else "",
            "params": _parameters(hits.drop(columns=list(_OF_FLAG.intersection(hits)))),
        }
    )


def _values(hits: pd.DataFrame, city: City) -> Any:
    """What stands in each flagged cell, as typed; "" for flags of tabs and wards."""
    values = np.full(len(hits), "", dtype=object)
    if "unit" in hits:
        return values
    raw = city.tables.raw[str(hits["table"].iat[0])]
    fields = hits["field"].to_numpy()
    for field in dict.fromkeys(fields):
        here = fields == field
        values[here] = raw[field].loc[hits.index[here]].to_numpy()
    return values


def _parameters(parameters: pd.DataFrame) -> list[dict[str, Any]]:
    """For each hit its message's parameters: whole numbers as int, days as date."""
    if parameters.columns.empty:
        return [{} for _ in range(len(parameters))]
    columns = [_plain(parameters[name]) for name in parameters]
    names = [str(name) for name in parameters]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _plain(values: "pd.Series[Any]") -> list[Any]:
    if values.dtype.kind == "M":
        return [day.date() for day in values]
    if values.dtype.kind == "f":
        return [int(number) if number.is_integer() else number for number in values.tolist()]
    return values.tolist()


def collect(found: list[pd.DataFrame], city: City) -> pd.DataFrame:
    """All flags in the order of wards, tabs, rows and columns, with titles and ids."""
    if not found:
        return pd.DataFrame(columns=COLUMNS)
    flags = pd.concat(found, ignore_index=True)
    places = _places(city.tables.schema)
    at = places.index.get_indexer(pd.MultiIndex.from_frame(flags[["table", "field"]]))
    order = np.lexsort(
        (
            flags["rule"],
            at,
            flags["row"].fillna(-1),
            places["tab_order"].to_numpy()[at],
            flags["unit_number"],
        )
    )
    flags, at = flags.iloc[order].reset_index(drop=True), at[order]
    for title in ("tab", "column"):  # as objects, so that None stays None
        flags[title] = pd.Series(places[title].to_numpy()[at], dtype=object)
    flags["unit"] = city.units["code"].to_numpy()[flags["unit_number"]]
    flags["row"] = flags["row"].astype("Int64")
    return add_ids(flags, city.tables)[COLUMNS]


def _places(schema: tuple[Tab, ...]) -> pd.DataFrame:
    """By table and field, in the order of the sheets: canonical titles; None where there is none."""
    rows: list[tuple[str, str, int, str | None, str | None]] = [("", "", -1, None, None)]
    for number, tab in enumerate(schema):
        rows.append((tab.table, "", number, tab.title, None))
        for column in tab.columns:
            header = UNIT_COLUMN if tab.table == "units" else column.header
            rows.append((tab.table, column.field, number, tab.title, header))
    frame = pd.DataFrame(
        rows, columns=["table", "field", "tab_order", "tab", "column"], dtype=object
    )
    return frame.astype({"tab_order": "int64"}).set_index(["table", "field"])
