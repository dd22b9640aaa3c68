"""The wards' workbooks of a country as the reader hands them over: every cell as it was typed."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from shapes import Column, Sheet, Tab, Tables, Unit, Workbook
from sync.schema import UNIT_LABEL, UNIT_VALUE, UNITS, WARD


def workbooks(tables: Tables) -> tuple[list[Unit], list[Workbook]]:
    """A unit and a workbook for each ward of these tables, of which nothing is normalised yet."""
    units = [
        Unit(code, name)
        for code, name in zip(tables.units["code"], tables.units["name"], strict=True)
    ]
    by_tab = [list(_sheets(tables, tab)) for tab in WARD if tab is not UNITS]
    profile = [_profile(unit) for unit in units]
    sheets = zip(profile, *by_tab, strict=True)
    return units, [Workbook(unit.code, sheets=own) for unit, own in zip(units, sheets, strict=True)]


def _profile(unit: Unit) -> Sheet:
    lines = ((column.header, unit.name) for column in UNITS.columns[:1])
    return Sheet(UNITS.title, ((UNIT_LABEL, UNIT_VALUE), *lines))


def _sheets(tables: Tables, tab: Tab) -> Iterator[Sheet]:
    """This tab of each ward, in the order of the wards."""
    frame, wards = tables[tab.table], len(tables.units)
    header = tuple(column.header for column in tab.columns)
    rows = list(zip(*(_typed(tables, tab, column) for column in tab.columns), strict=True))
    ends = np.searchsorted(frame["unit"].to_numpy(), np.arange(wards), side="right")
    starts = np.r_[0, ends[:-1]]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield Sheet(tab.title, (header, *rows[start:end]))


def _typed(tables: Tables, tab: Tab, column: Column) -> list[str]:
    """What stands in the cells of one column."""
    values = tables[tab.table].get(column.field)
    if column.kind == "team":
        return _teams(tables, tables[tab.table]["team"])
    if column.choices:
        words = pd.Series(values, dtype=object).map(dict(column.choices)).fillna("")
        return words.astype(object).tolist()
    raw: list[str] = tables.raw[tab.table][column.field].tolist()
    if column.kind == "phone":
        return [f"0{number}" if number != "0" else "09123" for number in raw]
    return raw


def _teams(tables: Tables, ids: "pd.Series[int]") -> list[str]:
    names = tables.known_teams["name"].to_numpy(dtype=object)
    typed: list[str] = list(names[ids.to_numpy()])
    return typed
