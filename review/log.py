"""What a pass changed, as lines of `Nhật ký`."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from review.board import MOST_OF_A_WARD
from review.decisions import answer_of_city
from review.marks import MOST_SHOWN
from review.reconcile import Reconciled
from rules.messages import place
from shapes import Tables, records
from vietnamese.text import mask_contacts, show_number

Line = tuple[str, str, str]
DECIDED = ["handling", "until", "remark"]


def changes(
    known: pd.DataFrame, reviewed: Reconciled, tables: Tables, as_of: date
) -> Iterator[Line]:
    """Lines (what, ward's name, detail): how many flags opened and closed, ticks that no longer
    fitted, what the city decided, wards now unreadable.

    known: the store's flags of before this pass. No line for what is as it was.
    """
    names = tables.units.set_index("code")["name"]
    yield from _opened_and_closed(known, reviewed, as_of)
    yield from _refused(known, reviewed, names)
    yield from _decided(known, reviewed, names)
    yield from _unreadable(known, reviewed, tables)


def too_many(reviewed: Reconciled, names: Mapping[str, str]) -> Iterator[Line]:
    """A line for each ward with more open flags than its `Cần sửa` shows; names: by code."""
    counts = reviewed.open["unit"].value_counts()
    for unit, count in counts[counts > MOST_SHOWN].items():
        yield (
            "Nhiều nội dung cần sửa",
            names.get(str(unit), str(unit)),
            f"Có {show_number(count)} nội dung; trang Cần sửa hiện {show_number(MOST_SHOWN)}, trang Theo dõi hiện "
            f"{MOST_OF_A_WARD} nội dung cần thiết nhất, sửa xong sẽ hiện tiếp.",
        )


def _opened_and_closed(known: pd.DataFrame, reviewed: Reconciled, as_of: date) -> Iterator[Line]:
    were_open = set(known.loc[known["closed"].isna(), "id"])
    now_open = reviewed.open
    new = int((~now_open["id"].isin(were_open)).sum())
    closed = len(were_open) - int(now_open["id"].isin(were_open).sum())
    if new or closed:
        detail = f"Ngày {as_of:%d/%m/%Y}: {new} nội dung mới, {closed} nội dung đã sửa."
        yield "Kiểm tra", "", detail


def _refused(known: pd.DataFrame, reviewed: Reconciled, names: "pd.Series[str]") -> Iterator[Line]:
    before = known.set_index("id")["refused"]
    flags = reviewed.flags
    new = flags["refused"].notna() & (flags["refused"] != flags["id"].map(before))
    for flag in records(flags[new]):
        yield "Chưa sửa được theo đồng ý", _name(names, flag), f"{place(flag)}: ô đã thay đổi."


def _decided(known: pd.DataFrame, reviewed: Reconciled, names: "pd.Series[str]") -> Iterator[Line]:
    """What the coordinators decided since the last pass, or took back."""
    flags = reviewed.flags[["id", "unit", "rule", "tab", "row", "column", "coordinator", *DECIDED]]
    joined = flags.join(known.set_index("id")[DECIDED].add_suffix("_before"), on="id")
    for flag in records(joined[_answered(joined) | _answered(joined, "_before")]):
        said, before = _answer(flag), _answer(flag, "_before")
        if said != before:
            by = f" ({flag['coordinator']})" if flag["coordinator"] else ""
            what = f"{place(flag)} ({flag['rule']}): {said or 'không còn hướng xử lý'}"
            yield "Hướng xử lý", _name(names, flag), mask_contacts(what) + by


def _answered(flags: pd.DataFrame, which: str = "") -> "pd.Series[bool]":
    said = (flags[f"{name}{which}"].fillna("") != "" for name in ("handling", "remark"))
    return next(said) | next(said)


def _answer(flag: dict[str, Any], which: str = "") -> str:
    handling, until, remark = (flag[f"{name}{which}"] for name in DECIDED)
    return "" if pd.isna(handling) else answer_of_city(handling, until, remark)


def _unreadable(known: pd.DataFrame, reviewed: Reconciled, tables: Tables) -> Iterator[Line]:
    were_open = known.loc[known["closed"].isna(), "id"]
    wards = tables.units.set_index("code")
    lost = reviewed.open[reviewed.open["rule"] == "ST03"]
    for unit in lost.loc[~lost["id"].isin(were_open), "unit"]:
        yield "Không đọc được bảng tính", str(wards.at[unit, "name"]), str(wards.at[unit, "detail"])


def _name(names: "pd.Series[str]", flag: dict[str, Any]) -> str:
    """A ward's name; its code once it is followed no more."""
    return str(names.get(flag["unit"], flag["unit"]))
