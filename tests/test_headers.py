"""Finding tabs and columns in a workbook as people leave it."""

import pytest

from shapes import Column, Sheet, Tab
from sync.headers import (
    Header,
    data_sheets,
    find_exact_header,
    find_header,
    find_profile,
    find_sheet,
    own_sheets,
    profile_columns,
)
from sync.schema import MEMBERS, UNITS

HEADER = ("Tổ", "Ông/Bà", "Họ và tên", "Chức vụ, nghề nghiệp")
FIELDS = {"team": 0, "honorific": 1, "name": 2, "title": 3}


def sheet(*rows: tuple[str, ...], title: str = "Thành viên") -> Sheet:
    return Sheet(title, rows)


@pytest.mark.parametrize(
    ("titles", "found"),
    [
        (["Khác", "THÀNH VIÊN"], 1), (["DS thành viên", "Thành viên"], 1), (["Thành viên (2)", "Thành viên"], 1),
        (["Khác", "Thành viên (2)"], 1), (["Thành-viên.", "Thành viên"], 0), (["Thành viên tổ", "DS thành viên"], 1), (["Thành viên khác"], None), ([], None),
    ],
)  # fmt: skip
def test_a_tab_is_found_by_its_title_then_by_its_other_names(
    titles: list[str], found: int | None
) -> None:
    sheets = [sheet(title=title) for title in titles]
    assert find_sheet(sheets, MEMBERS) is (None if found is None else sheets[found])


@pytest.mark.parametrize("above", range(6))
def test_a_header_stands_in_one_of_the_first_five_rows(above: int) -> None:
    rows = [("DANH SÁCH", "", "", "")] * above
    wanted = Header(above + 1, FIELDS) if above < 5 else Header(1, {})
    assert find_header(sheet(*rows, HEADER, ("", "")), MEMBERS) == wanted


def test_the_row_that_names_most_columns_is_the_header() -> None:
    assert find_header(sheet(("Tổ",), HEADER), MEMBERS).row == 2
    assert find_header(sheet(HEADER, ("Tổ", "Họ tên"), HEADER), MEMBERS).row == 1
    assert find_header(sheet(("Tổ", "Họ tên"), HEADER), MEMBERS).row == 2
    assert find_header(sheet(("Tổ", "", "x")), MEMBERS) == Header(1, {})
    full = tuple(column.header for column in MEMBERS.columns)
    assert find_header(sheet(("x",), full, full), MEMBERS).row == 2


def test_of_equal_names_the_first_counts_and_a_true_header_before_another_name() -> None:
    assert find_header(sheet(("Họ tên", "Tổ", "Họ và tên", "Tên tổ", "Tổ *")), MEMBERS).columns == {
        "name": 2,
        "team": 1,
    }
    assert find_header(sheet(("SĐT", "Di động", "Họ tên")), MEMBERS).columns == {
        "phone": 0,
        "name": 2,
    }


def test_headers_that_differ_in_their_brackets_are_told_apart() -> None:
    tab = Tab("x", "X", (Column("a", "Số (a)"), Column("b", "Số (b)"), Column("c", "Tên")))
    rows = sheet(("DANH SÁCH", ""), ("tên", "SỐ (B)", "Số (a)", "Số (a)"))
    assert find_exact_header(rows, tab) == Header(2, {"c": 0, "b": 1, "a": 2})
    assert find_exact_header(sheet(("Khác",)), tab) == Header(1, {})
    assert find_exact_header(sheet(), tab) == Header(1, {})


def test_the_wards_own_tab_is_read_line_by_line() -> None:
    rows = (
        ("", "Thông tin", "Nội dung"),
        ("1", "Điện thoại", "0912"),
        ("2",),
        ("3", "Email"),
        ("4", "Khác", "x"),
        ("5", "Email", "y"),
    )
    assert profile_columns(sheet(*rows)) == (1, 2)
    assert find_profile(sheet(*rows), UNITS) == {"phone": (2, "0912"), "email": (4, "")}
    assert find_profile(sheet(("Điện thoại", "0912")), UNITS) == {"phone": (1, "0912")}
    assert profile_columns(sheet(("Thông tin", ""), ("Nội dung",))) == (0, 1)
    assert profile_columns(sheet(*[("x",)] * 5, ("", "", "Thông tin", "Nội dung"))) == (0, 1)
    assert profile_columns(sheet(("Nội dung", "Thông tin", "Thông tin"))) == (1, 0)


def test_what_the_ward_fills_and_what_the_jobs_wrote() -> None:
    sheets = [
        sheet(title=title) for title in ("Hướng dẫn", "Thành viên", "CẦN SỬA", "Của khối", "Đơn vị")
    ]
    assert [one.title for one in data_sheets(sheets)] == ["Đơn vị", "Thành viên"]
    assert [one.title for one in own_sheets(sheets)] == ["Thành viên", "Của khối", "Đơn vị"]
