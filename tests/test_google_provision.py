"""A city's spreadsheets made on Google from a list of units."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shapes import Unit
from sync.google_layout import Features, Layout
from sync.guide import TITLE
from sync.register import register_of
from sync.schema import GUIDE_TITLE, REGISTER, TODO, TODO_INTRO, WARD
from tests.folders import program
from tests.provisioning import BEN_THUY, CHAIR, NGHI_PHU, ROBOT, SECOND, UNITS, City
from tests.sheets_server.errors import SheetsError
from tests.sheets_server.server import SheetsServer


@pytest.fixture(scope="module")
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as made:
        yield made
        assert made.faults == []


@pytest.fixture(scope="module")
def city(server: SheetsServer, tmp_path_factory: pytest.TempPathFactory) -> City:
    """Made once; the tests of this module that use it leave it as it is."""
    made = City(tmp_path_factory.mktemp("city"), server, ROBOT, SECOND, units=UNITS)
    said = made.begin()
    assert (said.code, made.register != "") == (0, True), said.text
    return made


@pytest.fixture(scope="module")
def ward(city: City) -> Layout:
    return city.layout(city.ref(BEN_THUY))


@pytest.fixture(scope="module")
def register(city: City) -> Layout:
    return city.layout(city.register)


def features(layout: Layout, title: str) -> Features:
    return layout.features[layout.book.grid(title).id]


# --- what is made --------------------------------------------------------------------------------


def test_tabs_stand_in_order_and_nothing_else(ward: Layout, register: Layout) -> None:
    titles = [grid.sheet.title for grid in ward.book.grids]
    assert titles == [GUIDE_TITLE, *(tab.title for tab in WARD), TODO.title]
    assert [grid.sheet.title for grid in register.book.grids] == [tab.title for tab in REGISTER]
    assert (ward.locale, ward.time_zone) == ("vi_VN", "Asia/Ho_Chi_Minh")
    assert ward.book.title == f"{TITLE} - {BEN_THUY}"


def test_headers_are_those_of_the_schema(ward: Layout) -> None:
    for tab in WARD[1:]:
        titles = [c.header + " *" * c.required for c in tab.columns]
        assert list(ward.book.grid(tab.title).sheet.rows[0]) == titles
    todo = ward.book.grid("Cần sửa").sheet.rows
    assert (todo[0][0], list(todo[1])) == (TODO_INTRO, [c.header for c in TODO.columns])


def test_unit_and_teams_are_filled_in(city: City, ward: Layout) -> None:
    assert ward.book.grid("Đơn vị").text(2, 2) == BEN_THUY
    assert ward.book.grid("Đơn vị").text(8, 2) == "3"
    rows = [row[:2] for row in ward.book.grid("Danh sách tổ").sheet.rows[1:]]
    assert rows == [
        ("Phường, xã", "Cấp phường"), ("Khối, xóm", "Khối 1"), ("Khối, xóm", "Khối 2"),
        ("Khối, xóm", "Khối 3"),
    ]  # fmt: skip
    commune = city.layout(city.ref(NGHI_PHU)).book.grid("Danh sách tổ").sheet.rows[1:]
    assert [row[1] for row in commune] == ["Cấp xã", "Xóm 1", "Xóm 2"]


def test_register_has_the_units_with_links(city: City, register: Layout) -> None:
    read = register_of(register.book.sheets, "")
    link = "https://docs.google.com/spreadsheets/d/{}/edit"
    assert read.problem == ""
    assert read.units == (
        Unit("phuong-ben-thuy", BEN_THUY, "ward", link.format(city.ref(BEN_THUY)), 3, emails=("benthuy@vinh.vi-du.vn",)),
        Unit("xa-nghi-phu", NGHI_PHU, "commune", link.format(city.ref(NGHI_PHU)), 2,
             emails=("nghiphu@vinh.vi-du.vn", "nghiphu2@vinh.vi-du.vn")),
    )  # fmt: skip


def test_config_names_the_register_and_keeps_its_comments(city: City) -> None:
    text = (city.home / "config.toml").read_text(encoding="utf-8")
    assert f'register = "{city.register}"  # bảng Điều phối\n' in text


@pytest.mark.parametrize(
    ("tab", "column", "kind", "values"),
    [
        ("Thành viên", 1, "ONE_OF_RANGE", ["='Danh sách tổ'!$B$2:$B"]),
        ("Thành viên", 5, "ONE_OF_LIST", ["Tổ trưởng", "Tổ phó", "Tổ viên", "Cộng tác viên"]),
        ("Thành viên", 7, "NUMBER_BETWEEN", ["1900", "2100"]),
        ("Thành viên", 11, "DATE_IS_VALID", []),
        ("Hoạt động", 5, "NUMBER_GREATER_THAN_EQ", ["0"]),
    ],
)
def test_columns_say_what_may_be_typed(
    ward: Layout, tab: str, column: int, kind: str, values: list[str]
) -> None:
    known = features(ward, tab).conditions
    rows = ward.book.grid(tab).row_count
    for row in (2, 100, rows):
        condition = known[row, column]
        given = [value["userEnteredValue"] for value in condition.get("values", ())]
        assert (condition["type"], given) == (kind, values)
    assert (1, column) not in known


def test_register_offers_its_own_people(register: Layout) -> None:
    condition = features(register, "Đơn vị").conditions[2, 7]
    assert condition["values"] == [{"userEnteredValue": "='Người nhận'!$A$2:$A"}]


def test_cells_are_text_but_for_dates_and_counts(ward: Layout) -> None:
    formats = features(ward, "Thành viên").formats
    assert [formats[300, column] for column in (3, 6, 7, 11)] == ["TEXT", "TEXT", "NUMBER", "DATE"]


def test_what_is_typed_is_shown_as_missing_repeated_or_too_much(city: City) -> None:
    rules = features(city.layout(city.ref(BEN_THUY)), "Thành viên").rules
    formulas = [r["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for r in rules]
    assert formulas[:2] == [
        '=AND($A2<>"";$C2<>"";COUNTIFS($A$2:$A;$A2;$C$2:$C;$C2)>1)',
        '=AND($A2<>"";$E2<>"Cộng tác viên";COUNTIFS($A$2:$A2;$A2;$E$2:$E2;"<>Cộng tác viên")>10)',
    ]
    required = {"A": 0, "C": 2, "D": 3, "E": 4, "F": 5}
    missing = {f"=AND(LEN(TRIM({a}2))=0;COUNTA($A2:$M2)>0)": at for a, at in required.items()}
    assert {f: r["ranges"][0]["startColumnIndex"] for f, r in zip(formulas[2:], rules[2:], strict=True)} == missing  # fmt: skip


def test_header_is_frozen(ward: Layout, register: Layout) -> None:
    assert [features(ward, t).frozen_rows for t in ("Thành viên", "Cần sửa")] == [1, 2]
    assert features(register, "Theo dõi").frozen_rows == 1


def test_views_of_theo_doi(register: Layout) -> None:
    views = features(register, "Theo dõi").views
    assert [view["title"] for view in views] == ["Chờ trả lời", "Quá hạn"]


def test_all_are_shared_without_a_mail(city: City) -> None:
    known = {p["emailAddress"]: p["role"] for p in city.server.file(city.ref(NGHI_PHU)).permissions}
    assert known == {
        ROBOT: "owner", SECOND: "writer",
        "nghiphu@vinh.vi-du.vn": "writer", "nghiphu2@vinh.vi-du.vn": "writer",
    }  # fmt: skip


# --- what a ward may change ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "allowed"),
    [
        ("'Thành viên'!C2", True), ("'Thành viên'!C1", False), ("'Thành viên'!N1", True),
        ("'Cần sửa'!G3", True), ("'Cần sửa'!H40", True), ("'Cần sửa'!D3", False),
        ("'Cần sửa'!H2", False), ("'Đơn vị'!B3", True), ("'Đơn vị'!A3", False),
        ("'Hướng dẫn'!A1", False),
    ],
)  # fmt: skip
def test_ward_changes_only_what_is_its_own(city: City, where: str, allowed: bool) -> None:
    person = city.at(BEN_THUY, "benthuy@vinh.vi-du.vn")
    before = person.text(where)
    if allowed:
        person.type(where, "thử")
        person.type(where, before)
    else:
        with pytest.raises(SheetsError):
            person.type(where, "thử")


@pytest.mark.parametrize(
    ("where", "allowed"),
    [
        ("'Theo dõi'!L2", True), ("'Theo dõi'!M30", True), ("'Theo dõi'!D2", False),
        ("'Tổng hợp'!A2", False), ("'Nhật ký'!A2", False), ("'Đơn vị'!A9", True),
        ("'Đơn vị'!A1", False),
    ],
)  # fmt: skip
def test_coordinator_changes_only_decisions_units_and_people(
    city: City, where: str, allowed: bool
) -> None:
    city.server.share(city.register, "lan@vi-du.vn")
    person = city.at("Điều phối", "lan@vi-du.vn")
    if allowed:
        person.type(where, "30/06/2023")
        person.type(where, "")
    else:
        with pytest.raises(SheetsError):
            person.type(where, "thử")


def test_our_second_account_may_write_everywhere(city: City) -> None:
    person = city.at(BEN_THUY, SECOND)
    person.type("'Cần sửa'!D9", "thử")
    person.type("'Cần sửa'!D9", "")


# --- again, and not yet --------------------------------------------------------------------------


def test_a_second_time_nothing_is_sent(city: City) -> None:
    city.server.reset_counts()
    said = city.begin()
    assert said.code == 0 and "không phải làm gì 3" in said.text
    assert city.server.writes == 0 and city.server.counts["permissions.create"] == 0
    assert city.server.counts["files.create"] == 0


def test_unknown_ward_is_said(city: City) -> None:
    said = city.provision("--ward", "Phường Bến Thủ")
    assert said.code == 2 and "Có phải là «Phường Bến Thủy»?" in said.text


def test_dry_run_says_what_and_does_nothing(tmp_path: Path) -> None:
    with SheetsServer() as server:
        city = City(tmp_path, server)
        said = city.begin("--dry-run")
        assert said.code == 0
        assert f"{BEN_THUY}: tạo bảng tính mới; chia sẻ cho benthuy@vinh.vi-du.vn." in said.text
        assert "Điều phối: tạo bảng tính mới; ghi 1 đơn vị." in said.text
        assert city.register == "" and server.writes == 0 and server.files() == []


def test_one_ward_only(tmp_path: Path) -> None:
    with SheetsServer() as server:
        city = City(tmp_path, server, units=UNITS)
        assert city.begin("--ward", "phường bến thuỷ").code == 0
        names = sorted(file.name for file in server.files())
        assert names == [f"{TITLE} - {BEN_THUY}", "Điều phối"]
        assert city.provision("--ward", NGHI_PHU).code == 0
        assert len(server.files()) == 3


def test_as_a_user_starts_it(tmp_path: Path) -> None:
    with SheetsServer() as server:
        city = City(tmp_path, server)
        done = program("provision", "--units", "units.csv", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert "2 bảng tính: đã tạo 2" in done.stdout
        checked = program("run", "--as-of", "2023-04-03", cwd=tmp_path)
        assert checked.returncode == 0, checked.stderr
        assert city.at(BEN_THUY).text("'Cần sửa'!A3") == "Phải sửa"
        again = program("provision", cwd=tmp_path)
        assert "không phải làm gì 2" in again.stdout


# --- who may create ------------------------------------------------------------------------------


def test_service_account_without_storage_is_told_three_ways(tmp_path: Path) -> None:
    with SheetsServer() as server:
        server.without_storage()
        city = City(tmp_path, server)
        said = city.begin()
        assert said.code == 2 and city.register == "" and server.files() == []
        for word in ("shared_drive", "OAuth", "Liên kết bảng tính", ROBOT, "docs/google.md"):
            assert word in said.text


def test_created_in_a_shared_drive(tmp_path: Path) -> None:
    with SheetsServer() as server:
        server.without_storage()
        drive = server.add_drive("Sổ Tổ", organizer=CHAIR, fileOrganizer=ROBOT)
        city = City(tmp_path, server, drive=drive)
        assert city.begin().code == 0
        assert {tuple(file.parents) for file in server.files()} == {(drive,)}
        assert "không phải làm gì 2" in city.begin().text


def test_shared_drive_that_is_closed_to_us(tmp_path: Path) -> None:
    with SheetsServer() as server:
        drive = server.add_drive("Sổ Tổ", organizer=CHAIR)
        said = City(tmp_path, server, drive=drive).begin()
        assert said.code == 2 and "shared_drive" in said.text and ROBOT in said.text


def test_created_by_a_person_and_run_by_the_service_account(tmp_path: Path) -> None:
    with SheetsServer() as server:
        server.without_storage()
        city = City(tmp_path, server)
        city.configure([f"{ROBOT.split('@')[0]}.json", city.person_key(CHAIR)])
        said = city.begin()
        assert said.code == 0, said.text
        assert {file.owner for file in server.files()} == {CHAIR}
        known = {p["emailAddress"] for p in server.file(city.ref()).permissions}
        assert known == {CHAIR, ROBOT, "benthuy@vinh.vi-du.vn"}
        city.at(BEN_THUY, ROBOT).type("'Cần sửa'!D9", "ghi được")


# --- what goes wrong -----------------------------------------------------------------------------


def test_an_address_that_cannot_be_shared_with_stops_nothing(tmp_path: Path) -> None:
    with SheetsServer() as server:
        city = City(tmp_path, server)
        server.fail_next(400, 1, "permissions.create")
        said = city.begin()
        assert said.code == 0
        assert "Lưu ý: chưa chia sẻ được cho benthuy@vinh.vi-du.vn" in said.text
        assert "chia sẻ cho benthuy@vinh.vi-du.vn" in city.provision().text


def test_an_answer_that_is_lost_makes_nothing_twice(tmp_path: Path) -> None:
    with SheetsServer() as server:
        city = City(tmp_path, server)
        server.fail_next(503, 1, "spreadsheets.batchUpdate", after=True)
        assert city.begin().code == 0
        assert "không phải làm gì 2" in city.begin().text
        assert len(city.layout(city.register).book.grids) == len(REGISTER)


def test_stopped_half_way_it_goes_on_with_what_there_is(tmp_path: Path) -> None:
    with SheetsServer() as server:
        city = City(tmp_path, server)
        server.fail_next(403, 1, "spreadsheets.batchUpdate", reason="forbidden")
        said = city.begin()
        assert said.code == 2 and "Bảng Điều phối" in said.text and city.register
        assert city.begin().code == 0
        assert len(server.files()) == 2


def test_a_ward_that_was_thrown_away_is_said_and_no_other_suffers(tmp_path: Path) -> None:
    with SheetsServer() as server:
        city = City(tmp_path, server, units=UNITS)
        city.begin()
        server.file(city.ref(BEN_THUY)).trashed = True
        said = city.provision()
        assert said.code == 1
        assert f"{BEN_THUY}: bảng tính đang nằm trong thùng rác" in said.text
        assert f"{NGHI_PHU}: đã đủ." in said.text and len(server.files()) == 3
