"""What the city's people read for a flag's severity, status and decision: everywhere the same words."""

SEVERITIES = {"violation": "Phải sửa", "warning": "Cần kiểm tra", "hint": "Khuyến nghị"}
# What has become of a flag.
STATUS = {
    "new": "Mới",
    "open": "Chưa sửa",
    "waiting": "Chờ trả lời",
    "reopened": "Phát sinh lại",
    "excepted": "Được giữ nguyên",
    "closed": "Đã sửa",
    "dropped": "Không còn theo dõi",
}
# What the city decided about it (`Hướng xử lý`).
HANDLING = {"repair": "Đề nghị sửa", "keep": "Đồng ý giữ nguyên", "pending": "Đang xem xét"}
