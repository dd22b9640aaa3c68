"""People type, sort and insert between our reading and our writing; nothing of theirs is lost."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sync import google_calls, google_repair
from sync import google_requests as ask
from sync.google_calls import change
from tests.backends import DAY, GoogleCity
from tests.folders import NAMES
from tests.sheets_server import SheetsServer
from tests.test_both_backends import BAD, COMMENT, HANDLING, NEXT, REMARK, THIRD, TICK, WARD

OTHER_BAD = (WARD, "Thành viên", 4, "Điện thoại")
Act = Callable[[], None]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[GoogleCity]:
    with SheetsServer() as server:
        made = GoogleCity(tmp_path, server)
        made.type_in(*OTHER_BAD, "912000004")
        made.run()
        assert len(made.todo()) == 2
        yield made


def before_writing(
    monkeypatch: pytest.MonkeyPatch, module: Any, spreadsheet: str, act: Act
) -> list[str]:
    """`act` happens right before the first writing to the spreadsheet; what was written to."""
    written: list[str] = []

    def changed(client: Any, name: str, requests: Sequence[Any]) -> Any:
        if name == spreadsheet and spreadsheet not in written:
            act()
        written.append(name)
        return change(client, name, requests)

    monkeypatch.setattr(module, "change", changed)
    return written


def place_of(city: GoogleCity, row: int) -> dict[str, str]:
    """The line of `Cần sửa` about this row of Thành viên."""
    where = f"Thành viên, dòng {row}, cột Điện thoại"
    return next(line for line in city.todo() if line["place"] == where)


@pytest.mark.parametrize("row", [3, 4])
def test_comment_typed_while_a_run_writes_survives(
    city: GoogleCity, monkeypatch: pytest.MonkeyPatch, row: int
) -> None:
    about = city.todo()[row - 3]["id"]
    at = (*COMMENT[:2], row, COMMENT[3])
    before_writing(
        monkeypatch, google_calls, city.ids[WARD], lambda: city.type_in(*at, "Chờ một tuần")
    )
    city.run(NEXT)
    assert {line["id"]: line["comment"] for line in city.todo()}[about] == "Chờ một tuần"
    city.run(NEXT)
    assert {line["id"]: line["comment"] for line in city.follow_up()}[about] == "Chờ một tuần"


def test_tick_typed_while_a_run_writes_is_carried_out_by_the_next(
    city: GoogleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_writing(monkeypatch, google_calls, city.ids[WARD], lambda: city.type_in(*TICK, True))
    city.run(NEXT)
    assert [line["agreed"] for line in city.todo()].count("TRUE") == 1
    city.run(THIRD)
    assert len(city.todo()) == 1


def test_rows_sorted_by_a_person_meanwhile_keep_their_words(
    city: GoogleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.type_in(*COMMENT, "Đây là dòng một")
    about = city.todo()[0]["id"]

    def upside_down() -> None:
        grid = city.person.see(city.ids[WARD]).grid("Cần sửa")
        request = ask.sort(ask.area(grid.id, 3, 1), 2)
        request["sortRange"]["sortSpecs"][0]["sortOrder"] = "DESCENDING"
        city.person.do(city.ids[WARD], request)

    before_writing(monkeypatch, google_calls, city.ids[WARD], upside_down)
    city.run(NEXT)
    assert {line["id"]: line["comment"] for line in city.todo()}[about] == "Đây là dòng một"
    assert [line["place"] for line in city.todo()] == sorted(line["place"] for line in city.todo())


def test_words_on_a_line_that_is_just_going_stay_until_they_are_read(
    city: GoogleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = place_of(city, 5)["id"]
    number = [line["id"] for line in city.todo()].index(about) + 3
    city.type_in(*BAD, "0912000005")
    at = (*COMMENT[:2], number, COMMENT[3])
    before_writing(
        monkeypatch, google_calls, city.ids[WARD], lambda: city.type_in(*at, "Đã sửa rồi nhé")
    )
    city.run(NEXT)
    assert {line["id"]: line["comment"] for line in city.todo()}.get(about) == "Đã sửa rồi nhé"
    city.run(NEXT)
    assert about not in {line["id"] for line in city.todo()}


def test_mark_never_stays_on_a_row_that_moved(
    city: GoogleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.type_in(WARD, "Thành viên", 6, "Điện thoại", "912000006")
    act = before_writing(
        monkeypatch, google_calls, city.ids[WARD], lambda: city.insert_row(WARD, "Thành viên", 2)
    )
    city.run(NEXT)
    assert act.count(city.ids[WARD]) >= 2
    for row, text in ((5, "912000004"), (6, "912000005"), (7, "912000006")):
        seen = city.see(WARD, "Thành viên", row, "Điện thoại")
        assert seen.text == text and seen.note.startswith("FM06.") and seen.fill
    assert city.see(*OTHER_BAD).note == ""
    city.run(NEXT)
    assert place_of(city, 7)


def test_cell_put_right_while_a_run_writes_is_not_marked(
    city: GoogleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = (WARD, "Thành viên", 6, "Điện thoại")
    city.type_in(*at, "912000006")
    before_writing(
        monkeypatch, google_calls, city.ids[WARD], lambda: city.type_in(*at, "0912000006")
    )
    city.run(NEXT)
    seen = city.see(*at)
    assert (seen.text, seen.fill, seen.note) == ("0912000006", "", "")


def test_proposal_never_lands_in_another_row(
    city: GoogleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.type_in(*TICK, True)
    before = {row: city.see(WARD, "Thành viên", row, "Điện thoại").text for row in range(2, 9)}
    before_writing(
        monkeypatch, google_repair, city.ids[WARD], lambda: city.insert_row(WARD, "Thành viên", 2)
    )
    city.run(NEXT)
    after = {row: city.see(WARD, "Thành viên", row + 1, "Điện thoại").text for row in range(2, 9)}
    assert after == before
    city.run(THIRD)
    now = {row: city.see(WARD, "Thành viên", row + 1, "Điện thoại").text for row in range(2, 9)}
    assert sum(now[row] != before[row] for row in now) <= 1


def test_decision_typed_while_the_board_is_written_survives(
    city: GoogleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = city.follow_up()[0]["id"]

    def decide() -> None:
        city.type_in(*HANDLING, "Đồng ý giữ nguyên")
        city.type_in(*REMARK, "Số nội bộ")

    before_writing(monkeypatch, google_calls, city.ids["Điều phối"], decide)
    city.run(NEXT)
    line = next(one for one in city.follow_up() if one["id"] == about)
    assert (line["handling"], line["remark"]) == ("Đồng ý giữ nguyên", "Số nội bộ")
    city.run(THIRD)
    kept = [line for line in city.todo() if line["status"] == "Được giữ nguyên"]
    assert [line["id"] for line in kept] == [about]


def test_note_and_own_column_of_a_coordinator_go_with_the_row(city: GoogleCity) -> None:
    city.annotate("Điều phối", "Theo dõi", 2, "Vấn đề", "Gọi lại thứ Năm")
    about = city.follow_up()[0]["id"]
    city.type_in(NAMES[1], "Thành viên", 4, "Điện thoại", "091")
    city.run(DAY)
    number = [line["id"] for line in city.follow_up()].index(about) + 2
    assert city.see("Điều phối", "Theo dõi", number, "Vấn đề").note == "Gọi lại thứ Năm"
