"""People type into their cells at every point of a run: nothing of it is lost.

One person types into the ward's workbook, another into Điều phối, both at the same step of a run
that writes both. The runs after it find it all.
"""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shapes import records
from store.store import Store
from sync import safe_write
from sync.folder import Folder
from tests.cases import Edits
from tests.folders import BAD_PHONE, make_folder
from tests.test_run import CONFIG, WARD, City, put

OTHER_PHONE = ("Thành viên", 6, "Điện thoại", "912000006")
WATCHED: tuple[tuple[Any, str], ...] = (
    (Folder, "units"),
    (Folder, "_pull"),
    (safe_write, "_write_beside"),
    (safe_write, "back_up"),
    (safe_write, "_second_name"),
    (Path, "replace"),
)
# After the register is read, after the ward is; then for each of both workbooks: after the new one
# stands complete, after the last look began, right before the rename and right after it.
# `ALL_STEPS=1` takes all.
STEPS = (2, 4, 10, 16, 17, 18, 20, 26, 27, 28)
LAST = 28


class Home(City):
    """A city whose first run is done already."""

    def __init__(self, home: Path) -> None:
        self.home, self.wards, self.said = home, home / "wards", []


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("first") / "city"
    make_folder(home / "wards", Edits(set=[BAD_PHONE, OTHER_PHONE]))
    (home / "config.toml").write_text(CONFIG, encoding="utf-8")
    Home(home).run()
    return home


@pytest.fixture
def city(first: Path, tmp_path: Path) -> City:
    shutil.copytree(first, tmp_path / "city")
    return Home(tmp_path / "city")


def type_everything(city: City) -> None:
    """A tick beside the first flag; words and a decision beside the second."""

    def in_the_ward(book: Any) -> None:
        put("Cần sửa", 3, 2, "Đồng ý sửa", "x")(book)
        put("Cần sửa", 4, 2, "Ý kiến của phường, xã", "Số nội bộ")(book)

    def in_the_register(book: Any) -> None:
        put("Theo dõi", 3, 1, "Hướng xử lý", "Đề nghị sửa")(book)
        put("Theo dõi", 3, 1, "Thời hạn", "15/04/2023")(book)
        put("Theo dõi", 3, 1, "Ý kiến của thành phố", "Sớm giúp")(book)
        put("Theo dõi", 3, 1, "Chuyên viên", "Lê An")(book)

    city.edit(WARD, in_the_ward)
    city.edit("Điều phối.xlsx", in_the_register, city.home)


def at_step(patch: pytest.MonkeyPatch, wanted: int, what: Callable[[], None]) -> Callable[[], int]:
    """Lets `what` happen at that step of all before and after the watched calls; counts them."""
    seen = 0

    def step() -> None:
        nonlocal seen
        seen += 1
        if seen == wanted:
            patch.undo()
            what()

    for owner, name in WATCHED:
        patch.setattr(owner, name, stepping(getattr(owner, name), step))
    return lambda: seen


def stepping(real: Callable[..., Any], step: Callable[[], None]) -> Callable[..., Any]:
    def stepped(*given: Any, **more: Any) -> Any:
        step()
        result = real(*given, **more)
        step()
        return result

    return stepped


def check(city: City) -> None:
    sheet = openpyxl.load_workbook(city.wards / WARD)["Thành viên"]
    assert [sheet["F5"].value, sheet["F6"].value] == ["0912000005", "912000006"]
    (todo,) = city.todo()
    assert todo["Ý kiến của phường, xã"] == "Số nội bộ"
    assert todo["Trả lời của thành phố"] == "Đề nghị sửa trước 15/04/2023: Sớm giúp"
    line = next(line for line in city.follow_up() if "dòng 6" in str(line["Vị trí"]))
    assert [line[name] for name in ("Hướng xử lý", "Ý kiến của thành phố", "Chuyên viên")] == [
        "Đề nghị sửa",
        "Sớm giúp",
        "Lê An",
    ]
    with Store.opened(city.config.store_url) as store:
        (flag,) = (flag for flag in records(store.flags()) if flag["row"] == 6)
    assert (flag["answer"], flag["handling"], flag["until"]) == (
        "Số nội bộ",
        "repair",
        date(2023, 4, 15),
    )
    assert not list(city.home.rglob("~so-to-*"))


@pytest.mark.parametrize("step", range(1, LAST + 1) if "ALL_STEPS" in os.environ else STEPS)
def test_what_is_typed_at_any_step_of_a_run_survives(city: City, step: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        seen = at_step(patch, step, lambda: type_everything(city))
        city.run(date(2023, 4, 4))
    assert seen() >= step
    city.run(date(2023, 4, 4))
    check(city)


def test_a_run_has_the_steps_that_are_watched(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = at_step(monkeypatch, 0, lambda: None)
    city.run(date(2023, 4, 4))
    assert seen() == LAST
