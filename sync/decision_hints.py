"""What the jobs add to the coordinators' decisions in `Theo dõi`: a date, or a word on what is missing."""

from collections.abc import Mapping
from datetime import date

from rules.terms import HANDLING
from sync.keyed_tab import Value
from sync.schema import FOLLOW_UP
from sync.values import choice_reader, read_date
from vietnamese.text import clean

REASON_WANTED = "Chưa ghi nhận: mời ghi lý do"
DAY_WANTED = "Chưa ghi nhận: mời ghi ngày, ví dụ 30/06/2023"
_KEEP = HANDLING["keep"]
_handling = choice_reader(FOLLOW_UP["handling"])


def wants_reason(typed: Mapping[str, str]) -> bool:
    """Whether Đồng ý giữ nguyên was chosen without a reason, in these texts by field."""
    return _keeps(typed) and not typed["remark"].strip()


def wants_day(until: str) -> bool:
    """Whether nobody can read this as a day."""
    text = clean(until)
    return bool(text) and not isinstance(read_date(text).value, date)


def missing_until(typed: Mapping[str, str], known: Mapping[str, Value]) -> date | None:
    """Until when a flag is let be that the coordinators gave a reason for but no date; `known` are
    the values of its row, with the decision as it was taken."""
    until, taken = known.get("until"), known.get("handling") == _KEEP
    reason, blank = typed["remark"].strip(), not typed["until"].strip()
    due = taken and blank and reason and _keeps(typed)
    return until if due and isinstance(until, date) else None


def _keeps(typed: Mapping[str, str]) -> bool:
    handling = clean(typed["handling"])
    return bool(handling) and _handling(handling).value == "keep"
