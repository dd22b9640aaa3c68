"""What the ward's workbook shows of its flags: the lines of `Cần sửa`, the fills and the notes."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from review.decisions import answer_of_city
from review.reconcile import Reconciled
from rules.messages import Words, place, words
from rules.policy import Policy
from rules.registry import RULES
from rules.terms import SEVERITIES, STATUS
from shapes import Board, Marks, Tab, Unit, Workbook, records
from sync.schema import TODO
from vietnamese.text import show_date

NOT_CARRIED_OUT = "Ô đã thay đổi sau khi kiểm tra nên hệ thống chưa sửa. Mời kiểm tra lại."
_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}
MOST_SHOWN = 1000  # of one ward's flags in its `Cần sửa`; as they are put right the others follow
ROW_FIELDS = [*(column.field for column in TODO.columns), "tab", "row", "column"]


def city_marks(
    read: Iterable[tuple[Unit, Workbook]],
    reviewed: Reconciled,
    policy: Policy,
    schema: tuple[Tab, ...],
) -> Iterator[Marks]:
    """The marks of each of these wards: its open flags, worst first, those the city let be last and
    unmarked; of very many the first."""
    flags_of: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for flag in records(first_of_each_ward(worst_first(reviewed.open, schema), MOST_SHOWN)):
        flags_of[flag["unit"]].append(flag)
    for unit, book in read:
        flags = [(flag, words(flag)) for flag in flags_of[unit.code]]
        lines = [todo_line(flag, said, policy) for flag, said in flags]
        rows = pd.DataFrame(lines, columns=ROW_FIELDS).astype({"row": "Int64"})
        cells = _cells((flag, said) for flag, said in flags if _is_marked(flag, reviewed))
        yield Marks(unit, book, rows, cells)


def _is_marked(flag: Mapping[str, Any], reviewed: Reconciled) -> bool:
    """Whether the flag's cell is filled: it is where it was found in this run, and nobody let it be."""
    sure = flag["id"] in reviewed.seen and flag["status"] != "excepted"
    return sure and not pd.isna(flag["row"]) and not pd.isna(flag["column"])


def worst_first(flags: pd.DataFrame, schema: tuple[Tab, ...]) -> pd.DataFrame:
    """Flags in the order of lists: let be last, severity, ward, then where they stand."""
    tabs = {tab.title: number for number, tab in enumerate(schema)}
    order = flags.assign(
        let_be=flags["status"] == "excepted",
        rank=flags["severity"].map(_RANK),
        at=flags["tab"].map(tabs).fillna(-1),
    )
    ordered = order.sort_values(
        ["let_be", "rank", "unit", "at", "row", "column", "rule", "id"],
        kind="stable",
        na_position="first",
    )
    return flags.loc[ordered.index]


def first_of_each_ward(flags: pd.DataFrame, most: int) -> pd.DataFrame:
    """`flags` without those beyond the first `most` of a ward, unless somebody wrote about them.

    A pasted table that is wrong in every cell must not make a workbook that nobody can open.
    """
    said = (flags["answer"] != "") | (flags["handling"] != "")
    return flags[said | (flags.groupby("unit").cumcount() < most)]


def todo_line(flag: Mapping[str, Any], said: Words, policy: Policy) -> dict[str, Any]:
    """The fields of one line of `Cần sửa`, and the cell its link leads to."""
    return {
        "severity": SEVERITIES[flag["severity"]],
        "place": place(flag),
        "value": said.value,
        "message": said.message,
        "fix": said.fix if pd.isna(flag["refused"]) else f"{NOT_CARRIED_OUT} {said.fix}",
        "suggestion": said.suggestion,
        "agreed": "",
        "comment": flag["answer"],
        "answer": answer_of_city(flag["handling"], flag["until"], flag["remark"]),
        "status": STATUS[flag["status"]],
        "since": show_date(as_date(flag["opened"])),
        "clause": policy.clause_text(RULES[flag["rule"]].clause),
        "rule": flag["rule"],
        "id": flag["id"],
        "tab": flag["tab"],
        "row": flag["row"],
        "column": flag["column"],
    }


def as_date(day: Any) -> date:
    """A day as the store or pandas gives it."""
    return day.date() if isinstance(day, pd.Timestamp) else day


def _cells(flags: Iterable[tuple[Mapping[str, Any], Words]]) -> pd.DataFrame:
    """One note and one fill for each cell: the worst severity, all that is wrong with it."""
    cells: dict[tuple[str, int, str], dict[str, Any]] = {}
    for flag, said in flags:
        note = f"{flag['rule']}. {said.message} {said.fix}"
        at = (flag["tab"], int(flag["row"]), flag["column"])
        if at in cells:
            cells[at]["note"] += "\n" + note
        else:
            cells[at] = {
                "tab": at[0],
                "row": at[1],
                "column": at[2],
                "severity": flag["severity"],
                "note": note,
            }
    return pd.DataFrame(cells.values(), columns=["tab", "row", "column", "severity", "note"])


def board_digest(board: Board) -> str:
    """A short name of what the board shows but for new lines of `Nhật ký`."""
    units = [(unit.code, unit.name, unit.ref) for unit in board.units]
    refused = sorted(board.refused.items())
    text = f"{units}{refused}{board.follow_up.to_csv()}{board.summary.to_csv()}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def marks_digest(marks: Marks) -> str:
    """A short name of what the marks show; equal for equal marks."""
    text = marks.rows.to_csv() + marks.cells.to_csv()
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
