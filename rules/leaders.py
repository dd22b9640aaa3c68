"""LD: who leads a team and who is deputy."""

from functools import cache

import pandas as pd

from rules.city import City
from rules.members import PERSON, ROLE, TEAM_ROW, called, leading_twice
from rules.registry import rule
from rules.titles import kinds, named_hamlets
from vietnamese.hamlets import hamlet_keys

TITLE = (*ROLE, *PERSON, "members.title")


def _without(city: City, role: str) -> pd.DataFrame:
    """Rows of teams with members of which surely none has this role."""
    members, rows = city.members, city.first_rows
    team = rows["team"].to_numpy()
    peopled = city.count_per_team(members.loc[city.is_member, "team"])[team] > 0
    has = city.count_per_team(members.loc[members["role"] == role, "team"])[team] > 0
    return rows[peopled & ~has & ~city.could_complete("members", "role")[team]]


def _further(city: City, role: str, of_ward: bool | None = None) -> pd.DataFrame:
    """Hits at the rows of a second person with this role in a team."""
    rows = city.later_with_role(role)
    if of_ward is not None:
        rows = rows[city.of_ward[rows["team"].to_numpy()] == of_ward]
    first = city.first_with_role(role).set_index("team")["row"]
    return pd.DataFrame(
        {"team": city.team_name(rows["team"]), "name": called(city, rows), "first": rows["team"].map(first)},
        index=rows.index,
    )


@rule(
    "LD01", "Tổ chưa có Tổ trưởng", "violation", "PL1 3.1.b–c", "teams.level",
    reads=(*ROLE, *TEAM_ROW), scope="team",
    message="Tổ {team} đã có thành viên nhưng chưa có Tổ trưởng.",
    fix="Ghi Tổ trưởng cho một người của Tổ {team} ở cột Chức danh trong Tổ, trang Thành viên.",
    wrong="5 Tổ viên, không có Tổ trưởng", right="1 Tổ trưởng, 4 Tổ viên",
)  # fmt: skip
def no_leader(city: City) -> pd.DataFrame:
    """A team with members has no leader, at the team's row."""
    rows = _without(city, "leader")
    return pd.DataFrame({"team": city.team_name(rows["team"])}, index=rows.index)


@rule(
    "LD02", "Tổ có hai Tổ trưởng", "violation", "PL1 3.1.b–c", "members.role",
    reads=(*ROLE, *PERSON), scope="team",
    message="Tổ {team} đã có Tổ trưởng ở dòng {first}; mỗi tổ chỉ có một Tổ trưởng.",
    fix="Sửa chức danh ở dòng {row} hoặc dòng {first} trang Thành viên.",
    wrong="Hai dòng Tổ trưởng trong Khối 5", right="Một Tổ trưởng",
)  # fmt: skip
def second_leader(city: City) -> pd.DataFrame:
    """A second leader, at the later row."""
    return _further(city, "leader")


def _first_titles(city: City, role: str, of_ward: bool) -> pd.DataFrame:
    """The first person with this role of each team of the level, whose title is known."""
    rows = city.first_with_role(role)
    rows = rows[city.of_ward[rows["team"].to_numpy()] == of_ward]
    return rows[(rows["title"] != "") & city.known("members", "title")[rows.index]]


def _holds(city: City, titles: "pd.Series[str]", wanted: tuple[str, ...]) -> "pd.Series[bool]":
    """Which titles have an office of one of these kinds; each distinct title is read once."""
    words = city.policy.titles
    holding = [title for title in titles.unique() if kinds(title, words).intersection(wanted)]
    return titles.isin(holding)


def _named(city: City, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"team": city.team_name(rows["team"]), "name": called(city, rows)}, index=rows.index)


@rule(
    "LD03", "Tổ trưởng cấp phường, xã chưa đúng thành phần", "violation", "PL1 3.1.b", "members.title",
    reads=TITLE, scope="team",
    message="Tổ trưởng {team} đang ghi chức vụ «{value}»; theo Phụ lục 1, Tổ trưởng là Bí thư Đoàn thanh niên hoặc Phó Chủ tịch phụ trách VH-XH.",
    fix="Kiểm tra lại người được giao, hoặc ghi đúng chức vụ hiện nay ở dòng {row} trang Thành viên.",
    wrong="Công chức Tư pháp", right="Bí thư Đoàn phường",
)  # fmt: skip
def unfit_ward_leader(city: City) -> pd.DataFrame:
    """The ward-level leader is neither Bí thư Đoàn thanh niên nor PCT in charge of VH-XH."""
    words, rows = city.policy.titles, _first_titles(city, "leader", of_ward=True)
    fit = _holds(city, rows["title"], (*words.ward_leader, *words.ward_leader_unstated))
    return _named(city, rows[~fit])


@rule(
    "LD04", "Tổ phó cấp phường, xã", "violation", "PL1 3.1.b", "teams.level",
    reads=(*ROLE, *PERSON, *TEAM_ROW), scope="team",
    message="Tổ {team} {what}; tổ cấp phường, xã có 01 Tổ phó.",
    fix="{how}",
    wrong="Không có Tổ phó", right="1 Tổ trưởng, 1 Tổ phó",
)  # fmt: skip
def not_one_ward_deputy(city: City) -> tuple[pd.DataFrame, ...]:
    """A ward-level team with members has no deputy (its row) or a second one (the later row)."""
    rows = _without(city, "deputy")
    rows = rows[city.of_ward[rows["team"].to_numpy()]]
    none = pd.DataFrame({"team": city.team_name(rows["team"])}, index=rows.index).assign(
        what="chưa có Tổ phó", how="Ghi Tổ phó cho một người của tổ ở cột Chức danh trong Tổ, trang Thành viên."
    )
    second = _further(city, "deputy", of_ward=True)
    line = second["first"].astype("int64").astype(str)
    second = second[["team"]].assign(table="members", field="role", what="đã có Tổ phó ở dòng " + line)
    return none, second.assign(how="Giữ một Tổ phó, sửa người còn lại thành Tổ viên ở cột Chức danh trong Tổ, trang Thành viên.")


@rule(
    "LD06", "Tổ trưởng khối, xóm chưa đúng thành phần", "violation", "PL1 3.1.c", "members.title",
    reads=TITLE, scope="team",
    message="Tổ trưởng {team} đang ghi chức vụ «{value}»; theo Phụ lục 1, Tổ trưởng là khối trưởng, xóm trưởng hoặc tổ trưởng tổ dân phố của {team}.",
    fix="Kiểm tra lại người được giao, hoặc ghi đúng chức vụ hiện nay ở dòng {row} trang Thành viên.",
    wrong="Khối phó", right="Khối trưởng",
)  # fmt: skip
def unfit_hamlet_leader(city: City) -> pd.DataFrame:
    """A hamlet leader is not its tổ trưởng tổ dân phố, khối trưởng, xóm trưởng or trưởng thôn."""
    rows = _first_titles(city, "leader", of_ward=False)
    fit = _holds(city, rows["title"], city.policy.titles.hamlet_leader) & ~_of_another_hamlet(city, rows)
    return _named(city, rows[~fit])


def _of_another_hamlet(city: City, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Titles that name another hamlet of the same ward: Khối trưởng khối 5 leading Khối 3."""
    keys = hamlet_keys(tuple(city.policy.hamlets.items()))

    @cache
    def hamlets(title: str) -> frozenset[str]:
        return frozenset(map(keys.read, named_hamlets(title, city.policy.titles)))

    naming = rows[rows["title"].map(lambda title: bool(hamlets(title))).astype(bool)]
    teams = city.known_teams
    listed = teams[city.listed[:-1]]
    there = set(zip(listed["unit"], listed["key"], strict=True))
    own = naming["team"].map(teams["key"])
    other = [
        key not in named and any((unit, name) in there for name in named)
        for unit, key, named in zip(naming["unit"], own, naming["title"].map(hamlets), strict=True)
    ]
    return pd.Series(other, index=naming.index, dtype=bool).reindex(rows.index, fill_value=False)


@rule(
    "LD07", "Tổ khối, xóm có hai Tổ phó", "warning", "PL1 3.1.c", "members.role",
    reads=(*ROLE, *PERSON), scope="team",
    message="Tổ {team} đã có Tổ phó ở dòng {first}.",
    fix="Giữ một Tổ phó, sửa người còn lại thành Tổ viên ở cột Chức danh trong Tổ, trang Thành viên.",
    wrong="Hai Tổ phó ở Khối 5", right="Một Tổ phó hoặc không có",
)  # fmt: skip
def second_hamlet_deputy(city: City) -> pd.DataFrame:
    """A second deputy in a hamlet team, at the later row."""
    return _further(city, "deputy", of_ward=False)


@rule(
    "LD08", "Tổ phó khối, xóm không phải Bí thư Đoàn", "hint", "PL1 3.1.c", "members.title",
    reads=TITLE, scope="team",
    message="Tổ phó {team} đang ghi chức vụ «{value}»; Công văn khuyến nghị chọn Bí thư Đoàn thanh niên ở khối, xóm.",
    fix="Cân nhắc khi kiện toàn tổ; không bắt buộc.",
    wrong="Chi hội trưởng phụ nữ", right="Bí thư Chi đoàn khối",
)  # fmt: skip
def deputy_not_youth_secretary(city: City) -> pd.DataFrame:
    """A hamlet deputy who is not its Bí thư Đoàn."""
    rows = _first_titles(city, "deputy", of_ward=False)
    return _named(city, rows[~_holds(city, rows["title"], city.policy.titles.hamlet_deputy)])


@rule(
    "LD09", "Một người làm Tổ trưởng hai tổ", "warning", "PL1 3.1.c", "members.name",
    reads=("members.team", "members.role", "members.birth_year", "members.phone"), scope="ward",
    message="{name} làm Tổ trưởng cả Tổ {team} và Tổ {first_team} (dòng {first}).",
    fix="Giữ một tổ, giao người khác làm Tổ trưởng tổ còn lại ở dòng {row} hoặc dòng {first} trang Thành viên.",
    wrong="Cùng người làm Tổ trưởng Khối 3 và Khối 5", right="Mỗi tổ một Tổ trưởng",
)  # fmt: skip
def leads_two_teams(city: City) -> pd.DataFrame:
    """One person leads two teams, at the later row."""
    return leading_twice(city)


@rule(
    "LD10", "Chưa ghi lĩnh vực Phó Chủ tịch phụ trách", "hint", "PL1 3.1.b", "members.title",
    reads=TITLE, scope="team",
    message="Chức vụ «{value}» chưa nêu lĩnh vực phụ trách; Tổ trưởng cấp phường, xã là Phó Chủ tịch phụ trách VH-XH.",
    fix="Ghi rõ, ví dụ: Phó Chủ tịch UBND phụ trách VH-XH, ở dòng {row} trang Thành viên.",
    wrong="Phó Chủ tịch UBND phường", right="Phó Chủ tịch UBND phường phụ trách VH-XH",
)  # fmt: skip
def vice_chair_unstated(city: City) -> pd.DataFrame:
    """A ward-level leader who is a vice-chairman with no portfolio stated."""
    words, rows = city.policy.titles, _first_titles(city, "leader", of_ward=True)
    fit = _holds(city, rows["title"], words.ward_leader)
    return _named(city, rows[~fit & _holds(city, rows["title"], words.ward_leader_unstated)])
