"""Every place that a flag can be at – a ward, a tab, a column – in the order of the sheets."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from shapes import Tab

UNIT_COLUMN = "Nội dung"


@dataclass(frozen=True, eq=False)
class Places:
    """Every table and field by number: arrays of what they are, and the number of each.

    tab and column are canonical titles, None where there is none (a whole tab, a whole ward);
    tab_order is the tab's place in the schema, -1 for a whole ward.
    """

    numbers: dict[tuple[str, str], int]
    table: Any
    field: Any
    tab: Any
    column: Any
    tab_order: Any


@cache
def places_of(schema: tuple[Tab, ...]) -> Places:
    """The places in workbooks of this schema."""
    rows: list[tuple[str, str, str | None, str | None, int]] = [("", "", None, None, -1)]
    for number, tab in enumerate(schema):
        rows.append((tab.table, "", tab.title, None, number))
        for column in tab.columns:
            header = UNIT_COLUMN if tab.table == "units" else column.header
            rows.append((tab.table, column.field, tab.title, header, number))
    table, field, title, heading, order = zip(*rows, strict=True)
    return Places(
        {row[:2]: number for number, row in enumerate(rows)},
        np.array(table, dtype=object),
        np.array(field, dtype=object),
        np.array(title, dtype=object),
        np.array(heading, dtype=object),
        np.array(order),
    )
