"""What people wrote into the jobs' own tabs, read back. Works on tabs from any backend."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields

import pandas as pd

from shapes import Sheet, Tab
from sync.headers import find_header, find_sheet
from sync.schema import FOLLOW_UP, FOLLOW_UP_CITY_FIELDS, TODO, YES, YES_WORDS
from vietnamese.text import header_key, key

DECISION_FIELDS = ("id", *FOLLOW_UP_CITY_FIELDS)
_TICKS = frozenset(key(word) for word in (*YES.values(), *YES_WORDS["yes"], "1", "Đồng ý"))


@dataclass(frozen=True)
class Answer:
    """One row of `Cần sửa` as the ward left it.

    `suggestion` is what stood in `Sửa thành` and `value` what it was to replace: a tick agrees to
    that and to nothing else.
    """

    id: str
    agreed: bool
    comment: str
    suggestion: str
    value: str = ""


def is_tick(text: str) -> bool:
    """Whether a cell of `Đồng ý sửa` says yes: TRUE, x, ✓, Có …"""
    return key(text) in _TICKS


def join_comments(first: str, second: str) -> str:
    """Two texts for one flag, without saying twice what one of them says already."""
    if second in first:
        return first
    return second if first in second else f"{first}; {second}"


def read_answers(sheets: Iterable[Sheet]) -> pd.DataFrame:
    """The answers in every tab `Cần sửa` among `sheets`: id, agreed, comment, suggestion, value.

    One row per flag. A ward whose workbook could not be written has a second such tab in the
    workbook beside it: a tick in either counts, and both comments.
    """
    known: dict[str, Answer] = {}
    for answer in todo_answers(sheets):
        first = known.get(answer.id)
        known[answer.id] = _merged(first, answer) if first else answer
    names = [field.name for field in fields(Answer)]
    frame = pd.DataFrame(map(astuple, known.values()), columns=names)
    return frame.astype({"agreed": bool})


def todo_answers(sheets: Iterable[Sheet]) -> list[Answer]:
    """Every row with an identity in the tabs `Cần sửa`, in their order."""
    title = header_key(TODO.title)
    found = [sheet for sheet in sheets if header_key(sheet.title) == title]
    return [answer for sheet in found for answer in _rows(sheet)]


def _rows(sheet: Sheet) -> list[Answer]:
    rows = _texts(sheet, TODO, ("id", "agreed", "comment", "suggestion", "value"))
    return [Answer(flag, is_tick(tick), *said) for flag, tick, *said in rows if flag]


def _merged(first: Answer, second: Answer) -> Answer:
    ticked = second if second.agreed else first
    comment = join_comments(first.comment, second.comment)
    return Answer(first.id, ticked.agreed, comment, ticked.suggestion, ticked.value)


def read_decisions(sheets: Sequence[Sheet]) -> pd.DataFrame:
    """The coordinators' columns of `Theo dõi` as typed: id, handling, until, remark, coordinator.

    Every row that has an identity, blank ones too; none when there is no such tab.
    """
    sheet = find_sheet(sheets, FOLLOW_UP)
    rows = _texts(sheet, FOLLOW_UP, DECISION_FIELDS) if sheet else []
    known = [row for row in rows if row[0]]
    return pd.DataFrame(known, columns=list(DECISION_FIELDS), dtype=object)


def _texts(sheet: Sheet, tab: Tab, wanted: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The wanted fields of every row below the header; blank where there is no such column."""
    header = find_header(sheet, tab)
    at = [header.columns.get(field, -1) for field in wanted]
    return [
        tuple(row[i].strip() if 0 <= i < len(row) else "" for i in at)
        for row in sheet.rows[header.row :]
    ]
