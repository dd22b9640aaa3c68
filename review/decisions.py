"""What the coordinators decided in `Theo dõi`, as typed there, and what of it holds."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from rules.terms import HANDLING
from sync.values import read_date
from vietnamese.text import clean, header_key, show_date

_WORDS = {header_key(word): value for value, word in HANDLING.items()}


def current_decisions(flags: pd.DataFrame, typed: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """`flags` (by id) with handling, until, remark and coordinator as the register has them now.

    Where the register has no line for a flag its last known decision stands. Đồng ý giữ nguyên
    without a reason, or with a date that cannot be read, is not taken; without a date it holds to
    the end of the year.
    """
    if typed.empty:
        return flags
    now = typed.drop_duplicates("id", keep="last").set_index("id").reindex(flags.index)
    there = now["handling"].notna()
    handling = now["handling"].map(_handling, na_action="ignore")
    remark = now["remark"].map(clean, na_action="ignore")
    handling = handling.mask((handling == "keep") & (remark == ""), "")
    until = now["until"].map(_day, na_action="ignore")
    unread = until.isna() & (now["until"].map(clean, na_action="ignore") != "") & there
    handling = handling.mask((handling == "keep") & unread, "")
    endless = (handling == "keep") & until.isna()
    until = until.astype(object).where(~endless, _end_of_year(flags, as_of))
    return flags.assign(
        handling=handling.where(there, flags["handling"]),
        until=until.where(there, flags["until"]),
        remark=remark.where(there, flags["remark"]),
        coordinator=now["coordinator"].where(there, flags["coordinator"]),
    )


def newly_decided(flags: pd.DataFrame, typed: pd.DataFrame, as_of: date) -> frozenset[str]:
    """The wards with a flag whose decision in the register is not the one that is known.

    flags: the store's, with the columns id and unit.
    """
    before = flags.set_index("id")
    now = current_decisions(before, typed, as_of)
    other = np.zeros(len(before), dtype=bool)
    for name in ("handling", "until", "remark"):
        same = (before[name] == now[name]) | (before[name].isna() & now[name].isna())
        other |= ~same.to_numpy(dtype=bool)
    return frozenset(before.loc[other, "unit"])


def _end_of_year(flags: pd.DataFrame, as_of: date) -> "pd.Series[Any]":
    """Until when an exception without a date holds: to the end of the year in which it was made."""
    days = pd.to_datetime(flags["until"])
    stays = (flags["handling"] == "keep") & (days.dt.month == 12) & (days.dt.day == 31)
    return flags["until"].astype(object).where(stays, date(as_of.year, 12, 31))


def _handling(text: str) -> str:
    return _WORDS.get(header_key(text), "")


def _day(text: str) -> date | None:
    value = read_date(clean(text)).value if text.strip() else None
    return value if isinstance(value, date) else None


def answer_of_city(handling: str, until: date | None, remark: str) -> str:
    """`Trả lời của thành phố`: "Đề nghị sửa trước 15/04/2023: …"."""
    by = "" if until is None or pd.isna(until) else show_date(until)
    when = {"repair": f" trước {by}", "keep": f" đến {by}"}.get(handling, "") if by else ""
    words = HANDLING.get(handling, "") + when
    return f"{words}: {remark}" if words and remark else words or remark
