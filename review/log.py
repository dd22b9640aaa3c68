"""What a pass changed, as lines of `Nhật ký`."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from review.reconcile import Reconciled
from shapes import Tables


def changes(
    known: pd.DataFrame, reviewed: Reconciled, tables: Tables, as_of: date
) -> Iterator[tuple[str, str, str]]:
    """Lines (what, ward's name, detail): how many flags opened and closed, wards now unreadable.

    known: the store's flags of before this pass. No line for what is as it was.
    """
    were_open = set(known.loc[known["closed"].isna(), "id"])
    now_open = reviewed.open
    new = now_open[~now_open["id"].isin(were_open)]
    closed = len(were_open) - int(now_open["id"].isin(were_open).sum())
    if len(new) or closed:
        yield (
            "Kiểm tra",
            "",
            f"Ngày {as_of:%d/%m/%Y}: {len(new)} nội dung mới, {closed} nội dung đã sửa.",
        )
    wards = tables.units.set_index("code")
    for unit in new.loc[new["rule"] == "ST03", "unit"]:
        yield "Không đọc được bảng tính", str(wards.at[unit, "name"]), str(wards.at[unit, "detail"])
