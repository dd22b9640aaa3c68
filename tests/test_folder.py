"""The folder backend: reading, marking and making many workbooks, harming none."""

import os
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from shapes import Board, Marks, Register, Unit, Workbook
from sync.folder import Folder
from sync.sidecar import sidecar_path
from sync.xlsx_make import make_ward
from sync.xlsx_read import read_sheets
from tests.cities import ALL, BEN_THUY, CUA_NAM, backend, new_city, register
from tests.workbooks import answer, cells_of, edited, flag, leftovers, push


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return new_city(tmp_path)


def _members(book: Workbook) -> tuple[tuple[str, ...], ...]:
    return next(sheet.rows for sheet in book.sheets if sheet.title == "Thành viên")


def test_pull_gives_the_tabs_and_the_version_that_was_read(city: Path) -> None:
    one = backend(city)
    known = one.units().units
    books = list(one.pull(known))
    assert [book.unit for book in books] == [unit.code for unit in known]
    assert [book.version for book in books] == [unit.version for unit in known]
    assert _members(books[0])[1][2] == "Trần Thị Hoa"


def test_a_workbook_saved_while_it_is_read_is_read_again(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = backend(city)
    unit = one.units().units[0]
    real = read_sheets

    def slow(path: Path, *wanted: Any) -> Any:
        sheets = real(path, *wanted)
        monkeypatch.setattr("sync.folder.read_sheets", real)
        with edited(path) as book:
            book["Thành viên"]["C2"].value = "Hồ Thị Mai"
        return sheets

    monkeypatch.setattr("sync.folder.read_sheets", slow)
    book = next(iter(one.pull([unit])))
    assert _members(book)[1][2] == "Hồ Thị Mai"
    assert book.version == backend(city).units().units[0].version


def test_a_file_gone_since_it_was_listed_is_that_wards_problem_only(city: Path) -> None:
    one = backend(city)
    known = one.units().units
    (city / "wards" / "Phường Bến Thủy.xlsx").unlink()
    assert [book.problem for book in one.pull(known)] == ["missing", "", ""]


def wanted(one: Folder, known: Register, *flags: dict[str, Any]) -> list[Marks]:
    return [
        Marks(unit, book, pd.DataFrame(list(flags)), cells_of(flags))
        for unit, book in zip(known.units, one.pull(known.units), strict=True)
    ]


def test_a_push_marks_every_ward_and_its_own_writing_is_no_change(city: Path) -> None:
    one = backend(city)
    known = one.units()
    pushed = list(one.push(wanted(one, known, flag("a")), None))
    assert [p.outcome for p in pushed] == ["written"] * 3
    again = one.units()
    assert [unit.version for unit in again.units] == [p.version for p in pushed]
    assert [p.outcome for p in one.push(wanted(one, again, flag("a")), None)] == ["unchanged"] * 3


def test_one_ward_that_fails_stops_no_other(city: Path) -> None:
    one = backend(city)
    known = one.units()
    marks = wanted(one, known, flag("a"))
    marks[1] = replace(marks[1], rows=pd.DataFrame({"id": ["a"], "row": ["không phải số"]}))
    (city / "wards" / "Xã Hưng Hòa.xlsx").unlink()
    pushed = list(one.push(marks, None))
    assert [p.outcome for p in pushed] == ["written", "failed", "failed"]
    assert pushed[1].reason == "internal: ValueError" and pushed[2].reason == "gone"
    assert not leftovers(city / "wards")


def test_a_unit_without_a_workbook_is_not_pushed(city: Path) -> None:
    (city / "wards" / "Xã Hưng Hòa.xlsx").unlink()
    one = backend(city)
    pushed = list(one.push(wanted(one, one.units(), flag("a")), None))
    assert (pushed[2].outcome, pushed[2].reason) == ("failed", "missing")


def test_answers_beside_are_pulled_and_change_the_version(city: Path) -> None:
    ward = city / "wards" / "Phường Bến Thủy.xlsx"
    with edited(ward) as book:
        book["Thành viên"]["M2"].value = "=1+1"
    assert push(ward, [flag("a")], BEN_THUY).outcome == "beside"
    one = backend(city)
    before = one.units().units[0]
    answer(sidecar_path(ward, BEN_THUY.name), "a", comment="đã xem")
    after = one.units().units[0]
    assert before.version != after.version
    titles = [sheet.title for sheet in next(iter(one.pull([after]))).sheets]
    assert titles.count("Cần sửa") == 2


def test_a_folder_nobody_may_write_to_leaves_all_as_it_was(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = backend(city)
    marks = wanted(one, one.units(), flag("a"))
    before = {path: path.read_bytes() for path in (city / "wards").iterdir()}
    if os.geteuid() == 0:  # whom no mode holds back
        monkeypatch.setattr("tempfile.mkstemp", refuse)
    (city / "wards").chmod(0o555)
    try:
        pushed = list(one.push(marks, None))
    finally:
        (city / "wards").chmod(0o755)
    assert {(p.outcome, p.reason) for p in pushed} == {("failed", "read_only")}
    assert {path: path.read_bytes() for path in (city / "wards").iterdir()} == before


def refuse(*_anything: Any, **_more: Any) -> None:
    raise PermissionError(13, "Permission denied")


def test_leftovers_of_a_killed_run_are_removed(city: Path) -> None:
    (city / "wards" / "~so-to-abc.xlsx").write_bytes(b"half")
    list(backend(city).push([], None))
    assert not leftovers(city / "wards")


def test_the_board_is_pushed_last(city: Path) -> None:
    one = backend(city)
    known = one.units()
    log = pd.DataFrame(
        [{"when": "03/04/2023 08:00", "what": "Kiểm tra", "unit": "", "detail": "x"}]
    )
    board = Board(known.units, pd.DataFrame(), pd.DataFrame(), log)
    pushed = list(one.push(wanted(one, known, flag("a")), board))
    assert [p.unit for p in pushed] == [*(unit.code for unit in ALL), ""]
    assert pushed[-1].outcome == "written"
    assert one.units().units[0].ref == "Phường Bến Thủy.xlsx"


def test_workbooks_are_made_for_units_without_one(tmp_path: Path) -> None:
    register(tmp_path, ALL)
    one = backend(tmp_path)
    made = one.provision([*ALL, Unit("x", "Phường A/B: C", hamlets=1)])
    assert [unit.ref for unit in made] == [
        "Phường Bến Thủy.xlsx", "Phường Cửa Nam.xlsx", "Xã Hưng Hòa.xlsx", "Phường A-B- C.xlsx",
    ]  # fmt: skip
    assert all(unit.version and not unit.problem for unit in made)
    assert not [unit.problem for unit in one.units().units if unit.problem]
    assert not leftovers(tmp_path / "wards")


def test_no_file_is_ever_overwritten(city: Path) -> None:
    before = {path: path.read_bytes() for path in (city / "wards").iterdir()}
    name = unicodedata.normalize("NFD", "Phường Lạ.xlsx")
    (city / "wards" / name).write_bytes(b"of somebody")
    one = backend(city)
    made = one.provision([*one.units().units, Unit("x", "Phường Lạ"), replace(CUA_NAM, ref="")])
    assert made[3].ref == name
    assert {path: path.read_bytes() for path in before} == before
    assert (city / "wards" / name).read_bytes() == b"of somebody"


def test_a_file_that_appears_meanwhile_is_not_overwritten(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(path: Path, unit: Unit) -> None:
        make_ward(path, unit)
        (city / "wards" / "Phường Lạ.xlsx").write_bytes(b"of somebody")

    monkeypatch.setattr("sync.xlsx_make.make_ward", slow)
    backend(city).provision([Unit("x", "Phường Lạ")])
    assert (city / "wards" / "Phường Lạ.xlsx").read_bytes() == b"of somebody"
    assert not leftovers(city / "wards")


def test_a_unit_with_two_workbooks_gets_no_third(city: Path) -> None:
    make_ward(city / "wards" / "Bản sao.xlsx", BEN_THUY)
    one = backend(city)
    before = set((city / "wards").iterdir())
    one.provision(one.units().units)
    assert set((city / "wards").iterdir()) == before


def test_frozen_shapes_go_through(city: Path) -> None:
    book = next(iter(backend(city).pull([Unit("x", "Phường Không")])))
    assert book == Workbook("x", problem="missing")
