"""Mistakes about teams, their groups, activities and awards: DV, TO, ZL, HD, KT; and LW01."""

# ruff: noqa: ARG001  (every mistake is called the same way, used or not)

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.seeded import ward as w
from tests.seeded.measure import ANY, Flag
from tests.seeded.mistakes import Flags, mistake
from tests.seeded.ward import DEADLINE, Raw, Team, Ward

V, W, H = "violation", "warning", "hint"


def team_flag(rule: str, team: Team, column: str, severity: str, suggestion: str = "") -> Flag:
    return Flag(rule, w.TEAMS, team.row, column, suggestion, severity)


@mistake("DV01", "ward", ("", "   "))
def no_officer(ward: Ward, team: Team, typed: str) -> Flags:
    row = ward.about(w.OFFICER)
    row[w.VALUE] = Raw(typed)
    return [Flag("DV01", w.UNIT, row, w.VALUE, severity=V)] if ward.day >= DEADLINE else []


# --- founding ---------------------------------------------------------------------------------
def since_founding(*teams: Team) -> None:
    """Their members are there from the first day on."""
    for team in teams:
        for row in team.members:
            row[w.JOINED] = ""


def _undo(ward: Ward, team: Team, how: str) -> None:
    """The team has no valid decision day any more."""
    team.row.cells |= {
        w.DECISION: "Chưa có",
        w.NUMBER: "",
        w.FOUNDED: "",
        w.SIGNER: "",
        w.GROUP: "",
        w.INVITED: "",
    }
    if how == "blank":
        team.row[w.DECISION] = ""
    if how == "number only":
        team.row.cells |= {w.DECISION: "Riêng", w.NUMBER: "31/QĐ-UBND"}
    since_founding(team)
    if team is ward.top:
        ward.take(w.MOVES, lambda row: row[w.TEAM] == team.name)


def _not_founded(ward: Ward, team: Team, founded_rule: str) -> list[Flag]:
    deadline = ward.deadline if isinstance(ward.deadline, date) else DEADLINE
    if ward.day >= deadline:
        return [team_flag(founded_rule, team, w.FOUNDED, V)]
    near = (deadline - ward.day).days <= 14
    return [team_flag("TO10", team, w.FOUNDED, H)] if near else []


@mistake("TO03", ways=("none", "blank", "number only"))
def hamlet_not_founded(ward: Ward, team: Team, how: str) -> Flags:
    _undo(ward, team, how)
    return _not_founded(ward, team, "TO03")


@mistake("TO03", "alone", (-1, 0, 1, 14, 15))
def unit_with_its_own_deadline(ward: Ward, team: Team, days: int) -> Flags:
    """A register's `Hạn thành lập` counts instead of the city's."""
    ward.deadline = ward.day + timedelta(days)
    if any(each.founded >= ward.deadline for each in ward.teams):
        return None
    _undo(ward, team, "none")
    return _not_founded(ward, team, "TO03")


@mistake("TO01", "alone", ("none", "blank"))
def ward_not_founded(ward: Ward, team: Team, how: str) -> Flags:
    _undo(ward, ward.top, how)
    since_founding(*ward.shared())
    return _not_founded(ward, ward.top, "TO01")


@mistake("TO01", "alone")
def no_ward_row(ward: Ward, team: Team, _: Any) -> Flags:
    if ward.day < DEADLINE:
        return None
    ward.take(w.TEAMS, lambda row: row is ward.top.row)
    return [Flag("TO01", w.TEAMS, severity=V)]


@mistake("TO02", "top")
def two_ward_rows(ward: Ward, team: Team, _: Any) -> Flags:
    row = ward.put(w.TEAMS, dict(ward.top.row.cells))
    return [Flag("TO02", w.TEAMS, row, w.LEVEL, severity=V)]


@mistake(
    "TO04", "alone", [(by, where) for by in (-1, 0, 1, 5) for where in ("register", "own", "blank")]
)
def fewer_hamlets(ward: Ward, team: Team, way: tuple[int, str]) -> Flags:
    by, where = way
    if by == 1 and ward.day < DEADLINE:
        return None
    number = len(ward.hamlets) + by
    if where == "register":
        ward.count, ward.about(w.OWN_COUNT)[w.VALUE] = number, len(ward.hamlets) + 7
    else:
        ward.count, ward.about(w.OWN_COUNT)[w.VALUE] = "", number if where == "own" else ""
    late = by > 0 and where != "blank" and ward.day >= DEADLINE
    return [Flag("TO04", w.TEAMS, severity=V)] if late else []


@mistake("TO05", ways=(-1, 0, 1, 20))
def founded_late(ward: Ward, team: Team, days: int) -> Flags:
    day = DEADLINE + timedelta(days)
    if day > ward.day:
        return None
    since_founding(team)
    ward.found(team, day)
    return [team_flag("TO05", team, w.FOUNDED, H)] if days >= 0 else []


@mistake("TO05", "alone", (-1, 0, 5))
def ward_founded_late(ward: Ward, team: Team, days: int) -> Flags:
    """A shared decision is flagged once, at the ward-level row."""
    day = DEADLINE + timedelta(days)
    sharing = [ward.top, *ward.shared()]
    if day > ward.day:
        return None
    since_founding(*sharing)
    ward.found(ward.top, day)
    return [team_flag("TO05", ward.top, w.FOUNDED, H)] if days >= 0 else []


@mistake("TO06")
def no_number(ward: Ward, team: Team, _: Any) -> Flags:
    if not team.row[w.FOUNDED]:
        return None
    team.row[w.NUMBER] = ""
    return [team_flag("TO06", team, w.NUMBER, V)]


@mistake("TO06", "top")
def no_ward_number(ward: Ward, team: Team, _: Any) -> Flags:
    return no_number(ward, ward.top, _)


NUMBERS = {
    "25/QD-UBND": "25/QĐ-UBND", "25/qđ-ubnd": "25/QĐ-UBND", "25 /QĐ-UBND": "25/QĐ-UBND", "Số 25/QĐ-UBND": "25/QĐ-UBND",
    "25/QĐ/UBND": "25/QĐ-UBND", "25/QĐ - UBND": "25/QĐ-UBND", "25QĐ-UBND": "25/QĐ-UBND", "số: 25/QĐ-UBND": "25/QĐ-UBND",
    "25/QĐ-UB": ANY, "25": ANY, "không số": "", "QĐ-UBND": "", "Quyết định của phường": "", "25/QĐ-UBND-VX": ANY,
    "25/QĐ-UBND ngày 15/3/2023": ANY, "25/QĐUBND": "25/QĐ-UBND", "7a/QĐ-UBND": "OK", "025/QĐ-UBND": "OK", "1024B/QĐ-UBND": "OK",
}  # fmt: skip


@mistake("TO07", ways=NUMBERS)
def odd_number(ward: Ward, team: Team, typed: str) -> Flags:
    if not team.row[w.FOUNDED]:
        return None
    team.row[w.NUMBER] = Raw(typed)
    return [] if NUMBERS[typed] == "OK" else [team_flag("TO07", team, w.NUMBER, W, NUMBERS[typed])]


@mistake("TO08", ways=("Phó Chủ tịch UBND (ký thay)", "Khác", "Chủ tịch UBND", ""))
def other_signer(ward: Ward, team: Team, signer: str) -> Flags:
    if not team.row[w.FOUNDED]:
        return None
    team.row[w.SIGNER] = signer
    return [team_flag("TO08", team, w.SIGNER, W)] if signer[:1] in ("P", "K") else []


@mistake("TO08", "top", ("Phó Chủ tịch UBND (ký thay)", "Khác"))
def other_ward_signer(ward: Ward, team: Team, signer: str) -> Flags:
    return other_signer(ward, ward.top, signer)


@mistake("TO09", "alone", [(form, state) for form in ("same", "other") for state in ("Chung với cấp phường, xã", "Chưa có")])  # fmt: skip
def hamlet_twice(ward: Ward, team: Team, way: tuple[str, str]) -> Flags:
    """The first of two rows is the team, so the second is not also unfounded."""
    word, _, rest = team.name.partition(" ")
    other = f"{word.upper()} 0{rest}" if rest.isdigit() else team.name.upper()
    row = ward.put(w.TEAMS, {w.LEVEL: "Khối, xóm", w.DECISION: way[1]})
    row[w.HAMLET] = team.name if way[0] == "same" else Raw(other)
    return [Flag("TO09", w.TEAMS, row, w.HAMLET, severity=V)]


# --- Zalo groups ------------------------------------------------------------------------------
@mistake("ZL01")
def no_group(ward: Ward, team: Team, _: Any) -> Flags:
    team.row[w.GROUP] = team.row[w.INVITED] = ""
    late = (ward.day - team.founded).days > 15
    return [team_flag("ZL01", team, w.GROUP, V)] if late else []


@mistake("ZL01", "alone", (15, 16))
def no_group_so_long(ward: Ward, team: Team, days: int) -> Flags:
    if not date(2022, 3, 5) <= ward.ago(days) <= date(2023, 3, 29):
        return None
    since_founding(team)
    ward.found(team, ward.ago(days))
    return no_group(ward, team, None)


@mistake("ZL01", "alone")
def no_ward_group(ward: Ward, team: Team, _: Any) -> Flags:
    return no_group(ward, ward.top, _)


@mistake("ZL04", ways=("Chưa", ""))
def leader_not_invited(ward: Ward, team: Team, typed: str) -> Flags:
    if not team.row[w.GROUP]:
        return None
    team.row[w.INVITED] = typed
    return [team_flag("ZL04", team, w.INVITED, V)]


@mistake("ZL05", ways=("https://zalo.me/0912345678", "https://facebook.com/groups/tocnsdc", "https://zalo.me/abc", "http://zaloapp.com/g/abc", "https://chat.zalo.me/", "zalo.me/g/abc123", "Nhóm Zalo Khối 5", "https://zalo.me/g/xyz?src=qr"))  # fmt: skip
def odd_link(ward: Ward, team: Team, typed: str) -> Flags:
    good = "zalo.me/g/" in typed or typed.startswith("Nhóm")
    team.row.cells |= {w.GROUP: Raw(typed), w.INVITED: "Có"}
    for row in team.members:
        row[w.IN_GROUP] = "Có"
    return [] if good else [team_flag("ZL05", team, w.GROUP, W)]


# --- activities -------------------------------------------------------------------------------
@mistake("HD01", ways=(30, 31, 45), absence=True)
def idle_team(ward: Ward, team: Team, days: int) -> Flags:
    """The last activity lies so many days back; the other teams are busy."""
    if (ward.day - team.founded).days < days:
        return None
    ward.take(w.ACTIVITIES, lambda row: row[w.TEAM] == team.name)
    ward.act(team, ward.ago(days))
    return [team_flag("HD01", team, w.LEVEL, W)] if days > 30 else []


@mistake("HD01", "alone", (30, 31), absence=True)
def never_active(ward: Ward, team: Team, days: int) -> Flags:
    day = ward.ago(days)
    if not date(2022, 3, 5) <= day <= date(2023, 3, 29):
        return None
    since_founding(team)
    ward.found(team, day)
    ward.take(w.ACTIVITIES, lambda row: row[w.TEAM] == team.name)
    return [team_flag("HD01", team, w.LEVEL, W)] if days > 30 else []


@mistake("HD02", ways=(0, 1, 40))
def before_founding(ward: Ward, team: Team, days: int) -> Flags:
    row = ward.act(team, team.founded - timedelta(days))
    return [Flag("HD02", w.ACTIVITIES, row, w.DAY, severity=W)] if days else []


@mistake(
    "HD03",
    ways=[
        (w.CROWD, 5000),
        (w.CROWD, 5001),
        (w.CROWD, 100000),
        (w.SESSIONS, 100),
        (w.SESSIONS, 101),
    ],
)
def high_count(ward: Ward, team: Team, way: tuple[str, int]) -> Flags:
    row = ward.act(team, ward.day, cells={way[0]: way[1]})
    high = way[1] > (5000 if way[0] == w.CROWD else 100)
    return [Flag("HD03", w.ACTIVITIES, row, way[0], severity=W)] if high else []


@mistake("HD04", ways=("same", "case", w.DAY, w.KIND, w.WHAT))
def same_activity_twice(ward: Ward, team: Team, how: str) -> Flags:
    first = ward.act(team, ward.ago(0), w.DUTIES[3])
    again = ward.put(w.ACTIVITIES, dict(first.cells) | {w.CROWD: 12})
    other = {w.DAY: max(ward.ago(1), team.founded), w.KIND: w.DUTIES[4], w.WHAT: "Việc khác hẳn"}
    if how in other:
        again[how] = other[how]
        return []
    if how == "case":
        again[w.WHAT] = Raw(" " + str(first[w.WHAT]).upper())
    return [Flag("HD04", w.ACTIVITIES, again, w.WHAT, severity=W)]


@mistake("HD05", "alone", (30, 31, 90), absence=True)
def idle_ward(ward: Ward, team: Team, days: int) -> Flags:
    """Nothing in the whole ward since so many days; one flag instead of one per team."""
    able = [each for each in ward.teams if (ward.day - each.founded).days >= days]
    if not able:
        return None
    kept = [row for row in ward.tabs[w.ACTIVITIES] if row[w.DAY] < ward.ago(days)]
    ward.tabs[w.ACTIVITIES] = kept
    for each in able:
        ward.act(each, ward.ago(days))
    if days <= 30:
        done = [ward.act(able[0], ward.ago(days), kind) for kind in w.DUTIES]
        return [] if done and len(able) == len(ward.teams) else _unheard(ward, able)
    return [Flag("HD05", w.ACTIVITIES, severity=W)]


def _unheard(ward: Ward, able: list[Team]) -> list[Flag]:
    """Teams founded over 30 days ago without any activity in that time."""
    return [
        team_flag("HD01", team, w.LEVEL, W) for team in ward.teams
        if team not in able and (ward.day - team.founded).days > 30
    ]  # fmt: skip


@mistake("HD06", "alone", (*w.DUTIES, "two", "award", "old"), absence=True)
def undone_duty(ward: Ward, team: Team, what: str) -> Flags:
    kinds = {"two": w.DUTIES[:2], "award": (), "old": w.DUTIES[5:]}.get(what, (what,))
    for row in ward.tabs[w.ACTIVITIES]:
        if row[w.KIND] in kinds:
            row[w.KIND] = w.DUTIES[3] if what != w.DUTIES[3] else w.DUTIES[4]
    if what == "award":
        ward.tabs[w.AWARDS] = []
    if what == "old":
        ward.act(team, max(team.founded, ward.ago(360)), w.DUTIES[5])
        return []
    first = min(each.founded for each in ward.teams)
    return [Flag("HD06", w.ACTIVITIES, severity=H)] if (ward.day - first).days >= 90 else []


@mistake("HD06", "alone", (89, 90), absence=True)
def duties_from_the_day(ward: Ward, team: Team, days: int) -> Flags:
    day = ward.ago(days)
    if not date(2022, 3, 5) <= day <= date(2023, 3, 29):
        return None
    ward.tabs[w.MOVES] = []
    since_founding(*ward.teams)
    for each in ward.teams:
        ward.found(each, day)
    return undone_duty(ward, team, w.DUTIES[5])


# --- awards -----------------------------------------------------------------------------------
@mistake(
    "KT01",
    "ward",
    [(result, n) for result in ("", "Đang xem xét", "Không khen thưởng") for n in (30, 31)],
)
def undecided(ward: Ward, team: Team, way: tuple[str, int]) -> Flags:
    row = ward.propose(ward.ago(way[1]), way[0])
    late = way[1] > 30 and not way[0].startswith("Không")
    return [Flag("KT01", w.AWARDS, row, w.RESULT, severity=W)] if late else []


@mistake("KT02", "ward", [(form, head) for form in ("Giấy khen", "Khác", "", "Thư khen, biểu dương") for head in (w.AWARD_NO, w.AWARD_DAY, "both")])  # fmt: skip
def award_without_decision(ward: Ward, team: Team, way: tuple[str, str]) -> Flags:
    form, header = way
    row = ward.propose(ward.ago(5), "Đã khen thưởng", cells={w.FORM: form})
    heads = (w.AWARD_NO, w.AWARD_DAY) if header == "both" else (header,)
    for head in heads:
        row[head] = ""
    return (
        []
        if form.startswith("Thư")
        else [Flag("KT02", w.AWARDS, row, head, severity=W) for head in heads]
    )
