"""What the city itself can do about a problem that many wards have."""

# By rule, else by group of rules; {office} is the office in charge of coordination.
_CITY_CAN = {
    "ST": "{office} giúp đơn vị khôi phục bảng tính theo mẫu.",
    "ST03": "{office} liên hệ đơn vị để mở lại bảng tính.",
    "ST04": "{office} hỏi lại đơn vị; nếu xóa nhầm, lấy lại từ bản lưu.",
    "ST05": "{office} nhắc đơn vị đánh dấu Đồng ý sửa để hệ thống chuyển chữ giúp.",
    "FM": "{office} nhắc cán bộ chủ trì nhập đủ, nhập đúng mẫu.",
    "FM06": "{office} nhắc đơn vị đánh dấu Đồng ý sửa để hệ thống sửa giúp.",
    "FM10": "{office} nhắc đơn vị dùng đúng tên khối, xóm như ở Danh sách tổ.",
    "FM11": "{office} nhắc đơn vị bỏ dòng ghi trùng.",
    "DV": "Chỉ đạo Chủ tịch UBND phường, xã phân công cán bộ chủ trì điều phối.",
    "TO": "{office} nhắc đơn vị ghi đúng như trên quyết định đã ban hành.",
    "TO01": "Chỉ đạo Chủ tịch UBND phường, xã ký quyết định thành lập tổ.",
    "TO02": "{office} nhắc đơn vị bỏ dòng ghi trùng.",
    "TO03": "Chỉ đạo Chủ tịch UBND phường, xã ký quyết định thành lập các tổ còn thiếu.",
    "TO04": "{office} cùng đơn vị rà soát số khối, xóm, bổ sung tổ còn thiếu.",
    "TO08": "Nhắc Chủ tịch UBND phường, xã ký quyết định theo đúng thẩm quyền.",
    "TO09": "{office} nhắc đơn vị bỏ dòng ghi trùng.",
    "TO10": "Nhắc Chủ tịch UBND phường, xã ký quyết định trước hạn.",
    "TV": "{office} nhắc đơn vị rà soát danh sách thành viên.",
    "TV01": "Chỉ đạo UBND phường, xã kiện toàn tổ, chuyển số người vượt mức thành Cộng tác viên.",
    "TV02": "Chỉ đạo UBND phường, xã vận động thêm giáo viên, đoàn viên, người dân tham gia.",
    "TV03": "Chỉ đạo UBND phường, xã kiện toàn tổ bằng người trên địa bàn.",
    "TV04": "Nhắc Chủ tịch UBND phường, xã cho ý kiến kịp thời khi có người tham gia.",
    "TV05": "{office} hướng dẫn lại thủ tục tham gia, xin thôi theo Phụ lục 1.",
    "TV06": "Nhắc Chủ tịch UBND phường, xã cho ý kiến về các đề nghị đang chờ.",
    "LD": "Chỉ đạo UBND phường, xã kiện toàn Tổ trưởng, Tổ phó theo Phụ lục 1.",
    "LD03": "Chỉ đạo giao Bí thư Đoàn hoặc Phó Chủ tịch phụ trách VH-XH làm Tổ trưởng.",
    "LD06": "Chỉ đạo giao khối trưởng, xóm trưởng, tổ trưởng tổ dân phố làm Tổ trưởng.",
    "ZL": "Đề nghị Thành đoàn chỉ đạo Bí thư Đoàn phường, xã giúp các tổ lập nhóm, mời đủ người.",
    "HD": "{office} nhắc đơn vị kiểm tra lại số liệu hoạt động.",
    "HD01": "Chỉ đạo UBND phường, xã giao việc cụ thể cho từng tổ.",
    "HD05": "Chỉ đạo UBND phường, xã giao việc cụ thể cho các tổ và báo cáo kết quả.",
    "HD06": "{office} hướng dẫn đơn vị đưa các nhiệm vụ này vào kế hoạch.",
    "KT": "{office} nhắc đơn vị ghi đủ số, ngày quyết định khen thưởng.",
    "KT01": "Nhắc cấp có thẩm quyền xem xét các đề xuất đang chờ.",
    "LW": "{office} nhắc hai đơn vị cùng rà soát danh sách.",
}


def what_the_city_can_do(rule: str, office: str) -> str:
    """One sentence for the rule of this code; KeyError for a group of rules that has none."""
    found = _CITY_CAN.get(rule) or _CITY_CAN[rule[:2]]
    return found.format(office=office)
