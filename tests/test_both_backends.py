"""What a pass does to the workbooks, the same in a folder and on Google."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from sync.notes import COLOURS
from tests.backends import FolderCity, GoogleCity
from tests.folders import NAMES
from tests.sheets_server import SheetsServer

WARD, OTHER = NAMES[0], NAMES[1]
NEXT, THIRD = date(2023, 4, 4), date(2023, 4, 5)
BAD = (WARD, "Thành viên", 5, "Điện thoại")
TICK = (WARD, "Cần sửa", 3, "Đồng ý sửa")
COMMENT = (WARD, "Cần sửa", 3, "Ý kiến của phường, xã")
HANDLING = ("Điều phối", "Theo dõi", 2, "Hướng xử lý")
UNTIL = ("Điều phối", "Theo dõi", 2, "Thời hạn")
REMARK = ("Điều phối", "Theo dõi", 2, "Ý kiến của thành phố")


@pytest.fixture(params=["folder", "google"])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FolderCity | GoogleCity]:
    if request.param == "folder":
        yield FolderCity(tmp_path)
        return
    with SheetsServer() as server:
        yield GoogleCity(tmp_path, server)


def test_marks_the_cell_and_lists_it(city: FolderCity | GoogleCity) -> None:
    city.run()
    cell = city.see(*BAD)
    assert (cell.text, cell.fill) == ("912000005", COLOURS["warning"])
    assert cell.note.startswith("FM06. «912000005» thiếu số 0 ở đầu.")
    assert [(line["place"], line["suggestion"]) for line in city.todo()] == [
        ("Thành viên, dòng 5, cột Điện thoại", "0912000005")
    ]
    assert [line["unit"] for line in city.follow_up()] == [WARD]
    assert city.todo(OTHER) == []


def test_second_run_writes_nothing(city: FolderCity | GoogleCity) -> None:
    city.run()
    assert {one.outcome for one in city.run().pushed} == {"unchanged"}


def test_only_the_edited_ward_is_read_and_written(city: FolderCity | GoogleCity) -> None:
    city.run()
    city.type_in(OTHER, "Thành viên", 4, "Điện thoại", "091")
    outcome = city.run()
    assert outcome.read.fresh == {"phuong-cua-nam"}
    written = {one.unit for one in outcome.pushed if one.outcome == "written"}
    assert written == {"phuong-cua-nam", ""}
    assert city.run().read.fresh == frozenset()


def test_marks_go_when_the_cell_is_right(city: FolderCity | GoogleCity) -> None:
    city.run()
    city.type_in(*BAD, "0912000005")
    city.run(NEXT)
    cell = city.see(*BAD)
    assert (cell.text, cell.fill, cell.note) == ("0912000005", "", "")
    assert city.todo() == []
    assert [line["status"] for line in city.follow_up()] == ["Đã sửa"]


def test_ticked_proposal_is_written(city: FolderCity | GoogleCity) -> None:
    city.run()
    city.type_in(*TICK, True)
    city.run(NEXT)
    assert city.see(*BAD).text == "0912000005"
    assert city.flags() == {"FM06": "closed"}
    assert city.todo() == []
    assert any(line["what"] == "Sửa theo đồng ý của đơn vị" for line in city.log())


def test_tick_says_nothing_of_a_cell_that_changed_since(city: FolderCity | GoogleCity) -> None:
    city.run()
    city.type_in(*TICK, True)
    city.type_in(*BAD, "912000777")
    city.run(NEXT)
    assert city.see(*BAD).text == "912000777"
    assert city.todo()[0]["suggestion"] == "0912000777"
    assert city.todo()[0]["agreed"] in ("", "FALSE")
    city.run(THIRD)
    assert city.see(*BAD).text == "912000777"


def test_words_go_both_ways(city: FolderCity | GoogleCity) -> None:
    city.run()
    city.type_in(*COMMENT, "Đang hỏi lại số")
    city.run(NEXT)
    line = city.follow_up()[0]
    assert (line["comment"], line["status"]) == ("Đang hỏi lại số", "Chờ trả lời")
    city.type_in(*HANDLING, "Đề nghị sửa")
    city.type_in(*UNTIL, "15/04/2023")
    city.type_in(*REMARK, "Sửa sớm giúp")
    city.run(THIRD)
    line = city.todo()[0]
    assert line["answer"] == "Đề nghị sửa trước 15/04/2023: Sửa sớm giúp"
    assert line["comment"] == "Đang hỏi lại số"
    assert city.follow_up()[0]["remark"] == "Sửa sớm giúp"


def test_flag_let_be_has_no_fill_and_no_note(city: FolderCity | GoogleCity) -> None:
    city.run()
    city.type_in(*HANDLING, "Đồng ý giữ nguyên")
    city.run(NEXT)
    assert city.see(*REMARK).note == "Chưa ghi nhận: mời ghi lý do"
    assert city.see(*BAD).fill
    city.type_in(*REMARK, "Số nội bộ")
    city.run(NEXT)
    cell = city.see(*BAD)
    assert (cell.fill, cell.note, city.see(*REMARK).note) == ("", "", "")
    assert [line["status"] for line in city.todo()] == ["Được giữ nguyên"]


def test_decision_outlives_a_flag_that_was_gone_from_the_sheet(
    city: FolderCity | GoogleCity,
) -> None:
    city.run()
    city.type_in(*HANDLING, "Đồng ý giữ nguyên")
    city.type_in(*REMARK, "Số nội bộ")
    city.type_in(*COMMENT, "Số này đúng")
    city.run(NEXT)
    assert city.follow_up()[0]["until"] == "31/12/2023"
    assert city.see(*UNTIL).note == ""
    city.type_in(*BAD, "0912000005")
    city.run(THIRD)
    city.run(THIRD + timedelta(days=15))
    assert "FM06" not in {line["rule"] for line in city.follow_up()}
    city.type_in(*BAD, "912000005")
    for later in (16, 17):
        city.run(THIRD + timedelta(days=later))
        assert city.flags()["FM06"] == "excepted"
    (line,) = (line for line in city.follow_up() if line["rule"] == "FM06")
    assert (line["handling"], line["until"], line["remark"]) == (
        "Đồng ý giữ nguyên",
        "31/12/2023",
        "Số nội bộ",
    )


def test_tick_says_nothing_of_another_value_with_the_same_proposal(
    city: FolderCity | GoogleCity,
) -> None:
    city.run()
    city.type_in(*TICK, True)
    city.type_in(*BAD, "+84912000005")
    for day in (NEXT, THIRD):
        city.run(day)
        assert city.see(*BAD).text == "+84912000005"
    (line,) = city.todo()
    assert line["agreed"] in ("", "FALSE")
    assert line["fix"].startswith("Ô đã thay đổi sau khi kiểm tra")


def test_note_of_a_person_stays(city: FolderCity | GoogleCity) -> None:
    city.annotate(*BAD, "Hỏi anh Nam trước khi sửa")
    city.run()
    assert city.see(*BAD).note == "Hỏi anh Nam trước khi sửa"
    city.type_in(*BAD, "0912000005")
    city.run(NEXT)
    assert city.see(*BAD).note == "Hỏi anh Nam trước khi sửa"


def test_marks_follow_a_row_that_moved(city: FolderCity | GoogleCity) -> None:
    city.run()
    before = city.todo()[0]["id"]
    city.insert_row(WARD, "Thành viên", 3)
    city.run(NEXT)
    below = (WARD, "Thành viên", 6, "Điện thoại")
    assert city.see(*below).note.startswith("FM06.")
    assert city.see(*BAD).note == ""
    assert [(one["id"], one["place"]) for one in city.todo()] == [
        (before, "Thành viên, dòng 6, cột Điện thoại")
    ]


def test_text_that_looks_like_a_formula_stays_text(city: FolderCity | GoogleCity) -> None:
    city.type_in(OTHER, "Thành viên", 4, "Điện thoại", "=1+1 gọi sau")
    city.run()
    assert [line["value"] for line in city.todo(OTHER)] == ["=1+1 gọi sau"]


def test_refused_address_has_a_note_until_it_is_corrected(city: FolderCity | GoogleCity) -> None:
    email = ("Điều phối", "Người nhận", 2, "Email")
    city.run()
    city.type_in("Điều phối", "Người nhận", 2, "Họ và tên", "Phan Thị Lan")
    city.type_in(*email, "lan@vi-du.vn")
    city.run()
    city.refuse("lan@vi-du.vn")
    city.run()
    cell = city.see(*email)
    assert cell.text == "lan@vi-du.vn"
    assert "lan@vi-du.vn: 03/04/2023, Máy chủ thư không nhận: 550" in cell.note
    city.type_in(*email, "phan.lan@vi-du.vn")
    city.run(NEXT)
    assert (city.see(*email).text, city.see(*email).note) == ("phan.lan@vi-du.vn", "")
