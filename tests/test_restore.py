"""Going back: wards' workbooks as they were, and Điều phối made anew."""

import os
import stat
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from store.prune import forget_old_values
from store.repairs import repairs_done
from store.snapshots import snapshots
from store.store import Store
from sync.headers import own_sheets
from sync.xlsx_read import read_sheets
from tests.folders import NAMES, program
from tests.test_run import DAY, WARD, City, put, rows


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = City(tmp_path)
    made.run()
    return made


def restored(city: City, *words: str) -> Any:
    return program("restore", *words, cwd=city.home)


def add_own_tab(book: Any) -> None:
    sheet = book.create_sheet("Riêng của phường", 1)
    sheet.append(["=1+1 là hai", "", "ghi chú"])
    book.move_sheet("Hoạt động", -3)
    book["Thành viên"].insert_cols(2)
    book["Thành viên"]["B1"] = "Cột riêng"


def test_workbook_of_a_past_day_comes_back_as_the_ward_had_it(city: City) -> None:
    city.edit(WARD, add_own_tab)
    city.run(DAY + timedelta(days=1))
    before = own_sheets(read_sheets(city.wards / WARD))
    city.edit(WARD, lambda book: book["Thành viên"].delete_rows(2, 10))
    city.run(DAY + timedelta(days=2))
    done = restored(city, NAMES[0], "--at", "2023-04-04", "--to", "cũ.xlsx")
    assert done.returncode == 0, done.stderr
    made = city.home / "cũ.xlsx"
    assert list(read_sheets(made)) == before
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert openpyxl.load_workbook(made)["Danh sách tổ"]["E2"].is_date


def test_nothing_is_ever_overwritten(city: City) -> None:
    (city.home / "có rồi.xlsx").write_text("của tôi")
    done = restored(city, NAMES[0], "--at", "2023-04-04", "--to", "có rồi.xlsx")
    assert done.returncode == 2 and "Đã có tệp" in done.stderr
    assert (city.home / "có rồi.xlsx").read_text() == "của tôi"
    assert not list(city.home.glob("~so-to-*"))


def test_list_shows_each_change_once_with_the_rows_of_its_tabs(city: City) -> None:
    city.run(DAY + timedelta(days=1))
    city.edit(WARD, lambda book: book["Thành viên"].delete_rows(2, 10))
    city.run(DAY + timedelta(days=2))
    lines = restored(city, NAMES[0], "--list").stdout.splitlines()
    assert [line.split(" · ")[1] for line in lines] == ["05/04/2023 20:00", "03/04/2023 20:00"]
    assert ["Thành viên 7 dòng" in line for line in lines] == [True, False]
    assert len(restored(city, "--list").stdout.splitlines()) == 4


@pytest.mark.parametrize(
    "words, said",
    [
        (["Phường Bến Thuỷ", "--at", "2023-04-01"], "Không có bản lưu nào"),
        (["Phường Bến Thủi", "--at", "2023-04-03"], "Có phải là «Phường Bến Thủy»?"),
        ([NAMES[0], "--at", "hôm qua"], "ghi dạng 2023-04-03"),
        ([NAMES[0]], "--list"),
    ],
)
def test_what_cannot_be_done_is_said(city: City, words: list[str], said: str) -> None:
    done = restored(city, *words)
    assert done.returncode == 2 and said in done.stderr


def test_tab_that_lost_rows_names_the_day_to_go_back_to_until_they_are_back(city: City) -> None:
    whole = (city.wards / WARD).read_bytes()
    city.edit(WARD, lambda book: book["Thành viên"].delete_rows(6, 10))
    for day in (4, 5, 9):
        city.run(date(2023, 4, day))
        line = next(line for line in city.todo() if line["Mã quy tắc"] == "ST04")
        assert line["Vấn đề"] == (
            "Trang Thành viên còn 6 dòng, ít hơn nhiều so với 16 dòng ngày 03/04/2023."
        )
        assert "bản lưu ngày 03/04/2023" in line["Cách sửa"]
    done = restored(city, NAMES[0], "--at", "2023-04-03", "--to", "cũ.xlsx")
    assert done.returncode == 0, done.stderr
    (city.wards / WARD).write_bytes(whole)
    city.run(date(2023, 4, 10))
    assert city.flags()["ST04"] == "closed"


def test_lost_rows_that_the_city_accepts_are_asked_for_no_more(city: City) -> None:
    city.edit(WARD, lambda book: book["Thành viên"].delete_rows(6, 10))
    city.run(date(2023, 4, 4))
    rules = [line["Mã quy tắc"] for line in city.follow_up()]
    at = rules.index("ST04") + 2

    def accept(book: Any) -> None:
        put("Theo dõi", at, 1, "Hướng xử lý", "Đồng ý giữ nguyên")(book)
        put("Theo dõi", at, 1, "Ý kiến của thành phố", "Đã sáp nhập khối")(book)

    city.edit("Điều phối.xlsx", accept, city.home)
    city.run(date(2023, 4, 5))
    assert city.flags()["ST04"] == "excepted"
    city.run(date(2023, 4, 6))
    assert city.flags()["ST04"] == "closed"


def test_ward_as_it_was_before_its_tick_was_carried_out_is_kept(city: City) -> None:
    city.edit(WARD, put("Cần sửa", 3, 2, "Đồng ý sửa", "x"))
    city.edit(WARD, put("Thành viên", 6, 1, "Ghi chú", "mới"))
    city.run(date(2023, 4, 4))
    with Store.opened(city.config.store_url) as store:
        kept = snapshots(store, "phuong-ben-thuy")
        assert repairs_done(store)[["old", "new"]].values.tolist() == [["912000005", "0912000005"]]
    assert len(kept) == 3


def test_old_values_go_after_the_policys_days_and_counts_stay(city: City) -> None:
    city.edit(WARD, put("Cần sửa", 3, 2, "Đồng ý sửa", "x"))
    city.run(date(2023, 4, 4))
    city.run(date(2023, 5, 5))
    with Store.opened(city.config.store_url) as store:
        assert [(one.unit, one.at.date()) for one in snapshots(store, "phuong-ben-thuy")] == [
            ("phuong-ben-thuy", date(2023, 4, 4))
        ]
        flags = store.flags().set_index("rule")
        assert dict(flags.loc["FM06", ["value", "suggestion", "closed"]]) == {
            "value": "", "suggestion": "", "closed": date(2023, 4, 4),
        }  # fmt: skip
        assert repairs_done(store).empty
        assert not any("912" in text for text in store.shown_events(99)["detail"])
    assert restored(city, NAMES[0], "--at", "2023-05-01", "--to", "a.xlsx").returncode == 0


def test_copies_of_workbooks_go_after_the_policys_days(city: City) -> None:
    copies = sorted((city.home / "backups").iterdir())
    old = DAY - timedelta(days=40)
    stamp = (old - date(1970, 1, 1)).total_seconds()
    os.utime(copies[0], (stamp, stamp))
    city.run(DAY + timedelta(days=1))
    assert copies[0] not in (city.home / "backups").iterdir()


def test_unchanged_content_is_kept_once(city: City) -> None:
    with Store.opened(city.config.store_url) as store:
        tabs = [digest for one in snapshots(store) for _, digest in one.tabs]
        assert len(set(tabs)) < len(tabs)
        much_later = datetime.combine(DAY, time(), city.config.zone) + timedelta(days=400)
        forget_old_values(store, much_later)
        assert len(snapshots(store)) == len(NAMES)


# --- Điều phối ---------------------------------------------------------------------------------


def decide(city: City) -> None:
    def change(book: Any) -> None:
        put("Theo dõi", 2, 1, "Hướng xử lý", "Đồng ý giữ nguyên")(book)
        put("Theo dõi", 2, 1, "Ý kiến của thành phố", "Số nội bộ")(book)
        put("Theo dõi", 2, 1, "Chuyên viên", "Lê An")(book)
        for at, value in enumerate(("Lê Lãnh Đạo", "ld@vi-du.vn", "Kỹ thuật"), 1):
            book["Người nhận"].cell(2, at).value = value
        put("Đơn vị", 2, 1, "Email", "ben-thuy@vi-du.vn")(book)

    city.edit("Điều phối.xlsx", change, city.home)
    city.run(date(2023, 4, 4))


@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_lost_register_comes_back_with_its_units_people_decisions_and_log(
    city: City, harm: str
) -> None:
    decide(city)
    register = city.home / "Điều phối.xlsx"
    tabs = ("Đơn vị", "Người nhận", "Theo dõi", "Nhật ký")
    before = {tab: rows(register, tab, 1) for tab in tabs}
    if harm == "damaged":
        register.write_bytes(b"PK\x03\x04 cut off")
        assert not city.run(date(2023, 4, 5)).read.trusted
        refused = restored(city, "Điều phối")
        assert refused.returncode == 2 and "Chuyển tệp cũ" in refused.stderr
    register.unlink()
    done = restored(city, "điều phối")
    assert done.returncode == 0, done.stderr
    assert {tab: rows(register, tab, 1) for tab in tabs} == before
    outcome = city.run(date(2023, 4, 6))
    assert outcome.read.trusted and city.flags() == {"FM06": "excepted"}
    assert rows(register, "Tổng hợp", 1)


def test_register_goes_elsewhere_on_demand(city: City) -> None:
    done = restored(city, "Điều phối", "--to", "bản mới.xlsx")
    assert done.returncode == 0 and (city.home / "bản mới.xlsx").exists()
