"""Which proposals the wards agreed to and may be written, and which no longer fit their cells."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from review.reconcile import Reconciled
from shapes import Repair, records
from vietnamese.text import clean, mask_contacts

NOT_DONE = "Chưa sửa được theo đồng ý"


def agreed_repairs(
    reviewed: Reconciled, known: pd.DataFrame, answers: pd.DataFrame
) -> dict[str, list[Repair]]:
    """By ward's code the ticked proposals whose cell still holds the value that was flagged.

    known: the store's flags of before this run. answers: id, agreed, suggestion, value as the
    sheet had them – what the ward saw when it ticked. A tick says nothing of another value or
    proposal.
    """
    flags = _ticked(reviewed, answers)
    flagged = flags["id"].map(known.set_index("id")["value"])
    may = flags[
        (flagged == flags["value"])
        & (flags["seen_value"] == flags["value"].map(clean))
        & (flags["seen_suggestion"] == flags["suggestion"].map(clean))
        & (flags["suggestion"] != "")
        & flags["row"].notna()
    ]
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


def outdated_ticks(reviewed: Reconciled, answers: pd.DataFrame) -> frozenset[str]:
    """Flags that were ticked beside a proposal for another value than their cell holds now."""
    flags = _ticked(reviewed, answers)
    other = (flags["seen_suggestion"] != "") & (flags["seen_value"] != flags["value"].map(clean))
    return frozenset(flags.loc[other, "id"])


def _ticked(reviewed: Reconciled, answers: pd.DataFrame) -> pd.DataFrame:
    """The flags found in this run that are ticked, with the value and proposal of the tick."""
    ticked = answers[answers["agreed"].astype(bool)].set_index("id")
    found = reviewed.open["id"].isin(reviewed.seen) & reviewed.open["id"].isin(ticked.index)
    flags = reviewed.open[found]
    seen = ticked[["value", "suggestion"]].reindex(flags["id"]).map(clean)
    return flags.assign(
        seen_value=seen["value"].to_numpy(), seen_suggestion=seen["suggestion"].to_numpy()
    )


def note_refused(reviewed: Reconciled, ids: Iterable[str], as_of: date) -> Reconciled:
    """The same, with the day on which these ticks could not be carried out."""
    flags = reviewed.flags
    refused = flags["id"].isin(list(ids)) & flags["closed"].isna()
    return Reconciled(
        flags.assign(refused=flags["refused"].astype(object).mask(refused, as_of)), reviewed.seen
    )


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
