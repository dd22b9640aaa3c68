"""Where rules meet: what one mistake must not drag along, and rows that another rule could misread."""

# ruff: noqa: ARG001  (every mistake is called the same way, used or not)

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.seeded import ward as w
from tests.seeded.measure import Flag
from tests.seeded.mistakes import Flags, mistake
from tests.seeded.people import counted, person
from tests.seeded.teams import since_founding, team_flag
from tests.seeded.ward import DEADLINE, Raw, Row, Team, Ward

UNREADABLE = {"31/02/2023": "FM03", "#REF!": "ST06", "01/01/2021": "FM04", "sắp ký": "FM03"}


@mistake("FM03", "alone", UNREADABLE, blind=True)
def ward_day_unreadable(ward: Ward, team: Team, typed: str) -> Flags:
    """The day that all the shared teams have: unknown, so nobody is called unfounded."""
    ward.top.row[w.FOUNDED] = Raw(typed)
    return [team_flag(UNREADABLE[typed], ward.top, w.FOUNDED, "violation")]


@mistake("ST06", ways=("#REF!", "#N/A"))
def leader_title_unreadable(ward: Ward, team: Team, typed: str) -> Flags:
    row = team.with_role(w.LEADER)[0]
    row[w.TITLE] = Raw(typed)
    return [person("ST06", row, w.TITLE)]


@mistake("FM01")
def leader_title_blank(ward: Ward, team: Team, _: Any) -> Flags:
    row = team.with_role(w.LEADER)[0]
    row[w.TITLE] = ""
    return [person("FM01", row, w.TITLE)]


@mistake("FM05", ways=("12345", "0912"))
def one_wrong_phone_twice(ward: Ward, team: Team, typed: str) -> Flags:
    rows = ward.local(team)[:2]
    for row in rows:
        row[w.PHONE] = Raw(typed)
    return [person("FM05", row, w.PHONE) for row in rows] or None


@mistake("FM06")
def repaired_phone_of_another(ward: Ward, team: Team, _: Any) -> Flags:
    """What a number becomes once repaired is said in the next check, not in this one."""
    rows = ward.local(team)
    if len(rows) < 2 or len(str(rows[0][w.PHONE])) != 10:
        return None
    rows[1][w.PHONE] = Raw("+84 " + rows[0][w.PHONE][1:])
    return [Flag("FM06", w.MEMBERS, rows[1], w.PHONE, rows[0][w.PHONE], "warning")]


@mistake("FM11", ways=(w.LEADER, w.DEPUTY))
def head_twice(ward: Ward, team: Team, role: str) -> Flags:
    """The same person twice is no second leader."""
    rows = team.with_role(role)
    if not rows:
        return None
    again = ward.put(w.MEMBERS, dict(rows[0].cells))
    return [person("FM11", again)]


@mistake("FM11", "top", (w.LEADER, w.DEPUTY))
def ward_head_twice(ward: Ward, team: Team, role: str) -> Flags:
    return head_twice(ward, ward.top, role)


@mistake("TO02", "top", ("bare", "unfounded"))
def bare_second_ward_row(ward: Ward, team: Team, how: str) -> Flags:
    cells: dict[str, Any] = {w.LEVEL: "Phường, xã", w.DECISION: "Chưa có"}
    if how == "bare":
        cells = {
            w.LEVEL: "Phường, xã",
            w.DECISION: "Riêng",
            w.NUMBER: "9/QĐ-UBND",
            w.FOUNDED: ward.top.founded,
        }
    return [Flag("TO02", w.TEAMS, ward.put(w.TEAMS, cells), w.LEVEL, severity="violation")]


@mistake("TO03")
def own_decision_without_anything(ward: Ward, team: Team, _: Any) -> Flags:
    if ward.day < DEADLINE:
        return None
    team.row.cells |= {
        w.DECISION: "Riêng",
        w.NUMBER: "",
        w.FOUNDED: "",
        w.SIGNER: "",
        w.GROUP: "",
        w.INVITED: "",
    }
    since_founding(team)
    return [team_flag("TO03", team, w.FOUNDED, "violation")]


@mistake("TO01", "top", ("Khối 1", "abc", "Văn phòng", "Cấp xã"))
def name_on_the_ward_row(ward: Ward, team: Team, typed: str) -> Flags:
    """`Tên khối, xóm` of a ward-level row is not read."""
    ward.top.row[w.HAMLET] = Raw(typed)
    return []


@mistake("DV01", "ward")
def officer_is_a_member(ward: Ward, team: Team, _: Any) -> Flags:
    row = ward.top.members[-1]
    ward.about(w.OFFICER)[w.VALUE] = row[w.NAME]
    ward.about("Điện thoại")[w.VALUE] = row[w.PHONE]
    return []


@mistake("FM01", ways=("Tham gia", "Xin thôi"), blind=True)
def opinion_without_day(ward: Ward, team: Team, kind: str) -> Flags:
    """Nothing is said of how long it is pending: it is not."""
    row = ward.move(team, kind, ward.people.name(), ward.ago(60), ward.ago(1))
    row[w.DECIDED] = ""
    return [Flag("FM01", w.MOVES, row, w.DECIDED, severity="violation")]


@mistake("HD05", "alone", absence=True)
def newly_founded_ward(ward: Ward, team: Team, _: Any) -> Flags:
    """Founded at most 30 days ago, nothing done yet."""
    if any((ward.day - each.founded).days > 30 for each in ward.teams):
        return None
    ward.tabs[w.ACTIVITIES] = []
    return []


@mistake("HD06", "alone", (367, 364), absence=True)
def duty_done_long_ago(ward: Ward, team: Team, days: int) -> Flags:
    if any(each.founded > ward.ago(days) for each in ward.teams):
        return None
    for row in ward.tabs[w.ACTIVITIES]:
        if row[w.KIND] == w.DUTIES[5]:
            row[w.KIND] = w.DUTIES[4]
    ward.act(team, ward.ago(days), w.DUTIES[5])
    return [Flag("HD06", w.ACTIVITIES, severity="hint")] if days > 366 else []


# --- rules of absence beside rows that could complete the team ----------------------------------
@mistake("TV02", "alone", ("role", "team", "blank team"), blind=True)
def few_members_and_a_doubtful_one(ward: Ward, team: Team, how: str) -> Flags:
    spare = ward.local(team)
    more = counted(team) - 5
    if len(spare) <= more:
        return None
    for row in spare[:more]:
        ward.leave(team, row)
    column = w.ROLE if how == "role" else w.TEAM
    spare[more][column] = Raw(
        {"role": "Thủ quỹ", "team": "Bản Thăm Thẳm Xa", "blank team": ""}[how]
    )
    return [
        person({"role": "FM02", "team": "FM10", "blank team": "FM01"}[how], spare[more], column)
    ]


@mistake("LD01", "alone", blind=True)
def leader_of_an_unknown_team(ward: Ward, team: Team, _: Any) -> Flags:
    row = team.with_role(w.LEADER)[0]
    if counted(team) < 6:
        return None
    row[w.TEAM] = Raw("Bản Thăm Thẳm Xa")
    return [person("FM10", row, w.TEAM)]


@mistake("TV10", "alone", blind=True)
def guest_in_an_unknown_team(ward: Ward, team: Team, _: Any) -> Flags:
    top = {row[w.NAME] for row in ward.top.members}
    row = next((each for each in team.members if each[w.NAME] in top), None)
    if row is None or counted(team) < 6:
        return None
    row[w.TEAM] = Raw("Bản Thăm Thẳm Xa")
    return [person("FM10", row, w.TEAM)]


@mistake("TV08", "alone", blind=True)
def newcomer_in_an_unknown_team(ward: Ward, team: Team, _: Any) -> Flags:
    name = ward.people.name()
    ward.move(team, "Tham gia", name, ward.ago(4), ward.ago(3))
    row = ward.put(w.MEMBERS, ward.person(team) | {w.NAME: name, w.TEAM: Raw("Bản Thăm Thẳm Xa")})
    return [person("FM10", row, w.TEAM)]


@mistake("HD01", "alone", ("team", "day"), blind=True)
def activity_of_an_unknown_team(ward: Ward, team: Team, how: str) -> Flags:
    ward.take(w.ACTIVITIES, lambda row: row[w.TEAM] == team.name)
    row: Row = ward.act(team, ward.day)
    column = w.TEAM if how == "team" else w.DAY
    row[column] = Raw("Bản Thăm Thẳm Xa" if how == "team" else "tuần trước")
    return [
        Flag("FM10" if how == "team" else "FM03", w.ACTIVITIES, row, column, severity="violation")
    ]


@mistake("TV04", "alone", ("31/02/2023", ""), blind=True)
def joined_with_unknown_approval(ward: Ward, team: Team, typed: str) -> Flags:
    """Whether the approval came in time is not known."""
    if (ward.day - team.founded).days < 4 or counted(team) > 9:
        return None
    row = ward.join(team, cells={w.JOINED: team.founded + timedelta(2)})
    line = ward.move(team, "Tham gia", row[w.NAME], team.founded, team.founded)
    line[w.DECIDED] = Raw(typed)
    return [Flag("FM03" if typed else "FM01", w.MOVES, line, w.DECIDED, severity="violation")]


@mistake("TV09", "alone", ("ward", "leader"))
def one_phone_in_three_rows(ward: Ward, team: Team, how: str) -> Flags:
    """A ward-level member, the same person in a hamlet, and somebody else with that number."""
    first = ward.top.members[-1]
    others = [
        each for each in ward.hamlets if all(m[w.NAME] != first[w.NAME] for m in each.members)
    ]
    role = w.LEADER if how == "leader" else w.ORDINARY
    rows = ward.local(others[-1], role)
    if not rows:
        return None
    home = next(
        each
        for each in ward.hamlets
        if each not in others or any(m[w.NAME] == first[w.NAME] for m in each.members)
    )
    if ward.hamlets.index(home) > ward.hamlets.index(others[-1]):
        return None
    rows[0][w.PHONE] = first[w.PHONE]
    return [person("TV09", rows[0], w.PHONE, "warning")]


@mistake("TO04", "alone")
def unfounded_rows_count_as_hamlets(ward: Ward, team: Team, _: Any) -> Flags:
    """A hamlet listed without a decision is listed: TO03 alone."""
    if ward.day < DEADLINE:
        return None
    ward.count = len(ward.hamlets)
    team.row.cells |= {
        w.DECISION: "Chưa có",
        w.NUMBER: "",
        w.FOUNDED: "",
        w.SIGNER: "",
        w.GROUP: "",
        w.INVITED: "",
    }
    since_founding(team)
    return [team_flag("TO03", team, w.FOUNDED, "violation")]
