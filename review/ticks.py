"""Which proposals the wards agreed to, and may be written."""

import pandas as pd

from review.reconcile import Reconciled
from shapes import Repair, records
from vietnamese.text import mask_contacts

NOT_DONE = "Chưa sửa được theo đồng ý"


def agreed_repairs(
    reviewed: Reconciled, known: pd.DataFrame, answers: pd.DataFrame
) -> dict[str, list[Repair]]:
    """By ward's code the ticked proposals whose cell still holds the value that was flagged.

    known: the store's flags of before this run – what the ward saw when it ticked. answers: id,
    agreed, suggestion as the sheet had them. A tick says nothing of another value or proposal.
    """
    ticked = answers[answers["agreed"]].set_index("id")["suggestion"]
    flagged = known.set_index("id")["value"]
    flags = reviewed.open[
        reviewed.open["id"].isin(reviewed.seen) & reviewed.open["id"].isin(ticked.index)
    ]
    same_value = flags["id"].map(flagged) == flags["value"]
    same_proposal = flags["id"].map(ticked) == flags["suggestion"]
    may = flags[same_value & same_proposal & (flags["suggestion"] != "") & flags["row"].notna()]
    wards: dict[str, list[Repair]] = {}
    for flag in records(may):
        repair = Repair(
            flag["id"],
            flag["tab"],
            int(flag["row"]),
            flag["column"],
            flag["value"],
            flag["suggestion"],
        )
        wards.setdefault(flag["unit"], []).append(repair)
    return wards


def repair_line(unit: str, repair: Repair, done: bool, why: str) -> tuple[str, str, str]:
    """The line of `Nhật ký` for one ticked proposal; contacts are masked."""
    place = f"{repair.tab}, dòng {repair.row}, cột {repair.column}"
    if not done:
        reason = "bảng tính chưa ghi được" if why else "ô đã thay đổi"
        return NOT_DONE, unit, f"{place}: {reason}."
    hide = mask_contacts
    return (
        "Sửa theo đồng ý của đơn vị",
        unit,
        f"{place}: «{hide(repair.value)}» → «{hide(repair.suggestion)}».",
    )
