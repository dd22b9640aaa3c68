"""A person is taken out of everything that is remembered, and nothing else is."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from store.snapshots import sheets_of, snapshots
from store.store import Store
from tests.folders import NAMES, program
from tests.test_run import WARD, City, put
from vietnamese.mention import Mention

NAME = "Phạm Thị Dung"
PHONE = "912000005"


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = City(tmp_path)
    made.run()
    return made


def leave(book: Any) -> None:
    for sheet in book.worksheets[1:-1]:
        of_person = [row[0].row for row in sheet if NAME in [cell.value for cell in row]]
        for row in reversed(of_person):
            sheet.delete_rows(row)


def forgotten(city: City, *words: str, answer: str = "") -> Any:
    return program("forget", NAMES[0], NAME, *words, cwd=city.home, answer=answer)


def everything(city: City) -> Iterator[str]:
    """All that is remembered of the ward: rows of the database, snapshots, copies of workbooks."""
    database = sqlite3.connect(city.home / "so-to.db")
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
        yield from (repr(row) for row in database.execute(f"SELECT * FROM {table}"))
    with Store.opened(city.config.store_url) as store:
        for one in snapshots(store, "phuong-ben-thuy"):
            yield from (repr(sheet) for sheet in sheets_of(store, one))
        yield from (repr(sheets) for sheets in store.sheets(["phuong-ben-thuy"]).values())
    for path in (city.home / "backups").iterdir():
        with ZipFile(path) as package:
            yield from (package.read(part).decode("utf-8") for part in package.namelist())


def test_person_who_left_is_nowhere_any_more(city: City) -> None:
    city.edit(WARD, put("Cần sửa", 3, 2, "Ý kiến của phường, xã", f"{NAME} nói số này đúng"))
    city.run(date(2023, 4, 4))
    city.edit(WARD, leave)
    city.run(date(2023, 4, 5))
    assert any(NAME in text for text in everything(city))
    done = forgotten(city, "--yes")
    assert done.returncode == 0, done.stderr
    assert "vẫn còn người này" not in done.stdout
    texts = list(everything(city))
    assert not [text for text in texts if NAME in text or PHONE in text]
    raw = (city.home / "so-to.db").read_bytes()
    assert NAME.encode() not in raw and PHONE.encode() not in raw
    with Store.opened(city.config.store_url) as store:
        events = store.unshown_events()
    assert events["what"].tolist() == ["Xóa thông tin cá nhân"]
    assert NAME not in events["detail"].iloc[0] and events["at"].notna().all()
    assert city.run(date(2023, 4, 6)).read.trusted
    restored = program("restore", NAMES[0], "--at", "2023-04-03", "--to", "a.xlsx", cwd=city.home)
    assert restored.returncode == 0, restored.stderr


def test_others_stay_as_they_were(city: City) -> None:
    with Store.opened(city.config.store_url) as store:
        before = {one.unit: sheets_of(store, one) for one in snapshots(store)}
    forgotten(city, "--yes")
    with Store.opened(city.config.store_url) as store:
        after = {one.unit: sheets_of(store, one) for one in snapshots(store)}
    mine = "phuong-ben-thuy"
    assert {k: v for k, v in after.items() if k != mine} == {
        k: v for k, v in before.items() if k != mine
    }
    changed = [
        (old, new)
        for one, other in zip(before[mine], after[mine], strict=True)
        for old, new in zip(one.rows, other.rows, strict=True)
        if old != new
    ]
    assert [NAME in old for old, _ in changed] == [True, True]  # a member, and praised
    assert not any(cell for _, new in changed for cell in new)
    copies = {path.name.partition(" 2")[0] for path in (city.home / "backups").iterdir()}
    assert copies == {"Điều phối"}  # as it was made, without any flag


def test_person_still_in_the_workbook_is_said(city: City) -> None:
    assert "vẫn còn người này" in forgotten(city, "--yes").stdout


def test_nothing_is_done_without_a_yes(city: City) -> None:
    before = list(everything(city))
    done = forgotten(city, answer="n\n")
    assert "1 bản lưu" in done.stdout and done.returncode == 1
    assert list(everything(city)) == before


@pytest.mark.parametrize("name", ["Dung", ""])
def test_part_of_a_name_is_refused(city: City, name: str) -> None:
    done = program("forget", NAMES[0], name, "--yes", cwd=city.home)
    assert done.returncode == 2 and "đủ họ và tên" in done.stderr


@pytest.mark.parametrize(
    "text, rest",
    [
        ("Bà Phạm Thị Dung vắng", "Bà … vắng"),
        ("PHẠM THỊ DUNG", "…"),
        ("Phạm  Thị Dung", "…"),
        ("Phạm Thị Dungg", "Phạm Thị Dungg"),
        ("gọi +84 912 000 005 nhé", "…"),
        ("912000004", "912000004"),
    ],
)
def test_what_speaks_of_a_person(text: str, rest: str) -> None:
    assert Mention(NAME, {"0912000005"}).without(text) == rest
