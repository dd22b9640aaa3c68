"""The words of the guide for wards: the tab `Hướng dẫn` and the page docs/phuong-xa.md say the same.

Columns and drop-downs come from the schema; here is what the schema cannot know.
"""

from shapes import Column, Tab
from sync.schema import TODO, TODO_WARD_FIELDS, WARD

TITLE = "Sổ theo dõi Tổ công nghệ số cộng đồng"
# Headings, in the order of the guide.
STARTING, ENTERING, TABS = "Bắt đầu từ đâu", "Khi ghi, xin lưu ý", "Mỗi trang dùng để làm gì"
ANSWERING = f"Cách đọc và trả lời trang {TODO.title}"
COLUMNS, CHECKED = "Ghi từng cột như thế nào", "Hệ thống kiểm tra những gì"
PROMISING = "Hệ thống làm gì với bảng tính"
SEVERITY_COLUMN = "Cột Mức độ, và màu của ô cần sửa ở trang gốc:"
STATUS_COLUMN = "Cột Trạng thái:"
COLUMN_HEADERS = ("Cột", "Bắt buộc", "Cách ghi", "Ví dụ")

START = (
    ("Đơn vị", "Ghi cán bộ chủ trì điều phối, điện thoại và email nhận thư."),
    ("Danh sách tổ", "Ghi số, ngày quyết định thành lập và nhóm Zalo của từng tổ."),
    ("Thành viên", "Ghi hoặc dán danh sách thành viên, mỗi người một dòng."),
    ("Hoạt động", "Ghi những việc các tổ đã làm, mỗi việc một dòng."),
    ("Cần sửa", "Xem mỗi tuần một lần, hoặc khi nhận được thư nhắc."),
)
ADVICE = (
    "Cột có dấu * là bắt buộc: dòng nào đã ghi thì ghi đủ các cột này. Ô còn thiếu có viền tím.",
    "Mỗi dòng ghi đủ tên tổ; không để trống với nghĩa như dòng trên.",
    "Ngày ghi theo thứ tự ngày/tháng/năm, ví dụ 15/03/2023. Ghi xong nhìn lại ô: nếu máy đổi chỗ "
    "ngày và tháng, ghi thêm dấu nháy ở đầu, ví dụ '05/03/2023.",
    "Điện thoại ghi cả số 0 ở đầu; có dấu chấm hay khoảng trắng ở giữa cũng được.",
    "Dán danh sách từ Word: bấm chuột phải vào ô đầu tiên, chọn dán chỉ giữ lại chữ "
    "(Keep Text Only, Match Destination Formatting).",
    "Được sắp xếp lại dòng, thêm cột riêng, tô màu, ghi chú. Không đổi tên trang, tên cột.",
)
TYPING = (
    "Chữ tím đậm ở trang Thành viên: họ tên ghi hai lần trong một tổ, hoặc tổ đã quá "
    "{} thành viên (không tính Cộng tác viên)."
)
ANSWERS = (
    ("Cách 1", "Sửa ở trang gốc theo cột Cách sửa. Bấm vào cột Vị trí để đến đúng ô. "
               "Dòng tương ứng tự mất sau lần kiểm tra kế tiếp."),
    ("Cách 2", "Nếu cột Sửa thành đã có giá trị đúng: chọn x ở cột Đồng ý sửa, "
               "hệ thống sửa giúp ở lần kiểm tra kế tiếp."),
    ("Cách 3", "Nếu chưa rõ, hoặc thực tế đúng như đã ghi: viết vào cột Ý kiến của phường, xã. "
               "Thành phố trả lời ở cột bên cạnh."),
)  # fmt: skip
SEVERITY_HELP = {
    "violation": "Chưa đúng Công văn, hoặc ghi như vậy thì hệ thống chưa đọc được. Sửa trước.",
    "warning": "Có thể ghi nhầm. Xem lại; nếu đã đúng, ghi ý kiến để thành phố đồng ý giữ nguyên.",
    "hint": "Nên làm theo Công văn, hoặc việc đã qua; không tính quá hạn.",
}
STATUS_HELP = (
    ("Mới", "Vừa phát hiện hôm nay; từ hôm sau là Chưa sửa."),
    ("Chờ trả lời", "Đơn vị đã ghi ý kiến, thành phố chưa trả lời."),
    ("Phát sinh lại", "Đã sửa xong, nay lại có."),
    ("Được giữ nguyên", "Thành phố đã đồng ý; không phải sửa."),
)
TODO_HELP = "Hệ thống liệt kê những ô cần sửa, vì sao và sửa thế nào. Đơn vị chỉ ghi ở hai cột {}."
PROMISES = (
    "Hệ thống chỉ ghi trang Cần sửa, tô màu và ghi chú ô cần sửa. Màu, ghi chú của đơn vị được giữ nguyên.",
    "Ô chỉ được sửa khi đơn vị chọn Đồng ý sửa và ô vẫn còn giá trị đã kiểm tra.",
    "Tệp Excel đang mở, hoặc có công thức, hình ảnh, macro thì hệ thống không ghi vào: nội dung cần sửa "
    "nằm ở tệp «Cần sửa - (tên đơn vị).xlsx» bên cạnh; trả lời ngay trong tệp đó.",
    "Điện thoại, email, năm sinh của thành viên không có trong thư và báo cáo gửi thành phố.",
)
LISTS_HELP = "Các ô chọn lấy từ đây. Không sửa, không xóa phần này."


def advice(max_members: int) -> tuple[str, ...]:
    """What to mind while entering, where a team has so many members at most."""
    return (*ADVICE, TYPING.format(max_members))


def tab_helps() -> tuple[tuple[str, str], ...]:
    """Each tab's title and what it is for, in the order of the workbook."""
    fields = " và ".join(f"«{TODO[field].header}»" for field in TODO_WARD_FIELDS)
    return (*((tab.title, tab.help) for tab in WARD), (TODO.title, TODO_HELP.format(fields)))


def needed(column: Column) -> str:
    """Whether a column must be filled in: `Bắt buộc`, `Tùy trường hợp` or ""."""
    return "Bắt buộc" if column.required else "Tùy trường hợp" * bool(column.required_with)


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
