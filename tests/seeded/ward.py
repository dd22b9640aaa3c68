"""A ward whose workbook has nothing to flag, made at random for a given day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.seeded import names
from tests.seeded.names import People

UNIT, TEAMS, MEMBERS, MOVES, ACTIVITIES, AWARDS = "Đơn vị", "Danh sách tổ", "Thành viên", "Thay đổi thành viên", "Hoạt động", "Khen thưởng"  # fmt: skip
LABEL, VALUE = "Thông tin", "Nội dung"
OFFICER, OWN_COUNT = "Cán bộ chủ trì điều phối", "Số khối, xóm trên địa bàn"
LEVEL, HAMLET, DECISION, NUMBER, FOUNDED, SIGNER, REVISION, GROUP, INVITED = "Cấp", "Tên khối, xóm", "Quyết định thành lập", "Số quyết định thành lập", "Ngày quyết định thành lập", "Người ký", "Quyết định kiện toàn gần nhất", "Tên hoặc liên kết nhóm Zalo", "Đã mời Tổ trưởng cấp phường, xã vào nhóm"  # fmt: skip
TEAM, HONORIFIC, NAME, TITLE, ROLE, PHONE, YEAR, RESIDENT, IN_GROUP, IN_WARD, JOINED, EMAIL, NOTE = "Tổ", "Ông/Bà", "Họ và tên", "Chức vụ, nghề nghiệp", "Chức danh trong Tổ", "Điện thoại", "Năm sinh", "Đang sinh sống hoặc công tác trên địa bàn", "Đã vào nhóm Zalo của tổ", "Đã vào nhóm Zalo chung cấp phường, xã", "Ngày tham gia", "Email", "Ghi chú"  # fmt: skip
KIND, ASKED, RECOMMENDED, OPINION, DECIDED = "Nội dung", "Ngày đề nghị", "Tổ trưởng giới thiệu, đề xuất", "Ý kiến Chủ tịch UBND", "Ngày Chủ tịch UBND có ý kiến"  # fmt: skip
DAY, WHAT, SESSIONS, CROWD, PLATFORM, SHOPS, ACCOUNTS = "Ngày", "Mô tả", "Số buổi", "Số lượt người", "Nền tảng số", "Số cửa hàng số mở mới", "Số tài khoản thanh toán điện tử mở mới"  # fmt: skip
PROPOSED, TARGET, WHO, FEAT, PROPOSER, GRANTOR, FORM, RESULT, AWARD_NO, AWARD_DAY = "Ngày đề xuất", "Đối tượng", "Tên cá nhân, tập thể, mô hình", "Thành tích", "Tổ đề xuất", "Cấp khen thưởng", "Hình thức", "Kết quả", "Số quyết định khen thưởng", "Ngày quyết định khen thưởng"  # fmt: skip
LEADER, DEPUTY, ORDINARY, COLLABORATOR = "Tổ trưởng", "Tổ phó", "Tổ viên", "Cộng tác viên"
DUTIES = ("Tổ được bồi dưỡng, tập huấn", "Tuyên truyền, lan tỏa", "Hướng dẫn, hỗ trợ người dân", "Thực hiện nhiệm vụ chuyển đổi số", "Báo cáo UBND phường, xã", "Sáng kiến, cách làm hay")  # fmt: skip

HEADERS: dict[str, tuple[str, ...]] = {
    UNIT: (LABEL, VALUE),
    TEAMS: (LEVEL, HAMLET, DECISION, NUMBER, FOUNDED, SIGNER, REVISION, GROUP, INVITED, NOTE),
    MEMBERS: (TEAM, HONORIFIC, NAME, TITLE, ROLE, PHONE, YEAR, RESIDENT, IN_GROUP, IN_WARD, JOINED, EMAIL, NOTE),
    MOVES: (KIND, TEAM, NAME, ASKED, RECOMMENDED, OPINION, DECIDED, NOTE),
    ACTIVITIES: (DAY, TEAM, KIND, WHAT, SESSIONS, CROWD, PLATFORM, SHOPS, ACCOUNTS, "Đơn vị phối hợp", "Minh chứng"),
    AWARDS: (PROPOSED, TARGET, WHO, FEAT, PROPOSER, GRANTOR, FORM, RESULT, AWARD_NO, AWARD_DAY),
}  # fmt: skip
DEADLINE = date(2023, 3, 30)
Cell = str | int | float | bool | date


@dataclass(frozen=True)
class Raw:
    """A cell that is written as it is, however messy the rest."""

    value: Any


@dataclass(eq=False)
class Row:
    """One row of a tab, the same one wherever it is written."""

    cells: dict[str, Any]

    def __getitem__(self, header: str) -> Any:
        return self.cells.get(header, "")

    def __setitem__(self, header: str, value: Any) -> None:
        self.cells[header] = value


@dataclass(eq=False)
class Team:
    """A team: its row, its people's rows, and when it was founded (None: not)."""

    row: Row
    name: str
    founded: date
    members: list[Row] = field(default_factory=list)

    def with_role(self, role: str) -> list[Row]:
        return [row for row in self.members if row[ROLE] == role]


@dataclass(eq=False)
class Ward:
    """A ward and what the register says of it. `hamlets[0]` … are the teams below `top`."""

    name: str
    kind: str
    day: date
    chance: Random
    people: People
    tabs: dict[str, list[Row]]
    top: Team
    hamlets: list[Team]
    count: int | str = ""
    deadline: date | str = ""
    before: dict[str, int] = field(default_factory=dict)
    headers: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(HEADERS))
    dropped: tuple[str, ...] = ()
    broken: str = ""
    word: str = "khối"

    @property
    def teams(self) -> list[Team]:
        return [self.top, *self.hamlets]

    def ago(self, days: int) -> date:
        return self.day - timedelta(days=days)

    def fill(self, text: str, team: Team) -> str:
        """A title with the ward's and the hamlet's words put in."""
        p, h = self.kind.lower(), self.word
        return text.format(p=p, h=h, H=h.capitalize(), n=team.name)

    def put(self, tab: str, cells: dict[str, Any]) -> Row:
        row = Row(cells)
        self.tabs[tab].append(row)
        return row

    def take(self, tab: str, wanted: Callable[[Row], bool]) -> None:
        self.tabs[tab] = [row for row in self.tabs[tab] if not wanted(row)]

    def of(self, tab: str, team: Team, header: str = TEAM) -> list[Row]:
        return [row for row in self.tabs[tab] if row[header] == team.name]

    def local(self, team: Team, role: str = ORDINARY) -> list[Row]:
        """Members of a hamlet's team with that role who are in no other team and never moved."""
        elsewhere = {row[NAME] for t in self.teams if t is not team for row in t.members}
        moved = {row[NAME] for row in self.tabs[MOVES]}
        return [r for r in team.with_role(role) if r[NAME] not in elsewhere | moved]

    def about(self, label: str) -> Row:
        """The row of `Đơn vị` that begins with `label`."""
        return next(row for row in self.tabs[UNIT] if row[LABEL] == label)

    def person(self, team: Team, role: str = ORDINARY, title: str = "") -> dict[str, Any]:
        """The cells of somebody new who fits into that team."""
        grouped = bool(team.row[GROUP])
        heads = role in (LEADER, DEPUTY) and team is not self.top
        return {
            TEAM: team.name, NAME: self.people.name(), ROLE: role, PHONE: self.people.phone(),
            TITLE: self.fill(title or self.chance.choice(names.ORDINARY), team),
            HONORIFIC: self.chance.choice(("Ông", "Bà", "")), NOTE: "",
            YEAR: self.chance.choice(("", self.chance.randint(self.day.year - 80, self.day.year - 17))),
            RESIDENT: self.chance.choice(("Có", "")),
            IN_GROUP: self.chance.choice(("Có", "Có", "")) if grouped else self.chance.choice(("", "Chưa")),
            IN_WARD: "Có" if heads else self.chance.choice(("", "", "Có", "Chưa")),
        }  # fmt: skip

    def join(
        self, team: Team, role: str = ORDINARY, title: str = "", cells: dict[str, Any] | None = None
    ) -> Row:
        """Somebody new at the end of `Thành viên`."""
        row = self.put(MEMBERS, self.person(team, role, title) | (cells or {}))
        team.members.append(row)
        return row

    def leave(self, team: Team, row: Row) -> None:
        team.members.remove(row)
        self.take(MEMBERS, lambda each: each is row)

    def move(self, team: Team, kind: str, name: str, asked: date, decided: date | None, opinion: str = "Đồng ý") -> Row:  # fmt: skip
        """A line of `Thay đổi thành viên`, recommended, decided on `decided` (None: pending)."""
        gone = kind == "Không còn tham gia"
        return self.put(MOVES, {
            KIND: kind, TEAM: team.name, NAME: name, ASKED: asked, NOTE: "",
            RECOMMENDED: "" if gone else "Có",
            OPINION: "" if gone or decided is None else opinion,
            DECIDED: "" if gone or decided is None else decided,
        })  # fmt: skip

    def act(
        self, team: Team, day: date, kind: str = "", cells: dict[str, Any] | None = None
    ) -> Row:
        """An activity of that team."""
        kind = kind or self.chance.choice(DUTIES)
        number = len(self.tabs[ACTIVITIES])
        return self.put(ACTIVITIES, {
            DAY: day, TEAM: team.name, KIND: kind, WHAT: f"Việc số {number} ở {team.name}",
            SESSIONS: self.chance.choice(("", 1, 2)), CROWD: self.chance.randint(0, 300),
            PLATFORM: self.chance.choice(("", "VNeID", "Ví điện tử")),
            SHOPS: self.chance.choice(("", 0, 3)), ACCOUNTS: self.chance.choice(("", 12)),
        } | (cells or {}))  # fmt: skip

    def propose(self, day: date, result: str, cells: dict[str, Any] | None = None) -> Row:
        """A line of `Khen thưởng`."""
        done = result == "Đã khen thưởng"
        return self.put(AWARDS, {
            PROPOSED: day, TARGET: "Thành viên Tổ", WHO: self.people.name(),
            FEAT: "Giúp 120 hộ cài đặt VNeID", PROPOSER: self.chance.choice(("", self.top.name)),
            GRANTOR: "UBND phường, xã", FORM: "Giấy khen", RESULT: result,
            AWARD_NO: "90/QĐ-UBND" if done else "", AWARD_DAY: self.day if done else "",
        } | (cells or {}))  # fmt: skip

    def found(self, team: Team, day: date) -> None:
        """A decision of the team's own on that day; what it did earlier is dated later."""
        team.row.cells |= {DECISION: "Riêng", NUMBER: f"{self.chance.randint(10, 99)}/QĐ-UBND",
                           FOUNDED: day, SIGNER: "Chủ tịch UBND"}  # fmt: skip
        sharing = self.shared() if team is self.top else []
        for each in (team, *sharing):
            each.founded = day
            self._gather(each)
            for row in self.of(ACTIVITIES, each):
                row[DAY] = max(row[DAY], day)

    def _gather(self, team: Team) -> None:
        """A Zalo group with everybody in it, where there is none."""
        if team.row[GROUP]:
            return
        team.row[GROUP] = "Nhóm Zalo của tổ"
        if team is not self.top:
            team.row[INVITED] = "Có"
        for row in team.members:
            row[IN_GROUP] = "Có"

    def shared(self) -> list[Team]:
        return [team for team in self.hamlets if team.row[DECISION].startswith("Chung")]


def new_ward(seed: int, day: date, phones: Iterator[str], name: str, small: bool = True) -> Ward:
    """A right ward as of `day`; `name` without its kind."""
    chance = Random(seed)
    people = People(chance, phones)
    kind = chance.choice(("Phường", "Xã"))
    top = Team(Row({}), f"Cấp {kind.lower()}", day)
    ward = Ward(f"{kind} {name}", kind, day, chance, people, {tab: [] for tab in HEADERS}, top, [])
    _found_teams(ward, chance.randint(3, 6 if small else 14))
    _fill_teams(ward)
    _move_people(ward)
    _be_active(ward)
    _describe(ward)
    return ward


def _hamlet_names(ward: Ward, count: int) -> list[str]:
    words = ("khối",) if ward.kind == "Phường" else ("xóm", "thôn")
    ward.word = ward.chance.choice(words)
    numbered = [f"{ward.word.capitalize()} {n + 1}" for n in range(count)]
    if ward.chance.random() < 0.6:
        return numbered
    named = [
        f"{ward.word.capitalize()} {place}"
        for place in ward.chance.sample(names.PLACES, min(count, 10))
    ]
    cut = ward.chance.randint(0, count)
    return (numbered[:cut] + named)[:count] if cut + len(named) >= count else numbered


def _found_teams(ward: Ward, count: int) -> None:
    chance = ward.chance
    last = min(ward.ago(1), date(2023, 3, 29))
    first = date(2023, 2, 20)
    span = (last - first).days
    ward.top.founded = first + timedelta(chance.randint(0, span))
    ward.top.row.cells |= {LEVEL: "Phường, xã", HAMLET: chance.choice(("", ward.top.name))}
    for name in _hamlet_names(ward, count):
        row = Row({LEVEL: "Khối, xóm", HAMLET: name})
        team = Team(row, name, ward.top.founded)
        ward.hamlets.append(team)
        if chance.random() < 0.5:
            row[DECISION] = "Chung với cấp phường, xã"
        else:
            team.founded = first + timedelta(chance.randint(0, span))
    for team in ward.teams:
        _decide(ward, team)
        ward.tabs[TEAMS].append(team.row)


def _decide(ward: Ward, team: Team) -> None:
    chance, row = ward.chance, team.row
    if not row[DECISION]:
        row.cells |= {
            DECISION: chance.choice(("Riêng", "Riêng", "")), FOUNDED: team.founded,
            NUMBER: chance.choice(("25/QĐ-UBND", "7A/QĐ-UBND", "1024/QĐ-UBND")),
            SIGNER: chance.choice(("Chủ tịch UBND", "Chủ tịch UBND", "")),
            REVISION: chance.choice(("", "87/QĐ-UBND ngày 12/09/2023")),
        }  # fmt: skip
    old = (ward.day - team.founded).days > 15
    if old or chance.random() < 0.6:
        row[GROUP] = chance.choice(
            (f"Tổ CNSCĐ {team.name}", "https://zalo.me/g/abcdef123", "zalo.me/g/xyz789")
        )
    if team is not ward.top:
        row[INVITED] = "Có" if row[GROUP] else chance.choice(("", "Chưa"))


def _fill_teams(ward: Ward) -> None:
    chance = ward.chance
    both = [LEADER, DEPUTY] + [ORDINARY] * chance.randint(3, 5)
    for role in both:
        title = chance.choice(names.WARD_LEADERS) if role == LEADER else ""
        row = ward.join(ward.top, role, title)
        if row[IN_GROUP] == "Chưa" and ward.top.row[GROUP]:
            row[IN_WARD] = "Có"
    guests = list(ward.top.members)
    chance.shuffle(guests)
    for number, team in enumerate(ward.hamlets):
        own = guests[number :: len(ward.hamlets)]
        ward.join(team, LEADER, chance.choice(names.HAMLET_LEADERS))
        for _ in range(chance.randint(0, 1)):
            ward.join(team, DEPUTY, chance.choice(names.HAMLET_DEPUTIES))
        for _ in range(max(3, 6 - len(own)) + chance.randint(0, 1)):
            ward.join(team)
        for row in own:
            again = ward.join(team)
            again.cells |= {head: row[head] for head in (NAME, PHONE, TITLE, YEAR, HONORIFIC)}
        for _ in range(chance.choice((0, 0, 1, 4))):
            ward.join(team, COLLABORATOR)


def _move_people(ward: Ward) -> None:
    chance = ward.chance
    for team in ward.hamlets:
        able = ward.local(team)
        since = team.founded
        days = (ward.day - since).days
        if chance.random() < 0.3 and days >= 2 and len(able) > 3:
            row, asked = able[0], since + timedelta(chance.randint(0, days - 2))
            decided = min(asked + timedelta(chance.randint(0, 9)), ward.ago(1))
            ward.move(team, "Tham gia", row[NAME], asked, decided)
            row[JOINED] = min(decided + timedelta(chance.randint(0, 9)), ward.day)
        elif chance.random() < 0.3 and able:
            able[0][JOINED] = since - timedelta(chance.randint(0, 3))
        if chance.random() < 0.15 and days > 2:
            ward.move(team, "Xin thôi", ward.people.name(), ward.ago(2), ward.ago(1))
        if chance.random() < 0.15:
            ward.move(team, "Không còn tham gia", ward.people.name(), ward.ago(1), None)
        if chance.random() < 0.15:
            kind = chance.choice(("Tham gia", "Xin thôi"))
            ward.move(team, kind, ward.people.name(), ward.ago(chance.randint(0, 15)), None)
        if chance.random() < 0.1 and len(able) > 4:
            ward.move(team, "Xin thôi", able[-1][NAME], ward.ago(5), ward.ago(2), "Không đồng ý")


def _be_active(ward: Ward) -> None:
    for team in ward.teams:
        recent = min(28, (ward.day - team.founded).days)
        ward.act(team, ward.ago(ward.chance.randint(0, recent)))
    for kind in DUTIES:
        far = min(340, (ward.day - ward.top.founded).days)
        ward.act(ward.top, ward.ago(ward.chance.randint(0, far)), kind)
    ward.propose(ward.ago(3), "Đang xem xét")
    for result, form in (("", "Giấy khen"), ("Đã khen thưởng", "Thư khen, biểu dương"), ("Đã khen thưởng", "Giấy khen"), ("Không khen thưởng", "Khác")):  # fmt: skip
        if ward.chance.random() < 0.4:
            row = ward.propose(ward.ago(ward.chance.randint(0, 30)), result, {FORM: form})
            if form.startswith("Thư khen"):
                row.cells |= {AWARD_NO: "", AWARD_DAY: ""}


def _describe(ward: Ward) -> None:
    ward.count = ward.chance.choice((len(ward.hamlets), len(ward.hamlets), ""))
    lines = {
        "Đơn vị": ward.name, OFFICER: ward.people.name(), "Chức vụ": "Công chức Văn hóa - xã hội",
        "Điện thoại": ward.people.phone(), "Email": "phuong@vi-du.vn",
        "Lãnh đạo UBND phụ trách": ward.people.name(), OWN_COUNT: len(ward.hamlets),
    }  # fmt: skip
    for label, value in lines.items():
        ward.put(UNIT, {LABEL: label, VALUE: value})
