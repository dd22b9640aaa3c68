"""The words that invented wards are filled with: people, phones, hamlets, titles."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Cao", "Thái")  # fmt: skip
MIDDLES = ("Văn", "Thị", "Đức", "Minh", "Thanh", "Ngọc", "Hữu", "Quang", "Xuân", "Sỹ", "Thúy", "Kim", "Đình", "Bá")  # fmt: skip
GIVEN = ("An", "Bình", "Cường", "Dũng", "Hà", "Hải", "Hòa", "Hùng", "Hương", "Khánh", "Lan", "Long", "Mai", "Nam", "Nga", "Phúc", "Quân", "Sơn", "Tâm", "Thảo", "Thủy", "Toàn", "Trang", "Tuấn", "Vinh", "Yến", "Oanh", "Loan", "Kiên", "Giang")  # fmt: skip
PREFIXES = ("032", "033", "035", "036", "037", "038", "039", "070", "076", "077", "078", "079", "081", "082", "083", "084", "085", "086", "088", "090", "091", "093", "094", "096", "097", "098")  # fmt: skip
WARDS = ("Hòa An", "Tân Lập", "Đông Xuân", "Kim Sơn", "Long Thủy", "Minh Khai", "Phú Thọ", "Quảng Yên", "Thanh Hà", "Thụy Lâm", "An Khánh", "Bắc Hà", "Cẩm Tú", "Đại Lộc", "Gia Bình", "Hải Châu", "Ích Hậu", "Khai Quang", "Lam Sơn", "Mỹ Hưng", "Nam Đồng", "Ngọc Thụy", "Phước Lý", "Quế Phong", "Sơn Tây", "Tam Điệp", "Thịnh Quang", "Trà Cổ", "Vạn Phúc", "Yên Hòa")  # fmt: skip
PLACES = ("Kim Tân", "Hòa Bình", "Yên Phú", "Tân Tiến", "Mỹ Thượng", "Đông Lâm", "Vinh Mỹ", "Phong Hảo", "Xuân Trung", "Trung Thuận", "Kim Liên", "Bắc Thịnh", "Văn Tiến", "Thúy Sơn")  # fmt: skip
ORDINARY = ("Giáo viên Trường THCS", "Công an viên", "Nhân viên y tế", "Sinh viên", "Kinh doanh", "Chủ tịch Hội Nông dân", "Chi hội trưởng Phụ nữ", "Cán bộ hưu trí", "Nhân viên bưu điện", "Nông dân", "Giáo viên mầm non", "Chủ tịch Hội LHPN", "Công chức Văn phòng - Thống kê")  # fmt: skip

# {p} phường or xã, {h} khối, xóm or thôn, {n} the hamlet's own name
WARD_LEADERS = ("Bí thư Đoàn", "Bí thư Đoàn {p}", "BT Đoàn TN {p}", "Bí thư Đoàn thanh niên", "Bí thư Đoàn Thanh niên {p}", "Bí thư Đoàn TNCS Hồ Chí Minh {p}", "Phó Chủ tịch UBND {p} (VHXH)", "PCT phụ trách văn hóa - xã hội", "PCT UBND {p} phụ trách VH-XH", "Phó Chủ tịch UBND {p} phụ trách văn xã", "Phó Chủ tịch UBND {p}, phụ trách văn hóa xã hội", "BT Đoàn {p}", "Bí thư BCH Đoàn {p}", "Đảng ủy viên, Bí thư Đoàn {p}", "Đảng ủy viên, PCT UBND {p} phụ trách VH - XH", "PCT UBND phụ trách VHXH", "BTĐTN {p}", "Phó CT UBND {p} phụ trách VH-XH", "P. Chủ tịch UBND {p} phụ trách Văn hóa - Xã hội", "Bí thư Đoàn TN {p}, Ủy viên BCH Đảng bộ", "Phó Chủ tịch UBND {p} - phụ trách khối Văn hóa, Xã hội", "Bí thư Đoàn TNCS HCM {p}", "PCT UBND (phụ trách VH-XH)", "UVBTV Đảng ủy, PCT UBND {p} phụ trách VHXH", "Bí thư Đoàn kiêm Chủ tịch Hội LHTN {p}", "ĐUV - Bí thư Đoàn {p}")  # fmt: skip
NO_WARD_LEADERS = ("Phó Bí thư Đoàn", "Bí thư Đảng ủy", "PCT HĐND", "PCT Hội LHPN", "PCT UBND phụ trách kinh tế", "Phó Bí thư Đoàn {p}", "Chủ tịch UBND {p}", "Chủ tịch Hội LHPN {p}", "Công chức Văn hóa - xã hội", "Nguyên Bí thư Đoàn {p}", "Chủ tịch UBMTTQ {p}", "Phó Chủ tịch UBND {p} phụ trách kinh tế - đô thị", "Trưởng Công an {p}", "Phó Bí thư Thường trực Đảng ủy {p}", "Bí thư Chi bộ khối 3", "Giáo viên", "PBT Đoàn {p}", "Phó Chủ tịch HĐND {p}", "Bí thư Chi đoàn khối 2", "Phó BT Đoàn {p}", "Ủy viên BCH Đoàn {p}", "Chủ tịch HĐND {p}", "Phó Chủ tịch UBMTTQ {p}", "PCT Hội Nông dân phụ trách văn hóa", "Cán bộ Đoàn {p}", "PCT UBND {p} phụ trách địa chính, xây dựng", "Chỉ huy trưởng Quân sự {p}", "Đoàn viên", "Bí thư Đoàn trường THPT")  # fmt: skip
UNSTATED = ("PCT UBND {p}", "Phó Chủ tịch UBND {p}", "Phó Chủ tịch UBND", "PCT", "PCT UBND", "Đảng ủy viên, Phó Chủ tịch UBND {p}")  # fmt: skip
HAMLET_LEADERS = ("{H} trưởng", "Trưởng {h}", "Tổ trưởng tổ dân phố", "Bí thư chi bộ, {h} trưởng", "{H} trưởng kiêm Trưởng ban công tác MT", "Bí thư chi bộ - {h} trưởng", "{H} trưởng {n}", "Trưởng {n}", "{h} trưởng, chi hội trưởng nông dân", "BT chi bộ, {h} trưởng", "Tổ trưởng TDP", "{H} trưởng (hưu trí)", "Chi ủy viên, {h} trưởng", "BTCB - {h} trưởng", "BTCB kiêm {h} trưởng", "{H} trưởng, Trưởng Ban CTMT", "Trưởng ban công tác mặt trận, {h} trưởng", "Phó bí thư chi bộ, {h} trưởng", "Cán bộ hưu trí - {h} trưởng", "Phó Bí thư chi bộ kiêm trưởng {h}")  # fmt: skip
NO_HAMLET_LEADERS = ("{H} phó", "Phó {h} trưởng", "Nguyên {h} trưởng", "Bí thư chi bộ", "Giáo viên", "Trưởng ban công tác Mặt trận", "Phó trưởng {h}", "Chi hội trưởng Phụ nữ", "Công an viên", "Cán bộ hưu trí", "Kinh doanh", "Phó {h}", "Bí thư Chi đoàn {h}", "Tổ phó tổ dân phố", "Trưởng ban công tác Mặt trận {h}", "Chi hội trưởng Nông dân {h}", "Cựu {h} trưởng", "Phó Bí thư chi bộ, {h} phó", "Tổ trưởng tổ an ninh", "Bí thư chi bộ {n}", "{H} đội trưởng", "Hiệu trưởng")  # fmt: skip
HAMLET_DEPUTIES = ("Bí thư Chi đoàn", "Bí thư Đoàn thanh niên {h}", "Bí thư chi đoàn {n}", "BT Chi đoàn", "Bí thư Đoàn {h}", "Bí thư đoàn thanh niên", "Giáo viên, Bí thư Chi đoàn {h}", "Bí thư CĐ {n}", "BT chi đoàn {h}", "Bí thư Đoàn TN {h}")  # fmt: skip
NO_HAMLET_DEPUTIES = ("Giáo viên", "Phó Bí thư Chi đoàn", "{H} phó", "Chi hội trưởng Phụ nữ", "Bí thư Chi bộ", "Bí thư Đoàn xã", "Bí thư Đoàn phường", "Nguyên Bí thư Chi đoàn", "Phó BT chi đoàn {h}", "Đoàn viên", "Ủy viên BCH chi đoàn", "Chủ tịch Hội Phụ nữ")  # fmt: skip


@dataclass
class People:
    """Names and phones that are given out only once (phones over all wards, names in one)."""

    chance: Random
    phones: Iterator[str]
    used: set[str] = field(default_factory=set)

    def name(self) -> str:
        while True:
            name = " ".join(map(self.chance.choice, (SURNAMES, MIDDLES, GIVEN)))
            if name not in self.used:
                self.used.add(name)
                return name

    def phone(self) -> str:
        return next(self.phones)


def new_phones(start: int = 0) -> Iterator[str]:
    """Phone numbers, no two alike; one in forty is a landline of Nghệ An."""
    for n in range(start, 10**7):
        digits = f"{n * 7919 % 10**7:07}"
        yield f"02383{n:06}" if n % 40 == 7 else PREFIXES[n % len(PREFIXES)] + digits
