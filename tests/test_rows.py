"""Which lines of a tab are its rows: blank ones, totals and the numbers of its columns are not."""

import pytest

from shapes import Sheet, Unit, Workbook
from sync.rows import Ward, gather
from sync.schema import MEMBERS
from tests.cases import BASE

HEADER = BASE["Thành viên"][0]
PERSON = ["Khối 1", "Ông", "Lê Văn Cường"]


def rows_of(lines: list[list[str]], header: list[str], above: int = 0) -> list[tuple[int, str]]:
    """Sheet row and name of each row that is read."""
    width = len(header)
    typed = (
        [[""] * width] * above + [header] + [line + [""] * (width - len(line)) for line in lines]
    )
    sheet = Sheet("Thành viên", tuple(map(tuple, typed)))
    frame = gather(MEMBERS, [Ward(0, Unit("a", "Phường A"), Workbook("a", sheets=(sheet,)))])
    assert list(frame.columns[2:]) == [column.field for column in MEMBERS.columns]
    return list(zip(frame["row"], frame["name"], strict=True))


@pytest.mark.parametrize(
    "line",
    [
        ["", " \u00a0"], ["–", "…", "___"], ["", "", "", "", "", "", "", "", "FALSE"],
        ["Tổng cộng", "", "15 người"], ["TỔNG SỐ: 16"], ["Tổng số người là 16"], ["Cộng:", "", "", "", "15"], ["Tổng (người)"], ["tổng 5"], ["Tổng", "15"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("own", [[], ["STT"]])
@pytest.mark.parametrize("above", [0, 2])
def test_a_line_without_data_is_none(line: list[str], own: list[str], above: int) -> None:
    number = ["1"] * len(own)
    lines = [
        number + PERSON,
        ([""] if line[0] in ("", "–") else ["3"]) * len(own) + line,
        number + PERSON,
    ]
    wanted = [(2 + above, "Lê Văn Cường"), (4 + above, "Lê Văn Cường")]
    assert rows_of(lines, own + HEADER, above) == wanted


@pytest.mark.parametrize(
    "line",
    [["Tổng cộng", "Ông", "Lê Văn A"], ["Tổng hợp"], ["Cộng tác viên"], ["Tổng xã"], ["Khối 1", "Tổng cộng"], ["1"], ["0"], ["FALSE 1"]],
)  # fmt: skip
def test_what_only_looks_like_a_total_is_a_row(line: list[str]) -> None:
    assert [row for row, _ in rows_of([PERSON, line], HEADER)] == [2, 3]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (["1", "2", "3", "4"], [3]), (["(1)", "(2)", "(3)"], [3]), (["", "2", "3", "4"], [3]), (["0", "1", "2"], [3]),
        (["1", "2"], [2, 3]), (["1", "3", "4"], [2, 3]), (["1", "2", "Ba", "4"], [2, 3]), (["3", "2", "1"], [2, 3]),
    ],
)  # fmt: skip
def test_numbers_of_the_columns_below_the_header_are_no_row(
    line: list[str], rows: list[int]
) -> None:
    assert [row for row, _ in rows_of([line, PERSON], HEADER)] == rows
    assert [row for row, _ in rows_of([PERSON, line], HEADER)] == [2, 3]


def test_columns_in_another_order_and_lacking_ones() -> None:
    header = ["Họ và tên", "Ghi chú của khối", "Tổ"]
    assert rows_of([["Lê A", "x", "Khối 1"], ["", "chỉ ghi chú"]], header) == [(2, "Lê A")]
