"""`provision` for a folder: what is missing is made, what is there is never written over."""

from pathlib import Path

import openpyxl
import pytest

from sync.headers import find_sheet
from sync.register import read_register
from sync.schema import REGISTER_UNITS
from sync.xlsx_read import read_sheets
from tests.folders import program
from tests.provisioning import BEN_THUY, NGHI_PHU, UNITS, provision

CONFIG = '[source]\nfolder = "wards"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    return tmp_path


def begin(home: Path, text: str = UNITS) -> str:
    (home / "units.csv").write_text(text, encoding="utf-8")
    said = provision(home, "--units", str(home / "units.csv"))
    assert said.code == 0, said.text
    return said.text


def test_from_nothing_but_a_list(home: Path) -> None:
    said = begin(home)
    assert "3 bảng tính: đã tạo 3" in said
    assert sorted(path.name for path in (home / "wards").iterdir()) == [
        f"{BEN_THUY}.xlsx", f"{NGHI_PHU}.xlsx",
    ]  # fmt: skip
    register = read_register(home / "Điều phối.xlsx")
    assert [(u.name, u.hamlets, u.code) for u in register.units] == [
        (BEN_THUY, 3, "phuong-ben-thuy"), (NGHI_PHU, 2, "xa-nghi-phu"),
    ]  # fmt: skip


def test_a_second_time_nothing_changes(home: Path) -> None:
    begin(home)
    before = {path: path.read_bytes() for path in home.rglob("*.xlsx")}
    assert "không phải làm gì 3" in begin(home)
    assert {path: path.read_bytes() for path in home.rglob("*.xlsx")} == before


def test_dry_run_makes_nothing(home: Path) -> None:
    said = provision(home, "--units", str(home / "units.csv"), "--dry-run")
    assert said.code == 0 and "sẽ tạo 3" in said.text
    assert list(home.rglob("*.xlsx")) == [] and not (home / "wards").exists()


def test_units_that_come_later_stand_below_the_others(home: Path) -> None:
    begin(home)
    path = home / "Điều phối.xlsx"
    book = openpyxl.load_workbook(path)
    book["Đơn vị"]["G2"] = "Phan Thị Lan"
    book["Đơn vị"]["F3"] = None
    book.save(path)
    said = begin(home, UNITS + "Phường Vinh Tân;Phường;9;vt@vi-du.vn\n")
    assert "Điều phối: thêm Phường Vinh Tân; ghi thêm vào các ô còn trống." in said
    first, second, third = read_register(path).units
    assert (first.coordinator, second.emails) == (
        "Phan Thị Lan",
        ("nghiphu@vinh.vi-du.vn", "nghiphu2@vinh.vi-du.vn"),
    )
    assert (third.name, third.hamlets, third.code) == ("Phường Vinh Tân", 9, "phuong-vinh-tan")
    assert (home / "wards" / "Phường Vinh Tân.xlsx").exists()
    assert list((home / "backups").iterdir())
    cells = openpyxl.load_workbook(path)["Đơn vị"]
    assert cells["A4"].font.name == cells["A3"].font.name == "Arial"


def test_a_register_open_in_excel_is_left_alone(home: Path) -> None:
    begin(home)
    (home / "~$Điều phối.xlsx").touch()
    before = (home / "Điều phối.xlsx").read_bytes()
    (home / "units.csv").write_text(UNITS + "Phường Vinh Tân;Phường;9;vt@vi-du.vn\n", encoding="utf-8")  # fmt: skip
    said = provision(home, "--units", str(home / "units.csv"))
    assert said.code == 1 and "Điều phối: bảng tính đang mở trong Excel" in said.text
    assert (home / "Điều phối.xlsx").read_bytes() == before


def test_a_workbook_of_a_ward_is_never_written_over(home: Path) -> None:
    begin(home)
    path = home / "wards" / f"{BEN_THUY}.xlsx"
    book = openpyxl.load_workbook(path)
    book["Thành viên"]["C2"] = "Trần Thị Hoa"
    book.save(path)
    (home / "wards" / f"{NGHI_PHU}.xlsx").unlink()
    assert "đã tạo 1" in begin(home)
    sheet = find_sheet(read_sheets(path), REGISTER_UNITS)
    assert sheet is not None
    assert openpyxl.load_workbook(path)["Thành viên"]["C2"].value == "Trần Thị Hoa"


def test_without_any_list_it_is_said_what_to_write(home: Path) -> None:
    said = provision(home)
    assert said.code == 2 and "--units" in said.text


def test_a_register_that_is_gone_is_not_begun_anew(home: Path) -> None:
    begin(home)
    done = program("run", "--as-of", "2023-04-03", cwd=home)
    assert done.returncode == 0, done.stderr
    (home / "Điều phối.xlsx").unlink()
    said = provision(home, "--units", str(home / "units.csv"))
    assert said.code == 2 and "restore" in said.text
    assert not (home / "Điều phối.xlsx").exists()


def test_with_a_folder_and_no_config(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    done = program("provision", "--units", "units.csv", "--folder", "wards", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    names = sorted(path.name for path in (tmp_path / "wards").iterdir())
    assert names == [f"{BEN_THUY}.xlsx", f"{NGHI_PHU}.xlsx", "Điều phối.xlsx"]


def test_a_list_that_is_not_there(home: Path) -> None:
    done = program("provision", "--units", "khong-co.csv", cwd=home)
    assert done.returncode == 2 and "khong-co.csv" in done.stderr and "Traceback" not in done.stderr
