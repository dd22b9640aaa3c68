"""Today's flags against those known: new, open, reopened, put right, let be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from review.decisions import current_decisions
from review.looked import not_looked_at
from rules.check import Checked
from shapes import Tables

# How long a flag that came back, and one that was put right, is shown as such.
SHOWN_DAYS = 14
FOUND = [
    "unit",
    "rule",
    "severity",
    "tab",
    "row",
    "column",
    "value",
    "suggestion",
    "table",
    "field",
    "team",
    "row_key",
    "params",
]
KEPT = [
    "opened",
    "closed",
    "reopened",
    "answer",
    "handling",
    "until",
    "remark",
    "coordinator",
    "refused",
]


@dataclass(frozen=True)
class Reconciled:
    """All flags ever, with what this run says of them.

    flags: the columns of the store's table; `status` is new, open, reopened, waiting, excepted,
           closed (put right) or dropped (its ward is no longer followed).
    seen:  ids of the flags found in this run: only their rows are sure.
    """

    flags: pd.DataFrame
    seen: frozenset[str]

    @cached_property
    def open(self) -> pd.DataFrame:
        """The flags that are open, those let be included."""
        return self.flags[~self.flags["status"].isin(["closed", "dropped"])]


def reconcile(
    known: pd.DataFrame,
    checked: Checked,
    tables: Tables,
    answers: pd.DataFrame,
    decisions: pd.DataFrame,
    as_of: date,
    followed: Collection[str] | None = None,
) -> Reconciled:
    """What became of each known flag, and which are new.

    known: the store's flags. answers: id, comment – of the wards read in this run. decisions: id,
    handling, until, remark, coordinator as typed – of the register, empty when it was not read.
    followed: the codes of all wards that are followed; None: those in the tables.
    A flag is closed only when its rule looked at its cell and found it right.
    """
    today = checked.flags.set_index("id")
    past = known.set_index("id")
    flags = today[FOUND].join(past[KEPT], how="left")
    flags = _opened(flags, as_of)
    missing = past[~past.index.isin(today.index)]
    followed = tables.units["code"] if followed is None else followed
    gone = _gone(missing, missing["unit"].isin(followed), checked, tables, as_of)
    flags = pd.concat([flags, gone])
    flags["answer"] = _answers(flags, answers)
    flags = current_decisions(flags, decisions, as_of)
    flags["status"] = _status(flags, as_of)
    return Reconciled(flags.rename_axis("id").reset_index(), frozenset(today.index))


def _opened(flags: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Today's flags with their dates: first seen today, or known, or back after they were closed."""
    is_new, was_closed = flags["opened"].isna(), flags["closed"].notna()
    flags["opened"] = flags["opened"].astype(object).where(~is_new, as_of)
    flags["reopened"] = flags["reopened"].astype(object).where(~was_closed, as_of)
    long_ago = pd.to_datetime(flags["closed"]) <= pd.Timestamp(as_of - timedelta(days=SHOWN_DAYS))
    flags["answer"] = flags["answer"].astype(object).mask(long_ago, "")
    flags["refused"] = flags["refused"].astype(object).mask(was_closed, None)
    flags["closed"] = None
    for name in ("answer", "handling", "remark", "coordinator"):
        flags[name] = flags[name].astype(object).where(flags[name].notna(), "")
    return flags


def _gone(
    missing: pd.DataFrame,
    followed: "pd.Series[bool]",
    checked: Checked,
    tables: Tables,
    as_of: date,
) -> pd.DataFrame:
    """Known flags that were not found today: closed, unless nobody could look."""
    is_open = missing["closed"].isna()
    unseen = pd.Series(False, index=missing.index)
    unseen[is_open & followed] = not_looked_at(missing[is_open & followed], checked, tables)
    closed = missing["closed"].astype(object).where(~is_open | unseen, as_of)
    dropped = is_open & ~followed
    return missing.assign(closed=closed, status=missing["status"].mask(dropped, "dropped"))


def _answers(flags: pd.DataFrame, answers: pd.DataFrame) -> "pd.Series[str]":
    """What the wards wrote: as read now, else as known."""
    now = flags.index.to_series().map(answers.set_index("id")["comment"]) if len(answers) else None
    return (
        flags["answer"] if now is None else now.astype(object).where(now.notna(), flags["answer"])
    )


def _status(flags: pd.DataFrame, as_of: date) -> "pd.Series[str]":
    let_be = (flags["handling"] == "keep") & (pd.to_datetime(flags["until"]) >= pd.Timestamp(as_of))
    recent = pd.to_datetime(flags["reopened"]) > pd.Timestamp(as_of - timedelta(days=SHOWN_DAYS))
    conditions = [
        flags["closed"].notna() & (flags.get("status") == "dropped"),
        flags["closed"].notna(),
        let_be,
        (flags["answer"] != "") & (flags["handling"] == ""),
        recent,
        pd.to_datetime(flags["opened"]) == pd.Timestamp(as_of),
    ]
    names = ["dropped", "closed", "excepted", "waiting", "reopened", "new"]
    return pd.Series(np.select(conditions, names, "open"), index=flags.index, dtype=object)
