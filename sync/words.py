"""Why a workbook could not be written, in words for the person who runs the program."""

from pathlib import Path

from shapes import Pushed

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
}


def why_not_written(name: str, result: Pushed) -> str:
    """One sentence: what could not be written, why, and where the flags stand instead."""
    why = REASONS.get(result.reason, f"không ghi được ({result.reason})")
    if result.outcome == "beside":
        return f"{name}: bảng tính {why}; nội dung cần sửa ghi ở tệp «{Path(result.path).name}»."
    return f"{name}: bảng tính {why}; sẽ ghi ở lần chạy sau."
