"""The coordination workbook is written around what people wrote in it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment

from sync.board import write_board
from sync.notes import AUTHOR, COLOURS
from sync.register import read_register
from sync.schema import LOG_LENGTH
from sync.xlsx_keep import dump
from sync.xlsx_make import make_register
from tests.boards import PEOPLE, UNITS, board, decide, decisions, flag, rows, typed, write
from tests.workbooks import edited, fill_of, leftovers, parts, sheet_of


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "Điều phối.xlsx"
    make_register(path, UNITS, PEOPLE)
    return path


def test_each_flag_has_a_row_with_its_colour_date_and_days(register: Path) -> None:
    flags = [flag("a"), flag("b", severity="warning", since="02/04/2023", status="Đã sửa")]
    assert write(register, board(*flags)).outcome == "written"
    sheet = sheet_of(register, "Theo dõi")
    assert [sheet.cell(row, 3).value for row in (2, 3)] == ["Phải sửa", "Cần kiểm tra"]
    assert fill_of(sheet["C2"]) == COLOURS["violation"]
    assert [sheet[f"H{row}"].value.date() for row in (2, 3)] == [
        date(2023, 3, 27),
        date(2023, 4, 2),
    ]
    assert sheet["H2"].number_format == "dd/mm/yyyy" and sheet["D2"].alignment.wrap_text
    assert sheet["I3"].value == (
        '=IF(OR(NOT(ISNUMBER(H3)),J3="Đã sửa",J3="Được giữ nguyên"),"",TODAY()-H3)'
    )
    assert sheet.auto_filter.ref == "A1:R3"
    assert any(
        "L2" in dv.sqref and "Đồng ý giữ nguyên" in str(dv.formula1)
        for dv in sheet.data_validations.dataValidation
    )


def test_the_place_leads_into_the_wards_workbook(register: Path) -> None:
    wanted = board(flag("a"), flag("b", row=None, column=None), flag("c", unit="Xã Hưng Hòa"))
    write_board(register, wanted, register.parent / "b", folder=register.parent / "wards")
    links = [sheet_of(register, "Theo dõi")[f"G{row}"].hyperlink for row in (2, 3, 4)]
    file = "wards/Ph%C6%B0%E1%BB%9Dng%20B%E1%BA%BFn%20Th%E1%BB%A7y.xlsx"
    assert [(known.target, known.location) for known in links[:2]] == [
        (file, "'Thành viên'!F12"),
        (file, "'Thành viên'!A1"),
    ]
    assert links[2] is None


def test_the_summary_is_written_anew_and_the_log_grows_on_top(register: Path) -> None:
    write(register, board(log=2))
    assert [row[:3] for row in rows(register, "Tổng hợp")] == [
        ("Xã Hưng Hòa", 3, 9), ("Phường Bến Thủy", 13, 13),
    ]  # fmt: skip
    write(register, board(log=1))
    assert [row[0] for row in rows(register, "Nhật ký")] == ["dòng 0", "dòng 0", "dòng 1"]


def test_only_the_last_lines_of_the_log_are_kept(register: Path) -> None:
    write(register, board(log=LOG_LENGTH - 1))
    write(register, board(log=3))
    known = rows(register, "Nhật ký")
    assert len(known) == LOG_LENGTH
    assert [row[0] for row in known[:5]] == ["dòng 0", "dòng 1", "dòng 2", "dòng 0", "dòng 1"]


def test_codes_and_workbooks_are_filled_in_only_where_blank(register: Path) -> None:
    typed(
        register,
        "Đơn vị",
        ["Phường Bến Thủy", "Phường", None, None, None, "a@x.vn"],
        ["Xã Hưng Hòa", "Xã", "Sổ cũ.xlsx", None, None, "b@x.vn", None, None, "ma-cu"],
    )
    units = (UNITS[0], replace(UNITS[1], code="ma-cu", ref="Xã Hưng Hòa.xlsx"))
    before = rows(register, "Đơn vị")
    assert write(register, board(units=units)).outcome == "written"
    after = rows(register, "Đơn vị")
    assert (after[0][2], after[0][8]) == ("Phường Bến Thủy.xlsx", "phuong-ben-thuy")
    assert after[1] == before[1]
    assert [c for n, c in enumerate(after[0]) if n not in (2, 8)] == [
        c for n, c in enumerate(before[0]) if n not in (2, 8)
    ]


def test_what_looks_like_a_formula_stays_text(register: Path) -> None:
    text = '=HYPERLINK("http://x","y")'
    log = pd.DataFrame([{"when": text, "what": text, "unit": text, "detail": text}])
    write(register, replace(board(flag("a", message=text, comment=text, officer=text)), log=log))
    sheet = sheet_of(register, "Theo dõi")
    assert {sheet[at].data_type for at in ("D2", "K2", "P2")} == {"s"}
    assert sheet_of(register, "Nhật ký")["D2"].value == text
    xml = b"".join(content for name, content in parts(register).items() if "/sheet" in name)
    assert xml.count(b"<f>") == 1, "the count of days is the only formula"


def test_missing_tabs_of_ours_are_made_again(register: Path) -> None:
    with edited(register) as book:
        for title in ("Theo dõi", "Tổng hợp", "Nhật ký"):
            del book[title]
    write(register, board(flag("a"), log=1))
    assert [len(rows(register, t)) for t in ("Theo dõi", "Tổng hợp", "Nhật ký")] == [1, 2, 1]
    assert read_register(register).problem == ""
    assert sheet_of(register, "Theo dõi").freeze_panes == "A2"


def test_what_is_shown_already_is_not_written_again(register: Path) -> None:
    wanted = board(flag("a"), flag("b", since="02/04/2023"))
    first = write(register, wanted)
    before = register.read_bytes()
    again = write(register, wanted)
    assert (again.outcome, again.version) == ("unchanged", first.version)
    assert register.read_bytes() == before
    decide(register, "a", handling="Đang xem xét")
    assert write(register, wanted).outcome == "unchanged"
    assert (
        write(register, board(flag("a"), flag("b", since="02/04/2023"), log=1)).outcome == "written"
    )


def test_decisions_stay_with_their_flag_however_rows_move(register: Path) -> None:
    write(register, board(flag("a"), flag("b"), flag("c")))
    decide(register, "a", handling="Đề nghị sửa", until="15/04/2023", coordinator="Nguyễn An")
    decide(register, "c", handling="Đồng ý giữ nguyên", until=date(2023, 6, 30), remark="Đã xem")
    known = decisions(register)
    write(register, board(flag("c"), flag("d"), flag("a")))
    assert decisions(register) == {
        "c": known["c"], "d": ("", "", "", ""), "a": known["a"],
    }  # fmt: skip
    assert sheet_of(register, "Theo dõi")["M2"].value.date() == date(2023, 6, 30)


def test_peoples_own_columns_notes_fills_and_tabs_stay(register: Path) -> None:
    write(register, board(flag("a"), flag("b")))
    with edited(register) as book:
        sheet = book["Theo dõi"]
        sheet["S1"].value, sheet["S3"].value, sheet["T3"].value = "Việc", "gọi", "=H3+1"
        sheet["D3"].comment = Comment("hỏi lại", "An")
        sheet["L3"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF00FF00")
        book.create_sheet("Của An").append(["riêng", "=1+1"])
        book["Tổng hợp"]["L1"].value = "Ghi chú"
        book["Đơn vị"]["A2"].comment = Comment("gọi buổi sáng", "An")
    write(register, board(flag("b"), flag("c"), flag("a")))
    book = openpyxl.load_workbook(register)
    sheet = book["Theo dõi"]
    assert (sheet["S2"].value, sheet["S3"].value, sheet["T2"].value) == ("gọi", None, "=H2+1")
    assert (sheet["D2"].comment.text, fill_of(sheet["L2"])) == ("hỏi lại", "00FF00")
    assert [c.value for c in book["Của An"][1]] == ["riêng", "=1+1"]
    assert book["Tổng hợp"]["L1"].value == "Ghi chú"
    assert book["Đơn vị"]["A2"].comment.text == "gọi buổi sáng"


def test_a_row_that_is_gone_comes_back_with_its_last_known_decision(register: Path) -> None:
    wanted = board(flag("a", handling="Đồng ý giữ nguyên", until="30/06/2023", remark="Đã xem"))
    write(register, wanted)
    assert decisions(register)["a"] == ("Đồng ý giữ nguyên", "30/06/2023", "Đã xem", "")
    decide(register, "a", handling=None, until=None, remark=None)
    write(register, wanted)
    assert decisions(register)["a"] == ("", "", "", ""), "what stands in the workbook wins"


def test_rows_of_flags_long_gone_go_once_their_decision_was_read(register: Path) -> None:
    write(register, board(flag("a"), flag("b")))
    decide(register, "a", handling="Đồng ý giữ nguyên", remark="cũ")
    write(register, board(flag("b")))
    assert list(decisions(register)) == ["b"]


def test_a_decision_nobody_has_read_yet_stays_though_its_flag_is_gone(register: Path) -> None:
    write(register, board(flag("a"), flag("b"), flag("c")))
    read = read_register(register)
    decide(register, "a", handling="Đồng ý giữ nguyên", remark="vừa ghi")
    write_board(register, board(flag("b"), flag("c")), register.parent / "backups", read)
    assert decisions(register)["a"] == ("Đồng ý giữ nguyên", "", "vừa ghi", "")
    assert list(decisions(register)) == ["b", "c", "a"]
    write(register, board(flag("b"), flag("c")))
    assert list(decisions(register)) == ["b", "c"]


def test_what_is_typed_while_we_write_is_kept(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(register, board(flag("a")))
    real = dump

    def somebody_saves_meanwhile(book: Any) -> bytes:
        monkeypatch.setattr("sync.board.dump", real)
        decide(register, "a", handling="Đang xem xét")
        return real(book)

    monkeypatch.setattr("sync.board.dump", somebody_saves_meanwhile)
    assert write(register, board(flag("b"), flag("a"))).outcome == "written"
    assert decisions(register) == {"b": ("",) * 4, "a": ("Đang xem xét", "", "", "")}


def test_somebody_who_saves_all_the_time_is_let_be(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, ticks = dump, iter(range(100))

    def always(book: Any) -> bytes:
        with edited(register) as other:
            other["Đơn vị"]["G2"].value = f"An {next(ticks)}"
        return real(book)

    monkeypatch.setattr("sync.board.dump", always)
    pushed = write(register, board(flag("a")))
    assert (pushed.outcome, pushed.reason) == ("failed", "changed")
    assert rows(register, "Đơn vị")[0][6] == "An 2" and not leftovers(register.parent)


def test_letting_be_without_a_reason_is_answered_on_the_cell(register: Path) -> None:
    wanted = board(flag("a"), flag("b"))
    write(register, wanted)
    decide(register, "a", handling="đồng ý giữ nguyên")
    decide(register, "b", handling="Đồng ý giữ nguyên", remark="Đã xem")
    assert write(register, wanted).outcome == "written"
    sheet = sheet_of(register, "Theo dõi")
    note = sheet["N2"].comment
    assert (note.author, note.text) == (AUTHOR, "Chưa ghi nhận: mời ghi lý do")
    assert sheet["N3"].comment is None
    assert write(register, wanted).outcome == "unchanged"
    decide(register, "a", remark="Người cao tuổi")
    write(register, wanted)
    assert sheet_of(register, "Theo dõi")["N2"].comment is None


def refused_notes(path: Path) -> dict[str, str]:
    sheet = sheet_of(path, "Người nhận")
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    return {str(cell.value): cell.comment.text for cell in cells}


def test_a_refused_address_has_a_note_until_a_mail_arrives(register: Path) -> None:
    path = register
    told = replace(board(), refused={"an@vi-du.vn": "03/04/2023, 550 khong co hop thu"})
    assert write(path, told).outcome == "written"
    assert write(path, told).outcome == "unchanged"
    assert "550 khong co hop thu" in refused_notes(path)["an@vi-du.vn"]
    assert write(path, board()).outcome == "written"
    assert refused_notes(path) == {}


def test_a_persons_note_on_an_address_stays(register: Path) -> None:
    path = register
    with edited(path) as book:
        book["Người nhận"]["B2"].comment = Comment("Gọi trước khi gửi", "Lê Nam")
    write(path, replace(board(), refused={"an@vi-du.vn": "03/04/2023, 550"}))
    assert refused_notes(path) == {"an@vi-du.vn": "Gọi trước khi gửi"}
