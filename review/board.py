"""What the coordination workbook shows of the flags."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from review.marks import as_date, first_of_each_ward, worst_first
from review.reconcile import SHOWN_DAYS, Reconciled
from rules.messages import place, words
from rules.terms import HANDLING, SEVERITIES, STATUS
from shapes import Tab, records
from sync.schema import FOLLOW_UP, WARD
from vietnamese.text import show_date

MOST_OF_A_WARD = 500
# Beside the fields of the tab: the cell of the ward's workbook that `Vị trí` leads to.
FIELDS = [*(column.field for column in FOLLOW_UP.columns), "tab", "row", "column"]


def follow_up(reviewed: Reconciled, wards: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The rows of `Theo dõi`: open flags, and those put right in the last fourteen days; of very
    many in one ward the first.

    wards: unit (code), name, officer, phone – whom to ask in each. Phones, e-mails and birth years are masked. The coordinators' columns hold the last known
    decision; what stands in the workbook itself wins when it is written.
    """
    since = as_of - timedelta(days=SHOWN_DAYS)
    flags = reviewed.flags
    closed = flags["closed"].map(as_date, na_action="ignore")
    lately = (flags["status"] == "closed") & closed.map(
        lambda day: day > since, na_action="ignore"
    ).fillna(False).astype(bool)
    shown = flags[~flags["status"].isin(["closed", "dropped"]) | lately]
    shown = first_of_each_ward(worst_first(shown, WARD), MOST_OF_A_WARD)
    private = private_fields(WARD)
    by_code = {ward["unit"]: ward for ward in records(wards)}
    rows = [
        _row(flag, flag["field"] in private, by_code[flag["unit"]])
        for flag in records(shown)
        if flag["unit"] in by_code
    ]
    board = pd.DataFrame(rows, columns=FIELDS)
    done = board["status"] == STATUS["closed"]
    return pd.concat([board[~done], board[done]], ignore_index=True)


def private_fields(schema: tuple[Tab, ...]) -> frozenset[str]:
    """Fields whose values may only be shown in full in the ward's own workbook."""
    return frozenset(column.field for tab in schema for column in tab.columns if column.private)


def _row(flag: dict[str, Any], private: bool, ward: dict[str, Any]) -> dict[str, Any]:
    said = words(flag, private=private, masked=True)
    return {
        "id": flag["id"],
        "unit": ward["name"],
        "severity": SEVERITIES[flag["severity"]],
        "message": said.message,
        "value": said.value,
        "fix": said.fix,
        "place": place(flag),
        "since": show_date(as_date(flag["opened"])),
        "days": "",
        "status": STATUS[flag["status"]],
        "comment": flag["answer"],
        "handling": HANDLING.get(flag["handling"], ""),
        "until": "" if pd.isna(flag["until"]) else show_date(as_date(flag["until"])),
        "remark": flag["remark"],
        "coordinator": flag["coordinator"],
        "officer": ward["officer"],
        "phone": ward["phone"],
        "rule": flag["rule"],
        "tab": flag["tab"],
        "row": flag["row"],
        "column": flag["column"],
    }
