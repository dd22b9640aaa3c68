"""Reading one .xlsx: every kind of cell as text at its true place, and files that cannot be read."""

import datetime as dt
import io
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sync.xlsx_read import Unreadable, read_sheets, version

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def made(path: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.Workbook()
    change(book.active)
    book.save(path)
    return path


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def problem_of(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        read_sheets(path)
    return caught.value.problem


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (dt.date(2023, 3, 5), "05/03/2023"),
        (dt.datetime(2023, 3, 5, 14, 30), "05/03/2023"),
        (912345678.0, "912345678"),
        (84912345678, "84912345678"),
        (1.5, "1,5"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("  Khối 5 \n", "  Khối 5 \n"),
        ("0912345678", "0912345678"),
    ],
)
def test_cell_reads_as_text(tmp_path: Path, value: Any, shown: str) -> None:
    path = made(tmp_path / "a.xlsx", lambda sheet: sheet.__setitem__("A1", value))
    assert read_sheets(path)[0].rows == ((shown,),)


def test_first_cell_at_c4_keeps_its_row_and_column(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", lambda sheet: sheet.__setitem__("C4", "x"))
    assert read_sheets(path)[0].rows == (("", "", ""),) * 3 + (("", "", "x"),)


@pytest.mark.parametrize("quote", ['"', "'"])
def test_formula_errors_are_read_as_they_show(tmp_path: Path, quote: str) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["B2"] = "Tổ", "#REF!"
        sheet["B2"].data_type = "e"

    path = made(tmp_path / "a.xlsx", fill)
    rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b't="e"', f"t={quote}e{quote}".encode()),
    )
    assert read_sheets(path)[0].rows[1][1] == "#REF!"


def test_value_merged_down_one_column_stands_in_all_its_rows(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row, name in enumerate(("An", "Bình", "Cường"), 1):
            sheet.cell(row, 2).value = name
        sheet["A1"], sheet["D1"] = "Khối 1", "tiêu đề"
        sheet.merge_cells("A1:A3")
        sheet.merge_cells("D1:E1")

    rows = read_sheets(made(tmp_path / "a.xlsx", fill))[0].rows
    assert [row[0] for row in rows] == ["Khối 1"] * 3
    assert rows[0][3] == "tiêu đề"


def test_hidden_sheets_are_read_and_unwanted_ones_are_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = 1
    hidden = book.create_sheet("Ẩn")
    hidden["A1"], hidden.sheet_state = "x", "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [sheet.title for sheet in read_sheets(tmp_path / "a.xlsx")] == ["Sheet", "Ẩn"]
    assert [s.title for s in read_sheets(tmp_path / "a.xlsx", lambda title: title == "Ẩn")] == [
        "Ẩn"
    ]


def docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.xlsx", b"", "damaged"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 30, "damaged"),
        ("a.xlsx", b"chi la van ban", "not_workbook"),
        ("a.xlsx", b"%PDF-1.7", "not_workbook"),
        ("a.xlsx", docx(), "not_workbook"),
        ("a.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xls", OLE + b"\0" * 600 + "Workbook\0".encode("utf-16-le"), "old_format"),
        ("đổi tên.xlsx", OLE + b"\0" * 600 + "Workbook\0".encode("utf-16-le"), "old_format"),
    ],
)  # fmt: skip
def test_file_that_is_no_workbook_is_named(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert problem_of(tmp_path / name) == problem


def test_missing_file(tmp_path: Path) -> None:
    assert problem_of(tmp_path / "không có.xlsx") == "missing"


def test_truncated_workbook_is_damaged(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", lambda sheet: sheet.append(["x"] * 50))
    path.write_bytes(path.read_bytes()[:-200])
    assert problem_of(path) == "damaged"


def test_zip_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", lambda sheet: sheet.append(["x"]))
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 300_000_000)
    assert path.stat().st_size < 2_000_000
    assert problem_of(path) == "too_big"


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", lambda sheet: sheet.append(["x"]))
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + b"y" * 10_000 + b'">]>'
    rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: bomb + xml.replace(b"<v>0</v>", b"<v>" + b"&b;" * 1000 + b"</v>"),
    )
    try:
        text = "".join(cell for sheet in read_sheets(path) for row in sheet.rows for cell in row)
    except Unreadable:
        text = ""
    assert len(text) < 10_000


def test_name_in_either_form_of_unicode(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Phường Bến Thủy.xlsx")
    made(tmp_path / name, lambda sheet: sheet.append(["x"]))
    assert read_sheets(tmp_path / unicodedata.normalize("NFC", name))[0].rows == (("x",),)


def test_version_changes_with_the_content_and_reading_changes_nothing(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", lambda sheet: sheet.append(["x"]))
    first, content = version(path), path.read_bytes()
    read_sheets(path)
    assert (version(path), path.read_bytes()) == (first, content)
    made(path, lambda sheet: sheet.append(["y"]))
    assert version(path) != first
