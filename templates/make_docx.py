"""Makes the templates of the documents, in the layout of Nghị định 30/2020/NĐ-CP (Phụ lục I).

`python -m templates.make_docx` writes `decision.docx` and `report.docx` anew. Who wants other words
can also change them in Word: what stands in {{ }} and {% %} is filled in by docxtpl.
"""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

HERE = Path(__file__).parent
FONT = "Times New Roman"
LETTERS, SMALL = 14, 13  # of the decision and of the report, of which there is more
TEXT_WIDTH = 16.5  # cm: A4 less 3 cm on the left and 1.5 cm on the right
MADE = datetime(2023, 2, 1)
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")

# Điều 2 of Phụ lục 2, with what was mistyped there put right: «Tổ công nghệ cộng đồng»,
# «portmart.vn», «dung công nghệ số», «có thể và bán», a full stop that is missing.
DUTIES = (
    "Giúp UBND {{ kind }} thực hiện các mục tiêu, nhiệm vụ và giải pháp xây dựng phát triển kinh tế số, cửa hàng số, thanh toán điện tử, xã hội số trên địa bàn. Cập nhật, nâng cao nhận thức về chuyển đổi số, kỹ năng sử dụng các nền tảng số, công nghệ số.",
    "Giúp UBND {{ kind }} thực hiện các chiến lược, chương trình, cơ chế, chính sách, đề án, dự án, giải pháp có tính chất liên ngành về xây dựng, phát triển kinh tế số. Khuyến khích việc chủ động triển khai các sáng kiến, cách làm hay về chuyển đổi số, ứng dụng công nghệ số mang lại hiệu quả trong thực tiễn.",
    "Triển khai, hướng dẫn, hỗ trợ cài đặt, xây dựng cửa hàng số cho hộ gia đình trên các nền tảng số: postmart.vn, voso.vn phát triển người mua thông qua cửa hàng số, định vị địa chỉ số, xác định nguồn gốc sản phẩm, dùng công nghệ số để kết nối người bán và người mua, phát triển tài khoản thanh toán điện tử.",
    "Đẩy mạnh, tăng cường tuyên truyền về phát triển kinh tế số, cửa hàng số, thanh toán điện tử, xã hội số, hướng dẫn mọi người dân nhận biết về lợi ích của việc đưa sản phẩm lên cửa hàng số, nâng cao ý thức về chất lượng sản phẩm, thông qua cửa hàng số người dân có thể mua và bán sản phẩm của mình trên nền tảng công nghệ số. Tuyên truyền, lan tỏa thông tin về mục đích, ý nghĩa và lợi ích mà chuyển đổi số đem lại.",
    "Tham gia triển khai thực hiện các nhiệm vụ chuyển đổi số của UBND Thành phố và UBND {{ kind }}.",
    "Tham mưu kịp thời đề xuất khen thưởng, động viên đối với các người dân, doanh nghiệp, thành viên Tổ công nghệ số cộng đồng có thành tích, kết quả nổi bật tham gia chuyển đổi số.",
    "Báo cáo Ủy ban nhân dân {{ kind }} kết quả hoạt động định kỳ hoặc đột xuất.",
)
GROUNDS = (
    "Căn cứ Luật tổ chức Chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi bổ sung một số điều của Luật tổ chức Chính phủ và Luật tổ chức Chính quyền địa phương ngày 22/11/2019;",
    "Căn cứ Công văn số 793/BTTTT-THH ngày 05/3/2022, Công văn số 820/BTTTT-THH ngày 09/3/2022 của Bộ Thông tin và truyền thông về việc hướng dẫn thí điểm triển khai Tổ công nghệ số cộng đồng tại các địa phương;",
    "Theo đề nghị của Văn phòng - Thống kê {{ ward }}.",
)
_WARD_TABLE = (
    ("Đơn vị", "{{ ward.name }}", 4.2),
    ("Tổ đã lập / tổng", "{{ ward.teams }}", 2.0),
    ("Thành viên", "{{ ward.members }}", 1.8),
    ("Phải sửa (Công văn)", "{{ ward.dispatch }}", 1.9),
    ("Phải sửa (nhập liệu)", "{{ ward.entry }}", 1.9),
    ("Cần kiểm tra", "{{ ward.warnings }}", 1.8),
    ("Cập nhật gần nhất", "{{ ward.edited }}", 2.4),
)


# --- pieces ----------------------------------------------------------------------------------


def new_document() -> Any:
    """An empty A4 page with the margins, letters and page numbers of Nghị định 30."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.header_distance = Cm(1)
    section.different_first_page_header_footer = True
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(LETTERS)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        normal.element.rPr.rFonts.set(qn(script), FONT)
    normal.element.rPr.append(_element("w:lang", val="vi-VN"))
    normal.paragraph_format.space_after = Pt(0)
    _number_pages(section)
    return document


def write(place: Any, text: str, *, size: float = LETTERS, align: Any = None, **looks: Any) -> Any:
    """A paragraph at the end of `place` (a document or a cell); `looks`: bold, italic, before,
    after (points), indent (cm of the first line), keep (with the next paragraph)."""
    first = getattr(place, "_tc", None) is not None and not place.paragraphs[0].runs
    paragraph = place.paragraphs[0] if first else place.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic = looks.get("bold"), looks.get("italic")
    shape = paragraph.paragraph_format
    paragraph.alignment = align
    shape.space_before, shape.space_after = Pt(looks.get("before", 0)), Pt(looks.get("after", 0))
    shape.first_line_indent = Cm(looks["indent"]) if "indent" in looks else None
    shape.keep_with_next = looks.get("keep")
    return paragraph


def body(document: Any, text: str, **looks: Any) -> Any:
    """A paragraph of the text: justified, its first line indented."""
    return write(document, text, align=ALIGN.JUSTIFY, **{"indent": 1.27, "after": 6} | looks)


def mark(document: Any, text: str) -> None:
    """A paragraph that holds nothing but a mark of docxtpl, and goes with it."""
    write(document, text, size=1)


def rule(place: Any, width: float, within: float) -> None:
    """A line `width` cm long in the middle of `within` cm."""
    paragraph = write(place, "", size=2, before=2)
    side = Cm((within - width) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    borders = _element("w:pBdr")
    borders.append(_element("w:top", val="single", sz="6", space="1", color="000000"))
    paragraph.paragraph_format.line_spacing = Pt(4)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing")


def table(place: Any, widths: tuple[float, ...], rows: int, grid: bool = False) -> Any:
    """A table of these columns (cm), with or without lines."""
    made = place.add_table(rows, len(widths))
    made.autofit = False
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    if grid:
        made.style = "Table Grid"
    else:
        _no_margins(made)
    for row in made.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    return made


def _no_margins(made: Any) -> None:
    """The text of cells begins where the table does."""
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w="0", type="dxa"))
    made._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def _number_pages(section: Any) -> None:
    """The page's number in the middle of the top margin, from the second page on."""
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    run.font.size = Pt(LETTERS)
    for kind in ("begin", "", "separate", "text", "end"):
        if kind == "text":
            run.add_text("2")
        elif kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            code = _element("w:instrText")
            code.text = "PAGE"
            run._r.append(code)


def letterhead(document: Any, above: str, issuer: str, number: str, dated: str) -> None:
    """Who issues it with số and ký hiệu on the left, quốc hiệu, tiêu ngữ and date on the right.

    `above` is the name over the issuer's, bold as well where both are one name.
    """
    sides = 6.7, 9.8
    left, right = table(document, sides, 1).rows[0].cells
    write(left, above, size=12, align=ALIGN.CENTER, bold=issuer.startswith("{{ ward") or None)
    write(left, issuer, size=12, align=ALIGN.CENTER, bold=True)
    rule(left, 2.4, sides[0])
    write(left, number, size=13, align=ALIGN.CENTER, before=6)
    write(right, MOTTO[0], size=12, align=ALIGN.CENTER, bold=True)
    write(right, MOTTO[1], size=13, align=ALIGN.CENTER, bold=True)
    rule(right, 5.5, sides[1])
    write(right, dated, size=13, align=ALIGN.CENTER, italic=True, before=6)


def heading(document: Any, kind: str, about: str) -> None:
    """The kind of document and what it is about (trích yếu), with a line below."""
    write(document, kind, align=ALIGN.CENTER, bold=True, before=18)
    write(document, about, align=ALIGN.CENTER, bold=True)
    rule(document, 5, TEXT_WIDTH)


def ending(document: Any, copies: tuple[str, ...], signer: tuple[str, ...], name: str) -> None:
    """Nơi nhận on the left, who signs on the right, with room for the signature."""
    write(document, "", size=6, keep=True)
    left, right = table(document, (8.25, 8.25), 1).rows[0].cells
    write(left, "Nơi nhận:", size=12, bold=True, italic=True)
    for line in copies:
        write(left, line, size=11)
    for line in signer:
        write(right, line, align=ALIGN.CENTER, bold=True, keep=True)
    write(right, name, align=ALIGN.CENTER, bold=True, before=64)


def people_table(document: Any, people: str) -> None:
    """The members of a team: number and name, title, role."""
    rows = table(document, (6.3, 7.4, 2.8), 3).rows
    rows[0].cells[0].text = f"{{%tr for person in {people} %}}"
    write(rows[1].cells[0], "{{ person.name }}", size=13, after=2)
    write(rows[1].cells[1], "{{ person.title }}", size=13, after=2)
    write(rows[1].cells[2], "- {{ person.role }}", size=13, after=2)
    rows[2].cells[0].text = "{%tr endfor %}"


# --- the documents ---------------------------------------------------------------------------


def decision() -> Any:
    """Phụ lục 2 of the dispatch: the ward's decision to found its teams."""
    document = new_document()
    letterhead(
        document,
        "ỦY BAN NHÂN DÂN",
        "{{ ward_upper }}",
        "Số: {{ number }}",
        "{{ place }}, {{ dated }}",
    )
    about = "Về việc thành lập Tổ công nghệ số cộng đồng\ntrên địa bàn {{ ward }}"
    heading(document, "QUYẾT ĐỊNH", about)
    board = "ỦY BAN NHÂN DÂN {{ ward_upper }}"
    write(document, board, align=ALIGN.CENTER, bold=True, before=12, after=6)
    for ground in GROUNDS:
        body(document, ground, italic=True)
    write(document, "QUYẾT ĐỊNH:", align=ALIGN.CENTER, bold=True, before=6, after=6)
    _article(document, 1, "Thành lập Tổ công nghệ số cộng đồng trên địa bàn {{ ward }} như sau:")
    first = "I. Tổ công nghệ số cộng đồng cấp {{ kind }} gồm:"
    body(document, first, bold=True, keep=True)
    people_table(document, "ward_team")
    second = "II. Tổ công nghệ số cộng đồng ở khối, xóm gồm:"
    body(document, second, bold=True, keep=True, before=8)
    mark(document, "{%p for team in hamlet_teams %}")
    body(document, "- Tổ công nghệ số cộng đồng {{ team.name }}:", keep=True, before=4)
    people_table(document, "team.people")
    mark(document, "{%p endfor %}")
    _article(document, 2, "Chức năng, nhiệm vụ của Tổ công nghệ số cộng đồng:", before=8)
    for number, duty in enumerate(DUTIES, 1):
        body(document, f"{number}. {duty}")
    _article(document, 3, "Quyết định này có hiệu lực thi hành kể từ ngày ký.")
    body(
        document,
        "Văn phòng, các Ban ngành có liên quan và tập thể có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.",
        keep=True,
    )
    copies = "- Như Điều 3;", "- TT Đảng ủy;", "- TT HĐND {{ kind }};", "- Lưu: VT."
    signer = "TM. ỦY BAN NHÂN DÂN", "{{ signer }}"
    ending(document, copies, signer, "{{ signed_by }}")
    return document


def _article(document: Any, number: int, text: str, **looks: Any) -> None:
    paragraph = body(document, f"Điều {number}. ", bold=True, keep=True, **looks)
    paragraph.add_run(text).font.size = Pt(LETTERS)


def report() -> Any:
    """The office's report to the city (báo cáo)."""
    document = new_document()
    letterhead(
        document,
        "{{ superior_upper }}",
        "{{ office_upper }}",
        "Số: {{ number }}",
        "{{ place }}, {{ dated }}",
    )
    heading(document, "BÁO CÁO", "{{ about }}")
    body(document, "{{ opening }}", size=SMALL, before=12)
    for part, lines in (
        ("1. Tình hình thành lập", "standing"),
        ("2. Nội dung phải sửa trong bảng tính của phường, xã", "repairs"),
        ("3. Kết quả hoạt động", "results"),
        ("4. Đơn vị cần đôn đốc", "urged"),
        ("5. Kiến nghị, đề xuất", "proposals"),
    ):
        body(document, part, size=SMALL, bold=True, keep=True, before=4)
        mark(document, f"{{%p for line in {lines} %}}")
        body(document, "{{ line }}", size=SMALL, after=4)
        mark(document, "{%p endfor %}")
    body(document, "{{ closing }}", size=SMALL, before=4, keep=True)
    copies = (
        "- {{ superior }} (b/c);",
        "- UBND các phường, xã;",
        "- Lưu: VT.",
    )
    ending(document, copies, ("{{ sign_title_upper }}",), "{{ sign_name }}")
    _annex(document)
    return document


def _annex(document: Any) -> None:
    """The table of wards, on a page of its own."""
    head = write(document, "Phụ lục", align=ALIGN.CENTER, bold=True)
    head.paragraph_format.page_break_before = True
    write(document, "TÌNH HÌNH TỪNG PHƯỜNG, XÃ", align=ALIGN.CENTER, bold=True)
    write(
        document,
        "(Kèm theo Báo cáo số {{ number }} {{ dated }} của {{ office }})",
        align=ALIGN.CENTER, italic=True,
    )  # fmt: skip
    rule(document, 5, TEXT_WIDTH)
    write(document, "", size=6)
    rows = table(document, tuple(width for *_, width in _WARD_TABLE), 5, grid=True).rows
    rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    for at, (title, value, _) in enumerate(_WARD_TABLE):
        write(rows[0].cells[at], title, size=12, align=ALIGN.CENTER, bold=True)
        side = None if at == 0 else ALIGN.CENTER
        write(rows[2].cells[at], value, size=12, align=side, before=1, after=1)
        total = value.replace("ward.", "total.")
        write(rows[4].cells[at], total, size=12, align=side, bold=True, before=1, after=1)
    rows[1].cells[0].text = "{%tr for ward in wards %}"
    rows[3].cells[0].text = "{%tr endfor %}"


# --- files -----------------------------------------------------------------------------------


def packed(document: Any) -> bytes:
    """The document as a file that is the same whenever it is made, without an author."""
    write(document, "", size=1)  # Word wants a paragraph after the last table
    core = document.core_properties
    core.author, core.last_modified_by, core.comments, core.title = "", "", "", ""
    core.created = core.modified = MADE
    _drop_unused(document)
    first, again = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()


def _drop_unused(document: Any) -> None:
    """What python-docx's own template brings along: a thumbnail, a hundred styles of tables."""
    unused = ("thumbnail", "customXml", "stylesWithEffects", "numbering")
    for relations in (document.part.package.rels, document.part.rels):
        for name in [n for n, one in relations.items() if one.reltype.endswith(unused)]:
            del relations[name]
    for style in list(document.styles):
        if style.style_id not in ("Normal", "Header", "TableNormal", "TableGrid"):
            style.delete()


def main() -> None:
    """Writes both templates."""
    (HERE / "decision.docx").write_bytes(packed(decision()))
    (HERE / "report.docx").write_bytes(packed(report()))


if __name__ == "__main__":
    main()
