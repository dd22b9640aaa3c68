"""What was written into wards' cells because they ticked it: the old value and the new one."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
from sqlalchemy import insert, select

from shapes import Repair
from store.schema import REPAIRS
from store.store import Store


def keep_repairs(store: Store, unit: str, repairs: Sequence[Repair], now: datetime) -> None:
    """Remembers repairs that were written into the workbook of the ward with this code."""
    rows = [
        {
            "at": now, "unit": unit, "flag": one.id, "tab": one.tab, "row": one.row,
            "column": one.column, "old": one.value, "new": one.suggestion,
        }
        for one in repairs
    ]  # fmt: skip
    if rows:
        with store.engine.begin() as connection:
            connection.execute(insert(REPAIRS), rows)


def repairs_done(store: Store) -> pd.DataFrame:
    """at, unit, flag, tab, row, column, old, new of every repair still remembered."""
    columns = [column for column in REPAIRS.columns if column.name != "id"]
    with store.engine.connect() as connection:
        rows = connection.execute(select(*columns).order_by(REPAIRS.c.id))
        return pd.DataFrame([tuple(row) for row in rows], columns=[c.name for c in columns])
