"""Spreadsheets that people made: taken over and completed, and nothing of theirs moved or lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shapes import Sheet
from sync.guide import TITLE
from tests.google_city import Person
from tests.provisioning import BEN_THUY, CHAIR, NGHI_PHU, ROBOT, City
from tests.sheets_server.server import SheetsServer

LIST: list[list[Any]] = [
    ["DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"],
    ["STT", "Tổ", "Họ tên", "Chức vụ", "Vai trò", "SĐT", "Hoàn cảnh"],
    [1, "Khối 1", "Trần Thị Hoa", "Giáo viên", "Tổ trưởng", "0912345678", "=1+1"],
    [2, "Khối 1", "Lê Văn Nam", "Khối trưởng", "Tổ viên", 987654321, ""],
]
OWN: list[list[Any]] = [["Việc", "Ngày"], ["Họp tổ", "05/03/2023"]]


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as made:
        yield made
        assert made.faults == []


class Taken(City):
    """A ward's spreadsheet, made by a person who shared it, linked in the list of units."""

    def __init__(self, home: Path, server: SheetsServer, tabs: dict[str, list[list[Any]]]) -> None:
        self.person = Person(server, CHAIR, home)
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in tabs.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(home / "own.xlsx")
        self.id = self.person.upload(home / "own.xlsx")
        self.person.share(self.id, ROBOT)
        link = f"https://docs.google.com/spreadsheets/d/{self.id}/edit#gid=0"
        units = f"Đơn vị,Loại,Liên kết bảng tính,Số khối xóm\n{BEN_THUY},Phường,{link},2\n"
        super().__init__(home, server, units=units)

    def sheet(self, title: str) -> Sheet:
        return self.person.see(self.id).grid(title).sheet


def test_blank_spreadsheet_is_filled_and_its_blank_tab_goes(
    tmp_path: Path, server: SheetsServer
) -> None:
    city = Taken(tmp_path, server, {"Trang tính1": []})
    assert city.begin().code == 0
    titles = [grid.sheet.title for grid in city.person.see(city.id).grids]
    assert titles[0] == "Hướng dẫn" and "Trang tính1" not in titles and len(titles) == 8
    assert len(server.files()) == 2
    assert "không phải làm gì 2" in city.provision().text


def test_what_a_person_wrote_stays_where_it_is(tmp_path: Path, server: SheetsServer) -> None:
    city = Taken(tmp_path, server, {"Danh sách thành viên": LIST, "Lịch họp": OWN})
    before = city.sheet("Danh sách thành viên").rows
    said = city.begin()
    assert said.code == 0 and "trang Danh sách thành viên: thêm cột Ông/Bà" in said.text
    after = city.sheet("Danh sách thành viên").rows
    assert [row[:7] for row in after[1:]] == [row[:7] for row in before[1:]]
    assert after[0][0] == before[0][0]
    assert after[1][7:] == (
        "Ông/Bà", "Năm sinh", "Đang sinh sống hoặc công tác trên địa bàn",
        "Đã vào nhóm Zalo của tổ", "Đã vào nhóm Zalo chung cấp phường, xã", "Ngày tham gia",
        "Email", "Ghi chú",
    )  # fmt: skip
    assert city.sheet("Lịch họp").rows == tuple(map(tuple, OWN))
    assert "không phải làm gì 2" in city.provision().text


def test_what_is_typed_meanwhile_is_not_written_over(tmp_path: Path, server: SheetsServer) -> None:
    city = Taken(tmp_path, server, {"Danh sách thành viên": LIST})

    def type_beside(_kind: str, call: Any) -> None:
        if call.target == city.id:
            person = server.at(city.id)
            person.type("'Danh sách thành viên'!H2", "Cột riêng")
            person.type("'Danh sách thành viên'!H3", "ghi đúng lúc đó")

    server.on("before", "spreadsheets.batchUpdate", type_beside, times=3)
    assert city.begin().code == 0
    rows = city.sheet("Danh sách thành viên").rows
    at = rows[1].index("Cột riêng")
    assert rows[2][at] == "ghi đúng lúc đó" and rows[1][7] == "Ông/Bà"


def test_a_blank_tab_that_somebody_uses_meanwhile_stays(
    tmp_path: Path, server: SheetsServer
) -> None:
    city = Taken(tmp_path, server, {"Trang tính1": []})

    def type_there(_kind: str, call: Any) -> None:
        if call.target == city.id:
            server.at(city.id).type("'Trang tính1'!A1", "đang ghi")

    server.on("before", "spreadsheets.batchUpdate", type_there, times=3)
    assert city.begin().code == 0
    assert city.sheet("Trang tính1").rows == (("đang ghi",),)
    book = city.layout(city.id)
    assert not book.features[book.book.grid("Trang tính1").id].hidden
    assert "không phải làm gì 2" in city.provision().text


def test_checks_stand_at_the_columns_as_they_are(tmp_path: Path, server: SheetsServer) -> None:
    city = Taken(tmp_path, server, {"Danh sách thành viên": LIST})
    city.begin()
    layout = city.layout(city.id)
    grid = layout.book.grid("Danh sách thành viên")
    known = layout.features[grid.id]
    assert known.conditions[3, 2]["type"] == "ONE_OF_RANGE"
    assert known.conditions[3, 5]["type"] == "ONE_OF_LIST" and (2, 5) not in known.conditions
    assert known.formats[5, 6] == "TEXT" and (4, 6) not in known.formats
    assert known.frozen_rows == 2
    formulas = [r["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for r in known.rules]
    assert '=AND($B3<>"";$C3<>"";COUNTIFS($B$3:$B;$B3;$C$3:$C;$C3)>1)' in formulas
    person = city.server.at(city.id, "benthuy@vinh.vi-du.vn")
    person.type("'Danh sách thành viên'!Q2", "cột riêng")


def test_columns_of_a_newer_version_come_behind(tmp_path: Path, server: SheetsServer) -> None:
    city = Taken(tmp_path, server, {"Trang tính1": []})
    city.begin()
    person = server.at(city.id)
    person.type("'Thành viên'!A2", ["Khối 1", "Bà", "Trần Thị Hoa", "Giáo viên", "Tổ trưởng"])
    number = city.person.see(city.id).grid("Thành viên").id
    gone = {"sheetId": number, "dimension": "COLUMNS", "startIndex": 5, "endIndex": 6}
    person.do({"deleteDimension": {"range": gone}})
    person.type("'Thành viên'!M1", "Cột riêng")
    person.type("'Thành viên'!M2", "=2*3")
    said = city.provision()
    assert "trang Thành viên: thêm cột Điện thoại" in said.text
    rows = city.sheet("Thành viên").rows
    assert rows[0][12:] == ("Cột riêng", "Điện thoại *")
    assert rows[1][:5] == ("Khối 1", "Bà", "Trần Thị Hoa", "Giáo viên", "Tổ trưởng")
    assert rows[1][12] == "6"
    assert "không phải làm gì 2" in city.provision().text


def test_what_people_took_away_comes_back(tmp_path: Path, server: SheetsServer) -> None:
    city = Taken(tmp_path, server, {"Trang tính1": []})
    city.begin()
    person = server.at(city.id)
    book = city.layout(city.id)
    members, todo = (book.book.grid(title).id for title in ("Thành viên", "Cần sửa"))
    own = {"ranges": [{"sheetId": members}], "booleanRule": _red("=FALSE")}
    person.do(
        {"setDataValidation": {"range": {"sheetId": members}}},
        {"deleteConditionalFormatRule": {"sheetId": members, "index": 0}},
        {"addConditionalFormatRule": {"rule": own, "index": 0}},
        {"deleteProtectedRange": {
            "protectedRangeId": book.features[todo].protected[0]["protectedRangeId"]}},
        {"deleteSheet": {"sheetId": book.book.grid("Khen thưởng").id}},
    )  # fmt: skip
    said = city.provision()
    for words in (
        "thêm trang Khen thưởng", "trang Thành viên: đặt lại danh sách chọn",
        "trang Thành viên: đặt lại tô màu", "trang Cần sửa: đặt lại bảo vệ",
    ):  # fmt: skip
        assert words in said.text
    now = city.layout(city.id)
    assert now.features[members].conditions == book.features[members].conditions
    formulas = [
        r["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        for r in now.features[members].rules
    ]
    assert formulas.count("=FALSE") == 1 and len(formulas) == 8
    assert "không phải làm gì 2" in city.provision().text


def _red(formula: str) -> dict[str, Any]:
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
    return {"condition": condition, "format": {"backgroundColor": {"red": 1.0}}}


def test_a_tab_without_a_header_is_let_be(tmp_path: Path, server: SheetsServer) -> None:
    notes = [["Ghi tạm"], ["họp ngày mai"]]
    city = Taken(tmp_path, server, {"Hoạt động": notes, "Hướng dẫn": [["Của phường"]]})
    said = city.begin()
    assert "Lưu ý: trang Hoạt động chưa có dòng tiêu đề như mẫu nên để nguyên." in said.text
    assert city.sheet("Hoạt động").rows == tuple(map(tuple, notes))
    assert city.sheet("Hướng dẫn").rows == (("Của phường",),)
    assert "không phải làm gì 2" in city.provision().text


def test_an_older_guide_is_written_anew(tmp_path: Path, server: SheetsServer) -> None:
    city = Taken(tmp_path, server, {"Hướng dẫn": [[TITLE], ["Bản cũ"]]})
    said = city.begin()
    assert "viết lại trang Hướng dẫn" in said.text
    assert city.sheet("Hướng dẫn").rows[1][0] == BEN_THUY
    assert "không phải làm gì 2" in city.provision().text


def test_profile_keeps_its_answers(tmp_path: Path, server: SheetsServer) -> None:
    profile = [["Thông tin", "Nội dung"], ["Tên đơn vị", ""], ["Cán bộ chủ trì", "Ngô Thị Kim"]]
    city = Taken(tmp_path, server, {"Đơn vị": profile})
    said = city.begin()
    assert "trang Đơn vị: thêm mục Chức vụ, Điện thoại" in said.text
    rows = city.sheet("Đơn vị").rows
    assert rows[:3] == (("Thông tin", "Nội dung"), ("Tên đơn vị", BEN_THUY), ("Cán bộ chủ trì", "Ngô Thị Kim"))  # fmt: skip
    assert rows[-1] == ("Số khối, xóm trên địa bàn", "2")
    assert "không phải làm gì 2" in city.provision().text


def test_a_spreadsheet_of_another_ward_is_pointed_out(tmp_path: Path, server: SheetsServer) -> None:
    profile = [["Thông tin", "Nội dung"], ["Đơn vị", NGHI_PHU]]
    city = Taken(tmp_path, server, {"Đơn vị": profile})
    said = city.begin()
    assert f"Lưu ý: trang Đơn vị ghi «{NGHI_PHU}»" in said.text
    assert city.sheet("Đơn vị").rows[1] == ("Đơn vị", NGHI_PHU)


def test_not_shared_says_with_whom_to_share(tmp_path: Path, server: SheetsServer) -> None:
    city = Taken(tmp_path, server, {"Trang tính1": []})
    server.unshare(city.id, ROBOT)
    said = city.begin()
    assert said.code == 1 and f"{BEN_THUY}: bảng tính" in said.text and ROBOT in said.text


def test_one_spreadsheet_cannot_be_two_wards(tmp_path: Path, server: SheetsServer) -> None:
    city = Taken(tmp_path, server, {"Trang tính1": []})
    link = f"https://docs.google.com/spreadsheets/d/{city.id}"
    text = f"Đơn vị,Loại,Liên kết\n{BEN_THUY},Phường,{link}/edit#gid=0\n{NGHI_PHU},Xã,{link}\n"
    city.list_units(text)
    said = city.begin()
    assert said.code == 1 and f"{NGHI_PHU}: liên kết này đã dùng cho {BEN_THUY}" in said.text


# --- the coordination spreadsheet ----------------------------------------------------------------


def test_a_register_that_a_person_made_is_completed(tmp_path: Path, server: SheetsServer) -> None:
    units = [
        ["Đơn vị", "Loại", "Email", "Ghi chú riêng"],
        [NGHI_PHU, "Xã", "cu@vi-du.vn", "gọi trước"],
    ]
    people = [
        ["Họ và tên", "Email", "Vai trò"],
        ["Phan Thị Lan", "lan@vi-du.vn", "Chuyên viên điều phối"],
    ]
    city = Taken(tmp_path, server, {"Đơn vị": units, "Người nhận": people})
    config = (tmp_path / "config.toml").read_text(encoding="utf-8")
    link = f"https://docs.google.com/spreadsheets/d/{city.id}/edit"
    (tmp_path / "config.toml").write_text(config.replace("Điều phối.xlsx", link), encoding="utf-8")
    city.list_units(f"Đơn vị\tLoại\tSố khối, xóm\tEmail\n{NGHI_PHU}\tXã\t4\tmoi@vi-du.vn\n{BEN_THUY}\tPhường\t3\t\n")  # fmt: skip
    said = city.begin()
    assert said.code == 0, said.text
    assert f"{NGHI_PHU}: Email trong bảng Điều phối khác với tệp; giữ như bảng Điều phối." in said.text  # fmt: skip
    rows = city.sheet("Đơn vị").rows
    assert rows[1][:4] == (NGHI_PHU, "Xã", "cu@vi-du.vn", "gọi trước")
    assert rows[2][:4] == (BEN_THUY, "Phường", "", "")
    at = {title: n for n, title in enumerate(rows[0])}
    assert [row[at["Số khối, xóm"]] for row in rows[1:]] == ["4", "3"]
    assert [row[at["Mã đơn vị"]] for row in rows[1:]] == ["xa-nghi-phu", "phuong-ben-thuy"]
    views = city.layout(city.id).features[city.person.see(city.id).grid("Theo dõi").id].views
    assert "Phần việc của Phan Thị Lan" in [view["title"] for view in views]
    shared = {p["emailAddress"] for p in server.file(city.id).permissions}
    assert "lan@vi-du.vn" in shared
    assert "không phải làm gì 3" in city.provision().text


def test_units_that_are_not_followed_get_no_spreadsheet(
    tmp_path: Path, server: SheetsServer
) -> None:
    city = City(tmp_path, server)
    city.begin()
    city.at("Điều phối").type("'Đơn vị'!J2", "Không")
    city.list_units("Đơn vị,Loại\nPhường Vinh Tân,Phường\n")
    said = city.begin()
    assert said.code == 0 and "Phường Vinh Tân: tạo bảng tính mới" in said.text
    assert f"{BEN_THUY}:" not in said.text and len(server.files()) == 3


def test_renamed_unit_is_not_made_twice(tmp_path: Path, server: SheetsServer) -> None:
    city = City(tmp_path, server)
    city.begin()
    city.list_units("Đơn vị,Loại,Mã đơn vị\nPhường Trường Vinh,Phường,phuong-ben-thuy\n")
    said = city.begin()
    assert f"{BEN_THUY}: Đơn vị trong bảng Điều phối khác với tệp" in said.text
    assert "không phải làm gì 2" in said.text and len(server.files()) == 2


def test_a_register_that_cannot_be_opened_stops_before_anything(
    tmp_path: Path, server: SheetsServer
) -> None:
    city = City(tmp_path, server)
    text = (tmp_path / "config.toml").read_text(encoding="utf-8")
    (tmp_path / "config.toml").write_text(text.replace("Điều phối.xlsx", "1" * 44), encoding="utf-8")  # fmt: skip
    said = city.begin()
    assert said.code == 2 and "[source] register" in said.text and server.files() == []
