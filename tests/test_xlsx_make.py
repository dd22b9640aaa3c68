"""Making workbooks: what is written reads back, text stays text, and the features survive."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from shapes import Recipient, Unit
from sync.headers import find_header, find_profile, find_sheet
from sync.register import read_register
from sync.schema import GUIDE_TITLE, MEMBERS, TEAMS, TODO, UNITS, WARD
from sync.xlsx_make import make_register, make_template, make_ward
from sync.xlsx_read import read_sheets

WARD_UNIT = Unit("phuong-a", "Phường A", hamlets=3)
PEOPLE = pd.DataFrame(
    {
        "team": ["Cấp phường", "Khối 1"],
        "name": ["Trần Thị Hoa", '=IMPORTXML("x")'],
        "title": ["+1", "@x"],
        "role": ["Tổ trưởng", "Tổ viên"],
        "phone": ["0912345678", "-1"],
    }
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("make") / "Phường A.xlsx"
    make_ward(made, WARD_UNIT, {"members": PEOPLE})
    return made


def test_tabs_stand_in_order_with_their_headers(path: Path) -> None:
    sheets = read_sheets(path)
    assert [sheet.title for sheet in sheets] == [
        GUIDE_TITLE,
        *(tab.title for tab in WARD),
        TODO.title,
    ]
    for tab in WARD[1:]:
        sheet = find_sheet(sheets, tab)
        assert sheet is not None
        assert list(find_header(sheet, tab).columns) == [column.field for column in tab.columns]
        starred = [cell.endswith(" *") for cell in sheet.rows[0]]
        assert starred == [column.required for column in tab.columns]


def test_rows_read_back_as_they_were_typed(path: Path) -> None:
    sheet = find_sheet(read_sheets(path), MEMBERS)
    assert sheet is not None
    at = find_header(sheet, MEMBERS).columns
    read = [{name: row[at[str(name)]] for name in PEOPLE} for row in sheet.rows[1:3]]
    assert read == PEOPLE.to_dict("records")


def test_nothing_typed_becomes_a_formula(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        sheets = {
            name: package.read(name) for name in package.namelist() if "worksheets/sheet" in name
        }
    cells = [re.search(rb"<sheetData>.*</sheetData>", xml, re.S) for xml in sheets.values()]
    assert not any(found and b"<f>" in found[0] for found in cells)


@pytest.mark.parametrize(
    ("unit", "names"),
    [
        (WARD_UNIT, ["Cấp phường", "Khối 1", "Khối 2", "Khối 3"]),
        (Unit("xa-b", "Xã B", "commune", hamlets=2), ["Cấp xã", "Xóm 1", "Xóm 2"]),
        (Unit("xa-c", "Xã C", "commune", hamlet_names=("Xóm Kim Tân",)), ["Cấp xã", "Xóm Kim Tân"]),
    ],
)
def test_teams_are_prefilled(tmp_path: Path, unit: Unit, names: list[str]) -> None:
    make_ward(tmp_path / "a.xlsx", unit)
    sheets = read_sheets(tmp_path / "a.xlsx")
    teams, profile = find_sheet(sheets, TEAMS), find_sheet(sheets, UNITS)
    assert teams is not None and profile is not None
    assert [row[1] for row in teams.rows[1 : len(names) + 1]] == names
    assert find_profile(profile, UNITS)["name"][1] == unit.name


def test_same_input_gives_the_same_bytes(tmp_path: Path, path: Path) -> None:
    make_ward(tmp_path / "again.xlsx", WARD_UNIT, {"members": PEOPLE})
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_data_cells_have_no_fill_and_phones_are_text(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Thành viên"]
    assert all(cell.fill.fill_type is None for row in sheet["A2:M40"] for cell in row)
    assert sheet["F2"].number_format == "@"


def test_features_are_classic_and_survive_a_rewriting(tmp_path: Path, path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        assert not any(
            b"x14:" in package.read(name) for name in package.namelist() if name.endswith(".xml")
        )
    book = openpyxl.load_workbook(path)
    before = _features(book)
    book.save(tmp_path / "again.xlsx")
    assert _features(openpyxl.load_workbook(tmp_path / "again.xlsx")) == before
    assert before["Thành viên"][0] >= 5 and before["Thành viên"][1] >= 1 and before["Thành viên"][2]
    assert list(book.defined_names)


def _features(book: openpyxl.Workbook) -> dict[str, tuple[int, int, object]]:
    return {
        sheet.title: (
            len(sheet.data_validations.dataValidation),
            len(sheet.conditional_formatting),
            sheet.freeze_panes,
        )
        for sheet in book.worksheets
    }


def test_template_is_nobodys(tmp_path: Path) -> None:
    make_template(tmp_path / "Mẫu.xlsx")
    profile = find_sheet(read_sheets(tmp_path / "Mẫu.xlsx"), UNITS)
    assert profile is not None and find_profile(profile, UNITS)["name"][1] == ""


def test_register_reads_back(tmp_path: Path) -> None:
    units = [
        Unit("phuong-a", "Phường A", ref="A.xlsx", hamlets=3, emails=("a@vi-du.vn",)),
        Unit("xa-b", "Xã B", "commune"),
    ]
    people = [Recipient("Lê Nam", "nam@vi-du.vn", "leaders", "weekly")]
    make_register(tmp_path / "Điều phối.xlsx", units, people)
    register = read_register(tmp_path / "Điều phối.xlsx")
    assert (register.problem, register.units, register.recipients) == (
        "",
        tuple(units),
        tuple(people),
    )


def test_failed_writing_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "có sẵn"
    target.mkdir()
    (target / "tệp").write_text("x")
    with pytest.raises(OSError):
        make_ward(target, WARD_UNIT)
    assert [path.name for path in tmp_path.iterdir()] == ["có sẵn"]
