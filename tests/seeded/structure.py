"""Mistakes of structure: ST01–ST06."""

# ruff: noqa: ARG001  (every mistake is called the same way, used or not)

from __future__ import annotations

from tests.seeded import legacy
from tests.seeded import ward as w
from tests.seeded.measure import HEADER, Flag
from tests.seeded.mistakes import Flags, mistake
from tests.seeded.ward import Raw, Team, Ward

FM = "violation"
READ = {
    w.TEAMS: (w.LEVEL, w.HAMLET, w.DECISION, w.NUMBER, w.FOUNDED, w.SIGNER, w.GROUP, w.INVITED),
    w.MEMBERS: (w.TEAM, w.NAME, w.TITLE, w.ROLE, w.PHONE, w.YEAR, w.RESIDENT, w.IN_GROUP, w.IN_WARD, w.JOINED),
    w.MOVES: (w.KIND, w.TEAM, w.NAME, w.ASKED, w.RECOMMENDED, w.OPINION, w.DECIDED),
    w.ACTIVITIES: (w.DAY, w.TEAM, w.KIND, w.WHAT, w.SESSIONS, w.CROWD),
    w.AWARDS: (w.PROPOSED, w.TARGET, w.WHO, w.FEAT, w.FORM, w.RESULT, w.AWARD_NO, w.AWARD_DAY),
}  # fmt: skip


@mistake("ST01", "alone", tuple(w.HEADERS), blind=True)
def missing_tab(ward: Ward, team: Team, tab: str) -> Flags:
    ward.dropped = (tab,)
    return [Flag("ST01", tab, severity=FM)]


@mistake(
    "ST02", "alone", [(tab, head) for tab, heads in READ.items() for head in heads], blind=True
)
def missing_column(ward: Ward, team: Team, at: tuple[str, str]) -> Flags:
    tab, header = at
    ward.headers[tab] = tuple(head for head in ward.headers[tab] if head != header)
    return [Flag("ST02", tab, HEADER, header, severity=FM)]


@mistake("ST02", "alone", [(w.TEAMS, w.REVISION), (w.TEAMS, w.NOTE), (w.MEMBERS, w.NOTE), (w.MOVES, w.NOTE), (w.ACTIVITIES, "Minh chứng"), (w.ACTIVITIES, "Đơn vị phối hợp")])  # fmt: skip
def missing_unread_column(ward: Ward, team: Team, at: tuple[str, str]) -> Flags:
    missing_column(ward, team, at)
    return []


@mistake("ST03", "alone", ("cut", "text", "empty", "gone", "twice"), blind=True)
def unreadable(ward: Ward, team: Team, how: str) -> Flags:
    ward.broken = how
    return [Flag("ST03", severity=FM)]


@mistake(
    "ST04", "alone", [(tab, by) for tab in (w.MEMBERS, w.TEAMS, w.ACTIVITIES) for by in (0, 1)]
)
def fewer_rows(ward: Ward, team: Team, at: tuple[str, int]) -> Flags:
    """Just over 30 % and at least 5 rows are lost, or just not."""
    tab, over = at
    now = len(ward.tabs[tab])
    if over:
        lost = next(n for n in range(5, 999) if n * 10 > 3 * (now + n))
    else:
        lost = max([n for n in range(999) if n * 10 <= 3 * (now + n)] + [4])
    ward.before[tab] = now + lost
    return [Flag("ST04", tab, severity="warning")] if over else []


@mistake("ST05", ways=[(how, name) for how in ("tcvn3", "vni", "mojibake") for name in ("Nguyễn Thị Hường", "Trần Đức Thắng", "Hồ Sỹ Lượng")], blind=True)  # fmt: skip
def legacy_name(ward: Ward, team: Team, way: tuple[str, str]) -> Flags:
    rows = ward.local(team)
    if not rows or len(team.members) - len(team.with_role(w.COLLABORATOR)) < 6:
        return None
    rows[0][w.NAME] = Raw(legacy.ENCODE[way[0]](way[1]))
    return [Flag("ST05", w.MEMBERS, rows[0], w.NAME, way[1], "warning")]


@mistake("ST05", ways=("tcvn3", "vni", "mojibake"))
def legacy_text(ward: Ward, team: Team, how: str) -> Flags:
    row = ward.of(w.ACTIVITIES, team)[0]
    text = "Hướng dẫn người dân cài đặt ứng dụng tại nhà văn hóa"
    row[w.WHAT] = Raw(legacy.ENCODE[how](text))
    return [Flag("ST05", w.ACTIVITIES, row, w.WHAT, text, "warning")]


@mistake("ST05", ways=("Pháp luật", "Phạm Đông Giang", "Võ Văn Á", "Hồ Ý Nhi", "ĐẶNG ÂU"))
def right_marks(ward: Ward, team: Team, name: str) -> Flags:
    """Names whose letters also stand in the old encodings."""
    rows = ward.local(team)
    if rows:
        rows[0][w.NAME] = Raw(name)
    return [] if rows else None


@mistake("ST06", ways=[(head, error) for head in (w.PHONE, w.TITLE, w.YEAR, w.IN_GROUP, w.JOINED) for error in ("#REF!", "#N/A")])  # fmt: skip
def error_in_member(ward: Ward, team: Team, way: tuple[str, str]) -> Flags:
    rows = ward.local(team)
    if not rows:
        return None
    rows[0][way[0]] = Raw(way[1])
    return [Flag("ST06", w.MEMBERS, rows[0], way[0], severity=FM)]


@mistake("ST06", "ward", [(w.ACTIVITIES, w.WHAT, "#NAME?"), (w.ACTIVITIES, w.SESSIONS, "#VALUE!"), (w.AWARDS, w.FEAT, "#DIV/0!")])  # fmt: skip
def error_elsewhere(ward: Ward, team: Team, way: tuple[str, str, str]) -> Flags:
    tab, header, error = way
    row = ward.tabs[tab][0]
    row[header] = Raw(error)
    return [Flag("ST06", tab, row, header, severity=FM)]
