"""What the coordinators decide: kept through everything, told to the ward, told in Nhật ký."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sync.decision_hints import DAY_WANTED
from tests.test_run import WARD, City, put, rows

BAD, GOOD = "912000005", "0912000005"


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = City(tmp_path)
    made.run()
    return made


def decide(city: City, handling: str, remark: str = "", until: Any = None) -> None:
    def change(book: Any) -> None:
        put("Theo dõi", 2, 1, "Hướng xử lý", handling)(book)
        put("Theo dõi", 2, 1, "Ý kiến của thành phố", remark)(book)
        put("Theo dõi", 2, 1, "Thời hạn", until)(book)

    city.edit("Điều phối.xlsx", change, city.home)


def retype(city: City, phone: str) -> None:
    city.edit(WARD, put("Thành viên", 5, 1, "Điện thoại", phone))


def line_of(city: City, rule: str = "FM06") -> dict[str, Any]:
    return next(line for line in city.follow_up() if line["Mã quy tắc"] == rule)


def log_of(city: City, what: str) -> list[str]:
    lines = rows(city.home / "Điều phối.xlsx", "Nhật ký", 1)
    return [str(line["Nội dung"]) for line in lines if line["Việc"] == what]


def test_exception_without_a_date_gets_the_end_of_the_year_written_in(city: City) -> None:
    decide(city, "Đồng ý giữ nguyên", "Số nội bộ")
    city.run(date(2023, 4, 4))
    assert line_of(city)["Thời hạn"].date() == date(2023, 12, 31)
    assert city.todo()[0]["Trả lời của thành phố"] == "Đồng ý giữ nguyên đến 31/12/2023: Số nội bộ"


@pytest.mark.parametrize(
    "handling, remark, until",
    [
        ("Đề nghị sửa", "Sớm giúp", None),
        ("Đồng ý giữ nguyên", "", None),
        ("Đang xem xét", "Đang hỏi", None),
    ],
)
def test_no_date_is_written_in_for_anything_else(
    city: City, handling: str, remark: str, until: Any
) -> None:
    decide(city, handling, remark, until)
    city.run(date(2023, 4, 4))
    assert line_of(city)["Thời hạn"] is None


def test_date_of_an_exception_that_nobody_can_read_is_asked_for(city: City) -> None:
    decide(city, "Đồng ý giữ nguyên", "Số nội bộ", "cuối tháng 6")
    city.run(date(2023, 4, 4))
    assert city.flags() == {"FM06": "open"}
    sheet = openpyxl.load_workbook(city.home / "Điều phối.xlsx")["Theo dõi"]
    assert [c.comment.text for row in sheet for c in row if c.comment] == [DAY_WANTED]
    decide(city, "Đồng ý giữ nguyên", "Số nội bộ", "30/06/2023")
    city.run(date(2023, 4, 4))
    assert city.flags() == {"FM06": "excepted"}
    sheet = openpyxl.load_workbook(city.home / "Điều phối.xlsx")["Theo dõi"]
    assert not [c for row in sheet for c in row if c.comment]


def test_exception_lapses_after_its_date(city: City) -> None:
    decide(city, "Đồng ý giữ nguyên", "Số nội bộ", "05/04/2023")
    city.run(date(2023, 4, 5))
    assert city.flags() == {"FM06": "excepted"}
    city.run(date(2023, 4, 6))
    assert city.flags() == {"FM06": "open"}


def test_decision_outlives_a_flag_that_was_gone_from_the_sheet(city: City) -> None:
    decide(city, "Đồng ý giữ nguyên", "Số nội bộ", "30/06/2023")
    city.run(date(2023, 4, 4))
    retype(city, GOOD)
    city.run(date(2023, 4, 5))
    city.run(date(2023, 4, 25))
    assert not [line for line in city.follow_up() if line["Mã quy tắc"] == "FM06"]
    retype(city, BAD)
    for day in (26, 27):
        city.run(date(2023, 4, day))
        assert city.flags()["FM06"] == "excepted"
        line = line_of(city)
        assert (line["Hướng xử lý"], line["Ý kiến của thành phố"], line["Thời hạn"].date()) == (
            "Đồng ý giữ nguyên",
            "Số nội bộ",
            date(2023, 6, 30),
        )


def test_decision_typed_on_a_flag_that_goes_in_the_same_run_is_kept(city: City) -> None:
    decide(city, "Đề nghị sửa", "Sửa sớm giúp", "15/04/2023")
    retype(city, GOOD)
    city.run(date(2023, 4, 4))
    assert city.flags() == {"FM06": "closed"}
    assert log_of(city, "Hướng xử lý") == [
        "Thành viên, dòng 5, cột Điện thoại (FM06): Đề nghị sửa trước 15/04/2023: Sửa sớm giúp"
    ]
    retype(city, BAD)
    city.run(date(2023, 4, 5))
    assert city.todo()[0]["Trả lời của thành phố"].startswith("Đề nghị sửa trước 15/04/2023")


def test_each_decision_is_logged_once(city: City) -> None:
    decide(city, "Đang xem xét", "Gọi 0912 345 678")
    for day in (4, 5):
        city.run(date(2023, 4, day))
    decide(city, "", "")
    city.run(date(2023, 4, 6))
    assert log_of(city, "Hướng xử lý") == [
        "Thành viên, dòng 5, cột Điện thoại (FM06): không còn hướng xử lý",
        "Thành viên, dòng 5, cột Điện thoại (FM06): Đang xem xét: Gọi ••••••••••78",
    ]


def test_words_of_the_ward_come_back_with_a_flag_that_flickers(city: City) -> None:
    city.edit(WARD, put("Cần sửa", 3, 2, "Ý kiến của phường, xã", "Đang hỏi lại số"))
    city.run(date(2023, 4, 4))
    retype(city, GOOD)
    city.run(date(2023, 4, 5))
    retype(city, BAD)
    for day in (6, 7):
        city.run(date(2023, 4, day))
        assert city.todo()[0]["Ý kiến của phường, xã"] == "Đang hỏi lại số"
        assert line_of(city)["Ý kiến của phường, xã"] == "Đang hỏi lại số"


def test_register_without_a_column_takes_no_decision_back(city: City) -> None:
    decide(city, "Đồng ý giữ nguyên", "Số nội bộ")
    city.run(date(2023, 4, 4))

    def lose_reasons(book: Any) -> None:
        sheet = book["Theo dõi"]
        titles = [cell.value for cell in sheet[1]]
        sheet.delete_cols(titles.index("Ý kiến của thành phố") + 1)

    city.edit("Điều phối.xlsx", lose_reasons, city.home)
    outcome = city.run(date(2023, 4, 5))
    assert not outcome.read.trusted
    assert city.flags() == {"FM06": "excepted"}


def test_emptied_follow_up_gets_its_decisions_back(city: City) -> None:
    decide(city, "Đề nghị sửa", "Sửa sớm giúp", "15/04/2023")
    city.run(date(2023, 4, 4))
    city.edit("Điều phối.xlsx", lambda book: book["Theo dõi"].delete_rows(2, 50), city.home)
    city.run(date(2023, 4, 5))
    line = line_of(city)
    assert (line["Hướng xử lý"], line["Ý kiến của thành phố"]) == ("Đề nghị sửa", "Sửa sớm giúp")


def test_tick_that_no_longer_fits_is_said_in_the_wards_list(city: City) -> None:
    def tick_and_retype(book: Any) -> None:
        put("Cần sửa", 3, 2, "Đồng ý sửa", "x")(book)
        put("Thành viên", 5, 1, "Điện thoại", "+84912000005")(book)  # the same proposal

    city.edit(WARD, tick_and_retype)
    for day in (4, 5):
        city.run(date(2023, 4, day))
        sheet = openpyxl.load_workbook(city.wards / WARD)["Thành viên"]
        line = city.todo()[0]
        assert (sheet["F5"].value, line["Đồng ý sửa"]) == ("+84912000005", None)
        assert line["Cách sửa"].startswith(
            "Ô đã thay đổi sau khi kiểm tra nên hệ thống chưa sửa. Mời kiểm tra lại."
        )
    assert log_of(city, "Chưa sửa được theo đồng ý") == [
        "Thành viên, dòng 5, cột Điện thoại: ô đã thay đổi."
    ]
    city.edit(WARD, put("Cần sửa", 3, 2, "Đồng ý sửa", "x"))
    city.run(date(2023, 4, 6))
    assert openpyxl.load_workbook(city.wards / WARD)["Thành viên"]["F5"].value == GOOD
    retype(city, BAD)
    city.run(date(2023, 4, 7))
    assert not city.todo()[0]["Cách sửa"].startswith("Ô đã thay đổi")


def test_renamed_ward_keeps_its_flags_and_what_was_decided(city: City) -> None:
    decide(city, "Đồng ý giữ nguyên", "Số nội bộ", "30/06/2023")
    city.run(date(2023, 4, 4))
    before = line_of(city)["Mã theo dõi"]
    city.edit("Điều phối.xlsx", put("Đơn vị", 2, 1, "Đơn vị", "Phường Bến Thủy Mới"), city.home)
    city.run(date(2023, 4, 5))
    line = line_of(city)
    assert (line["Mã theo dõi"], line["Đơn vị"]) == (before, "Phường Bến Thủy Mới")
    assert city.flags() == {"FM06": "excepted"}


def test_ward_no_longer_followed_closes_without_counting_and_may_come_back(city: City) -> None:
    def follow(word: str) -> None:
        city.edit("Điều phối.xlsx", put("Đơn vị", 2, 1, "Đang theo dõi", word), city.home)

    follow("Không")
    city.run(date(2023, 4, 4))
    assert city.flags() == {"FM06": "dropped"} and city.follow_up() == []
    follow("Có")
    city.run(date(2023, 4, 5))
    assert city.flags() == {"FM06": "reopened"}
