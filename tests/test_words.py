"""The sentences of a flag: what is quoted, how numbers and days look, what stays hidden."""

from datetime import date
from typing import Any

import numpy as np
import pytest

import rules.check  # noqa: F401  (enters the rules into the catalogue)
from rules.messages import place, words


def flag(
    rule: str, value: str = "", suggestion: str = "", row: int = 5, **params: Any
) -> dict[str, Any]:
    where = {"row": row, "tab": "Thành viên", "column": "Điện thoại"}
    return {"rule": rule, "value": value, "suggestion": suggestion, "params": params, **where}


def test_a_cell_is_quoted_as_it_stands_unless_it_is_to_be_hidden() -> None:
    phone = flag("FM06", "912345678", "0912345678", why="thiếu số 0 ở đầu")
    said = words(phone)
    assert (said.value, said.suggestion) == ("912345678", "0912345678")
    assert said.message == "«912345678» thiếu số 0 ở đầu."
    assert said.fix.startswith("Sửa thành 0912345678,")
    assert words(phone, private=True) == said
    hidden = words(phone, private=True, masked=True)
    assert (hidden.value, hidden.suggestion) == ("•••••••78", "••••••••78")
    assert "345" not in hidden.message + hidden.fix


def test_what_is_private_by_its_column_is_hidden_though_it_is_no_contact() -> None:
    year = flag("FM09", "1985", why="cho thấy người này dưới 15 tuổi")
    assert words(year, masked=True).value == "1985"
    assert (
        words(year, private=True, masked=True).message
        == "Năm sinh «••» cho thấy người này dưới 15 tuổi."
    )


def test_contacts_in_a_sentence_are_hidden_too() -> None:
    award = flag("KT02", "", whom="«Lê A 0912345678»", what="số")
    assert (
        words(award).message
        == "«Lê A 0912345678» đã được khen thưởng nhưng chưa ghi số quyết định."
    )
    assert (
        words(award, masked=True).message
        == "«Lê A ••••••••78» đã được khen thưởng nhưng chưa ghi số quyết định."
    )


def test_numbers_of_rows_have_no_dots_and_days_are_written_as_offices_do() -> None:
    assert words(flag("TV09", "x", first=1234, row=1235)).fix.startswith(
        "Kiểm tra lại số ở dòng 1235 và dòng 1234 "
    )
    assert words(flag("TV01", team="Khối 5", count=1234, limit=10, excess=1224)).message.startswith(
        "Tổ Khối 5 có 1.234 thành viên"
    )
    assert words(flag("KT01", date=date(2023, 3, 5), limit=30)).message.startswith(
        "Đề xuất ngày 05/03/2023 đã quá 30 ngày"
    )


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [("a" * 60, "a" * 60), ("a" * 61, "a" * 59 + "…"), (f"{'a' * 58} {'b' * 9}", "a" * 58 + "…"), ("hai\n dòng", "hai dòng")],
)  # fmt: skip
def test_a_long_cell_is_cut(typed: str, quoted: str) -> None:
    said = words(flag("FM05", typed))
    assert said.value == typed and said.message.startswith(f"«{quoted}» ")


@pytest.mark.parametrize(
    ("tab", "row", "column", "where"),
    [
        ("Thành viên", 12, "Điện thoại", "Thành viên, dòng 12, cột Điện thoại"),
        ("Thành viên", np.nan, "Điện thoại", "Thành viên, cột Điện thoại"),
        ("Thành viên", 12.0, "", "Thành viên, dòng 12"), ("Thành viên", 12, np.nan, "Thành viên, dòng 12"),
        ("Thành viên", np.nan, None, "Trang Thành viên"), ("", 1, "x", "Bảng tính của đơn vị"), (np.nan, np.nan, "", "Bảng tính của đơn vị"),
    ],
)  # fmt: skip
def test_where_a_flag_is(tab: Any, row: Any, column: Any, where: str) -> None:
    assert place({"tab": tab, "row": row, "column": column}) == where
