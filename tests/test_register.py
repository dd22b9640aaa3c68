"""The coordination workbook is read as people leave it."""

from datetime import date
from pathlib import Path

import pytest

from shapes import Recipient
from sync.register import read_register
from sync.xlsx_make import make_register
from sync.xlsx_read import version
from tests.boards import PEOPLE, UNITS, board, decide, decisions, flag, typed, write
from tests.workbooks import edited


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "Điều phối.xlsx"
    make_register(path, UNITS, PEOPLE)
    return path


def test_what_was_made_is_read(register: Path) -> None:
    known = read_register(register)
    assert (known.problem, known.detail, known.version) == ("", "", version(register))
    assert known.units == UNITS
    assert known.recipients == PEOPLE
    assert known.decisions.empty


def test_units_are_taken_as_people_type_them(register: Path) -> None:
    typed(
        register,
        "Đơn vị",
        ["  PHƯỜNG Cửa  Nam", None, None, "12 khối", "Khối 1; Khối 2", "a@x.vn, b@x.vn;c@x.vn\nd@x.vn"],
        ["Xã Nghi Kim", "xã", None, None, None, "e@x.vn", None, "30-6-2023", None, "Không"],
        ["Thị trấn Mới", None, None, 5, None, "f@x.vn", None, date(2024, 1, 31), "tt", "x"],
        [None, "Phường", None, 7],
        ["Liên đoàn", None, None, 7],
        [],
        ["Phường Cửa Nam", "Phường", None, None, None, "g@x.vn", None, "hết quý", "phuong-cua-nam"],
    )  # fmt: skip
    known = read_register(register)
    assert known.problem == ""
    assert known.detail == "Đơn vị, dòng 5; Đơn vị, dòng 6"
    first, second, third, last = known.units
    assert (first.name, first.kind, first.code) == ("PHƯỜNG Cửa Nam", "ward", "phuong-cua-nam-2")
    assert (first.hamlets, first.hamlet_names) == (12, ("Khối 1", "Khối 2"))
    assert first.emails == ("a@x.vn", "b@x.vn", "c@x.vn", "d@x.vn") and first.followed
    assert (second.kind, second.deadline, second.followed) == ("commune", date(2023, 6, 30), False)
    assert (third.kind, third.deadline, third.code) == ("ward", date(2024, 1, 31), "tt")
    assert third.followed and last.code == "phuong-cua-nam" and last.deadline is None


def test_codes_are_never_shared(register: Path) -> None:
    line = ["Phường A", "Phường", None, None, None, "a@x.vn", None, None, "ma-cu"]
    typed(register, "Đơn vị", line, line, line[:6])
    codes = [unit.code for unit in read_register(register).units]
    assert codes == ["ma-cu", "phuong-a", "phuong-a-2"]


def test_roles_and_periods_nobody_knows_stay_as_typed(register: Path) -> None:
    typed(
        register,
        "Người nhận",
        ["Lê Bình", "b@x.vn; b2@x.vn", "Lãnh đạo UBND thành phố", "Hằng tuần"],
        ["Lê Chi", "c@x.vn", "thành đoàn", None],
        ["Lê Dung", "d@x.vn", "Báo Nghệ An", "mỗi sáng"],
        ["Lê Em", None, "Kỹ thuật", None],
    )
    assert read_register(register).recipients == (
        Recipient("Lê Bình", "b@x.vn", "leaders", "weekly"),
        Recipient("Lê Bình", "b2@x.vn", "leaders", "weekly"),
        Recipient("Lê Chi", "c@x.vn", "youth", ""),
        Recipient("Lê Dung", "d@x.vn", "Báo Nghệ An", "mỗi sáng"),
    )


def test_decisions_are_as_typed_and_blank_ones_are_there_too(register: Path) -> None:
    write(register, board(flag("a"), flag("b")))
    decide(register, "b", handling="Đồng ý giữ nguyên", until=date(2023, 6, 30), remark=" Đã xem ")
    assert decisions(register) == {
        "a": ("", "", "", ""),
        "b": ("Đồng ý giữ nguyên", "30/06/2023", "Đã xem", ""),
    }


def test_tabs_and_headers_are_found_as_people_leave_them(register: Path) -> None:
    with edited(register) as book:
        sheet = book["Đơn vị"]
        sheet.title = "ĐƠN  VỊ."
        sheet.insert_rows(1)
        sheet["A1"].value = "BẢNG ĐIỀU PHỐI"
        sheet["A2"].value, sheet["F2"].value = "đơn  vị", "EMAIL (có thể nhiều)"
        book["Theo dõi"].title = "THEO  DÕI."
    known = read_register(register)
    assert known.problem == "" and known.units == UNITS


@pytest.mark.parametrize("title", ["Đơn vị", "Người nhận", "Theo dõi"])
def test_a_missing_tab_is_a_problem(register: Path, title: str) -> None:
    with edited(register) as book:
        del book[title]
    known = read_register(register)
    assert (known.problem, known.detail) == ("tab_missing", title)


@pytest.mark.parametrize(
    "title, header",
    [("Đơn vị", "Email"), ("Người nhận", "Vai trò"), ("Theo dõi", "Hướng xử lý"), ("Theo dõi", "Mã theo dõi")],
)  # fmt: skip
def test_a_missing_column_is_a_problem(register: Path, title: str, header: str) -> None:
    with edited(register) as book:
        cell = next(c for c in book[title][1] if str(c.value).startswith(header))
        cell.value = "?"
    known = read_register(register)
    assert (known.problem, known.detail) == ("column_missing", f"{title}: {header}")


def test_an_emptied_register_is_a_problem(register: Path) -> None:
    typed(register, "Đơn vị")
    assert read_register(register).problem == "empty"


def test_a_register_that_is_not_there_or_damaged_is_a_problem(register: Path) -> None:
    assert read_register(register.with_name("khác.xlsx")).problem == "missing"
    register.write_bytes(register.read_bytes()[:-300])
    known = read_register(register)
    assert (known.problem, known.detail) == ("damaged", "Điều phối.xlsx")
