"""Whose workbook a file is, with a register, without one, and for `check PATH…`."""

import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from shapes import Unit
from sync.folder import Folder, find_register
from sync.register import unit_code
from sync.xlsx_make import make_register, make_ward
from tests.cities import ALL, BEN_THUY, CUA_NAM, HUNG_HOA, backend, bare, new_city, register, units
from tests.workbooks import edited, members


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return new_city(tmp_path)


def test_every_unit_of_the_register_has_its_workbook_and_a_version(city: Path) -> None:
    known = backend(city).units()
    assert known.problem == "" and known.version
    assert [unit.ref for unit in known.units] == [f"{unit.name}.xlsx" for unit in ALL]
    assert all(unit.version and not unit.problem for unit in known.units)
    assert [recipient.role for recipient in known.recipients] == ["technician"]


def test_a_version_changes_with_the_workbook_and_only_with_it(city: Path) -> None:
    before = units(city)
    os.utime(city / "wards" / "Phường Bến Thủy.xlsx")
    assert units(city) == before
    with edited(city / "wards" / "Phường Cửa Nam.xlsx") as book:
        book["Thành viên"]["C2"].value = "Hồ Thị Mai"
    after = units(city)
    changed = [code for code in after if after[code].version != before[code].version]
    assert changed == ["phuong-cua-nam"]


@pytest.mark.parametrize(
    "link",
    [
        "sổ bến thủy.xlsx",
        "Sổ Bến Thủy",
        "C:\\Dùng chung\\wards\\Sổ Bến Thủy.xlsx",
        "wards/Sổ Bến Thủy.xlsx",
        "https://vi-du.vn/tep/S%E1%BB%95%20B%E1%BA%BFn%20Th%E1%BB%A7y.xlsx?web=1",
        unicodedata.normalize("NFD", "Sổ Bến Thủy.xlsx"),
    ],
)
def test_the_link_of_the_register_goes_before_names(city: Path, link: str) -> None:
    wards = city / "wards"
    make_ward(wards / "Sổ Bến Thủy.xlsx", CUA_NAM)
    register(city, (replace(BEN_THUY, ref=link), CUA_NAM, HUNG_HOA))
    one = backend(city)
    known = {unit.code: unit for unit in one.units().units}
    assert known["phuong-ben-thuy"].ref == "Sổ Bến Thủy.xlsx"
    assert known["phuong-cua-nam"].ref == "Phường Cửa Nam.xlsx"
    assert one.strays() == ["Phường Bến Thủy.xlsx"]


def test_the_unit_named_inside_goes_before_the_files_name(city: Path) -> None:
    (city / "wards" / "Phường Bến Thủy.xlsx").unlink()
    (city / "wards" / "Phường Cửa Nam.xlsx").unlink()
    bare(city / "wards" / "so theo doi.xlsx", "PHƯỜNG  BẾN THUỶ")
    bare(city / "wards" / "Phường Cửa Nam.xlsx")
    known = units(city)
    assert known["phuong-ben-thuy"].ref == "so theo doi.xlsx"
    assert known["phuong-cua-nam"].ref == "Phường Cửa Nam.xlsx"


def test_names_as_macos_spells_them_are_found(city: Path) -> None:
    wards = city / "wards"
    name = unicodedata.normalize("NFD", "Phường Bến Thủy.xlsx")
    (wards / "Phường Bến Thủy.xlsx").rename(wards / name)
    unit = units(city)["phuong-ben-thuy"]
    assert unit.ref == name and not unit.problem
    assert not next(iter(backend(city).pull([unit]))).problem


def test_two_workbooks_for_one_unit_are_a_problem(city: Path) -> None:
    make_ward(city / "wards" / "Phường Bến Thủy (1).xlsx", BEN_THUY)
    unit = units(city)["phuong-ben-thuy"]
    assert (unit.problem, unit.ref) == ("two_workbooks", "")
    assert unit.detail == "Phường Bến Thủy (1).xlsx, Phường Bến Thủy.xlsx"
    assert next(iter(backend(city).pull([unit]))).problem == "two_workbooks"


def test_of_two_workbooks_the_linked_one_counts(city: Path) -> None:
    make_ward(city / "wards" / "Phường Bến Thủy (1).xlsx", BEN_THUY)
    register(city, (replace(BEN_THUY, ref="Phường Bến Thủy.xlsx"), CUA_NAM, HUNG_HOA))
    one = backend(city)
    assert one.units().units[0].ref == "Phường Bến Thủy.xlsx"
    assert one.strays() == ["Phường Bến Thủy (1).xlsx"]


def test_two_units_never_have_one_workbook(city: Path) -> None:
    linked = replace(CUA_NAM, ref="Phường Bến Thủy.xlsx")
    register(city, (replace(BEN_THUY, ref="Phường Bến Thủy.xlsx"), linked, HUNG_HOA))
    known = units(city)
    assert known["phuong-ben-thuy"].ref == "Phường Bến Thủy.xlsx"
    assert known["phuong-cua-nam"].ref == "Phường Cửa Nam.xlsx"


def test_a_unit_without_a_file_is_missing(city: Path) -> None:
    (city / "wards" / "Phường Cửa Nam.xlsx").unlink()
    unit = units(city)["phuong-cua-nam"]
    assert (unit.problem, unit.ref, unit.version) == ("missing", "", "")


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".csv"])
def test_a_ward_in_an_old_format_is_told_so(city: Path, suffix: str) -> None:
    old = (city / "wards" / "Phường Cửa Nam.xlsx").with_suffix(suffix)
    (city / "wards" / "Phường Cửa Nam.xlsx").rename(old)
    unit = units(city)["phuong-cua-nam"]
    assert (unit.problem, unit.detail) == ("old_format", old.name)
    assert next(iter(backend(city).pull([unit]))).problem == "old_format"


def test_an_old_file_beside_the_workbook_is_a_stray(city: Path) -> None:
    (city / "wards" / "Phường Cửa Nam.xls").write_bytes(b"")
    one = backend(city)
    assert not one.units().units[1].problem
    assert one.strays() == ["Phường Cửa Nam.xls"]


@pytest.mark.parametrize(
    "name",
    [
        "Cần sửa - Phường Bến Thủy.xlsx",
        unicodedata.normalize("NFD", "Cần sửa - Phường Bến Thủy.xlsx"),
        "~$Phường Bến Thủy.xlsx",
        "~so-to-Phường Bến Thủy.xlsx",
        ".~lock.Phường Bến Thủy.xlsx",
        ".Phường Bến Thủy.xlsx",
        "Điều phối.xlsx",
        "Điều phối (bản cũ).xlsx",
        "Phường Bến Thủy.docx",
    ],
)
def test_these_files_are_never_wards(city: Path, name: str) -> None:
    bare(city / "wards" / "x.xlsx", "Phường Bến Thủy")
    (city / "wards" / "x.xlsx").rename(city / "wards" / name)
    one = backend(city)
    assert not [unit.problem for unit in one.units().units if unit.problem]
    assert one.strays() == []


def test_folders_inside_are_not_looked_into(city: Path) -> None:
    (city / "wards" / "backups").mkdir()
    bare(city / "wards" / "backups" / "Phường Bến Thủy.xlsx", "Phường Bến Thủy")
    (city / "wards" / "Phường Lạ.xlsx").mkdir()
    assert not units(city)["phuong-ben-thuy"].problem


def test_a_damaged_file_is_known_by_its_name_and_stops_nobody(city: Path) -> None:
    (city / "wards" / "Phường Cửa Nam.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    one = backend(city)
    known = one.units().units
    assert [unit.ref for unit in known] == [f"{unit.name}.xlsx" for unit in ALL]
    assert [book.problem for book in one.pull(known)] == ["", "damaged", ""]


def test_without_a_register_the_files_say_which_units_there_are(city: Path) -> None:
    (city / "Điều phối.xlsx").unlink()
    bare(city / "wards" / "Thị trấn Quán Hành.xlsx")
    (city / "wards" / "Báo cáo.csv").write_text("x")
    (city / "wards" / "Xã Nghi Kim.xls").write_bytes(b"")
    known = backend(city).units()
    assert known.problem == "missing"
    assert {(u.code, u.name, u.kind, u.problem) for u in known.units} == {
        ("phuong-ben-thuy", "Phường Bến Thủy", "ward", ""),
        ("phuong-cua-nam", "Phường Cửa Nam", "ward", ""),
        ("xa-hung-hoa", "Xã Hưng Hòa", "commune", ""),
        ("thi-tran-quan-hanh", "Thị trấn Quán Hành", "ward", ""),
        ("xa-nghi-kim", "Xã Nghi Kim", "commune", "old_format"),
    }


def test_with_a_damaged_register_the_units_last_known_are_used(city: Path) -> None:
    (city / "Điều phối.xlsx").write_bytes(b"PK no")
    known = backend(city).units([replace(BEN_THUY, code="cu"), CUA_NAM])
    assert known.problem == "damaged"
    assert [(unit.code, unit.ref) for unit in known.units] == [
        ("cu", "Phường Bến Thủy.xlsx"),
        ("phuong-cua-nam", "Phường Cửa Nam.xlsx"),
    ]


def test_a_folder_that_cannot_be_read_is_not_twenty_missing_wards(city: Path) -> None:
    one = Folder(city / "not here", city / "Điều phối.xlsx", city / "backups")
    known = one.units()
    assert (known.problem, known.detail) == ("no_folder", str(city / "not here"))
    assert [unit.problem for unit in known.units] == ["", "", ""]


@pytest.mark.parametrize(
    "name, code",
    [
        ("Phường Bến Thủy", "phuong-ben-thuy"),
        ("Xã Hưng Hoà ", "xa-hung-hoa"),
        ("P. Đội Cung (mới)", "p-doi-cung-moi"),
        ("???", "don-vi"),
    ],
)
def test_codes_are_slugs(name: str, code: str) -> None:
    assert unit_code(name) == code


def test_of_a_single_file_only_its_unit_is_known(city: Path) -> None:
    known = Folder.of_paths([city / "wards" / "Phường Cửa Nam.xlsx"]).units()
    assert [(unit.code, unit.hamlets) for unit in known.units] == [("phuong-cua-nam", 2)]
    assert known.problem == ""


def test_of_a_folder_all_units_of_the_register_are_known(city: Path) -> None:
    (city / "wards" / "Xã Hưng Hòa.xlsx").unlink()
    one = Folder.of_paths([city / "wards"])
    known = one.units()
    assert [unit.problem for unit in known.units] == ["", "", "missing"]
    assert [book.problem for book in one.pull(known.units)] == ["", "", "missing"]


def test_the_register_in_the_folder_goes_before_the_one_above(city: Path) -> None:
    make_register(city / "wards" / "Điều phối.xlsx", (CUA_NAM,), ())
    known = Folder.of_paths([city / "wards"]).units()
    assert [unit.code for unit in known.units] == ["phuong-cua-nam"]
    assert find_register(city / "wards") == city / "wards" / "Điều phối.xlsx"


def test_files_and_folders_may_be_mixed(city: Path, tmp_path: Path) -> None:
    other = tmp_path / "khác"
    other.mkdir()
    make_ward(other / "Phường Lạ.xlsx", Unit("x", "Phường Lạ"), {"members": members()})
    (city / "wards" / "Xã Hưng Hòa.xlsx").rename(other / "Xã Hưng Hòa.xlsx")
    one = Folder.of_paths([city / "wards", other / "Phường Lạ.xlsx", other / "Xã Hưng Hòa.xlsx"])
    known = one.units().units
    assert [(unit.name, unit.problem) for unit in known] == [
        ("Phường Bến Thủy", ""), ("Phường Cửa Nam", ""), ("Xã Hưng Hòa", ""), ("Phường Lạ", ""),
    ]  # fmt: skip
    assert [len(book.sheets) > 0 for book in one.pull(known)] == [True] * 4


def test_a_file_that_is_not_there_is_a_missing_unit(tmp_path: Path) -> None:
    one = Folder.of_paths([tmp_path / "Phường Ma.xlsx"])
    known = one.units().units
    assert [(unit.name, unit.problem) for unit in known] == [("Phường Ma", "missing")]
    assert [book.problem for book in one.pull(known)] == ["missing"]


def test_one_file_without_register_of_any_name_is_checked(tmp_path: Path) -> None:
    make_ward(tmp_path / "thu.xlsx", Unit("", ""), {"members": members()})
    one = Folder.of_paths([tmp_path / "thu.xlsx"])
    known = one.units()
    assert [(unit.name, unit.problem) for unit in known.units] == [("thu", "")]
    assert not next(iter(one.pull(known.units))).problem
