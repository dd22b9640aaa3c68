"""The decision of Phụ lục 2: its words, its dotted lines, and the command that drafts it.

The golden text is written by `python -m tests.documents`.
"""

import hashlib
import re
from pathlib import Path

import openpyxl
import pytest

from report.decision import Draft, draft
from report.docx import DOTS
from rules.dispatch import sentences
from shapes import Unit
from tests.cases import FIRST, POLICY, Case, Edits, tables_of
from tests.documents import parts_of, sample_decision, text_of
from tests.folders import NAMES, make_folder, program
from tests.sample_city import GOLDEN

UNIT = Unit("phường-bến-thủy", FIRST, hamlets=2)
TITLE, ROLE, MEMBERS, TEAMS = (
    "Chức vụ, nghề nghiệp",
    "Chức danh trong Tổ",
    "Thành viên",
    "Danh sách tổ",
)
AS_OF = ("--as-of", "2023-04-03")
# What was mistyped in the dispatch and is right in the template.
PUT_RIGHT = {
    "Điều 2: Chức năng nhiệm vụ của Tổ công nghệ cộng đồng:": "Điều 2. Chức năng, nhiệm vụ của Tổ công nghệ số cộng đồng:",
    "portmart.vn": "postmart.vn",
    "dung công nghệ số": "dùng công nghệ số",
    "có thể và bán": "có thể mua và bán",
    "TT Đảng uỷ": "TT Đảng ủy",
    "Lưu VT": "Lưu: VT",
}


def made(unit: Unit = UNIT, **edits: object) -> Draft:
    case = Case.model_validate({"name": "", **edits})
    return draft(tables_of(case), POLICY, unit, case.as_of)


def lines(found: Draft, hamlet: int | None = None) -> list[tuple[str, str, str]]:
    people = found.ward_team if hamlet is None else found.hamlet_teams[hamlet].people
    return [(one.name, one.title, one.role) for one in people]


# --- its words -------------------------------------------------------------------------------


def test_decision_is_the_golden_one() -> None:
    assert text_of(sample_decision()).encode() == (GOLDEN / "decision.txt").read_bytes()


def words_of(text: str, kind: str) -> str:
    """The dispatch's words as they stand in a decision of one phường or xã."""
    for wrong, right in PUT_RIGHT.items():
        text = text.replace(wrong, right)
    text = re.sub(r"phường, xã|\bxã\b(?! hội)", kind, text)
    return " ".join(text.replace(" ...", "").split())


@pytest.mark.parametrize(("kind", "name"), [("ward", FIRST), ("commune", "Xã Hưng Hòa")])
def test_articles_and_grounds_are_those_of_the_dispatch(kind: str, name: str) -> None:
    own = Unit("phường-bến-thủy", name, "commune" if kind == "commune" else "ward", hamlets=2)
    said = " ".join(text_of(sample_decision(unit=own)).split())
    word = "xã" if kind == "commune" else "phường"
    asked = [s for s in sentences() if re.match(r"Phụ lục 2, (căn cứ, ý [12]|Điều [23])", s.place)]
    assert len(asked) > 12
    missing = [s.text for s in asked if words_of(s.text, word).rstrip(".") not in said]
    assert missing == []


def test_decision_of_a_commune_speaks_of_a_commune() -> None:
    said = text_of(sample_decision(unit=Unit("phường-bến-thủy", "Xã Hưng Hòa", "commune")))
    assert "ỦY BAN NHÂN DÂN XÃ HƯNG HÒA" in said
    assert "I. Tổ công nghệ số cộng đồng cấp xã gồm:" in said
    assert "- TT HĐND xã;" in said and "UBND phường" not in said


def test_deputy_signs_for_the_chair() -> None:
    signer = [(TEAMS, 2, "Người ký", "Phó Chủ tịch UBND (ký thay)")]
    said = text_of(sample_decision(Edits(set=signer)))
    assert "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n" in said


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("15/03/2023", "ngày 15 tháng 3 năm 2023"), ("05/02/2023", "ngày 05 tháng 02 năm 2023"), ("", "ngày …… tháng …… năm 2023")],
)  # fmt: skip
def test_day_of_the_decision(typed: str, shown: str) -> None:
    assert made(set=[(TEAMS, 2, "Ngày quyết định thành lập", typed)]).dated == shown


def test_what_looks_like_markup_or_a_template_stays_text() -> None:
    said = text_of(sample_decision(Edits(set=[(MEMBERS, 2, TITLE, "<b>& {{ ward }} {% x %}")])))
    assert "1. Ông: Nguyễn Văn An | <b>& {{ ward }} {% x %} | - Tổ trưởng;" in said


# --- who stands in it ------------------------------------------------------------------------


def test_leader_comes_first_however_the_rows_are_sorted() -> None:
    swapped = [(MEMBERS, 2, ROLE, "Tổ viên"), (MEMBERS, 4, ROLE, "Tổ trưởng")]
    assert lines(made(set=swapped))[0] == ("1. Ông: Lê Văn Cường", "Công an phường", "Tổ trưởng;")


def test_collaborators_and_who_left_are_no_members() -> None:
    left = {
        "Nội dung": "Không còn tham gia",
        "Tổ": "Khối 1",
        "Họ và tên": "Lê Văn Cường",
        "Ngày đề nghị": "30/03/2023",
    }
    found = made(add={"Thay đổi thành viên": [left]})
    names = " ".join(name for team in (0, 1) for name, *_ in lines(found, team))
    assert "Cao Văn Nghĩa" not in names and "Lê Văn Cường" not in names
    assert found.remarks == (
        "Trang Thành viên, dòng 11: ghi hai lần hoặc đã thôi tham gia, không đưa vào dự thảo.",
        "1 Cộng tác viên không ghi trong quyết định.",
        "Tổ Khối 2 đã có quyết định riêng số 26/QĐ-UBND; bỏ khỏi dự thảo nếu giữ quyết định đó.",
    )


def test_row_of_a_team_that_is_not_listed_is_told() -> None:
    found = made(set=[(MEMBERS, 11, "Tổ", "Khối 15")])
    assert len(lines(found, 0)) == 4
    assert any("dòng 11: tổ chưa có trong trang Danh sách tổ" in one for one in found.remarks)


def test_hamlets_of_the_register_stand_in_it_without_a_row() -> None:
    unit = Unit(
        "phường-bến-thủy", FIRST, hamlets=3, hamlet_names=("Khối 1", "Khối 2", "Khối Tân Tiến")
    )
    found = made(unit)
    assert [team.name for team in found.hamlet_teams] == ["khối 1", "khối 2", "khối Tân Tiến"]
    assert lines(found, 2) == [(f"1. Ông/Bà: {DOTS}", DOTS, "Tổ trưởng.")]
    assert "Tổ Khối Tân Tiến: chưa có Tổ trưởng." in found.missing


def test_people_of_a_hamlet_that_only_the_register_lists_stand_in_it() -> None:
    unit = Unit("phường-bến-thủy", FIRST, hamlets=3, hamlet_names=("Khối 15",))
    found = made(unit, set=[(MEMBERS, 11, "Tổ", "Khối 15")])
    assert lines(found, 2)[1] == ("2. Ông: Lê Văn Cường", "Công an phường", "Tổ viên.")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("K2", "khối 2"), ("Khối 02", "khối 02"), ("Tân Tiến", "Tân Tiến"), ("X 2a", "xóm 2a")],
)
def test_short_names_of_hamlets_are_written_in_full(typed: str, shown: str) -> None:
    found = made(set=[(TEAMS, 4, "Tên khối, xóm", typed)])
    assert found.hamlet_teams[1].name == shown


def test_number_of_hamlets_is_compared_with_the_register() -> None:
    found = made(Unit("phường-bến-thủy", FIRST, hamlets=4))
    assert "Bảng Điều phối ghi 4 khối, xóm; dự thảo có 2 tổ khối, xóm." in found.remarks


# --- what is missing -------------------------------------------------------------------------


def test_full_sheet_lacks_the_signer_alone() -> None:
    assert made().missing == ("Họ tên người ký (bảng tính không có mục này).",)


def test_what_is_missing_is_dotted_and_told() -> None:
    blank = [
        (TEAMS, 2, "Số quyết định thành lập", ""), (TEAMS, 2, "Ngày quyết định thành lập", ""),
        (MEMBERS, 2, ROLE, "Tổ viên"), (MEMBERS, 3, ROLE, "Cố vấn"), (MEMBERS, 4, TITLE, ""),
        (MEMBERS, 5, "Ông/Bà", ""), (MEMBERS, 7, "Họ và tên", ""),
    ]  # fmt: skip
    found = made(set=blank)
    assert found.missing == (
        "Số quyết định (trang Danh sách tổ, dòng cấp phường, xã).",
        "Ngày, tháng ký quyết định (trang Danh sách tổ, dòng cấp phường, xã).",
        "Họ tên người ký (bảng tính không có mục này).",
        "Tổ cấp phường: chưa có Tổ trưởng, Tổ phó.",
        "Trang Thành viên, cột Ông/Bà: dòng 5.",
        "Trang Thành viên, cột Họ và tên: dòng 7.",
        "Trang Thành viên, cột Chức vụ, nghề nghiệp: dòng 4.",
        "Trang Thành viên, cột Chức danh trong Tổ: dòng 3.",
    )
    assert found.number == "……/QĐ-UBND"
    assert lines(found) == [
        (f"1. Ông/Bà: {DOTS}", DOTS, "Tổ trưởng;"),
        (f"2. Ông/Bà: {DOTS}", DOTS, "Tổ phó;"),
        ("3. Ông: Nguyễn Văn An", "Bí thư Đoàn phường", "Tổ viên;"),
        ("4. Ông: Lê Văn Cường", DOTS, "Tổ viên;"),
        ("5. Ông/Bà: Phạm Thị Dung", "Chủ tịch Hội LHPN phường", "Tổ viên;"),
        ("6. Ông: Hoàng Văn Đức", "Giáo viên Trường THCS", "Tổ viên;"),
        ("7. Bà: Trần Thị Bình", "Công chức Văn hóa - xã hội", f"{DOTS[:5]}."),
    ]
    assert lines(found, 0)[0] == (f"1. Ông: {DOTS}", "Khối trưởng", "Tổ trưởng;")


# --- the command -----------------------------------------------------------------------------


@pytest.fixture
def wards(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "wards")


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_command_writes_the_document_and_nothing_else(wards: Path, tmp_path: Path) -> None:
    before, to = digests(tmp_path), tmp_path / "quyết định.docx"
    done = program(
        "decision", "phường bến thuỷ", "--to", to, "--folder", wards, *AS_OF, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "  - Họ tên người ký (bảng tính không có mục này).\n" in done.stdout
    assert "1. Ông: Nguyễn Văn An | Bí thư Đoàn phường | - Tổ trưởng;" in text_of(to.read_bytes())
    after = digests(tmp_path)
    assert after.pop(str(to)) and after == before


def test_command_overwrites_only_when_told(wards: Path, tmp_path: Path) -> None:
    to = tmp_path / "a.docx"
    to.write_text("của tôi", encoding="utf-8")
    words = ("decision", NAMES[0], "--to", to, "--folder", wards)
    refused = program(*words)
    assert (refused.returncode, to.read_text(encoding="utf-8")) == (2, "của tôi")
    assert "--force" in refused.stderr
    assert program(*words, "--force").returncode == 0
    assert to.read_bytes().startswith(b"PK")


def test_unknown_ward_is_told_with_the_nearest(wards: Path, tmp_path: Path) -> None:
    done = program("decision", "Phường Bến Thuỳ", "--to", tmp_path / "a.docx", "--folder", wards)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Có phải là «Phường Bến Thủy»?" in done.stderr


def test_unreadable_workbook_is_told_with_what_to_do(wards: Path, tmp_path: Path) -> None:
    (wards / f"{NAMES[0]}.xlsx").write_bytes(b"PK\x03\x04 cut off")
    done = program("decision", NAMES[0], "--to", tmp_path / "a.docx", "--folder", wards)
    assert done.returncode == 2 and not (tmp_path / "a.docx").exists()
    assert done.stderr.startswith("Phường Bến Thủy: Tệp bảng tính của đơn vị bị hỏng")


def test_sheet_with_repairs_to_do_is_told(wards: Path, tmp_path: Path) -> None:
    path = wards / f"{NAMES[0]}.xlsx"
    book = openpyxl.load_workbook(path)
    book[MEMBERS]["B4"].value = book[MEMBERS]["C4"].value = ""
    book.save(path)
    done = program("decision", NAMES[0], "--to", tmp_path / "a.docx", "--folder", wards, *AS_OF)
    assert "nội dung phải sửa" in done.stdout


# --- people's data ---------------------------------------------------------------------------


def test_no_phone_mail_or_birth_year_in_any_part() -> None:
    parts = parts_of(sample_decision())
    whole = b"".join(parts.values()).decode("utf-8", "replace")
    assert not re.search(r"0912\d{6}|91200\d+|02383844123|an@vi-du\.vn", whole)
    years = ("1990", "1985", "1960", "1998", "1958", "2000", "1979")
    said = text_of(sample_decision())
    assert not any(year in said for year in years)
    core = parts["docProps/core.xml"].decode()
    assert "<dc:creator></dc:creator>" in core and "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert not [name for name in parts if "comments" in name or "custom" in name.lower()]
