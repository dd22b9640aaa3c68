"""Marking one ward's workbook: what is shown, and when nothing is written."""

import shutil
import subprocess
import time
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.styles import PatternFill

from shapes import Workbook
from sync.notes import AUTHOR, SIGNATURE, is_ours
from sync.schema import TODO_INTRO
from sync.xlsx_marks import push_marks
from tests.workbooks import (
    AMBER,
    BLUE,
    PHONE,
    RED,
    UNIT,
    answer,
    cells_of,
    data_of,
    edited,
    fill_of,
    flag,
    marks,
    new_ward,
    part_of,
    parts,
    push,
    sheet_of,
    todo,
)


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    return new_ward(tmp_path / "wards")


def test_the_tab_shows_the_fixed_line_the_header_and_a_row_per_flag(ward: Path) -> None:
    flags = [flag("a"), flag("b", 3, severity="warning"), flag("c", 4, severity="hint")]
    assert push(ward, flags).outcome == "written"
    sheet = sheet_of(ward, "Cần sửa")
    assert sheet["A1"].value == TODO_INTRO
    assert [row["severity"] for row in todo(ward)] == ["Phải sửa", "Cần kiểm tra", "Khuyến nghị"]
    assert [fill_of(sheet[f"A{n}"]) for n in (3, 4, 5)] == [RED, AMBER, BLUE]
    assert sheet.freeze_panes == "A3"
    assert sheet.column_dimensions["N"].hidden
    assert sheet["D3"].alignment.wrap_text


def test_the_place_is_a_link_to_the_cell(ward: Path) -> None:
    push(ward, [flag("a", 4), flag("b", 4, None), flag("c", None, None), flag("d", tab="Lạ")])
    sheet = sheet_of(ward, "Cần sửa")
    places = [getattr(sheet[f"B{n}"].hyperlink, "location", None) for n in (3, 4, 5, 6)]
    assert places == ["'Thành viên'!F4", "'Thành viên'!A4", "'Thành viên'!A1", None]
    assert b"HYPERLINK" not in parts(ward)[part_of(ward, "Cần sửa")]


def test_the_list_with_x_stands_only_where_there_is_something_to_agree_to(ward: Path) -> None:
    push(ward, [flag("a"), flag("b", 3, suggestion=""), flag("c", 4)])
    known = sheet_of(ward, "Cần sửa").data_validations.dataValidation
    lists = [dv for dv in known if dv.type == "list" and dv.formula1 == '"x"']
    assert [str(dv.sqref) for dv in lists] == ["G3 G5"]


def test_a_flagged_cell_gets_the_colour_and_a_note_that_begins_with_the_code(ward: Path) -> None:
    push(ward, [flag("a", 4, severity="warning")])
    cell = sheet_of(ward)["F4"]
    assert fill_of(cell) == AMBER
    assert cell.comment.author == AUTHOR
    assert cell.comment.text.startswith("FM06. «912340000»")
    assert cell.comment.text.splitlines()[-1].startswith(SIGNATURE)


def test_marks_of_a_flag_that_is_gone_go(ward: Path) -> None:
    before = sheet_of(ward)["F4"]._style
    push(ward, [flag("a", 4), flag("b", 5)])
    push(ward, [flag("b", 5)])
    cell = sheet_of(ward)["F4"]
    assert cell.comment is None and fill_of(cell) == ""
    assert cell.number_format == "@" and cell.alignment.horizontal == "center"
    assert fill_of(sheet_of(ward)["F5"]) == RED
    assert before is not None


def test_flags_of_a_tab_a_column_or_a_row_that_is_not_there_mark_nothing(ward: Path) -> None:
    flags = [
        flag("a", None, None),
        flag("b", 1, None),
        flag("c", 3, "Cột không có"),
        flag("d", 3, tab="Trang không có"),
        flag("e", 1, PHONE),
    ]
    assert push(ward, flags).outcome == "written"
    assert len(todo(ward)) == 5
    sheets = openpyxl.load_workbook(ward)
    assert not [c for s in sheets for row in s.iter_rows() for c in row if c.comment]


def test_columns_are_found_wherever_people_have_moved_them(ward: Path) -> None:
    with edited(ward) as book:
        sheet = book["Thành viên"]
        sheet.insert_cols(1, 2)
        sheet["A1"].value = "STT"
        sheet.insert_rows(1)
        sheet["A1"].value = "DANH SÁCH THÀNH VIÊN"
        sheet["H2"].value = "Số điện thoại"
        sheet.title = "DS thành viên"
    push(ward, [flag("a", 4)])
    assert fill_of(sheet_of(ward, "DS thành viên")["H4"]) == RED
    assert sheet_of(ward, "Cần sửa")["B3"].hyperlink.location == "'DS thành viên'!H4"


def test_a_value_of_the_wards_own_tab_is_marked_in_its_second_column(ward: Path) -> None:
    push(ward, [flag("a", 5, "Điện thoại", tab="Đơn vị"), flag("b", 3, "Nội dung", tab="Đơn vị")])
    sheet = sheet_of(ward, "Đơn vị")
    assert [fill_of(sheet[at]) for at in ("B5", "B3", "A5")] == [RED, RED, ""]


def test_a_cell_inside_a_merged_range_is_marked_at_its_top_left(ward: Path) -> None:
    with edited(ward) as book:
        book["Thành viên"].merge_cells("F3:F5")
    push(ward, [flag("a", 4, severity="hint"), flag("b", 5, severity="violation", rule="FM01")])
    cell = sheet_of(ward)["F3"]
    assert fill_of(cell) == RED
    assert cell.comment.text.startswith("FM01. ") and "FM06. " in cell.comment.text


def test_a_blank_cell_keeps_the_format_of_its_column_when_it_is_marked(ward: Path) -> None:
    push(ward, [flag("a", 4, "Năm sinh"), flag("b", 40, PHONE)])
    sheet = sheet_of(ward)
    assert (sheet["F40"].number_format, fill_of(sheet["F40"])) == ("@", RED)
    assert sheet["G4"].number_format == "0"


def test_a_deleted_tab_is_made_again(ward: Path) -> None:
    with edited(ward) as book:
        del book["Cần sửa"]
    push(ward, [flag("a")])
    sheet = sheet_of(ward, "Cần sửa")
    assert sheet["A1"].value == TODO_INTRO and sheet["A2"].value == "Mức độ"
    assert todo(ward)[0]["id"] == "a"
    assert sheet.column_dimensions["N"].hidden and sheet.freeze_panes == "A3"


def test_what_looks_like_a_formula_stays_text(ward: Path) -> None:
    texts = ['=IMPORTXML("http://x")', "+84912", "-1", "@SUM(A1)", "=1+1"]
    push(ward, [flag(str(n), value=t, message=t, suggestion=t) for n, t in enumerate(texts)])
    sheet = sheet_of(ward, "Cần sửa")
    for number, text in enumerate(texts, 3):
        for column in "CDF":
            cell = sheet[f"{column}{number}"]
            assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert b"<f>" not in parts(ward)[part_of(ward, "Cần sửa")]


def test_characters_that_no_sheet_can_hold_are_left_out(ward: Path) -> None:
    assert push(ward, [flag("a", value="a\x0bb\x00c" + "d" * 40_000)]).outcome == "written"
    assert todo(ward)[0]["value"].startswith("abcd")


def test_a_workbook_that_shows_the_marks_already_is_not_touched(ward: Path) -> None:
    flags = [flag("a"), flag("b", 3), flag("c", None, None)]
    pushed = push(ward, flags)
    before, when = ward.read_bytes(), ward.stat().st_mtime_ns
    again = push(ward, flags)
    assert (again.outcome, again.version) == ("unchanged", pushed.version)
    assert (ward.read_bytes(), ward.stat().st_mtime_ns) == (before, when)


def test_a_ward_without_flags_is_not_touched(ward: Path) -> None:
    before = ward.read_bytes()
    assert push(ward, []).outcome == "unchanged"
    assert ward.read_bytes() == before


def test_a_workbook_made_by_hand_gets_the_tab_only_when_there_is_something_to_say(
    tmp_path: Path,
) -> None:
    ward = tmp_path / "wards" / "Phường Bến Thủy.xlsx"
    ward.parent.mkdir()
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Thành viên"
    for row in (["Họ tên", "SĐT"], ["Trần Thị Hoa", "912340000"]):
        book.worksheets[0].append(row)
    book.save(ward)
    assert push(ward, []).outcome == "unchanged"
    assert push(ward, [flag("a")]).outcome == "written"
    assert todo(ward)[0]["id"] == "a" and fill_of(sheet_of(ward)["B2"]) == RED
    assert sheet_of(ward, "Cần sửa").sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize(
    "change",
    [
        lambda book: setattr(book["Cần sửa"]["D3"], "value", "khác"),
        lambda book: setattr(book["Thành viên"]["F2"], "fill", PatternFill()),
        lambda book: setattr(book["Thành viên"]["F2"], "comment", None),
        lambda book: setattr(book["Thành viên"]["F4"], "fill", copy(book["Thành viên"]["F2"].fill)),
        lambda book: book["Cần sửa"].delete_rows(3),
    ],
    ids=["text", "fill gone", "note gone", "fill copied", "row deleted"],
)
def test_what_people_undo_or_spread_is_put_right(ward: Path, change: Callable[[Any], None]) -> None:
    flags = [flag("a")]
    push(ward, flags)
    with edited(ward) as book:
        change(book)
    assert push(ward, flags).outcome == "written"
    assert todo(ward)[0]["message"] == flags[0]["message"]
    sheet = sheet_of(ward)
    assert (fill_of(sheet["F2"]), fill_of(sheet["F4"])) == (RED, "")
    assert is_ours(sheet["F2"].comment.author, sheet["F2"].comment.text)
    assert push(ward, flags).outcome == "unchanged"


def test_saved_by_libreoffice_our_marks_are_still_known_as_ours(ward: Path, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("no LibreOffice here")
    flags = [flag("a"), flag("b", 3, suggestion="=1+1")]
    push(ward, flags)
    answer(ward, "a", comment="Số này đúng")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, tmp_path / "saved", ward], check=True, capture_output=True)
    shutil.copy(tmp_path / "saved" / ward.name, ward)
    before = data_of(ward)
    assert push(ward, flags[1:]).outcome == "written"
    sheet = sheet_of(ward)
    assert sheet["F2"].comment is None
    assert (fill_of(sheet["F2"]), fill_of(sheet["F3"])) == ("", RED)
    assert data_of(ward) == before
    assert [row["id"] for row in todo(ward)] == ["b"]


def test_frames_without_rows_and_rows_as_floats_are_taken(ward: Path) -> None:
    wanted = marks(ward, [flag("a", 4), flag("b", None, None)])
    cells = cells_of([flag("a", 4)]).astype({"row": float})
    wanted = replace(wanted, cells=cells)
    assert push_marks(ward, wanted, ward.parent.parent / "b").outcome == "written"
    assert fill_of(sheet_of(ward)["F4"]) == RED
    empty = replace(marks(ward, []), rows=pd.DataFrame(), cells=pd.DataFrame())
    assert push_marks(ward, empty, ward.parent.parent / "b").outcome == "written"
    assert todo(ward) == []


def test_a_push_is_quick_enough(tmp_path: Path) -> None:
    ward = new_ward(tmp_path / "wards", 120)
    flags = [flag(f"f{n}", n + 2) for n in range(15)]
    started = time.perf_counter()
    push(ward, flags)
    # A quarter of a second on its own; machines that test in parallel are slower.
    assert time.perf_counter() - started < 1.0


def test_a_version_of_another_workbook_is_never_written(ward: Path) -> None:
    wanted = replace(marks(ward, [flag("a")]), read=Workbook(UNIT.code, "khác"))
    assert push_marks(ward, wanted, ward.parent.parent / "b").reason == "changed"
