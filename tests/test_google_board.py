"""The coordination workbook on Google, written while people type, sort and annotate in it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shapes import Board
from sync import google_requests as ask
from sync.decision_hints import DAY_WANTED, REASON_WANTED
from sync.google_board import push_board
from sync.google_calls import Shown
from sync.google_read import Grid
from sync.register import register_of
from sync.xlsx_make import make_register
from tests.boards import PEOPLE, UNITS, board, flag
from tests.google_city import Person, column_of
from tests.sheets_server import SheetsServer

AN, BINH, CUC = "an@vi-du.vn", "binh@vi-du.vn", "cuc@vi-du.vn"
NO_BOX = "03/04/2023, Máy chủ thư không nhận địa chỉ người nhận: 550"
Act = Callable[[Any], None]


@pytest.fixture(scope="module")
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as made:
        yield made
        assert made.faults == []


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "Điều phối.xlsx"
    people = [replace(PEOPLE[0], name=email[:-9], email=email) for email in (AN, BINH, CUC)]
    make_register(path, UNITS, people)
    return path


class Register:
    """The workbook; `at` is somebody who has it open in the browser."""

    def __init__(self, server: SheetsServer, template: Path, home: Path) -> None:
        self.server = server
        self.person = Person(server, "hoa@vi-du.vn", home)
        self.ref = self.person.upload(template)
        self.at = server.at(self.ref)

    def push(self, wanted: Board, meanwhile: Act | None = None) -> Shown:
        """A pass reads and writes; between the two somebody does something."""
        seen = self.person.see(self.ref)
        if meanwhile:
            act = meanwhile
            self.server.on("before", "spreadsheets.batchUpdate", lambda _kind, _call: act(self.at))
        read = register_of(seen.sheets, "")
        return push_board(self.person.client, wanted, read, seen, lambda *_cell: "")

    def grid(self, title: str) -> Grid:
        return self.person.see(self.ref).grid(title)

    def notes(self, title: str, header: str) -> dict[str, str]:
        """By what stands in the cell; notes elsewhere by where they are."""
        grid = self.grid(title)
        column = column_of(grid, header)
        return {
            grid.text(*at) if at[1] == column else str(at): note for at, note in grid.notes.items()
        }


@pytest.fixture
def register(server: SheetsServer, template: Path, tmp_path: Path) -> Register:
    return Register(server, template, tmp_path)


def upside_down(grid: Grid) -> Act:
    """Sorting a tab by its second column, the last first."""
    request = ask.sort(ask.area(grid.id, 2, 1), 2)
    request["sortRange"]["sortSpecs"][0]["sortOrder"] = "DESCENDING"
    return lambda somebody: somebody.do(request)


# --- refused addresses ---------------------------------------------------------------------------


def refusing(*emails: str) -> Board:
    return replace(board(), refused=dict.fromkeys(emails, NO_BOX))


def said(*emails: str) -> str:
    lines = [f"{email}: {NO_BOX}" for email in emails]
    return "\n".join(["Thư gửi bị từ chối.", *lines, "Mời kiểm tra lại địa chỉ."])


def test_a_refused_address_has_a_note_until_a_mail_arrives(register: Register) -> None:
    wanted = refusing(BINH, "b@vi-du.vn", "a@vi-du.vn")
    before = register.grid("Người nhận").sheet
    assert register.push(wanted).written
    assert register.notes("Người nhận", "Email") == {BINH: said(BINH)}
    assert register.notes("Đơn vị", "Email") == {
        "a@vi-du.vn\nb@vi-du.vn": said("a@vi-du.vn", "b@vi-du.vn")
    }
    assert register.grid("Người nhận").sheet == before
    assert not register.push(wanted).written
    assert register.push(board()).written
    assert register.notes("Người nhận", "Email") == register.notes("Đơn vị", "Email") == {}


def test_a_corrected_address_loses_its_note(register: Register) -> None:
    register.push(refusing(BINH))
    both = "BINH@vi-du.vn, moi@vi-du.vn"
    register.at.type("'Người nhận'!B3", both)
    register.push(refusing(BINH))
    assert register.notes("Người nhận", "Email") == {both: said("BINH@vi-du.vn")}
    register.at.type("'Người nhận'!B3", "moi@vi-du.vn")
    assert register.push(refusing(BINH)).written
    assert register.notes("Người nhận", "Email") == {}


@pytest.mark.parametrize("note", ["Gọi trước khi gửi", f"{said(BINH)}\nĐã hỏi, chờ địa chỉ mới"])
def test_a_persons_note_on_an_address_stays(register: Register, note: str) -> None:
    register.at.note("'Người nhận'!B3", note)
    assert register.push(board()).written
    assert not register.push(refusing(BINH)).written
    assert register.notes("Người nhận", "Email") == {BINH: note}


def test_rows_sorted_while_we_write_keep_their_notes(register: Register) -> None:
    register.at.note("'Người nhận'!B4", "Gọi trước khi gửi")
    act = upside_down(register.grid("Người nhận"))
    register.push(refusing(AN), act)
    grid = register.grid("Người nhận")
    assert [row[1] for row in grid.sheet.rows[1:4]] == [CUC, BINH, AN]
    assert register.notes("Người nhận", "Email") == {AN: said(AN), CUC: "Gọi trước khi gửi"}
    assert not register.push(refusing(AN)).written


def test_our_note_goes_from_the_row_that_came_there(register: Register) -> None:
    register.push(refusing(AN))
    register.at.note("'Người nhận'!B4", "Gọi trước khi gửi")
    act = upside_down(register.grid("Người nhận"))
    register.push(board(), act)
    assert register.notes("Người nhận", "Email") == {CUC: "Gọi trước khi gửi"}


def test_an_address_corrected_while_we_write_has_no_note(register: Register) -> None:
    register.push(refusing(AN), lambda somebody: somebody.type("'Người nhận'!B2", "moi@vi-du.vn"))
    assert register.notes("Người nhận", "Email") == {}
    assert register.grid("Người nhận").text(2, 2) == "moi@vi-du.vn"


def test_columns_and_rows_put_in_while_we_write(register: Register) -> None:
    def put_in(somebody: Any) -> None:
        number = register.grid("Người nhận").id
        somebody.do(ask.insert(number, "COLUMNS", 1, 1), ask.insert(number, "ROWS", 2, 1))

    register.push(refusing(AN, CUC), put_in)
    assert register.notes("Người nhận", "Email") == {AN: said(AN), CUC: said(CUC)}


# --- decisions -----------------------------------------------------------------------------------

KEPT = {"handling": "Đồng ý giữ nguyên", "until": "31/12/2023", "remark": "Đã xem"}
HANDLING, UNTIL, REMARK = "'Theo dõi'!L{}", "'Theo dõi'!M{}", "'Theo dõi'!N{}"


def decided(register: Register, row: int = 2, handling: str = "Đồng ý giữ nguyên") -> None:
    """What a coordinator types: no date."""
    register.at.type(HANDLING.format(row), handling)
    register.at.type(REMARK.format(row), "Đã xem")


def untils(register: Register) -> dict[str, str]:
    return {row[0]: row[12] for row in register.grid("Theo dõi").sheet.rows[1:] if row[0]}


@pytest.fixture
def watched(register: Register) -> Register:
    """With three flags in `Theo dõi`, of which the coordinators let the second be, without a date."""
    register.push(board(flag("a"), flag("b"), flag("c")))
    decided(register, 3)
    return register


KEPT_B = board(flag("a"), flag("b", status="Được giữ nguyên", **KEPT), flag("c"))


def test_an_exception_without_a_date_gets_one(watched: Register) -> None:
    watched.server.reset_counts()
    assert watched.push(KEPT_B).written
    assert watched.server.writes == 1
    assert untils(watched) == {"a": "", "b": "31/12/2023", "c": ""}
    assert "numberValue" in watched.at.cell(UNTIL.format(3))["userEnteredValue"]
    assert watched.at.text(UNTIL.format(3)) == "31/12/2023"
    assert not watched.push(KEPT_B).written


def test_the_date_goes_to_its_flag_in_rows_that_we_move(watched: Register) -> None:
    kept = KEPT_B.follow_up.iloc[[2, 1, 0]]
    watched.server.reset_counts()
    watched.push(replace(KEPT_B, follow_up=kept[kept["id"] != "c"]))
    assert watched.server.writes == 1
    assert untils(watched) == {"b": "31/12/2023", "a": ""}


@pytest.mark.parametrize("typed", ["30/06/2023", "hết quý", '=""'])
def test_a_date_typed_while_we_write_survives(watched: Register, typed: str) -> None:
    watched.push(KEPT_B, lambda somebody: somebody.type(UNTIL.format(3), typed))
    cell = watched.at.cell(UNTIL.format(3))["userEnteredValue"]
    assert cell.get("formulaValue", watched.at.text(UNTIL.format(3))) == typed
    assert not watched.push(KEPT_B).written


def test_the_date_goes_to_its_flag_in_rows_sorted_meanwhile(watched: Register) -> None:
    watched.at.type(UNTIL.format(2), "15/04/2023")
    grid = watched.grid("Theo dõi")
    request = ask.sort(ask.area(grid.id, 2, 1), 1)
    request["sortRange"]["sortSpecs"][0]["sortOrder"] = "DESCENDING"
    watched.push(KEPT_B, lambda somebody: somebody.do(request))
    assert untils(watched) == {"a": "15/04/2023", "b": "31/12/2023", "c": ""}


def test_a_decision_taken_back_while_we_write_has_no_date(watched: Register) -> None:
    watched.push(KEPT_B, lambda somebody: somebody.type(HANDLING.format(3), "Đề nghị sửa"))
    assert untils(watched) == {"a": "", "b": "", "c": ""}
    assert watched.at.text(HANDLING.format(3)) == "Đề nghị sửa"


def test_what_is_missing_is_said_on_the_cell(watched: Register) -> None:
    watched.at.type(UNTIL.format(3), "cuối năm")
    watched.at.type(HANDLING.format(2), "đồng ý giữ nguyên")
    wanted = board(flag("a"), flag("b"), flag("c"))
    assert watched.push(wanted).written
    day, reason = watched.at.cell(UNTIL.format(3)), watched.at.cell(REMARK.format(2))
    assert (day["note"], reason["note"]) == (DAY_WANTED, REASON_WANTED)
    assert watched.at.text(UNTIL.format(3)) == "cuối năm"
    assert not watched.push(wanted).written
    watched.at.type(UNTIL.format(3), "31/12/2023")
    watched.at.type(REMARK.format(2), "Người cao tuổi")
    watched.push(wanted)
    assert watched.grid("Theo dõi").notes == {}


def test_a_hint_goes_to_its_flag_and_replaces_no_note(watched: Register) -> None:
    watched.at.type(UNTIL.format(3), "cuối năm")
    watched.at.note(UNTIL.format(2), "Hỏi anh Nam")
    watched.at.note(UNTIL.format(4), "Hỏi chị Hoa")
    grid = watched.grid("Theo dõi")
    request = ask.sort(ask.area(grid.id, 2, 1), 13)
    watched.push(board(flag("a"), flag("b"), flag("c")), lambda somebody: somebody.do(request))
    assert watched.at.text("'Theo dõi'!A3") == "b"
    notes = [watched.at.cell(UNTIL.format(row))["note"] for row in (2, 3, 4)]
    assert notes == ["Hỏi anh Nam", DAY_WANTED, "Hỏi chị Hoa"]
