"""Marking one ward's workbook: what people wrote, drew and set up stays theirs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from sync.answers import read_answers
from sync.notes import AUTHOR, is_ours, signed
from sync.xlsx_read import read_sheets
from tests.workbooks import (
    RED,
    answer,
    data_of,
    edited,
    fill_of,
    flag,
    new_ward,
    part_of,
    parts,
    push,
    sheet_of,
    todo,
    with_parts,
)

YELLOW = PatternFill("solid", fgColor="FFFFFF00")


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    return new_ward(tmp_path / "wards")


def test_ticks_and_words_stay_with_their_flag_however_rows_move(ward: Path) -> None:
    push(ward, [flag("a"), flag("b", 3), flag("c", 4)])
    answer(ward, "a", agreed="x")
    answer(ward, "c", comment="Đã hỏi lại, số này đúng")
    push(ward, [flag("c", 4), flag("d", 5), flag("a")])
    rows = {row["id"]: (row["agreed"], row["comment"]) for row in todo(ward)}
    assert rows == {"c": (None, "Đã hỏi lại, số này đúng"), "d": (None, None), "a": ("x", None)}


def test_answers_stay_when_people_sort_rows_and_move_columns(ward: Path) -> None:
    flags = [flag("a"), flag("b", 3)]
    push(ward, flags)
    answer(ward, "b", comment="Ý kiến")
    with edited(ward) as book:
        sheet = book["Cần sửa"]
        for row in sheet.iter_rows(min_row=2, max_row=4):
            row[0].value, row[8].value = row[8].value, row[0].value
        first, second = ([c.value for c in sheet[n]] for n in (3, 4))
        for cell, one, two in zip(range(1, 15), first, second, strict=True):
            sheet.cell(4, cell).value, sheet.cell(3, cell).value = one, two
    assert push(ward, flags).outcome == "written"
    answers = read_answers(read_sheets(ward))
    assert dict(zip(answers["id"], answers["comment"], strict=True)) == {"a": "", "b": "Ý kiến"}
    assert push(ward, flags).outcome == "unchanged"


def test_a_tick_is_not_taken_for_another_suggestion(ward: Path) -> None:
    push(ward, [flag("a")])
    answer(ward, "a", agreed="x", comment="sửa giúp")
    push(ward, [flag("a", suggestion="0987654321")])
    row = todo(ward)[0]
    assert (row["agreed"], row["comment"]) == (None, "sửa giúp")


def test_an_answer_goes_with_its_flag(ward: Path) -> None:
    push(ward, [flag("a"), flag("b", 3)])
    answer(ward, "a", comment="xong")
    push(ward, [flag("b", 3)])
    assert [(row["id"], row["comment"]) for row in todo(ward)] == [("b", None)]


def test_a_line_that_somebody_added_stays_below_the_rows(ward: Path) -> None:
    push(ward, [flag("a"), flag("b", 3)])
    with edited(ward) as book:
        book["Cần sửa"]["D5"].value = "Nhờ chị Lan xem giúp"
        book["Cần sửa"]["H6"].value = "=1+1"
        book["Cần sửa"]["H6"].data_type = "s"
    push(ward, [flag("a"), flag("b", 3), flag("c", 4)])
    sheet = sheet_of(ward, "Cần sửa")
    assert [sheet[f"N{n}"].value for n in (3, 4, 5, 6)] == ["a", "b", "c", None]
    assert (sheet["D6"].value, sheet["H7"].value) == ("Nhờ chị Lan xem giúp", "=1+1")
    assert push(ward, [flag("a"), flag("b", 3), flag("c", 4)]).outcome == "unchanged"


def test_peoples_columns_notes_and_fills_in_the_tab_go_with_the_row(ward: Path) -> None:
    push(ward, [flag("a"), flag("b", 3)])
    with edited(ward) as book:
        sheet = book["Cần sửa"]
        sheet["O2"].value, sheet["O4"].value = "Người làm", "Hoa"
        sheet["D4"].comment = Comment("xem lại", "Hoa")
        sheet["D4"].fill = YELLOW
    push(ward, [flag("b", 3), flag("a")])
    sheet = sheet_of(ward, "Cần sửa")
    assert (sheet["O3"].value, sheet["O4"].value) == ("Hoa", None)
    assert (sheet["D3"].comment.text, fill_of(sheet["D3"])) == ("xem lại", "FFFF00")
    assert sheet["D4"].comment is None and fill_of(sheet["D4"]) == ""


def test_a_copied_row_does_not_lose_what_stands_only_in_the_copy(ward: Path) -> None:
    push(ward, [flag("a")])
    with edited(ward) as book:
        sheet = book["Cần sửa"]
        for cell in sheet[3]:
            sheet.cell(4, cell.column).value = cell.value
        sheet["H4"].value = "chỉ ở bản sao"
    push(ward, [flag("a"), flag("b", 3)])
    assert [(row["id"], row["comment"]) for row in todo(ward)] == [
        ("a", "chỉ ở bản sao"),
        ("b", None),
    ]


def test_a_persons_note_is_never_overwritten_or_cleared(ward: Path) -> None:
    with edited(ward) as book:
        book["Thành viên"]["F2"].comment = Comment("Số của con trai bác Hoa", "Hoa")
    push(ward, [flag("a")])
    cell = sheet_of(ward)["F2"]
    assert (cell.comment.text, cell.comment.author) == ("Số của con trai bác Hoa", "Hoa")
    assert fill_of(cell) == RED
    push(ward, [])
    cell = sheet_of(ward)["F2"]
    assert (cell.comment.text, fill_of(cell)) == ("Số của con trai bác Hoa", "")


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text + "\nĐã gọi, bác bảo số này đúng",
        lambda text: text.replace("912340000", "912340001"),
        lambda text: "Hoa: " + text,
        lambda text: text.splitlines()[0],
    ],
    ids=["below", "inside", "before", "cut"],
)
def test_a_note_of_ours_that_a_person_has_edited_is_theirs(
    ward: Path, edit: Callable[[str], str]
) -> None:
    push(ward, [flag("a")])
    with edited(ward) as book:
        cell = book["Thành viên"]["F2"]
        text = edit(cell.comment.text)
        cell.comment = Comment(text, cell.comment.author)
    push(ward, [flag("a", message="khác")])
    assert sheet_of(ward)["F2"].comment.text == text
    push(ward, [])
    cell = sheet_of(ward)["F2"]
    assert (cell.comment.text, fill_of(cell)) == (text, "")


def test_a_note_is_ours_only_with_author_code_and_signature() -> None:
    ours = signed("FM06. Thiếu số 0.\nSửa thành 091.")
    assert is_ours(AUTHOR, ours)
    assert is_ours(AUTHOR, ours.replace("\n", "\r\n") + "\n")
    assert is_ours("", ours), "LibreOffice forgets authors"
    assert not is_ours("Hoa", ours)
    assert not is_ours(AUTHOR, signed("Thiếu số 0."))
    assert not is_ours(AUTHOR, "FM06. Thiếu số 0.")


def test_a_persons_fill_is_never_overwritten_or_cleared(ward: Path) -> None:
    with edited(ward) as book:
        book["Thành viên"]["F2"].fill = YELLOW
    push(ward, [flag("a")])
    cell = sheet_of(ward)["F2"]
    assert fill_of(cell) == "FFFF00" and is_ours(cell.comment.author, cell.comment.text)
    push(ward, [])
    cell = sheet_of(ward)["F2"]
    assert cell.comment is None and fill_of(cell) == "FFFF00"


def note_shape(path: Path) -> str:
    drawing = next(content for name, content in parts(path).items() if name.endswith(".vml"))
    return drawing.decode()


def test_peoples_notes_keep_their_size_place_and_letters(ward: Path) -> None:
    with edited(ward) as book:
        sheet = book["Thành viên"]
        sheet["C3"].comment = Comment("Hoa:\ncần gọi lại", "Hoa", height=211, width=333)
    letters = (
        b'<text><r><rPr><b/><color rgb="FFFF0000"/></rPr><t xml:space="preserve">Hoa:\n</t></r>'
        b"<r><t>c\xe1\xba\xa7n g\xe1\xbb\x8di l\xe1\xba\xa1i</t></r></text>"
    )

    def as_excel_writes_it(known: dict[str, bytes]) -> None:
        name = next(name for name in known if "comments/comment" in name)
        start, end = known[name].index(b"<text>"), known[name].index(b"</text>") + len(b"</text>")
        known[name] = known[name][:start] + letters + known[name][end:]
        drawing = next(name for name in known if name.endswith(".vml"))
        known[drawing] = known[drawing].replace(b"visibility:hidden", b"visibility:visible")

    with_parts(ward, as_excel_writes_it)
    push(ward, [flag("a"), flag("b", 3)])
    shape = note_shape(ward)
    assert "width:333px" in shape and "height:211px" in shape
    assert shape.count("visibility:visible") == 1
    comments = next(c for name, c in parts(ward).items() if "comments/comment" in name)
    assert b"<b" in comments and b"FFFF0000" in comments
    assert sheet_of(ward)["C3"].comment.text == "Hoa:\ncần gọi lại"


def settings(path: Path) -> dict[str, Any]:
    book: Any = openpyxl.load_workbook(path)
    sheet = book["Thành viên"]
    return {
        "active": book.active.title,
        "names": {name: known.attr_text for name, known in book.defined_names.items()},
        "theme": book.loaded_theme,
        "freeze": sheet.freeze_panes,
        "widths": {at: known.width for at, known in sheet.column_dimensions.items()},
        "heights": {at: (d.height, d.hidden) for at, d in sheet.row_dimensions.items()},
        "validations": sorted(
            (str(dv.sqref), dv.type, dv.formula1, dv.prompt, dv.error)
            for dv in sheet.data_validations.dataValidation
        ),
        "formats": sorted((str(area.sqref), len(area.rules)) for area in sheet.conditional_formatting),
        "print": (sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.fitToHeight),
        "footer": sheet.oddFooter.right.text,
        "protected": sheet.protection.sheet,
        "filter": sheet.auto_filter.ref,
        "links": sorted((c.coordinate, c.hyperlink.target) for row in sheet.iter_rows() for c in row if c.hyperlink),
        "look": {
            c.coordinate: (c.number_format, c.font.b, c.font.color and c.font.color.rgb, c.border.left.style)
            for row in sheet.iter_rows() for c in row if c.value is not None
        },
    }  # fmt: skip


def test_everything_else_that_people_set_up_stays(ward: Path) -> None:
    with edited(ward) as book:
        sheet = book["Thành viên"]
        book.active = book.sheetnames.index("Thành viên")
        sheet.column_dimensions["C"].width = 41.5
        sheet.row_dimensions[3].height = 50
        sheet.row_dimensions[4].hidden = True
        sheet["C3"].font = Font(bold=True, color="FFFF0000")
        sheet.auto_filter.ref = "A1:M6"
        sheet.protection.sheet = True
        sheet["L3"].hyperlink = "mailto:hoa@vi-du.vn"
        sheet.add_data_validation(DataValidation(type="whole", formula1="1", sqref="Z1:Z9"))
        book.create_sheet("Sổ tay của Hoa")["B2"].value = "=SUM(1,2)"
    known, data = settings(ward), data_of(ward)
    push(ward, [flag("a")])
    assert settings(ward) == known
    assert data_of(ward)[:-1] == data[:-1]
    assert sheet_of(ward, "Sổ tay của Hoa")["B2"].value == "=SUM(1,2)"


def test_row_heights_are_not_made_fixed_and_blank_linked_cells_not_filled(ward: Path) -> None:
    part = part_of(ward, "Thành viên")

    def as_excel_saves_it(known: dict[str, bytes]) -> None:
        known[part] = known[part].replace(b'<row r="3"', b'<row ht="27.5" r="3"')
        link = b'<hyperlinks><hyperlink ref="M4:M5" location="A1"/></hyperlinks><pageMargins'
        known[part] = known[part].replace(b"<pageMargins", link)

    with_parts(ward, as_excel_saves_it)
    push(ward, [flag("a")])
    xml = parts(ward)[part].decode()
    row = xml[xml.index('<row r="3"') :].split(">")[0]
    assert 'ht="27.5"' in row and "customHeight" not in row
    assert 'ref="M4:M5"' in xml and "A1</t>" not in xml


@pytest.mark.filterwarnings("ignore:Cell F3 is marked as a date")
def test_a_number_in_a_cell_formatted_as_a_date_is_not_lost(ward: Path) -> None:
    with edited(ward) as book:
        sheet = book["Thành viên"]
        sheet["F3"].value, sheet["F3"].number_format = 912345678, "dd/mm/yyyy"
        sheet["K3"].value, sheet["K3"].number_format = 45000.123456789, "dd/mm/yyyy"
        sheet["M3"].value = "_x005F_x000D_ =1+1"
    before = parts(ward)[part_of(ward, "Thành viên")]
    data = data_of(ward)
    assert push(ward, [flag("a")]).outcome == "written"
    after = parts(ward)[part_of(ward, "Thành viên")]
    for value in (b"<v>912345678</v>", b"<v>45000.123456789</v>", b"_x005F_x000D_ =1+1"):
        assert value in before and value in after
    assert data_of(ward) == data
