"""The workbooks, described once: provisioning, reading, validation, the guide and the docs use it.

Adding a column is adding a line here. The six data tabs stand in `WARD`, what the jobs write for
the ward in `TODO`, the coordination workbook in `REGISTER`.
"""

from rules.terms import HANDLING
from shapes import Column, Tab

YES = {"yes": "Có"}
YES_NO = YES | {"no": "Không"}
YES_NOT_YET = YES | {"not_yet": "Chưa"}
YES_WORDS = {"yes": ("x", "✓", "✔", "☑", "true", "v", "đúng", "rồi")}
NO_WORDS = {"no": ("false",), "not_yet": ("false", "☐")}

TEAM = Column(
    "team",
    "Tổ",
    "team",
    required=True,
    aliases=("Tên tổ", "Tổ CNSCĐ", "Thuộc tổ", "Khối, xóm"),
    width=16,
    example="Khối 5",
    help="Chọn trong danh sách: Cấp phường (xã) hoặc tên khối, xóm ở trang Danh sách tổ.",
)
NOTE = Column(
    "note", "Ghi chú", aliases=("Lưu ý",), width=24, help="Ghi gì cũng được, hệ thống không đọc."
)


def _flag_column(name: str, header: str, choices: dict[str, str], **more: object) -> Column:
    """A yes/no column; ticks of every kind count as yes, an empty checkbox as the other choice."""
    words = {value: YES_WORDS.get(value, ()) + NO_WORDS.get(value, ()) for value in choices}
    return Column(name, header, "choice", choices=choices, synonyms=words, **more)  # type: ignore[arg-type]


UNITS = Tab(
    "units",
    "Đơn vị",
    (
        Column("name", "Đơn vị", example="Phường Bến Thủy", help="Hệ thống ghi sẵn.", aliases=("Tên đơn vị", "Phường, xã")),
        Column(
            "officer", "Cán bộ chủ trì điều phối", "name", example="Trần Thị Hoa",
            aliases=("Cán bộ chủ trì", "Người chủ trì điều phối", "Cán bộ phụ trách"),
            help="Người được Chủ tịch UBND giao chủ trì, điều phối các tổ (mục 1 Công văn).",
        ),
        Column("officer_title", "Chức vụ", "title", example="Công chức Văn hóa - xã hội", aliases=("Chức danh",),
               help="Chức vụ của cán bộ chủ trì."),
        Column("phone", "Điện thoại", "phone", example="0912345678", aliases=("SĐT", "Số điện thoại", "ĐT"),
               help="Điện thoại của cán bộ chủ trì."),
        Column("email", "Email", "email", example="benthuy@vinh.vi-du.vn", aliases=("E-mail", "Thư điện tử"),
               help="Email liên hệ của cán bộ chủ trì."),
        Column("leader", "Lãnh đạo UBND phụ trách", "name", example="Lê Văn Nam", aliases=("Lãnh đạo phụ trách",),
               help="Chủ tịch hoặc Phó Chủ tịch UBND phụ trách."),
        Column("own_hamlets", "Số khối, xóm trên địa bàn", "count", example="12",
               aliases=("Số khối", "Số xóm", "Số khối, xóm"), help="Hệ thống ghi sẵn theo bảng Điều phối; sửa nếu chưa đúng."),
    ),
    aliases=("Thông tin đơn vị",),
    identity=(),
    help="Thông tin chung của phường, xã và người chủ trì điều phối.",
)  # fmt: skip
# The ward's own tab of `UNITS` is written as two columns, one row for each of the fields above.
UNIT_LABEL, UNIT_VALUE = "Thông tin", "Nội dung"

TEAMS = Tab(
    "teams",
    "Danh sách tổ",
    (
        Column("level", "Cấp", "level", required=True,
               choices={"ward": "Phường, xã", "hamlet": "Khối, xóm"},
               synonyms={"ward": ("Phường", "Xã", "Cấp phường", "Cấp xã", "Cấp phường, xã"),
                         "hamlet": ("Khối", "Xóm", "Cấp khối", "Cấp xóm", "Cấp khối, xóm", "Thôn", "Tổ dân phố")},
               aliases=("Cấp tổ",), width=12, example="Khối, xóm", help="Tổ cấp phường, xã hay tổ của khối, xóm."),
        Column("hamlet", "Tên khối, xóm", "hamlet", required_with=("level", ("hamlet",)),
               aliases=("Tên khối", "Tên xóm", "Khối, xóm", "Tên tổ"), width=16, example="Khối 5",
               help="Tên đầy đủ của khối, xóm. Dòng cấp phường, xã không cần sửa."),
        Column("decision", "Quyết định thành lập", "choice",
               choices={"common": "Chung với cấp phường, xã", "own": "Riêng", "none": "Chưa có"},
               synonyms={"common": ("Chung", "Chung với phường", "Chung với xã", "Chung với cấp phường", "Chung với cấp xã"),
                         "none": ("Chưa",)},
               width=24, example="Chung với cấp phường, xã",
               help="Nếu khối, xóm có tên trong quyết định chung của phường, xã thì chọn Chung và để trống ba cột tiếp theo."),
        Column("number", "Số quyết định thành lập", "number", aliases=("Số quyết định", "Số QĐ", "Số QĐ thành lập"),
               width=16, example="25/QĐ-UBND", help="Ghi như trên quyết định, ví dụ 25/QĐ-UBND."),
        Column("founded", "Ngày quyết định thành lập", "date",
               aliases=("Ngày quyết định", "Ngày QĐ", "Ngày QĐ thành lập", "Ngày thành lập"), width=14,
               example="15/03/2023", help="Ngày ký quyết định, ngày trước tháng sau."),
        Column("signer", "Người ký", "choice",
               choices={"chair": "Chủ tịch UBND", "deputy": "Phó Chủ tịch UBND (ký thay)", "other": "Khác"},
               synonyms={"chair": ("Chủ tịch", "CT UBND", "Chủ tịch UBND phường", "Chủ tịch UBND xã"),
                         "deputy": ("Phó Chủ tịch", "Phó Chủ tịch UBND", "PCT UBND", "PCT", "KT. Chủ tịch, Phó Chủ tịch")},
               aliases=("Người ký quyết định",), width=18, example="Chủ tịch UBND", help="Chức vụ người ký quyết định thành lập."),
        Column("revision", "Quyết định kiện toàn gần nhất", aliases=("Quyết định kiện toàn", "QĐ kiện toàn"), width=20,
               example="87/QĐ-UBND ngày 12/09/2023", help="Số và ngày, nếu đã kiện toàn."),
        Column("group", "Tên hoặc liên kết nhóm Zalo", "group", aliases=("Nhóm Zalo", "Link Zalo", "Liên kết nhóm Zalo", "Tên nhóm Zalo"),
               width=28, example="https://zalo.me/g/abcdef123", help="Tên nhóm, hoặc liên kết mời vào nhóm."),
        _flag_column("invited", "Đã mời Tổ trưởng cấp phường, xã vào nhóm", YES_NOT_YET,
                     aliases=("Đã mời Tổ trưởng phường, xã", "Đã mời Tổ trưởng cấp phường vào nhóm", "Đã mời Tổ trưởng cấp xã vào nhóm"),
                     width=16, example="Có", help="Chỉ ghi cho tổ của khối, xóm."),
        NOTE,
    ),
    aliases=("Danh sách các tổ", "DS tổ", "Các tổ"),
    identity=("team",),
    spare=("number", "note"),
    help="Mỗi dòng một tổ: tổ cấp phường, xã và mỗi khối, xóm một tổ.",
)  # fmt: skip

MEMBERS = Tab(
    "members",
    "Thành viên",
    (
        TEAM,
        Column("honorific", "Ông/Bà", "choice", choices={"mr": "Ông", "mrs": "Bà"},
               synonyms={"mr": ("Nam", "Anh"), "mrs": ("Nữ", "Chị", "Cô")}, aliases=("Ông, bà", "Giới tính"), width=8, example="Bà",
               help="Cách xưng hô trong quyết định."),
        Column("name", "Họ và tên", "name", required=True, aliases=("Họ tên", "Họ và tên thành viên", "Tên thành viên", "Họ, tên"),
               width=24, example="Trần Thị Hoa", help="Họ và tên đầy đủ, có dấu."),
        Column("title", "Chức vụ, nghề nghiệp", "title", required=True,
               aliases=("Chức vụ", "Nghề nghiệp", "Chức vụ hoặc nghề nghiệp", "Chức vụ công tác", "Chức vụ, đơn vị công tác"),
               width=30, example="Giáo viên Trường THCS", help="Chức vụ đang giữ hoặc nghề nghiệp, như trong quyết định."),
        Column("role", "Chức danh trong Tổ", "choice", required=True,
               choices={"leader": "Tổ trưởng", "deputy": "Tổ phó", "ordinary": "Tổ viên", "collaborator": "Cộng tác viên"},
               synonyms={"ordinary": ("Thành viên",), "collaborator": ("CTV", "Công tác viên")},
               aliases=("Chức danh", "Nhiệm vụ", "Vai trò", "Nhiệm vụ trong Tổ", "Vai trò trong Tổ", "Chức vụ trong Tổ"),
               width=16, example="Tổ viên", help="Tổ trưởng, Tổ phó, Tổ viên hoặc Cộng tác viên."),
        Column("phone", "Điện thoại", "phone", required=True, aliases=("SĐT", "Số điện thoại", "ĐT", "Số ĐT", "Di động", "Điện thoại di động"),
               width=14, example="0912345678", help="Số đang dùng, có số 0 ở đầu."),
        Column("birth_year", "Năm sinh", "year", aliases=("Ngày sinh", "Ngày tháng năm sinh"), width=10, example="1985",
               help="Không bắt buộc; giúp phân biệt người trùng họ tên."),
        _flag_column("resident", "Đang sinh sống hoặc công tác trên địa bàn", YES_NO,
                     aliases=("Sinh sống hoặc công tác trên địa bàn", "Đang sinh sống, công tác trên địa bàn", "Ở địa bàn"),
                     width=16, example="Có", help="Để trống nghĩa là Có."),
        _flag_column("in_group", "Đã vào nhóm Zalo của tổ", YES_NOT_YET, aliases=("Đã vào nhóm Zalo", "Vào nhóm Zalo của tổ"),
                     width=12, example="Có", help="Đã vào nhóm Zalo của tổ mình hay chưa."),
        _flag_column("in_ward_group", "Đã vào nhóm Zalo chung cấp phường, xã", YES_NOT_YET,
                     aliases=("Đã vào nhóm Zalo chung", "Đã vào nhóm Zalo phường", "Đã vào nhóm Zalo xã", "Đã vào nhóm Zalo cấp phường, xã"),
                     width=14, example="Có", help="Ghi cho Tổ trưởng, Tổ phó của khối, xóm."),
        Column("joined", "Ngày tham gia", "date", width=12, example="20/04/2023", aliases=("Ngày vào tổ",),
               help="Để trống nếu có tên từ khi thành lập tổ."),
        Column("email", "Email", "email", aliases=("E-mail", "Thư điện tử"), width=24, example="hoa@vi-du.vn", help="Không bắt buộc."),
        NOTE,
    ),
    aliases=("Danh sách thành viên", "DS thành viên", "Thành viên tổ"),
    identity=("team", "name"),
    spare=("phone", "title"),
    help="Mỗi dòng một người trong một tổ, theo thứ tự của Phụ lục 2.",
)  # fmt: skip

MOVES = Tab(
    "moves",
    "Thay đổi thành viên",
    (
        Column("kind", "Nội dung", "choice", required=True,
               choices={"join": "Tham gia", "resign": "Xin thôi", "gone": "Không còn tham gia"},
               synonyms={"join": ("Xin tham gia", "Vào tổ"), "resign": ("Xin ra", "Xin thôi tham gia", "Xin ra khỏi tổ")},
               aliases=("Nội dung thay đổi", "Loại thay đổi"), width=18, example="Tham gia",
               help="Không còn tham gia: chuyển đi nơi khác, qua đời; không cần ai đồng ý."),
        TEAM,
        Column("name", "Họ và tên", "name", required=True, aliases=("Họ tên",), width=24, example="Nguyễn Thị Lan",
               help="Viết như ở trang Thành viên."),
        Column("asked", "Ngày đề nghị", "date", required=True, aliases=("Ngày đề xuất", "Ngày xin"), width=12, example="10/04/2023",
               help="Ngày người đó đề nghị, hoặc ngày thôi tham gia."),
        _flag_column("recommended", "Tổ trưởng giới thiệu, đề xuất", YES_NOT_YET, required_with=("kind", ("join", "resign")),
                     aliases=("Tổ trưởng giới thiệu", "Tổ trưởng đề xuất", "Ý kiến Tổ trưởng"), width=14, example="Có",
                     help="Tổ trưởng giới thiệu người vào, đề xuất cho người xin thôi."),
        Column("opinion", "Ý kiến Chủ tịch UBND", "choice", choices={"agreed": "Đồng ý", "refused": "Không đồng ý"},
               synonyms={"agreed": ("Chấp thuận", "Nhất trí")}, aliases=("Ý kiến của Chủ tịch UBND", "Ý kiến Chủ tịch"), width=16, example="Đồng ý",
               help="Để trống khi chưa có ý kiến."),
        Column("decided", "Ngày Chủ tịch UBND có ý kiến", "date", required_with=("opinion", ()),
               aliases=("Ngày có ý kiến", "Ngày Chủ tịch có ý kiến", "Ngày đồng ý"), width=14, example="14/04/2023", help="Ngày Chủ tịch UBND đồng ý hoặc không đồng ý."),
        NOTE,
    ),
    aliases=("Thay đổi", "Biến động thành viên", "Biến động"),
    identity=("team", "name", "kind", "asked"),
    help="Người vào, người thôi sau khi tổ đã thành lập.",
)  # fmt: skip

PEOPLE_KINDS = ("training", "outreach", "guidance")

ACTIVITIES = Tab(
    "activities",
    "Hoạt động",
    (
        Column("date", "Ngày", "date", required=True, aliases=("Ngày thực hiện", "Thời gian", "Ngày hoạt động"), width=12, example="25/04/2023",
               help="Ngày diễn ra; nhiều ngày thì ghi ngày đầu."),
        TEAM,
        Column("kind", "Nội dung", "choice", required=True,
               choices={"training": "Tổ được bồi dưỡng, tập huấn", "outreach": "Tuyên truyền, lan tỏa",
                        "guidance": "Hướng dẫn, hỗ trợ người dân", "tasks": "Thực hiện nhiệm vụ chuyển đổi số",
                        "reporting": "Báo cáo UBND phường, xã", "initiative": "Sáng kiến, cách làm hay"},
               synonyms={"training": ("Bồi dưỡng, tập huấn", "Tập huấn"), "outreach": ("Tuyên truyền",),
                         "guidance": ("Hướng dẫn người dân", "Hỗ trợ người dân"), "reporting": ("Báo cáo UBND phường", "Báo cáo UBND xã"),
                         "initiative": ("Sáng kiến",)},
               aliases=("Nội dung hoạt động", "Nhiệm vụ"), width=26, example="Hướng dẫn, hỗ trợ người dân",
               help="Sáu nhiệm vụ ở mục 3.2 Phụ lục 1; nhiệm vụ thứ bảy ghi ở trang Khen thưởng."),
        Column("description", "Mô tả", required=True, aliases=("Mô tả hoạt động", "Diễn giải"), width=40,
               example="Hướng dẫn cài VNeID tại nhà văn hóa khối", help="Làm gì, ở đâu, một hai dòng."),
        Column("sessions", "Số buổi", "count", width=9, example="1", help="Số buổi đã tổ chức."),
        Column("people", "Số lượt người", "count", required_with=("kind", PEOPLE_KINDS),
               aliases=("Lượt người", "Số người", "Số lượt"), width=10, example="35",
               help="Bắt buộc với tập huấn, tuyên truyền và hướng dẫn."),
        Column("platform", "Nền tảng số", offers=("Dịch vụ công trực tuyến", "VNeID", "Sổ sức khỏe điện tử", "Thanh toán điện tử", "postmart.vn", "voso.vn"),
               width=20, example="VNeID", help="Có thể ghi nền tảng khác."),
        Column("shops", "Số cửa hàng số mở mới", "count", aliases=("Số cửa hàng số",), width=12, example="2", help="Cửa hàng số mở cho hộ gia đình."),
        Column("accounts", "Số tài khoản thanh toán điện tử mở mới", "count", aliases=("Số tài khoản thanh toán điện tử", "Số tài khoản thanh toán mở mới"),
               width=14, example="10", help="Tài khoản đã giúp người dân mở."),
        Column("partner", "Đơn vị phối hợp", width=20, example="Đoàn Thanh niên phường", help="Cơ quan, doanh nghiệp cùng làm."),
        Column("evidence", "Minh chứng", aliases=("Liên kết minh chứng",), width=20, example="Ảnh trong nhóm Zalo", help="Liên kết hoặc nơi lưu."),
    ),
    aliases=("Các hoạt động", "Hoạt động của tổ", "Kết quả hoạt động"),
    identity=("date", "team", "kind", "description"),
    help="Việc các tổ đã làm, mỗi dòng một hoạt động.",
)  # fmt: skip

AWARDS = Tab(
    "awards",
    "Khen thưởng",
    (
        Column("date", "Ngày đề xuất", "date", required=True, aliases=("Ngày đề nghị",), width=12, example="20/06/2023", help="Ngày tổ đề xuất."),
        Column("target", "Đối tượng", "choice", required=True,
               choices={"resident": "Người dân", "business": "Doanh nghiệp", "member": "Thành viên Tổ", "group": "Tập thể", "model": "Mô hình, sáng kiến"},
               synonyms={"member": ("Thành viên",), "model": ("Mô hình", "Sáng kiến")}, width=18, example="Thành viên Tổ",
               help="Ai hoặc việc gì được đề xuất."),
        Column("name", "Tên cá nhân, tập thể, mô hình", required=True, aliases=("Tên", "Họ và tên", "Tên cá nhân, tập thể"), width=28,
               example="Trần Thị Hoa", help="Tên đầy đủ."),
        Column("achievement", "Thành tích", required=True, aliases=("Tóm tắt thành tích", "Nội dung thành tích"), width=40,
               example="Giúp 120 hộ cài đặt VNeID", help="Kết quả nổi bật, có số liệu càng tốt."),
        Column("team", "Tổ đề xuất", "team", aliases=("Tổ",), width=16, example="Khối 5", help="Tổ nào đề xuất."),
        Column("grantor", "Cấp khen thưởng", "choice",
               choices={"ward": "UBND phường, xã", "city": "UBND thành phố", "higher": "Cấp trên"},
               synonyms={"ward": ("UBND phường", "UBND xã"), "city": ("UBND TP",)}, width=18, example="UBND phường, xã", help="Cấp nào khen thưởng."),
        Column("form", "Hình thức", "choice",
               choices={"certificate": "Giấy khen", "letter": "Thư khen, biểu dương", "other": "Khác"},
               synonyms={"letter": ("Thư khen", "Biểu dương")}, aliases=("Hình thức khen thưởng",), width=18, example="Giấy khen", help="Hình thức khen thưởng."),
        Column("result", "Kết quả", "choice",
               choices={"pending": "Đang xem xét", "awarded": "Đã khen thưởng", "declined": "Không khen thưởng"},
               synonyms={"awarded": ("Đã khen",)}, width=16, example="Đang xem xét", help="Để trống nghĩa là Đang xem xét."),
        Column("number", "Số quyết định khen thưởng", aliases=("Số quyết định", "Số QĐ"), width=16, example="90/QĐ-UBND", help="Thư khen, biểu dương không cần."),
        Column("decided", "Ngày quyết định khen thưởng", "date", aliases=("Ngày quyết định", "Ngày QĐ"), width=14, example="30/06/2023", help="Thư khen, biểu dương không cần."),
    ),
    aliases=("Đề xuất khen thưởng", "Thi đua khen thưởng"),
    identity=("date", "name"),
    spare=("achievement",),
    help="Đề xuất khen thưởng và kết quả.",
)  # fmt: skip

WARD: tuple[Tab, ...] = (UNITS, TEAMS, MEMBERS, MOVES, ACTIVITIES, AWARDS)


GUIDE_TITLE = "Hướng dẫn"
TODO_INTRO = (
    "Sửa xong ở trang gốc, dòng tương ứng sẽ tự mất sau lần kiểm tra kế tiếp. "
    "Không xóa, không chèn dòng ở trang này."
)
TODO = Tab(
    "todo",
    "Cần sửa",
    (
        Column("severity", "Mức độ", width=12, help="Phải sửa, Cần kiểm tra hay Khuyến nghị."),
        Column("place", "Vị trí", width=36, help="Bấm vào để đến đúng ô."),
        Column("value", "Giá trị hiện tại", width=20),
        Column("message", "Vấn đề", width=50),
        Column("fix", "Cách sửa", width=50),
        Column("suggestion", "Sửa thành", width=20, help="Giá trị đúng, khi chỉ có một."),
        Column("agreed", "Đồng ý sửa", "tick", width=10, aliases=("Đồng ý",), help="Đánh x nếu muốn hệ thống sửa giúp."),
        Column("comment", "Ý kiến của phường, xã", width=30, help="Ghi khi cần trao đổi với thành phố."),
        Column("answer", "Trả lời của thành phố", width=30),
        Column("status", "Trạng thái", width=14),
        Column("since", "Ngày phát hiện", width=12),
        Column("clause", "Căn cứ", width=26),
        Column("rule", "Mã quy tắc", width=8),
        Column("id", "Mã theo dõi", width=14),
    ),
    identity=("id",),
)  # fmt: skip
TODO_HEADER_ROW = 2
TODO_WARD_FIELDS = ("agreed", "comment")

REGISTER_UNITS = Tab(
    "register",
    "Đơn vị",
    (
        Column("name", "Đơn vị", required=True, width=22, example="Phường Bến Thủy"),
        Column("kind", "Loại", "choice", required=True, choices={"ward": "Phường", "commune": "Xã"}, width=10),
        Column("ref", "Liên kết bảng tính", width=30, aliases=("Tệp", "Liên kết")),
        Column("hamlets", "Số khối, xóm", "count", width=10),
        Column("hamlet_names", "Tên khối, xóm", width=24),
        Column("emails", "Email", required=True, width=28),
        Column("coordinator", "Chuyên viên theo dõi", width=22),
        Column("deadline", "Hạn thành lập", "date", width=14),
        Column("code", "Mã đơn vị", width=20),
        Column("followed", "Đang theo dõi", "choice", choices=YES_NO, synonyms=YES_WORDS | {"no": ("false",)}, width=12),
    ),
    identity=("code",),
)  # fmt: skip

ROLES = {
    "leaders": "Lãnh đạo UBND thành phố",
    "culture": "Phòng Văn hóa - Thông tin",
    "education": "Phòng Giáo dục và Đào tạo",
    "youth": "Thành đoàn",
    "front": "Ủy ban MTTQ",
    "coordinator": "Chuyên viên điều phối",
    "technician": "Kỹ thuật",
}
PERIODS = {
    "daily": "Hằng ngày",
    "weekly": "Hằng tuần",
    "monthly": "Hằng tháng",
    "none": "Không nhận",
}

RECIPIENTS = Tab(
    "recipients",
    "Người nhận",
    (
        Column("name", "Họ và tên", required=True, width=24),
        Column("email", "Email", "email", required=True, width=28),
        Column("role", "Vai trò", "choice", required=True, choices=ROLES, width=28),
        Column("period", "Thư được nhận", "choice", choices=PERIODS, width=16),
    ),
    identity=("email",),
)

FOLLOW_UP = Tab(
    "follow_up",
    "Theo dõi",
    (
        Column("id", "Mã theo dõi", width=14),
        Column("unit", "Đơn vị", width=20),
        Column("severity", "Mức độ", width=12),
        Column("message", "Vấn đề", width=50),
        Column("value", "Giá trị hiện tại", width=20),
        Column("fix", "Cách sửa", width=50),
        Column("place", "Vị trí", width=36),
        Column("since", "Ngày phát hiện", "date", width=12),
        Column("days", "Số ngày chưa sửa", width=10),
        Column("status", "Trạng thái", width=14),
        Column("comment", "Ý kiến của phường, xã", width=30),
        Column("handling", "Hướng xử lý", "choice", choices=HANDLING, width=18),
        Column("until", "Thời hạn", "date", width=12),
        Column("remark", "Ý kiến của thành phố", width=30),
        Column("coordinator", "Chuyên viên", width=20),
        Column("officer", "Cán bộ chủ trì", width=20),
        Column("phone", "Điện thoại", width=14),
        Column("rule", "Mã quy tắc", width=8),
    ),
    identity=("id",),
)
FOLLOW_UP_CITY_FIELDS = ("handling", "until", "remark", "coordinator")

SUMMARY = Tab(
    "summary",
    "Tổng hợp",
    (
        Column("unit", "Đơn vị", width=22),
        Column("founded", "Tổ đã thành lập", width=12),
        Column("teams", "Tổng số tổ", width=10),
        Column("members", "Thành viên", width=12),
        Column("dispatch", "Phải sửa (Công văn)", width=14),
        Column("entry", "Phải sửa (nhập liệu)", width=14),
        Column("warnings", "Cần kiểm tra", width=12),
        Column("last_activity", "Hoạt động gần nhất", "date", width=14),
        Column("last_edit", "Cập nhật gần nhất", "date", width=14),
        Column("rank", "Thứ tự cần đôn đốc", width=12),
    ),
    identity=("unit",),
)

LOG = Tab(
    "log",
    "Nhật ký",
    (
        Column("when", "Thời điểm", width=18),
        Column("what", "Việc", width=24),
        Column("unit", "Đơn vị", width=22),
        Column("detail", "Nội dung", width=80),
    ),
    identity=(),
)
LOG_LENGTH = 1000

REGISTER: tuple[Tab, ...] = (REGISTER_UNITS, RECIPIENTS, FOLLOW_UP, SUMMARY, LOG)
REGISTER_TITLE = "Điều phối"
