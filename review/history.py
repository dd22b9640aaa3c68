"""When flags were opened, closed, reopened and dropped."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from review.reconcile import Reconciled

TURN = ["flag", "unit", "rule", "day", "what"]


def turns(known: pd.DataFrame, reviewed: Reconciled, as_of: date) -> pd.DataFrame:
    """What changed in this run: flag, unit, rule, day, what (opened, reopened, closed, dropped).

    known: the store's flags of before this run.
    """
    flags = reviewed.flags
    before = known.set_index("id")["closed"].map(pd.isna)
    was_open = flags["id"].map(before)  # missing: never seen
    is_open = flags["closed"].map(pd.isna)
    what = np.select(
        [
            is_open & was_open.isna(),
            is_open & was_open.eq(False),
            ~is_open & was_open.eq(True) & (flags["status"] == "dropped"),
            ~is_open & was_open.eq(True),
        ],
        ["opened", "reopened", "dropped", "closed"],
        "",
    )
    turned = flags[["id", "unit", "rule"]].rename(columns={"id": "flag"})
    turned = turned.assign(day=as_of, what=what)[TURN]
    return turned[turned["what"] != ""]


def changed(known: pd.DataFrame, reviewed: Reconciled) -> pd.DataFrame:
    """The flags that are new, or in any column other than the store's flags `known`."""
    now = reviewed.flags.set_index("id")
    before = known.set_index("id").reindex(now.index)
    differs = np.zeros(len(now), dtype=bool)
    for name in before.columns:
        new, old = (_plain(frame[name]) for frame in (now, before))
        differs |= (new != old).astype(bool)
    return reviewed.flags[differs]


def _plain(column: "pd.Series[Any]") -> Any:
    """The values as objects, with one word for what is missing."""
    return column.astype(object).where(column.notna(), None).to_numpy()
