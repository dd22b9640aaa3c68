"""The files of the city's mail: their numbers are the mail's, and nothing hides in them.

The golden text is written by `python -m tests.documents`.
"""

import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from config import load_config
from jobs import one_run
from report import city_tables as titles
from report.chart import HEIGHT, WIDTH
from report.city_docx import report_words
from report.city_tables import city_tables
from report.docx import dated
from report.figures import CityFigures
from report.files import PICTURE, picture_words
from report.letterhead import letterhead
from report.mail import city_summary
from report.results import Initiative
from shapes import Attachment, Recipient, Unit
from sync.xlsx_make import make_register
from templates import make_docx
from tests.cases import DAY
from tests.documents import HEAD, parts_of, sample, sample_files, text_of
from tests.folders import NAMES, ROOT, make_folder
from tests.sample_city import CITY, GOLDEN, LEADER, mail

FORMULA = '=HYPERLINK("http://x.vn","bấm")'


def book_of(found: CityFigures) -> Any:
    return openpyxl.load_workbook(io.BytesIO(sample_files(found)["xlsx"].content))


def column(sheet: Any, header: str) -> list[Any]:
    """The values below a header, as far as the table goes."""
    at = next(cell.column for cell in sheet[4] if cell.value == header)
    return [sheet.cell(row, at).value for row in range(5, sheet.max_row + 1)]


def overview(found: CityFigures) -> dict[str, Any]:
    sheet = book_of(found)[titles.OVERVIEW]
    return dict(zip(column(sheet, "Chỉ tiêu"), column(sheet, "Số liệu"), strict=True))


# --- one set of numbers ----------------------------------------------------------------------


def numbers(found: CityFigures) -> dict[str, Any]:
    """What the mail says, by the words of the workbook's overview."""
    said = " ".join(mail(found).text.split())
    wanted = {
        "Khối, xóm đã có tổ": r"([\d.]+)/[\d.]+ khối, xóm đã có tổ",
        "Khối, xóm": r"[\d.]+/([\d.]+) khối, xóm đã có tổ",
        "Phường, xã đã thành lập đủ tổ": r"([\d.]+)/\d+ phường, xã đã thành lập đủ tổ",
        "Phường, xã": r"/(\d+) phường, xã đã thành lập đủ tổ",
        "Tổ đã thành lập": r"([\d.]+)/[\d.]+ tổ đã thành lập",
        "Tổ phải thành lập": r"[\d.]+/([\d.]+) tổ đã thành lập",
        "Thành viên": r"([\d.]+) thành viên",
        "Nội dung phải sửa": r"Còn ([\d.]+) nội dung phải sửa",
        "Trong đó: về thực hiện Công văn": r"\(([\d.]+) về thực hiện",
        "Trong đó: lỗi nhập liệu": r"([\d.]+) lỗi nhập liệu\)",
        "Đơn vị còn nội dung phải sửa": r"phải sửa ở (\d+) đơn vị",
        "Nội dung cần kiểm tra": r"([\d.]+) nội dung cần kiểm tra",
        "Phường, xã đã có ý kiến, chờ trả lời": r"([\d.]+) nội dung phường, xã đã có ý kiến",
        "Thành phố đồng ý giữ nguyên": r"([\d.]+) nội dung thành phố đồng ý",
        "Lượt người được hỗ trợ trong kỳ": r"([\d.]+) lượt người được hỗ trợ",
    }
    return {
        name: int(re.search(pattern, said)[1].replace(".", ""))  # type: ignore[index]
        for name, pattern in wanted.items()
    }


def test_numbers_of_mail_and_workbook_agree() -> None:
    assert overview(sample()) == numbers(sample())


def test_numbers_of_mail_and_report_agree() -> None:
    said = text_of(sample_files()["docx"].content)
    totals = re.search(r"thành lập ([\d.]+)/([\d.]+) tổ .*, với ([\d.]+) thành viên", said)
    assert totals is not None
    of_mail = numbers(sample())
    names = ("Tổ đã thành lập", "Tổ phải thành lập", "Thành viên")
    assert [int(one.replace(".", "")) for one in totals.groups()] == [of_mail[n] for n in names]
    page = " ".join(mail(sample()).text.split())
    for sentence in (
        report_words(sample(), CITY, HEAD).standing[0],
        *report_words(sample(), CITY, HEAD).repairs[:1],
    ):
        assert sentence in page and sentence in said


def test_every_ward_has_the_same_numbers_everywhere() -> None:
    sheet, said = book_of(sample())[titles.WARDS], text_of(sample_files()["docx"].content)
    names = ("Đơn vị", titles.FOUNDED, titles.TEAMS, titles.MEMBERS, titles.DISPATCH, titles.ENTRY, titles.WARNINGS)  # fmt: skip
    rows = list(zip(*(column(sheet, name) for name in names), strict=True))
    assert len(rows) == 26
    shown = [
        f"{name} | {founded}/{teams} | " + " | ".join(f"{n:,}".replace(",", ".") for n in rest)
        for name, founded, teams, *rest in rows
    ]
    assert [line for line in shown if f"\n{line} | " not in said] == []
    assert rows[-1][:4] == ("Cộng", *(overview(sample())[n] for n in ("Tổ đã thành lập", "Tổ phải thành lập", "Thành viên")))  # fmt: skip


def test_total_line_is_the_sum_of_the_wards() -> None:
    table = next(t for t in city_tables(sample(), CITY) if t.title == titles.WARDS)
    for header in (
        titles.FOUNDED,
        titles.UNFOUNDED,
        titles.TEAMS,
        titles.MEMBERS,
        titles.ENTRY,
        "Đã sửa",
        "Phải sửa mới",
    ):
        at = table.at(header)
        assert table.total[at] == sum(row[at] for row in table.rows), header


# --- the workbook ----------------------------------------------------------------------------


def test_a_sheet_per_table_with_charts_of_its_own() -> None:
    book = book_of(sample())
    assert book.sheetnames == [
        "Tổng quan", "Từng đơn vị", "Nội dung cần sửa", "Khắc phục", "Kết quả", "Sáng kiến",
        "Đồng ý giữ nguyên", "Xu hướng",
    ]  # fmt: skip
    assert {sheet.title: len(sheet._charts) for sheet in book if sheet._charts} == {
        "Tổng quan": 2,
        "Xu hướng": 2,
    }
    drawings = [
        part
        for name, part in parts_of(sample_files()["xlsx"].content).items()
        if "drawings/drawing" in name and name.endswith(".xml")
    ]
    assert b"".join(drawings).count('descr="Biểu đồ: '.encode()) == 4


def test_first_run_has_no_line_to_draw_and_no_change() -> None:
    files = sample_files(sample(first_run=True))
    assert sorted(files) == ["docx", "xlsx"]
    book = book_of(sample(first_run=True))
    assert not book["Xu hướng"]._charts
    assert set(column(book["Tổng quan"], "Thay đổi")) == {None}
    assert set(column(book["Từng đơn vị"], "Đã sửa")) == {None}


def test_words_of_a_cell_never_become_a_formula_a_link_or_a_number() -> None:
    frame = sample().wards.assign(name=FORMULA, officer="+84912345678x")
    told = (Initiative("=1+1", "@SUM(A1)", "http://x.vn"),)
    found = replace(sample(), wards=frame, results=replace(sample().results, initiatives=told))
    file = sample_files(found)["xlsx"].content
    sheets = {name: part for name, part in parts_of(file).items() if "worksheets/sheet" in name}
    assert not [name for name, part in sheets.items() if b"<f>" in part or b"<hyperlink" in part]
    assert not [name for name in parts_of(file) if "externalLink" in name or "vba" in name]
    book = openpyxl.load_workbook(io.BytesIO(file))
    cell = book[titles.WARDS]["B5"]
    assert (cell.value, cell.data_type) == (FORMULA, "s")


def test_let_be_and_problems_are_listed() -> None:
    book = book_of(sample())
    first = [cell.value for cell in book["Đồng ý giữ nguyên"][5]]
    assert first[:3] == ["Phường Bến Thủy", "Tổ có quá nhiều thành viên", 3]
    assert column(book["Nội dung cần sửa"], "Số nội dung") == [p.flags for p in sample().problems]
    one = replace(sample().problems[0], where=(("Xã Nghi Kim", 14), ("Phường Lê Lợi", 7)))
    listed = book_of(replace(sample(), problems=(one,)))["Nội dung cần sửa"]
    assert column(listed, "Ở đơn vị (số nội dung)") == ["Xã Nghi Kim (14), Phường Lê Lợi (7)"]


def test_empty_tables_say_so() -> None:
    done = replace(sample().results, initiatives=())
    book = book_of(replace(sample(), let_be=(), problems=(), results=done))
    assert [book[name]["A5"].value for name in ("Sáng kiến", "Đồng ý giữ nguyên", "Nội dung cần sửa")] == [
        "Trong kỳ chưa có.", "Không có.", "Không có nội dung nào cần sửa.",
    ]  # fmt: skip


# --- the report ------------------------------------------------------------------------------


def test_report_is_the_golden_one() -> None:
    assert text_of(sample_files()["docx"].content).encode() == (GOLDEN / "report.txt").read_bytes()


def test_month_is_named_in_every_file() -> None:
    march = replace(sample(), begin=date(2023, 3, 1), end=date(2023, 3, 31), monthly=True)
    files = sample_files(march)
    assert files["docx"].name == "Báo cáo Tổ công nghệ số cộng đồng tháng 03-2023.docx"
    assert "Kết quả triển khai Tổ công nghệ số cộng đồng\ntháng 03/2023\n" in text_of(
        files["docx"].content
    )
    assert book_of(march)["Tổng quan"]["A2"].value.endswith("đến ngày 03/04/2023, tháng 03/2023.")


def test_templates_are_what_the_script_makes() -> None:
    for name in ("decision", "report"):
        kept = (ROOT / "templates" / f"{name}.docx").read_bytes()
        assert parts_of(kept) == parts_of(make_docx.packed(getattr(make_docx, name)()))


def test_page_is_that_of_nghi_dinh_30() -> None:
    parts = parts_of(sample_files()["docx"].content)
    document = parts["word/document.xml"].decode()
    millimetres = {
        name: round(int(re.search(rf'<w:pgMar[^>]*w:{name}="(\d+)"', document)[1]) / 56.7)  # type: ignore[index]
        for name in ("top", "bottom", "left", "right")
    }
    assert millimetres == {"top": 20, "bottom": 20, "left": 30, "right": 15}
    assert 'w:w="11906" w:h="16838"' in document and "<w:titlePg/>" in document
    assert set(re.findall(r'w:ascii="([^"]+)"', parts["word/styles.xml"].decode())) == {
        "Times New Roman"
    }
    header = next(part for name, part in parts.items() if "header" in name and b"PAGE" in part)
    assert b'<w:jc w:val="center"/>' in header


@pytest.mark.parametrize(
    ("city_name", "office", "expected"),
    [
        ("Thành phố Vinh", "Phòng Văn hóa - Thông tin", ("UBND thành phố Vinh", "Vinh", "BC-VHTT")),
        ("Thị xã Cửa Lò", "Phòng Văn hóa và Thông tin", ("UBND thị xã Cửa Lò", "Cửa Lò", "BC-VHTT")),
        ("Huyện Nam Đàn", "Văn phòng HĐND và UBND", ("UBND huyện Nam Đàn", "Nam Đàn", "BC-HU")),
    ],
)  # fmt: skip
def test_letterhead_follows_from_the_names(
    city_name: str, office: str, expected: tuple[str, ...]
) -> None:
    head = letterhead(city_name, office)
    assert (head.superior, head.place, head.symbol) == expected


def test_letterhead_takes_what_is_given() -> None:
    head = letterhead(
        CITY.name, CITY.office, place="TP. Vinh", sign_title="Phó Trưởng phòng", sign_name="Lê A"
    )
    words = report_words(sample(), CITY, head)
    assert (words.place, words.sign_title_upper, words.sign_name) == (
        "TP. Vinh",
        "PHÓ TRƯỞNG PHÒNG",
        "Lê A",
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2023, 1, 9), "ngày 09 tháng 01 năm 2023"), (date(2023, 10, 30), "ngày 30 tháng 10 năm 2023"), (date(2023, 3, 2), "ngày 02 tháng 3 năm 2023")],
)  # fmt: skip
def test_dates_have_their_zeros(day: date, words: str) -> None:
    assert dated(day) == words


# --- the picture -----------------------------------------------------------------------------


def test_picture_is_small_sharp_and_opaque() -> None:
    picture = sample_files()["png"]
    assert (picture.content_id, picture.content_type) == (PICTURE, "image/png")
    assert len(picture.content) < 16_000
    with Image.open(io.BytesIO(picture.content)) as image:
        assert image.size == (2 * WIDTH, 2 * HEIGHT)
        assert "transparency" not in image.info and not image.text  # type: ignore[attr-defined]
        assert image.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


def test_picture_is_told_in_words() -> None:
    assert picture_words(sample()) == (
        "Biểu đồ từ ngày 16/01/2023 đến ngày 03/04/2023: tổ đã thành lập từ 191 lên 345/352, "
        "nội dung phải sửa từ 180 thành 48."
    )


def test_mail_says_what_is_enclosed() -> None:
    files = sample_files().values()
    assert "Kèm theo: báo cáo (.docx)" in city_summary(sample(), CITY, LEADER, "x", (*files,)).text
    assert "Kèm theo" not in mail(sample()).text


def test_mail_shows_the_picture_when_it_goes_along() -> None:
    files = tuple(sample_files().values())
    shown = city_summary(sample(), CITY, LEADER, "2023-04-03", files)
    alt = picture_words(sample())
    assert shown.attachments == files
    assert 'src="cid:trend"' in shown.html and f'alt="{alt}"' in shown.html
    assert "cid:" not in city_summary(sample(), CITY, LEADER, "2023-04-03", files[:2]).html


# --- people's data ---------------------------------------------------------------------------


def all_parts(files: Iterable[Attachment]) -> dict[str, str]:
    """Every part of every file as text, the picture's bytes too."""
    parts: dict[str, str] = {}
    for file in files:
        inside = {"": file.content} if file.content_id else parts_of(file.content)
        parts |= {
            f"{file.name}/{name}": part.decode("utf-8", "replace") for name, part in inside.items()
        }
    return parts


def test_no_part_of_any_file_holds_what_could_reach_a_person() -> None:
    frame = sample().wards.assign(phone="0912345678")
    told = (
        Initiative("Phường Bến Thủy", "Khối 5", "Gọi bà Hoa 0987 654 321, hoa@vi-du.vn, sinh 1985"),
    )
    found = replace(sample(), wards=frame, results=replace(sample().results, initiatives=told))
    parts = all_parts(sample_files(found).values())
    secret = re.compile(r"0912345678|0987|654 ?321|hoa@vi-du|(?<!\d)1985(?!\d)")
    assert len(parts) > 30
    assert [name for name, part in parts.items() if secret.search(part)] == []
    told_in = [name for name, part in parts.items() if "Gọi bà Hoa" in part]
    assert any(".xlsx" in name for name in told_in) and any(".docx" in name for name in told_in)


def test_files_of_a_run_hold_no_member(tmp_path: Path) -> None:
    make_folder(tmp_path / "wards")
    units = [Unit("", name, hamlets=2) for name in NAMES]
    leader = Recipient("Lê Lãnh Đạo", "lanh-dao@vi-du.vn", "leaders")
    make_register(tmp_path / "Điều phối.xlsx", units, [leader])
    (tmp_path / "config.toml").write_text('[city]\nsign_name = "Trần Thị Ký"\n', encoding="utf-8")
    assert one_run(load_config(tmp_path / "config.toml"), DAY, say=lambda _: None).mailed == 1
    made = [path for path in (tmp_path / "outbox").iterdir() if path.suffix in (".docx", ".xlsx")]
    inside = [
        part.decode("utf-8", "replace")
        for path in made
        for part in parts_of(path.read_bytes()).values()
    ]
    assert len(made) == 2 and any("Trần Thị Ký" in part for part in inside)
    member = re.compile(
        r"09[1-4]\d{7}|9[1-4]20000\d\d|0238384412|an@vi-du|Nguyễn Văn An|Hồ Thị Mai"
    )
    assert [part for part in inside if member.search(part)] == []


def test_properties_name_nobody_and_nothing_is_hidden() -> None:
    parts = all_parts(sample_files().values())
    cores = [part for name, part in parts.items() if name.endswith("core.xml")]
    assert len(cores) == 2
    for core in cores:
        names = re.findall(r"<(?:dc:creator|cp:lastModifiedBy|dc:description)>([^<]*)<", core)
        assert set(names) <= {""}
    assert not [name for name in parts if re.search(r"comments|custom|vmlDrawing|people", name)]
    book = next(part for name, part in parts.items() if name.endswith("xl/workbook.xml"))
    assert "hidden" not in book
    assert set(re.findall(r'definedName name="([^"]+)"', book)) == {"_xlnm.Print_Titles"}


def test_files_are_the_same_whenever_they_are_made_but_for_the_zip() -> None:
    first, again = (all_parts(sample_files(found).values()) for found in (sample(), sample()))
    assert first == again
