"""What a flag is about: it stays the same flag when rows move or its wrong value changes, and no other."""

import pandas as pd

from rules.check import check
from tests.cases import DAY, POLICY, Case, tables_of
from vietnamese.hamlets import WARD_TEAM
from vietnamese.text import key

# tab, header, two rows, two wrong values
MISTAKES = [
    ("Thành viên", "Tổ", (16, 15), ("Khối 7", "Khối 9")),
    ("Thành viên", "Họ và tên", (17, 14), ("#REF!", "#NAME?")),
    ("Thành viên", "Điện thoại", (4, 11), ("09", "123")),
    ("Thay đổi thành viên", "Nội dung", (2, 3), ("Bổ sung", "Thêm")),
    ("Hoạt động", "Ngày", (3, 2), ("31/02/2023", "tháng 2")),
    ("Hoạt động", "Tổ", (4, 3), ("Khối 7", "Khối 9")),
    ("Danh sách tổ", "Số quyết định thành lập", (4, 2), ("26/QD", "26")),
]


def flags(*cells: tuple[str, int, str, str]) -> pd.DataFrame:
    """The flags after these cells were typed."""
    case = Case(name="", set=list(cells), blank=[("Thành viên", "Ngày tham gia")])
    return check(tables_of(case), POLICY, DAY).flags


def ids(*cells: tuple[str, int, str, str]) -> tuple[list[str], list[str]]:
    """Their ids and row keys."""
    found = flags(*cells)
    return list(found["id"]), list(found["row_key"])


def test_a_flag_is_the_same_with_another_wrong_value_and_another_in_another_row() -> None:
    first, keys = ids(*((tab, rows[0], header, wrong[0]) for tab, header, rows, wrong in MISTAKES))
    again, _ = ids(*((tab, rows[0], header, wrong[1]) for tab, header, rows, wrong in MISTAKES))
    other, other_keys = ids(
        *((tab, rows[1], header, wrong[0]) for tab, header, rows, wrong in MISTAKES)
    )
    assert len(set(first)) == len(set(keys)) == len(MISTAKES) == len(other)
    assert sorted(again) == sorted(first)
    assert not {*first} & {*other} and not {*keys} & {*other_keys}


def test_all_flags_of_a_row_have_its_key_and_its_team() -> None:
    found = flags(
        ("Đơn vị", 5, "Nội dung", "09"),
        ("Thành viên", 4, "Năm sinh", "2020"),
        ("Thành viên", 17, "Điện thoại", "09"),
        ("Thành viên", 17, "Năm sinh", "2020"),
    )
    keys = list(found["row_key"])
    assert len(set(keys)) == 3 and keys[2] == keys[3]
    assert list(found["team"]) == ["", WARD_TEAM, key("Khối 2"), key("Khối 2")]


def test_equal_flags_are_told_apart_by_what_stands_there() -> None:
    typed = [("Thành viên", row, "Họ và tên", "Lê Văn Cường") for row in (10, 11)]
    phones = [("Thành viên", row, "Điện thoại", wrong) for row, wrong in ((10, "09"), (11, "12"))]
    years = [("Thành viên", row, "Năm sinh", year) for row, year in ((10, "1970"), (11, "1980"))]
    upside_down = [(tab, 21 - row, header, value) for tab, row, header, value in (*phones, *years)]
    one, _ = ids(*typed, *phones, *years)
    other, _ = ids(*typed, *upside_down)
    assert len(set(one)) == len(one) and set(one) == set(other)
