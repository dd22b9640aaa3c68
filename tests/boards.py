"""The coordination workbook for tests: made small, decided on, written."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from shapes import Board, Pushed, Recipient, Unit
from sync.board import write_board
from sync.register import read_register
from sync.schema import FOLLOW_UP
from tests.workbooks import edited, sheet_of

UNITS = (
    Unit(
        "phuong-ben-thuy", "Phường Bến Thủy", "ward", "Phường Bến Thủy.xlsx", 12,
        ("Khối 1", "Khối 2"), ("a@vi-du.vn", "b@vi-du.vn"), "Nguyễn An", date(2023, 6, 30),
    ),
    Unit("xa-hung-hoa", "Xã Hưng Hòa", "commune", "", 8, (), ("c@vi-du.vn",), "", None, False),
)  # fmt: skip
PEOPLE = (Recipient("Nguyễn An", "an@vi-du.vn", "coordinator", "daily"),)
COLUMN = {column.field: at for at, column in enumerate(FOLLOW_UP.columns, 1)}


def flag(name: str, **more: Any) -> dict[str, Any]:
    known = {
        "id": name, "unit": "Phường Bến Thủy", "severity": "violation", "message": "Thiếu số 0.",
        "value": "•••78", "fix": "Sửa lại.", "place": "Thành viên, dòng 12, cột Điện thoại",
        "since": pd.Timestamp(2023, 3, 27), "status": "Chưa sửa", "comment": "", "officer": "Lê Nam",
        "phone": "0912000111", "rule": "FM06", "tab": "Thành viên", "row": 12,
        "column": "Điện thoại",
    }  # fmt: skip
    return known | more


def board(*flags: dict[str, Any], log: int = 0, units: tuple[Unit, ...] = UNITS) -> Board:
    lines = [{"when": f"dòng {n}", "what": "Kiểm tra", "detail": "x"} for n in range(log)]
    summary = [
        {"unit": "Xã Hưng Hòa", "founded": 3, "teams": 9, "members": 40, "dispatch": 1, "entry": 2,
         "warnings": 0, "last_activity": None, "last_edit": date(2023, 4, 1), "rank": 1},
        {"unit": "Phường Bến Thủy", "founded": 13, "teams": 13, "rank": 2},
    ]  # fmt: skip
    return Board(units, pd.DataFrame(flags), pd.DataFrame(summary), pd.DataFrame(lines))


def write(path: Path, wanted: Board) -> Pushed:
    """One writing by somebody who has just read the register."""
    return write_board(path, wanted, path.parent / "backups", read_register(path))


def decide(path: Path, flag_id: str, **fields: Any) -> None:
    """What a coordinator types into `Theo dõi`."""
    with edited(path) as book:
        sheet = book["Theo dõi"]
        row = next(r for r in range(2, 60) if sheet.cell(r, 1).value == flag_id)
        for name, value in fields.items():
            sheet.cell(row, COLUMN[name]).value = value


def decisions(path: Path) -> dict[str, tuple[str, ...]]:
    frame = read_register(path).decisions
    return {row[0]: tuple(row[1:]) for row in frame.to_numpy().tolist()}


def rows(path: Path, title: str) -> list[tuple[Any, ...]]:
    return [row for row in sheet_of(path, title).iter_rows(2, values_only=True) if any(row)]


def typed(path: Path, title: str, *lines: list[Any]) -> None:
    """Rows typed below the header of a tab."""
    with edited(path) as book:
        sheet = book[title]
        sheet.delete_rows(2, 50)
        for number, line in enumerate(lines, 2):
            for column, value in enumerate(line, 1):
                sheet.cell(number, column).value = value
