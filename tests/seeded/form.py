"""Mistakes of form: FM01–FM11."""

# ruff: noqa: ARG001  (every mistake is called the same way, used or not)

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.seeded import legacy
from tests.seeded import ward as w
from tests.seeded.measure import ANY, Flag
from tests.seeded.mistakes import Flags, mistake
from tests.seeded.ward import Raw, Row, Team, Ward

FM = "violation"


# --- FM01 -------------------------------------------------------------------------------------
@mistake("FM01", ways=(w.PHONE, w.TITLE))
def blank_member(ward: Ward, team: Team, header: str) -> Flags:
    rows = ward.local(team)
    if not rows:
        return None
    rows[-1][header] = ""
    return [Flag("FM01", w.MEMBERS, rows[-1], header, severity=FM)]


@mistake("FM01", "alone", (w.TEAM, w.NAME, w.ROLE), blind=True)
def blank_identity(ward: Ward, team: Team, header: str) -> Flags:
    rows = ward.local(team)
    if not rows:
        return None
    rows[-1][header] = Raw("")
    return [Flag("FM01", w.MEMBERS, rows[-1], header, severity=FM)]


@mistake("FM01", "alone", (w.LEVEL, w.HAMLET), blind=True)
def blank_team(ward: Ward, team: Team, header: str) -> Flags:
    row = team.row
    if header == w.HAMLET:
        row = ward.put(w.TEAMS, {w.LEVEL: "Khối, xóm", w.DECISION: "Chung với cấp phường, xã"})
    row[header] = ""
    return [Flag("FM01", w.TEAMS, row, header, severity=FM)]


@mistake("FM01", ways=[(kind, head) for kind in ("Tham gia", "Xin thôi") for head in (w.NAME, w.ASKED, w.RECOMMENDED, w.DECIDED)] + [("Không còn tham gia", w.NAME), ("Không còn tham gia", w.ASKED)], blind=True)  # fmt: skip
def blank_move(ward: Ward, team: Team, way: tuple[str, str]) -> Flags:
    kind, header = way
    name = ward.people.name()
    if kind == "Tham gia" and header != w.NAME:
        name = ward.join(team)[w.NAME]
    row = ward.move(team, kind, name, ward.ago(3), ward.ago(1))
    row[header] = ""
    return [Flag("FM01", w.MOVES, row, header, severity=FM)]


@mistake("FM01", "alone", (w.KIND, w.TEAM), blind=True)
def blank_move_kind(ward: Ward, team: Team, header: str) -> Flags:
    row = ward.move(team, "Không còn tham gia", ward.people.name(), ward.ago(3), None)
    row[header] = ""
    return [Flag("FM01", w.MOVES, row, header, severity=FM)]


@mistake("FM01", "alone", (w.DAY, w.TEAM, w.KIND, w.WHAT), blind=True)
def blank_activity(ward: Ward, team: Team, header: str) -> Flags:
    row = ward.act(team, ward.day)
    row[header] = ""
    return [Flag("FM01", w.ACTIVITIES, row, header, severity=FM)]


@mistake("FM01", ways=w.DUTIES)
def blank_people(ward: Ward, team: Team, kind: str) -> Flags:
    row = ward.act(team, ward.day, kind, cells={w.CROWD: ""})
    return [Flag("FM01", w.ACTIVITIES, row, w.CROWD, severity=FM)] if kind in w.DUTIES[:3] else []


@mistake("FM01", "ward", (w.PROPOSED, w.TARGET, w.WHO, w.FEAT))
def blank_award(ward: Ward, team: Team, header: str) -> Flags:
    row = ward.propose(ward.ago(2), "Đang xem xét")
    row[header] = ""
    return [Flag("FM01", w.AWARDS, row, header, severity=FM)]


# --- FM02 -------------------------------------------------------------------------------------
@mistake("FM02", ways=[(w.ROLE, "Tổ viênn", "Tổ viên"), (w.ROLE, "To vien", "Tổ viên"), (w.ROLE, "Tổ vien", "Tổ viên"), (w.ROLE, "Cộng tác vien", "Cộng tác viên"), (w.IN_GROUP, "Chưaa", "Chưa"), (w.IN_GROUP, "đang mời", ""), (w.RESIDENT, "lâu lâu", "")])  # fmt: skip
def member_choice(ward: Ward, team: Team, way: tuple[str, str, str]) -> Flags:
    header, typed, meant = way
    rows = ward.local(team)
    if len(rows) < 2 or len([m for m in team.members if m[w.ROLE] != w.COLLABORATOR]) < 6:
        return None
    rows[-1][header] = Raw(typed)
    return [Flag("FM02", w.MEMBERS, rows[-1], header, meant, FM)]


@mistake("FM02", ways=("Tổ trưỡng", "To truong", "Tổ trưởngg"))
def leader_mistyped(ward: Ward, team: Team, typed: str) -> Flags:
    """One confident reading counts: the team still has its leader."""
    row = team.with_role(w.LEADER)[0]
    row[w.ROLE] = Raw(typed)
    return [Flag("FM02", w.MEMBERS, row, w.ROLE, w.LEADER, FM)]


@mistake("FM02", "alone", ("Thư ký", "Ủy viên"), blind=True)
def unknown_role(ward: Ward, team: Team, typed: str) -> Flags:
    """A leader whose role cannot be read: no word of a missing leader."""
    row = team.with_role(w.LEADER)[0]
    row[w.ROLE] = Raw(typed)
    return [Flag("FM02", w.MEMBERS, row, w.ROLE, ANY, FM)]


@mistake("FM02", ways=[(w.DECISION, "Riềng", "Riêng"), (w.SIGNER, "Chủ tich UBND", "Chủ tịch UBND"), (w.LEVEL, "Khoi, xom", "Khối, xóm"), (w.INVITED, "sẽ mời", ""), (w.SIGNER, "Bí thư", "")])  # fmt: skip
def team_choice(ward: Ward, team: Team, way: tuple[str, str, str]) -> Flags:
    header, typed, meant = way
    if team.row[w.DECISION].startswith("Chung"):
        return None
    team.row[header] = Raw(typed)
    return [Flag("FM02", w.TEAMS, team.row, header, meant, FM)]


@mistake("FM02", ways=[(w.KIND, "Không còn tham gja", "Không còn tham gia"), (w.OPINION, "Dong y", "Đồng ý"), (w.OPINION, "Không đồng y", "Không đồng ý"), (w.RECOMMENDED, "hỏi sau", "")], blind=True)  # fmt: skip
def move_choice(ward: Ward, team: Team, way: tuple[str, str, str]) -> Flags:
    header, typed, meant = way
    row = ward.move(team, "Xin thôi", ward.people.name(), ward.ago(3), ward.ago(1))
    row[header] = Raw(typed)
    return [Flag("FM02", w.MOVES, row, header, meant, FM)]


@mistake("FM02", ways=[("Tuyen truyen, lan toa", "Tuyên truyền, lan tỏa"), ("Sáng kiến, cách làm hai", "Sáng kiến, cách làm hay"), ("Đi tham quan", "")], blind=True)  # fmt: skip
def activity_kind(ward: Ward, team: Team, way: tuple[str, str]) -> Flags:
    row = ward.act(team, ward.day, w.DUTIES[5])
    row[w.KIND] = Raw(way[0])
    return [Flag("FM02", w.ACTIVITIES, row, w.KIND, way[1], FM)]


@mistake("FM02", "ward", [(w.RESULT, "Đang xem xet", "Đang xem xét"), (w.RESULT, "Da khen thuong", "Đã khen thưởng"), (w.TARGET, "Doanh nghiêp", "Doanh nghiệp"), (w.FORM, "Giấy khem", "Giấy khen"), (w.GRANTOR, "UBND thanh pho", "UBND thành phố"), (w.TARGET, "Con vật", "")])  # fmt: skip
def award_choice(ward: Ward, team: Team, way: tuple[str, str, str]) -> Flags:
    row = ward.propose(ward.ago(2), "Đang xem xét")
    row[way[0]] = Raw(way[1])
    return [Flag("FM02", w.AWARDS, row, way[0], way[2], FM)]


# --- FM03, FM04 -------------------------------------------------------------------------------
NO_DATES = ("31/02/2023", "03/25/2023", "29/02/2023", "hôm qua", "tháng 3/2023", "20/3", "31.4.2023", "00/03/2023")  # fmt: skip


def _dated(ward: Ward, team: Team, tab: str) -> tuple[Row, str] | None:
    """A row of that tab made for its date, and which column holds it."""
    if tab == w.TEAMS:
        own = not team.row[w.DECISION].startswith("Chung")
        return (team.row, w.FOUNDED) if own else None
    if tab == w.MEMBERS:
        rows = [row for row in ward.local(team) if not row[w.JOINED]]
        return (rows[0], w.JOINED) if rows else None
    if tab == w.MOVES:
        return ward.move(team, "Không còn tham gia", ward.people.name(), ward.ago(1), None), w.ASKED
    if tab == "decided":
        return ward.move(team, "Xin thôi", ward.people.name(), ward.ago(1), ward.ago(1)), w.DECIDED
    if tab == w.ACTIVITIES:
        return ward.act(team, ward.day), w.DAY
    return ward.propose(
        ward.ago(1), "Đã khen thưởng"
    ), w.AWARD_DAY if tab == "awarded" else w.PROPOSED


TABS = {"decided": w.MOVES, "awarded": w.AWARDS}
DATED = (w.TEAMS, w.MEMBERS, w.MOVES, "decided", w.ACTIVITIES, w.AWARDS, "awarded")


@mistake("FM03", ways=[(tab, text) for n, tab in enumerate(DATED) for text in (NO_DATES[n], NO_DATES[-1 - n])], blind=True)  # fmt: skip
def no_date(ward: Ward, team: Team, way: tuple[str, str]) -> Flags:
    at = _dated(ward, team, way[0])
    if at is None:
        return None
    at[0][at[1]] = Raw(way[1])
    meant = "25/03/2023" if way[1] == "03/25/2023" else ""
    return [Flag("FM03", TABS.get(way[0], way[0]), at[0], at[1], meant, FM)]


@mistake(
    "FM04", ways=[(tab, when) for tab in DATED for when in ("early", "late", "far")], blind=True
)
def day_out_of_range(ward: Ward, team: Team, way: tuple[str, str]) -> Flags:
    at = _dated(ward, team, way[0])
    if at is None:
        return None
    tomorrow = ward.day + timedelta(1)
    at[0][at[1]] = {"early": date(2022, 3, 4), "late": tomorrow, "far": date(2032, 3, 5)}[way[1]]
    return [Flag("FM04", TABS.get(way[0], way[0]), at[0], at[1], severity=FM)]


@mistake("FM04", ways=[(w.MOVES, 0), (w.MOVES, 1), (w.MEMBERS, 0), ("awarded", 0), ("awarded", 1)])
def day_at_the_limit(ward: Ward, team: Team, way: tuple[str, int]) -> Flags:
    at = _dated(ward, team, way[0])
    if at is None:
        return None
    at[0][at[1]] = (date(2022, 3, 5), ward.day)[way[1]]
    return []


# --- FM05 – FM09 ------------------------------------------------------------------------------
@mistake("FM05", ways=("12345", "0912", "không có", "091234567", "09123456789", "0112345678", "+1 202 555 0143", 12, "0912345678 / 0987654321x"))  # fmt: skip
def no_phone(ward: Ward, team: Team, typed: Any) -> Flags:
    rows = ward.local(team)
    if not rows:
        return None
    rows[0][w.PHONE] = Raw(typed)
    return [Flag("FM05", w.MEMBERS, rows[0], w.PHONE, severity=FM)]


OLD_CODES = {"0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082", "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059"}  # fmt: skip
REPAIRS = (
    "{9}",
    "+84 {9}",
    "84{9}",
    "+84{9}",
    "(+84) {9}",
    "number",
    "84 {3} {6}",
    "+84.{9}",
    "O{9}",
)


@mistake("FM06", ways=(*REPAIRS, *OLD_CODES))
def repairable_phone(ward: Ward, team: Team, way: str) -> Flags:
    rows = ward.local(team)
    if not rows:
        return None
    number = "0" + str(ward.people.phone()).lstrip("0")
    if len(number) != 10:
        number = ward.people.phone()
    if way in OLD_CODES:
        typed: Any = way + number[3:]
        number = OLD_CODES[way] + number[3:]
    elif way == "number":
        typed = int(number)
    else:
        typed = (
            way.replace("{9}", number[1:]).replace("{3}", number[1:4]).replace("{6}", number[4:])
        )
    rows[0][w.PHONE] = Raw(typed)
    return [Flag("FM06", w.MEMBERS, rows[0], w.PHONE, number, "warning")]


@mistake(
    "FM07",
    ways=(
        "abc@",
        "lan.vi-du.vn",
        "a b@vi-du.vn",
        "@vi-du.vn",
        "lan@vidu",
        "lan@@vi-du.vn",
        "không",
    ),
)
def no_email(ward: Ward, team: Team, typed: str) -> Flags:
    row = team.members[0]
    row[w.EMAIL] = Raw(typed)
    return [Flag("FM07", w.MEMBERS, row, w.EMAIL, severity=FM)]


@mistake("FM07", ways=("lan@vi-du.vn", "Lan.Tran_90@mail.vi-du.com.vn", "lan+to@vi-du.vn"))
def good_email(ward: Ward, team: Team, typed: str) -> Flags:
    team.members[0][w.EMAIL] = Raw(typed)
    return []


@mistake("FM08", ways=[(head, typed) for head in (w.SESSIONS, w.CROWD, w.SHOPS, w.ACCOUNTS) for typed in ("-3", "1,5", "nhiều", 2.5, -1)])  # fmt: skip
def no_count(ward: Ward, team: Team, way: tuple[str, Any]) -> Flags:
    row = ward.act(team, ward.day)
    row[way[0]] = Raw(way[1])
    return [Flag("FM08", w.ACTIVITIES, row, way[0], severity=FM)]


@mistake("FM09", ways=(-15, -14, -90, -91, "abc", "85", "19855", 3000, 1))
def birth_year(ward: Ward, team: Team, typed: Any) -> Flags:
    rows = ward.local(team)
    if not rows:
        return None
    year = ward.day.year + typed if isinstance(typed, int) and typed < 0 else typed
    rows[0][w.YEAR] = Raw(year) if isinstance(year, str) else year
    good = typed in (-15, -90)
    return [] if good else [Flag("FM09", w.MEMBERS, rows[0], w.YEAR, severity="warning")]


# --- FM10, FM11 -------------------------------------------------------------------------------
@mistake("FM10", "alone", (w.MEMBERS, w.MOVES, w.ACTIVITIES, w.AWARDS), blind=True)
def unknown_team(ward: Ward, team: Team, tab: str) -> Flags:
    """A team like no other: nothing is known of it, and nothing else is said."""
    if tab == w.MEMBERS:
        row = ward.put(tab, ward.person(team) | {w.IN_GROUP: "", w.IN_WARD: ""})
    elif tab == w.MOVES:
        row = ward.move(team, "Không còn tham gia", ward.people.name(), ward.ago(1), None)
    else:
        row = ward.act(team, ward.day) if tab == w.ACTIVITIES else ward.propose(ward.ago(1), "")
    header = w.PROPOSER if tab == w.AWARDS else w.TEAM
    row[header] = Raw("Bản Thăm Thẳm Xa")
    return [Flag("FM10", tab, row, header, "", FM)]


@mistake("FM10", "alone", ("plain", "typo", "twice"), blind=True)
def mistyped_team(ward: Ward, team: Team, how: str) -> Flags:
    """A named hamlet, mistyped: its name is proposed, and the row counts as its own."""
    rows = ward.local(team)
    word, _, rest = team.name.partition(" ")
    if rest.isdigit() or not rows:
        return None
    wrong = {
        "plain": legacy.unmarked(team.name),
        "typo": team.name + "h",
        "twice": f"{word} {rest[0]}{rest}",
    }[how]
    if wrong == team.name:
        return None
    rows[0][w.TEAM] = Raw(wrong)
    return [Flag("FM10", w.MEMBERS, rows[0], w.TEAM, team.name, FM)]


@mistake("FM11", ways=("same", "nfd", "case", "years", "no year", "new phone", "prefix"))
def same_person_twice(ward: Ward, team: Team, how: str) -> Flags:
    rows = ward.local(team)
    if not rows or len(team.members) > 9:
        return None
    first = rows[0]
    again = ward.put(w.MEMBERS, dict(first.cells) | {w.JOINED: "", w.NOTE: ""})
    name = str(first[w.NAME])
    again[w.NAME] = {"nfd": Raw(legacy.nfd(name)), "case": Raw(name.upper()), "prefix": Raw("Bà " + name)}.get(how, name)  # fmt: skip
    if how == "years":
        first[w.YEAR] = again[w.YEAR] = 1980
        again[w.PHONE] = ward.people.phone()
    if how == "no year":
        first[w.YEAR], again[w.YEAR] = 1980, ""
    if how == "new phone":
        first[w.YEAR], again[w.YEAR], again[w.PHONE] = "", "", Raw("")
    flags = [Flag("FM11", w.MEMBERS, again, w.NAME, severity=FM)]
    return flags + (
        [Flag("FM01", w.MEMBERS, again, w.PHONE, severity=FM)] if how == "new phone" else []
    )


@mistake("FM11", ways=("years", "phones"))
def namesakes(ward: Ward, team: Team, how: str) -> Flags:
    rows = ward.local(team)
    if not rows or len([m for m in team.members if m[w.ROLE] != w.COLLABORATOR]) > 9:
        return None
    row = ward.join(team, cells={w.NAME: rows[0][w.NAME]})
    rows[0][w.YEAR], row[w.YEAR] = (1980, 1990) if how == "years" else (1980, "")
    return []


# --- the tab Đơn vị ---------------------------------------------------------------------------
@mistake("FM05", "ward", [("Điện thoại", "12", "FM05", ""), ("Điện thoại", "912345678", "FM06", "0912345678"), ("Email", "a@", "FM07", ""), (w.OWN_COUNT, "-2", "FM08", "")])  # fmt: skip
def unit_cell(ward: Ward, team: Team, way: tuple[str, str, str, str]) -> Flags:
    row = ward.about(way[0])
    row[w.VALUE] = Raw(way[1])
    return [Flag(way[2], w.UNIT, row, w.VALUE, way[3])]
