"""ST: workbooks, tabs and columns that are not there, and cells that nobody can read."""

import pandas as pd

from rules.city import ROW_TABLES, City
from rules.registry import columns_read, rule

WHY_UNREADABLE = {
    "missing": ("Không tìm thấy bảng tính của đơn vị.",
                "Đặt lại bảng tính vào thư mục chung, hoặc ghi đúng liên kết ở trang Đơn vị của bảng Điều phối."),
    "no_access": ("Hệ thống không có quyền mở bảng tính của đơn vị.", "Chia sẻ lại bảng tính cho hệ thống với quyền chỉnh sửa."),
    "password": ("Bảng tính của đơn vị đang đặt mật khẩu nên không đọc được.",
                 "Mở bảng tính, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc) rồi lưu lại."),
    "old_format": ("Bảng tính «{detail}» ở định dạng cũ hoặc định dạng khác, hệ thống chưa đọc được.",
                   "Mở bảng tính, chọn Lưu thành, kiểu Sổ làm việc Excel (.xlsx)."),
    "damaged": ("Tệp bảng tính của đơn vị bị hỏng nên không mở được.", "Lấy lại bản sao gần nhất, hoặc liên hệ Phòng Văn hóa - Thông tin để khôi phục."),
    "not_workbook": ("Tệp của đơn vị không phải là bảng tính.", "Lưu lại danh sách dưới dạng Sổ làm việc Excel (.xlsx) theo mẫu."),
    "foreign": ("Bảng tính của đơn vị không có trang nào theo mẫu.", "Nhập danh sách vào bảng tính mẫu của thành phố."),
    "too_big": ("Bảng tính của đơn vị lớn bất thường nên hệ thống không đọc.", "Xóa các dòng, cột thừa rồi lưu lại; nếu không rõ, liên hệ Phòng Văn hóa - Thông tin."),
    "deleted": ("Bảng tính của đơn vị không còn trên Google Drive.",
                "Khôi phục bảng tính, hoặc ghi liên kết mới ở trang Đơn vị của bảng Điều phối."),
    "trashed": ("Bảng tính «{detail}» của đơn vị đang nằm trong thùng rác của Google Drive.", "Mở thùng rác của Google Drive, bấm Khôi phục."),
    "not_shared": ("Bảng tính của đơn vị chưa được chia sẻ cho tài khoản của hệ thống.",
                   "Bấm Chia sẻ, thêm địa chỉ tài khoản của hệ thống (hỏi Phòng Văn hóa - Thông tin) với quyền Người chỉnh sửa."),
    "excel_in_drive": ("«{detail}» là tệp Excel đặt trên Google Drive, hệ thống chưa đọc được.", "Mở tệp, chọn Tệp, Lưu dưới dạng Google Trang tính, rồi ghi liên kết mới vào bảng Điều phối."),
    "busy": ("Google tạm thời chưa trả lời nên hệ thống chưa đọc được bảng tính của đơn vị.", "Chưa cần làm gì: hệ thống tự đọc lại ở lần kiểm tra kế tiếp."),
    "two_workbooks": ("Có hai bảng tính cùng của đơn vị này: {detail}.", "Giữ lại một bảng tính đúng, chuyển bảng còn lại sang thư mục khác."),
}  # fmt: skip
_UNREADABLE = (
    "Hệ thống không đọc được bảng tính của đơn vị.",
    "Mở thử bảng tính; nếu không mở được, liên hệ Phòng Văn hóa - Thông tin.",
)


@rule(
    "ST01", "Thiếu trang trong bảng tính", "violation", "—", "",
    message="Bảng tính không có trang «{missing}».",
    fix="Đổi lại đúng tên trang «{missing}»; nếu trang đã bị xóa, khôi phục từ lịch sử phiên bản hoặc sao chép từ bảng tính mẫu.",
    wrong="Trang Thành viên bị đổi tên thành Sheet3", right="Đủ sáu trang theo mẫu",
)  # fmt: skip
def missing_tab(city: City) -> pd.DataFrame:
    """A tab is missing (a workbook that cannot be read is ST03 alone)."""
    gaps = city.tables.gaps
    lost = gaps[(gaps["field"] == "") & _readable(city, gaps)]
    titles = {tab.table: tab.title for tab in city.tables.schema}
    return pd.DataFrame(
        {"unit": lost["unit"], "table": lost["table"], "missing": lost["table"].map(titles)}
    )


def _readable(city: City, rows: pd.DataFrame) -> "pd.Series[bool]":
    return rows["unit"].map(city.units["problem"]) == ""


@rule(
    "ST02", "Thiếu cột", "violation", "—", "",
    message="Trang {tab} {what}.",
    fix="{how}",
    wrong="Xóa cột Điện thoại", right="Đủ các cột theo mẫu, thứ tự nào cũng được",
)  # fmt: skip
def missing_column(city: City) -> pd.DataFrame:
    """A column is missing that is starred or that a rule reads; or the whole header is."""
    gaps = city.tables.gaps
    gaps = gaps[(gaps["field"] != "") & _readable(city, gaps)]
    starred = {f"{t.table}.{c.field}" for t in city.tables.schema for c in t.columns if c.required}
    needed = (gaps["table"] + "." + gaps["field"]).isin(starred | columns_read(city.tables.schema))
    lost = gaps[needed | (gaps["field"] == "?")]
    headers = {f"{t.table}.{c.field}": c.header for t in city.tables.schema for c in t.columns}
    header = (lost["table"] + "." + lost["field"]).map(headers)
    in_lines = lost["table"] == "units"
    what = ("thiếu cột «" + header + "»").mask(in_lines, "thiếu dòng «" + header + "»")
    column = (
        "Thêm lại cột có tiêu đề «" + header + "»; nếu cột đã bị đổi tên, ghi lại đúng tên này."
    )
    line = "Thêm lại dòng «" + header + "» ở cột Thông tin, trang Đơn vị."
    how = column.mask(in_lines, line)
    return pd.DataFrame(
        {
            "unit": lost["unit"],
            "table": lost["table"],
            "field": lost["field"].replace("?", ""),
            "row": lost["row"],
            "what": what.fillna("không có dòng tiêu đề trong 5 dòng đầu"),
            "how": how.fillna("Chép lại dòng tiêu đề từ bảng tính mẫu vào dòng 1."),
        }
    )


@rule(
    "ST03", "Không đọc được bảng tính", "violation", "—", "",
    message="{what}", fix="{how}",
    wrong="Tệp bị đặt mật khẩu", right="Tệp .xlsx theo mẫu, mở được",
)  # fmt: skip
def unreadable_workbook(city: City) -> pd.DataFrame:
    """A ward's workbook cannot be read; its other flags stay as they are."""
    lost = city.units[city.units["problem"] != ""]
    why = [WHY_UNREADABLE.get(problem, _UNREADABLE) for problem in lost["problem"]]
    return pd.DataFrame(
        {
            "unit": lost["unit"],
            "what": [
                what.format(detail=detail)
                for (what, _), detail in zip(why, lost["detail"], strict=True)
            ],
            "how": [how for _, how in why],
        },
        index=lost.index,
    )


@rule(
    "ST04", "Trang bị mất nhiều dòng", "warning", "—", "",
    message="Trang {tab} còn {now} dòng, ít hơn nhiều so với {before} dòng ngày {day}.",
    fix="Khôi phục từ lịch sử phiên bản hoặc bản lưu ngày {day} của thành phố nếu xóa nhầm; nếu đúng, ghi ở cột Ý kiến của phường, xã trang Cần sửa.",
    wrong="Trang Thành viên từ 90 dòng còn 40 dòng", right="Xóa từng người khi có thay đổi",
)  # fmt: skip
def lost_rows(city: City) -> tuple[pd.DataFrame, ...]:
    """A tab has lost over the policy's share, and at least its number, of rows since an earlier day.

    The day names the copy to go back to (`restore`).
    """
    return tuple(_lost_rows(city, table) for table in ROW_TABLES)


def _lost_rows(city: City, table: str) -> pd.DataFrame:
    limits, units = city.policy.limits, city.units
    now, before = (units[f"{when}_{table}"].to_numpy() for when in ("rows", "before"))
    lost = before - now
    # Rounded, because 0.3 of 30 may be a hair more or less than 9.
    share = (before * limits.lost_rows_share.value).round(6)
    many = (lost > share) & (lost >= limits.lost_rows_least.value) & city.present(table, "?")
    counts = {"now": now[many], "before": before[many], "day": units[f"then_{table}"][many]}
    return pd.DataFrame({"unit": units["unit"][many], "table": table, **counts})


@rule(
    "ST05", "Chữ gõ bằng bảng mã cũ", "warning", "—", "cell",
    message="«{value}» gõ bằng bảng mã cũ hoặc bị lỗi phông chữ; có phải là «{suggestion}»?",
    fix="Sửa thành «{suggestion}», hoặc đánh dấu cột Đồng ý sửa trong trang Cần sửa để hệ thống sửa giúp.",
    wrong="NguyÔn V¨n H¶i", right="Nguyễn Văn Hải",
)  # fmt: skip
def legacy_encoding(city: City) -> tuple[pd.DataFrame, ...]:
    """Text in TCVN3, VNI or mojibake; the converted text is proposed."""
    return city.findings("legacy_encoding")


@rule(
    "ST06", "Ô báo lỗi công thức", "violation", "—", "cell",
    message="Ô đang báo lỗi công thức {value}.",
    fix="Xóa công thức ở dòng {row} trang {tab} và ghi trực tiếp giá trị đúng.",
    wrong="#REF!", right="Trần Thị Hoa",
)  # fmt: skip
def formula_error(city: City) -> tuple[pd.DataFrame, ...]:
    """The cell holds a formula error."""
    return city.findings("formula_error")
