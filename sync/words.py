"""Why a workbook could not be written, and what is the matter with the register, in words for
the person who runs the program."""

from pathlib import Path

from shapes import Pushed, Register

# After «bảng tính»; the problems of a reading are those that rule ST03 explains to the ward.
REASONS = {
    "locked": "đang mở trong Excel",
    "changed": "vừa được sửa trong lúc kiểm tra",
    "formulas": "có công thức trong trang dữ liệu",
    "pictures": "có hình ảnh hoặc biểu đồ",
    "macros": "có macro",
    "threaded": "có bình luận theo luồng",
    "rich_text": "có ô định dạng riêng từng phần chữ",
    "newer_features": "có tính năng mới của Excel mà hệ thống có thể làm mất",
    "read_only": "không cho phép ghi",
    "disk_full": "không ghi được vì đĩa đã đầy",
    "gone": "không còn ở chỗ cũ",
    "missing": "không còn ở chỗ cũ",
    "no_access": "không có quyền mở",
    "password": "đang đặt mật khẩu",
    "damaged": "bị hỏng",
    "old_format": "ở định dạng cũ",
    "too_big": "lớn bất thường",
    "not_workbook": "không phải là bảng tính",
    "foreign": "không có trang nào theo mẫu",
    "two_workbooks": "có hai bản cùng của đơn vị này",
    "deleted": "không còn trên Google Drive",
    "trashed": "đang nằm trong thùng rác của Google Drive",
    "not_shared": "chưa được chia sẻ cho tài khoản của hệ thống với quyền chỉnh sửa",
    "excel_in_drive": "là tệp Excel đặt trên Drive, không phải Google Trang tính",
    "busy": "chưa mở được vì Google tạm thời không trả lời",
}
_UNREADABLE = "bị hỏng hoặc không đọc được"


def why_not_written(name: str, result: Pushed) -> str:
    """One sentence: what could not be written, why, and where the flags stand instead."""
    why = REASONS.get(result.reason, f"không ghi được ({result.reason})")
    if result.outcome == "beside":
        return f"{name}: bảng tính {why}; nội dung cần sửa ghi ở tệp «{Path(result.path).name}»."
    return f"{name}: bảng tính {why}; sẽ ghi ở lần chạy sau."


def about_register(register: Register) -> str:
    """Why the register cannot be used, and what follows."""
    why = {
        "empty": "không còn đơn vị nào",
        "tab_missing": f"thiếu trang {register.detail}",
        "column_missing": f"thiếu cột {register.detail}",
        "damaged": _UNREADABLE,
    }.get(register.problem) or REASONS.get(register.problem, _UNREADABLE)
    return (
        f"Bảng Điều phối {why}. Lần này chỉ kiểm tra theo danh sách đơn vị đã biết; "
        "chưa ghi vào bảng tính và chưa gửi thư. Khôi phục bảng Điều phối rồi chạy lại."
    )
