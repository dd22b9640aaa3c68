"""What the tab `Hướng dẫn` says, line by line; how it looks is the business of who writes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import rules.check  # noqa: F401  (fills the catalogue)
from rules.registry import RULES
from rules.terms import SEVERITIES
from shapes import Column, Tab
from sync.schema import TODO, TODO_WARD_FIELDS, WARD

TITLE = "Sổ theo dõi Tổ công nghệ số cộng đồng"
COLUMN_TITLES = ("Cột", "Bắt buộc", "Cách ghi", "Ví dụ")
# Headings that the page of docs/ knows again.
ANSWERING = f"Cách đọc và trả lời trang {TODO.title}"
TABS, CHECKED = "Mỗi trang dùng để làm gì", "Hệ thống kiểm tra những gì"


@dataclass(frozen=True)
class Program:
    """What people do or see differently in Excel and in Google Sheets."""

    missing: str
    paste: str
    tick: str
    promise: str = ""


EXCEL = Program(
    "viền tím",
    "bấm chuột phải vào ô đầu tiên, chọn dán chỉ giữ lại chữ "
    "(Keep Text Only, Match Destination Formatting)",
    "chọn x",
    "Tệp Excel đang mở, hoặc có công thức, hình ảnh, macro thì hệ thống không ghi vào: nội dung cần sửa "
    "nằm ở tệp «Cần sửa - (tên đơn vị).xlsx» bên cạnh; trả lời ngay trong tệp đó.",
)
SHEETS = Program("nền tím", "chọn ô đầu tiên, bấm Ctrl+Shift+V để chỉ dán chữ", "đánh dấu vào ô")

Kind = Literal["title", "unit", "heading", "paragraph", "bullet", "pair", "tab", "column"]


@dataclass(frozen=True)
class Line:
    """One line: `texts` are its cells.

    A pair is a word and what it means; it may have a severity, whose colour the word then has.
    `tab` is the title of the tab that the first cell leads to. A column's texts go with
    COLUMN_TITLES, `number` is its place among those of its tab.
    """

    kind: Kind
    texts: tuple[str, ...]
    tab: str = ""
    severity: str = ""
    required: bool = False
    number: int = 0


_START = (
    ("Đơn vị", "Ghi cán bộ chủ trì điều phối, điện thoại và email nhận thư."),
    ("Danh sách tổ", "Ghi số, ngày quyết định thành lập và nhóm Zalo của từng tổ."),
    ("Thành viên", "Ghi hoặc dán danh sách thành viên, mỗi người một dòng."),
    ("Hoạt động", "Ghi những việc các tổ đã làm, mỗi việc một dòng."),
    ("Cần sửa", "Xem mỗi tuần một lần, hoặc khi nhận được thư nhắc."),
)
_ADVICE = (
    "Cột có dấu * là bắt buộc: dòng nào đã ghi thì ghi đủ các cột này. Ô còn thiếu có {missing}.",
    "Mỗi dòng ghi đủ tên tổ; không để trống với nghĩa như dòng trên.",
    "Ngày ghi theo thứ tự ngày/tháng/năm, ví dụ 15/03/2023. Ghi xong nhìn lại ô: nếu máy đổi chỗ "
    "ngày và tháng, ghi thêm dấu nháy ở đầu, ví dụ '05/03/2023.",
    "Điện thoại ghi cả số 0 ở đầu; có dấu chấm hay khoảng trắng ở giữa cũng được.",
    "Dán danh sách từ Word: {paste}.",
    "Được sắp xếp lại dòng, thêm cột riêng, tô màu, ghi chú. Không đổi tên trang, tên cột.",
    "Chữ tím đậm ở trang Thành viên: họ tên ghi hai lần trong một tổ, hoặc tổ đã quá "
    "{max_members} thành viên (không tính Cộng tác viên).",
)
_ANSWERS = (
    ("Cách 1", "Sửa ở trang gốc theo cột Cách sửa. Bấm vào cột Vị trí để đến đúng ô. "
               "Dòng tương ứng tự mất sau lần kiểm tra kế tiếp."),
    ("Cách 2", "Nếu cột Sửa thành đã có giá trị đúng: {tick} ở cột Đồng ý sửa, "
               "hệ thống sửa giúp ở lần kiểm tra kế tiếp."),
    ("Cách 3", "Nếu chưa rõ, hoặc thực tế đúng như đã ghi: viết vào cột Ý kiến của phường, xã. "
               "Thành phố trả lời ở cột bên cạnh."),
)  # fmt: skip
_SEVERITY_HELP = {
    "violation": "Chưa đúng Công văn, hoặc ghi như vậy thì hệ thống chưa đọc được. Sửa trước.",
    "warning": "Có thể ghi nhầm. Xem lại; nếu đã đúng, ghi ý kiến để thành phố đồng ý giữ nguyên.",
    "hint": "Nên làm theo Công văn, hoặc việc đã qua; không tính quá hạn.",
}
_STATUS_HELP = (
    ("Mới", "Vừa phát hiện hôm nay; từ hôm sau là Chưa sửa."),
    ("Chờ trả lời", "Đơn vị đã ghi ý kiến, thành phố chưa trả lời."),
    ("Phát sinh lại", "Đã sửa xong, nay lại có."),
    ("Được giữ nguyên", "Thành phố đã đồng ý; không phải sửa."),
)
_PROMISES = (
    "Hệ thống chỉ ghi trang Cần sửa, tô màu và ghi chú ô cần sửa. Màu, ghi chú của đơn vị được giữ nguyên.",
    "Ô chỉ được sửa khi đơn vị chọn Đồng ý sửa và ô vẫn còn giá trị đã kiểm tra.",
    "Điện thoại, email, năm sinh của thành viên không có trong thư và báo cáo gửi thành phố.",
)
_TODO_HELP = "Hệ thống liệt kê những ô cần sửa, vì sao và sửa thế nào. Đơn vị chỉ ghi ở hai cột {}."


def guide_lines(unit_name: str, max_members: int, program: Program) -> Iterator[Line]:
    """The whole guide for a unit ("" for nobody's), from top to bottom."""
    yield Line("title", (TITLE,))
    yield Line("unit", (unit_name,))
    yield Line("heading", ("Bắt đầu từ đâu",))
    for number, (tab, text) in enumerate(_START, 1):
        yield Line("pair", (f"{number}. Trang {tab}", text), tab)
    yield Line("heading", ("Khi ghi, xin lưu ý",))
    known = {"missing": program.missing, "paste": program.paste, "max_members": max_members}
    for text in _ADVICE:
        yield Line("bullet", (text.format(**known),))
    yield from _about_todo(program)
    yield Line("heading", ("Hệ thống làm gì với bảng tính",))
    for text in filter(None, (*_PROMISES, program.promise)):
        yield Line("bullet", (text,))
    yield from _about_tabs()
    yield from _about_rules()


def _about_todo(program: Program) -> Iterator[Line]:
    yield Line("heading", (ANSWERING,))
    for way, text in _ANSWERS:
        yield Line("pair", (way, text.format(tick=program.tick)))
    yield Line("paragraph", ("Cột Mức độ, và màu của ô cần sửa ở trang gốc:",))
    for name, word in SEVERITIES.items():
        yield Line("pair", (word, _SEVERITY_HELP[name]), severity=name)
    yield Line("paragraph", ("Cột Trạng thái:",))
    for status in _STATUS_HELP:
        yield Line("pair", status)


def _about_tabs() -> Iterator[Line]:
    yield Line("heading", (TABS,))
    for tab in (*WARD, TODO):
        yield Line("pair", (tab.title, tab.help or _todo_help()), tab.title)
    yield Line("heading", ("Ghi từng cột như thế nào",))
    for tab in WARD:
        yield Line("tab", (f"Trang {tab.title}",), tab.title)
        for number, column in enumerate(tab.columns):
            yield _column_line(tab, column, number)


def _column_line(tab: Tab, column: Column, number: int) -> Line:
    needed = "Bắt buộc" if column.required else "Tùy trường hợp" * bool(column.required_with)
    texts = (column.header, needed, how_to_fill(tab, column), column.example)
    return Line("column", texts, required=column.required, number=number)


def _todo_help() -> str:
    return _TODO_HELP.format(" và ".join(f"«{TODO[field].header}»" for field in TODO_WARD_FIELDS))


def _about_rules() -> Iterator[Line]:
    """What is checked, so that the code in a cell's note can be looked up here."""
    yield Line("heading", (CHECKED,))
    yield Line("paragraph", ("Mã ở đầu ghi chú của ô, nội dung, và ví dụ ghi đúng:",))
    for code, rule in sorted(RULES.items()):
        text = f"{rule.title}. Ghi đúng: {rule.right}."
        yield Line("pair", (code, text), severity=rule.severity)


def how_to_fill(tab: Tab, column: Column) -> str:
    """What to enter in a column, in one or two short sentences."""
    parts = [column.help]
    words = list(column.choices.values())
    if any(word not in column.help for word in words):
        parts.append(f"Chọn: {' | '.join(words)}.")
    if column.offers:
        parts.append(f"Gợi ý: {', '.join(column.offers)}.")
    if column.required_with and not column.help.startswith("Bắt buộc"):
        parts.append(_condition(tab, *column.required_with))
    return " ".join(part for part in parts if part)


def _condition(tab: Tab, field: str, values: tuple[str, ...]) -> str:
    other = tab[field]
    if not values:
        return f"Bắt buộc khi đã ghi {other.header}."
    return f"Bắt buộc khi {other.header} là {' hoặc '.join(other.choices[v] for v in values)}."
