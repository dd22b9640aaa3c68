"""Mistakes about people: TV, LD and the Zalo columns of `Thành viên`."""

# ruff: noqa: ARG001  (every mistake is called the same way, used or not)

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.seeded import names
from tests.seeded import ward as w
from tests.seeded.measure import Flag
from tests.seeded.mistakes import Flags, mistake
from tests.seeded.ward import Raw, Row, Team, Ward

V, W, H = "violation", "warning", "hint"


def counted(team: Team) -> int:
    return sum(row[w.ROLE] != w.COLLABORATOR for row in team.members)


def at_team(rule: str, team: Team, severity: str) -> Flag:
    return Flag(rule, w.TEAMS, team.row, w.LEVEL, severity=severity)


def person(rule: str, row: Row, column: str = w.NAME, severity: str = V) -> Flag:
    return Flag(rule, w.MEMBERS, row, column, severity=severity)


# --- numbers ----------------------------------------------------------------------------------
@mistake("TV01", ways=(10, 11, 12, 15))
def many_members(ward: Ward, team: Team, number: int) -> Flags:
    for _ in range(number - counted(team)):
        ward.join(team)
    for _ in range(3):
        ward.join(team, w.COLLABORATOR)
    return [at_team("TV01", team, V)] if number > 10 else []


@mistake("TV01", ways=("double", "left", "role"), blind=True)
def ten_and_a_doubtful_one(ward: Ward, team: Team, how: str) -> Flags:
    """An eleventh row that does not surely belong is no eleventh member."""
    if not ward.local(team) or (ward.day - team.founded).days < 3:
        return None
    for _ in range(10 - counted(team)):
        ward.join(team)
    first = ward.local(team)[-1]
    if how == "double":
        again = ward.put(w.MEMBERS, dict(first.cells))
        return [person("FM11", again)]
    extra = ward.join(team)
    if how == "left":
        ward.move(team, "Xin thôi", extra[w.NAME], ward.ago(2), ward.ago(1))
        return [person("TV07", extra)]
    extra[w.ROLE] = Raw("Thủ quỹ")
    return [Flag("FM02", w.MEMBERS, extra, w.ROLE, "*")]


@mistake("TV01", "alone", (10, 11))
def many_at_ward_level(ward: Ward, team: Team, number: int) -> Flags:
    room = [each for each in ward.hamlets for _ in range(10 - counted(each))]
    more = number - counted(ward.top)
    if len(room) < more:
        return None
    for where in room[:more]:
        row = ward.join(ward.top)
        again = ward.join(where)
        again.cells |= {head: row[head] for head in (w.NAME, w.PHONE, w.YEAR)}
    return [at_team("TV01", ward.top, V)] if number > 10 else []


@mistake("TV02", ways=(5, 4, 3), absence=True)
def few_members(ward: Ward, team: Team, number: int) -> Flags:
    spare = ward.local(team)
    more = counted(team) - number
    if len(spare) < more:
        return None
    for row in spare[:more]:
        ward.leave(team, row)
    ward.join(team, w.COLLABORATOR)
    return [at_team("TV02", team, W)] if number < 5 else []


# --- belonging --------------------------------------------------------------------------------
@mistake("TV03", ways=(w.LEADER, w.ORDINARY, w.COLLABORATOR))
def lives_elsewhere(ward: Ward, team: Team, role: str) -> Flags:
    row = (
        ward.join(team, role)
        if role == w.COLLABORATOR
        else next(iter(ward.local(team, role)), None)
    )
    if row is None:
        return None
    row[w.RESIDENT] = "Không"
    return [] if role == w.COLLABORATOR else [person("TV03", row, w.RESIDENT)]


@mistake(
    "TV04", ways=("none", "later", "same day", "refused", "pending", "founding", "collaborator")
)
def joined_unasked(ward: Ward, team: Team, how: str) -> Flags:
    if (ward.day - team.founded).days < 4 or counted(team) > 9:
        return None
    day = team.founded + timedelta(0 if how == "founding" else 2)
    row = ward.join(
        team, w.COLLABORATOR if how == "collaborator" else w.ORDINARY, cells={w.JOINED: day}
    )
    flags = (
        [] if how in ("founding", "same day", "collaborator") else [person("TV04", row, w.JOINED)]
    )
    if how == "later":
        ward.move(team, "Tham gia", row[w.NAME], day, day + timedelta(1))
    if how == "same day":
        ward.move(team, "Tham gia", row[w.NAME], day, day)
    if how == "refused":
        ward.move(team, "Tham gia", row[w.NAME], day, day, "Không đồng ý")
    if how == "pending":
        ward.move(team, "Tham gia", row[w.NAME], ward.ago(3), None)
    return flags


@mistake("TV04", ways=("too early", "in time"))
def joined_again(ward: Ward, team: Team, how: str) -> Flags:
    """Approved, left, back: the second joining needs its own approval before it."""
    if (ward.day - team.founded).days < 8 or counted(team) > 9:
        return None
    days = [team.founded + timedelta(n) for n in (1, 3, 5, 7)]
    row = ward.join(team, cells={w.JOINED: days[2]})
    ward.move(team, "Tham gia", row[w.NAME], days[0], days[0])
    ward.move(team, "Xin thôi", row[w.NAME], days[1], days[1])
    ward.move(team, "Tham gia", row[w.NAME], days[1], days[3] if how == "too early" else days[2])
    return [person("TV04", row, w.JOINED)] if how == "too early" else []


@mistake("TV05", ways=[(kind, how) for kind in ("Tham gia", "Xin thôi") for how in ("agreed", "blank opinion", "refused", "pending")])  # fmt: skip
def not_recommended(ward: Ward, team: Team, way: tuple[str, str]) -> Flags:
    kind, how = way
    if counted(team) > 9:
        return None
    approved = how in ("agreed", "blank opinion")
    name = ward.join(team)[w.NAME] if kind == "Tham gia" and approved else ward.people.name()
    decided = None if how == "pending" else ward.ago(1)
    row = ward.move(
        team, kind, name, ward.ago(2), decided, "Không đồng ý" if how == "refused" else "Đồng ý"
    )
    row[w.RECOMMENDED] = "Chưa"
    if how == "blank opinion":
        row[w.OPINION] = ""
    return [Flag("TV05", w.MOVES, row, w.RECOMMENDED, severity=V)] if approved else []


@mistake(
    "TV06",
    ways=[
        (kind, n) for kind in ("Tham gia", "Xin thôi", "Không còn tham gia") for n in (15, 16, 60)
    ],
)
def long_pending(ward: Ward, team: Team, way: tuple[str, int]) -> Flags:
    kind, days = way
    row = ward.move(team, kind, ward.people.name(), ward.ago(days), None)
    late = days > 15 and kind != "Không còn tham gia"
    return [Flag("TV06", w.MOVES, row, w.DECIDED, severity=W)] if late else []


@mistake("TV07", ways=("Xin thôi", "Không còn tham gia", "back", "refused", "other team"))
def left_but_listed(ward: Ward, team: Team, how: str) -> Flags:
    rows = ward.local(team)
    if not rows or counted(team) < 6:
        return None
    row, kind = rows[0], how if how[0] in "XK" else "Xin thôi"
    where = next(t for t in ward.hamlets if t is not team) if how == "other team" else team
    opinion = "Không đồng ý" if how == "refused" else "Đồng ý"
    ward.move(where, kind, row[w.NAME], ward.ago(4), ward.ago(3), opinion)
    if how == "back":
        ward.move(team, "Tham gia", row[w.NAME], ward.ago(3), ward.ago(2))
    return [person("TV07", row)] if how in ("Xin thôi", "Không còn tham gia") else []


@mistake("TV08", ways=("missing", "left later", "refused", "pending", "gone"), absence=True)
def joined_but_not_listed(ward: Ward, team: Team, how: str) -> Flags:
    name = ward.people.name()
    opinion = "Không đồng ý" if how == "refused" else "Đồng ý"
    row = ward.move(
        team, "Tham gia", name, ward.ago(4), None if how == "pending" else ward.ago(3), opinion
    )
    if how == "left later":
        ward.move(team, "Xin thôi", name, ward.ago(2), ward.ago(1))
    if how == "gone":
        ward.move(team, "Không còn tham gia", name, ward.ago(1), None)
    return [Flag("TV08", w.MOVES, row, w.NAME, severity=W)] if how == "missing" else []


@mistake("TV09", ways=("member", "collaborator", "namesake"))
def shared_phone(ward: Ward, team: Team, how: str) -> Flags:
    rows = ward.local(team)
    if not rows or counted(team) > 9:
        return None
    row = ward.join(
        team,
        w.COLLABORATOR if how == "collaborator" else w.ORDINARY,
        cells={w.PHONE: rows[0][w.PHONE]},
    )
    return [person("TV09", row, w.PHONE, W)]


@mistake("TV10", "alone", (w.LEADER, w.DEPUTY, w.ORDINARY), absence=True)
def in_no_hamlet(ward: Ward, team: Team, role: str) -> Flags:
    row = ward.top.with_role(role)[0]
    row.cells |= {w.NAME: ward.people.name(), w.PHONE: ward.people.phone()}
    return [person("TV10", row, severity=H)]


@mistake("TV11", "alone", ("phone", "year", "guest", "namesake"))
def in_two_hamlets(ward: Ward, team: Team, how: str) -> Flags:
    first, other = ward.hamlets[0], ward.hamlets[-1]
    rows = [r for r in first.members if r not in ward.local(first) and r[w.ROLE] == w.ORDINARY] if how == "guest" else ward.local(first)  # fmt: skip
    if not rows or counted(other) > 9 or (how == "guest" and any(m[w.NAME] == rows[0][w.NAME] for m in ward.tabs[w.MOVES])):  # fmt: skip
        return None
    row = rows[0]
    same = {w.NAME: row[w.NAME], w.PHONE: row[w.PHONE], w.YEAR: row[w.YEAR]}
    if how == "year":
        row[w.YEAR] = 1977
        same |= {w.YEAR: 1977, w.PHONE: ward.people.phone()}
    if how == "namesake":
        row[w.YEAR] = 1977
        same |= {w.YEAR: "", w.PHONE: ward.people.phone()}
    again = ward.join(other, cells=same)
    return [] if how == "namesake" else [person("TV11", again, severity=W)]


# --- leaders and deputies ---------------------------------------------------------------------
@mistake("LD01", absence=True)
def no_leader(ward: Ward, team: Team, _: Any) -> Flags:
    team.with_role(w.LEADER)[0][w.ROLE] = w.ORDINARY
    return [at_team("LD01", team, V)]


@mistake("LD01", "top", absence=True)
def no_ward_leader(ward: Ward, team: Team, _: Any) -> Flags:
    return no_leader(ward, ward.top, _)


@mistake("LD02")
def second_leader(ward: Ward, team: Team, _: Any) -> Flags:
    return (
        None
        if counted(team) > 9
        else [person("LD02", ward.join(team, w.LEADER, "{H} trưởng"), w.ROLE)]
    )


@mistake("LD02", "top")
def second_ward_leader(ward: Ward, team: Team, _: Any) -> Flags:
    rows = ward.top.with_role(w.ORDINARY)
    rows[-1].cells |= {w.ROLE: w.LEADER, w.TITLE: "Bí thư Đoàn"}
    return [person("LD02", rows[-1], w.ROLE)]


@mistake("LD03", "top", names.NO_WARD_LEADERS)
def wrong_ward_leader(ward: Ward, team: Team, title: str) -> Flags:
    row = ward.top.with_role(w.LEADER)[0]
    row[w.TITLE] = ward.fill(title, ward.top)
    return [person("LD03", row, w.TITLE)]


@mistake("LD03", "top", names.WARD_LEADERS)
def right_ward_leader(ward: Ward, team: Team, title: str) -> Flags:
    wrong_ward_leader(ward, team, title)
    return []


@mistake("LD10", "top", names.UNSTATED)
def unstated_portfolio(ward: Ward, team: Team, title: str) -> Flags:
    row = ward.top.with_role(w.LEADER)[0]
    row[w.TITLE] = ward.fill(title, ward.top)
    return [person("LD10", row, w.TITLE, H)]


@mistake("LD04", "top", absence=True)
def no_ward_deputy(ward: Ward, team: Team, _: Any) -> Flags:
    ward.top.with_role(w.DEPUTY)[0][w.ROLE] = w.ORDINARY
    return [at_team("LD04", ward.top, V)]


@mistake("LD04", "top")
def second_ward_deputy(ward: Ward, team: Team, _: Any) -> Flags:
    row = ward.top.with_role(w.ORDINARY)[-1]
    row[w.ROLE] = w.DEPUTY
    return [person("LD04", row, w.ROLE)]


@mistake("LD06", ways=names.NO_HAMLET_LEADERS)
def wrong_hamlet_leader(ward: Ward, team: Team, title: str) -> Flags:
    row = team.with_role(w.LEADER)[0]
    row[w.TITLE] = ward.fill(title, team)
    return [person("LD06", row, w.TITLE)]


@mistake("LD06", ways=names.HAMLET_LEADERS)
def right_hamlet_leader(ward: Ward, team: Team, title: str) -> Flags:
    wrong_hamlet_leader(ward, team, title)
    return []


@mistake("LD07")
def second_deputy(ward: Ward, team: Team, _: Any) -> Flags:
    if counted(team) > 8:
        return None
    if not team.with_role(w.DEPUTY):
        ward.join(team, w.DEPUTY, "Bí thư Chi đoàn")
    return [person("LD07", ward.join(team, w.DEPUTY, "Bí thư Chi đoàn"), w.ROLE, W)]


@mistake("LD08", ways=(*names.NO_HAMLET_DEPUTIES, *names.HAMLET_DEPUTIES))
def deputy_title(ward: Ward, team: Team, title: str) -> Flags:
    if team.with_role(w.DEPUTY) or counted(team) > 9:
        return None
    row = ward.join(team, w.DEPUTY, title)
    return [person("LD08", row, w.TITLE, H)] if title in names.NO_HAMLET_DEPUTIES else []


@mistake("LD09", "alone", ("hamlets", "ward"))
def leads_two(ward: Ward, team: Team, how: str) -> Flags:
    """Instead of TV11; the ward's leader may be a member of hamlet teams, not lead them."""
    first, last = ward.hamlets[0].with_role(w.LEADER)[0], ward.hamlets[-1].with_role(w.LEADER)[0]
    if how == "ward":
        first = ward.top.with_role(w.LEADER)[0]
        at_home = next(t for t in ward.hamlets for m in t.members if m[w.NAME] == first[w.NAME])
        if counted(at_home) < 6 or at_home is ward.hamlets[-1]:
            return None
        ward.leave(at_home, next(m for m in at_home.members if m[w.NAME] == first[w.NAME]))
        last[w.TITLE] = ward.fill("{H} trưởng", ward.hamlets[-1])
    last.cells |= {head: first[head] for head in (w.NAME, w.PHONE, w.YEAR)}
    return [person("LD09", last, severity=W)]


# --- Zalo -------------------------------------------------------------------------------------
@mistake("ZL02", ways=(w.LEADER, w.ORDINARY, w.COLLABORATOR))
def not_in_group(ward: Ward, team: Team, role: str) -> Flags:
    if not team.row[w.GROUP]:
        return None
    row = ward.join(team, role) if role == w.COLLABORATOR else team.with_role(role)[0]
    row[w.IN_GROUP] = "Chưa"
    return [person("ZL02", row, w.IN_GROUP, W if role == w.COLLABORATOR else V)]


@mistake("ZL02", "top", ("neither", "other", "own"))
def ward_member_not_in_group(ward: Ward, team: Team, how: str) -> Flags:
    if not ward.top.row[w.GROUP]:
        return None
    row = ward.top.members[-1]
    row[w.IN_GROUP], row[w.IN_WARD] = {
        "neither": ("Chưa", "Chưa"),
        "other": ("Chưa", "Có"),
        "own": ("Có", "Chưa"),
    }[how]
    return [person("ZL02", row, w.IN_GROUP)] if how == "neither" else []


@mistake(
    "ZL03",
    ways=[(role, typed) for role in (w.LEADER, w.DEPUTY, w.ORDINARY) for typed in ("Chưa", "")],
)
def not_in_ward_group(ward: Ward, team: Team, way: tuple[str, str]) -> Flags:
    if not ward.top.row[w.GROUP] or not team.with_role(way[0]):
        return None
    row = team.with_role(way[0])[0]
    row[w.IN_WARD] = way[1]
    return [] if way[0] == w.ORDINARY else [person("ZL03", row, w.IN_WARD)]
