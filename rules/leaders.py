"""LD: who leads a team and who is deputy."""

import re

import pandas as pd

from rules.city import City
from rules.groups import Bools, is_pair, passing
from rules.members import PERSON, ROLE, TEAM_ROW, in_another_team, named
from rules.people import leading_twice
from rules.registry import rule
from rules.titles import kinds, named_hamlets
from vietnamese.hamlets import hamlet_keys

TITLE = (*ROLE, *PERSON, "members.title")
_NUMBERED = re.compile(r"(.+) \d+\w?")


def _without(city: City, role: str) -> pd.DataFrame:
    """Rows of teams with members of which surely none has this role."""
    members, rows = city.members, city.first_rows
    team = rows["team"].to_numpy()
    peopled = city.members_per_team[team] > 0
    able = (members["role"] == role).to_numpy() | ~city.known("members", "role")
    without: pd.DataFrame = rows[peopled & (city.most_per_team("members", able)[team] == 0)]
    return without


def _further(city: City, role: str) -> pd.DataFrame:
    """Hits at the rows of a second person with this role in a team; `first` is the first's row."""
    rows, heads = city.later_with_role(role), city.first_with_role(role)
    first = city.per_team(heads["team"], heads["row"], 0)
    return named(city, rows, first=first[rows["team"]])


def _of_level(city: City, hits: pd.DataFrame, of_ward: bool) -> pd.DataFrame:
    """Those of hits at rows of `Thành viên` that are in teams of this level."""
    teams = city.members["team"].to_numpy()[hits.index]
    at_level: pd.DataFrame = hits[(city.of_ward if of_ward else city.of_hamlet)[teams]]
    return at_level


@rule(
    "LD01", "Tổ chưa có Tổ trưởng", "violation", "PL1 3.1.b–c", "teams.level",
    reads=(*ROLE, *TEAM_ROW), scope="team",
    message="Tổ {team} đã có thành viên nhưng chưa có Tổ trưởng.",
    fix="Ghi Tổ trưởng cho một người của Tổ {team} ở cột Chức danh trong Tổ, trang Thành viên.",
    wrong="5 Tổ viên, không có Tổ trưởng", right="1 Tổ trưởng, 4 Tổ viên",
)  # fmt: skip
def no_leader(city: City) -> pd.DataFrame:
    """A team with members has no leader, at the team's row."""
    return named(city, _without(city, "leader"))


@rule(
    "LD02", "Tổ có hai Tổ trưởng", "violation", "PL1 3.1.b–c", "members.role",
    reads=PERSON, scope="team",
    message="Tổ {team} đã có Tổ trưởng ở dòng {first} trang Thành viên; "
            "mỗi tổ chỉ có một Tổ trưởng.",
    fix="Giữ một Tổ trưởng, sửa chức danh của người còn lại ở dòng {row} hoặc dòng {first} "
        "trang Thành viên.",
    wrong="Hai dòng Tổ trưởng trong Khối 5", right="Một Tổ trưởng",
)  # fmt: skip
def second_leader(city: City) -> pd.DataFrame:
    """A second leader, at the later row."""
    return _further(city, "leader")


def _first_titles(city: City, role: str, of_ward: bool) -> pd.DataFrame:
    """The first person with this role of each team of the level, whose title is known."""
    rows = _of_level(city, city.first_with_role(role), of_ward)
    return rows[city.known("members", "title")[rows.index] & (rows["title"] != "")]


def _holds(city: City, titles: "pd.Series[str]", wanted: tuple[str, ...]) -> Bools:
    """Which titles have an office of one of these kinds."""
    return passing(titles, lambda title: kinds(title, city.policy.titles).intersection(wanted))


def _unfit(city: City, rows: pd.DataFrame) -> pd.DataFrame:
    """Hits at these rows, with the annex that says who the leader is."""
    dispatch = city.policy.dispatch
    source = f"{dispatch.clause_names['PL1']} {dispatch.name}"
    return named(city, rows, source=source)


@rule(
    "LD03", "Tổ trưởng cấp phường, xã chưa đúng thành phần", "violation", "PL1 3.1.b",
    "members.title", reads=TITLE, scope="team",
    message="Tổ trưởng {team} đang ghi là «{value}»; theo {source}, phải là "
            "Bí thư Đoàn hoặc Phó Chủ tịch UBND phụ trách VH-XH.",
    fix="Kiểm tra lại người được giao, hoặc ghi đúng chức vụ hiện nay ở dòng {row} "
        "trang Thành viên.",
    wrong="Công chức Tư pháp", right="Bí thư Đoàn phường",
)  # fmt: skip
def unfit_ward_leader(city: City) -> pd.DataFrame:
    """The ward-level leader is neither Bí thư Đoàn thanh niên nor PCT in charge of VH-XH."""
    words, rows = city.policy.titles, _first_titles(city, "leader", of_ward=True)
    fit = _holds(city, rows["title"], (*words.ward_leader, *words.ward_leader_unstated))
    return _unfit(city, rows[~fit])


@rule(
    "LD04", "Tổ cấp phường, xã chưa đúng một Tổ phó", "violation", "PL1 3.1.b", "teams.level",
    reads=(*ROLE, *PERSON, *TEAM_ROW), scope="team",
    message="Tổ {team} {what}; tổ cấp phường, xã có 01 Tổ phó.",
    fix="{how} ở cột Chức danh trong Tổ, trang Thành viên.",
    wrong="Không có Tổ phó", right="1 Tổ trưởng, 1 Tổ phó",
)  # fmt: skip
def not_one_ward_deputy(city: City) -> tuple[pd.DataFrame, ...]:
    """A ward-level team with members has no deputy (its row) or a second one (the later row)."""
    rows = _without(city, "deputy")
    none = named(city, rows[city.of_ward[rows["team"].to_numpy()]]).assign(
        what="đã có thành viên nhưng chưa có Tổ phó", how="Ghi Tổ phó cho một người của tổ"
    )
    second = _of_level(city, _further(city, "deputy"), of_ward=True)
    first = "dòng " + second["first"].astype("int64").astype(str)
    row = "dòng " + city.members["row"][second.index].astype(str)
    return none, second[["team"]].assign(
        table="members",
        field="role",
        what="đã có Tổ phó ở " + first + " trang Thành viên",
        how="Giữ một Tổ phó, sửa người còn lại (" + first + " hoặc " + row + ") thành Tổ viên",
    )


@rule(
    "LD06", "Tổ trưởng khối, xóm chưa đúng thành phần", "violation", "PL1 3.1.c",
    "members.title", reads=TITLE, scope="team",
    message="Tổ trưởng {team} đang ghi là «{value}»; theo {source}, phải là "
            "khối trưởng, xóm trưởng hoặc tổ trưởng tổ dân phố của {team}.",
    fix="Kiểm tra lại người được giao, hoặc ghi đúng chức vụ hiện nay ở dòng {row} "
        "trang Thành viên.",
    wrong="Khối phó", right="Khối trưởng",
)  # fmt: skip
def unfit_hamlet_leader(city: City) -> pd.DataFrame:
    """A hamlet leader is not its tổ trưởng tổ dân phố, khối trưởng, xóm trưởng or trưởng thôn."""
    rows = _first_titles(city, "leader", of_ward=False)
    leads = _holds(city, rows["title"], city.policy.titles.hamlet_leader)
    return _unfit(city, rows[~leads | _of_another_hamlet(city, rows)])


def _of_another_hamlet(city: City, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Titles that surely name another hamlet and not their team's: Khối trưởng khối 5 in Khối 3.

    Surely: one that is listed in the ward, or one of another number.
    """
    teams = city.known_teams
    said = _hamlets_named(city, rows["title"])
    said = rows[["unit", "team", "title"]].reset_index().merge(said, on="title")
    own = teams["key"].reindex(said["team"]).astype(object).set_axis(said.index)
    codes, keys = pd.factorize(pd.concat([said["key"], teams["key"]]))
    said["code"] = codes[: len(said)]
    listed = teams.assign(code=codes[len(said) :])[city.listed[:-1]]
    word = pd.Series(keys).str.replace(_NUMBERED, r"\1 #", regex=True).to_numpy()
    other_number = word[said["code"]] == own.str.replace(_NUMBERED, r"\1 #", regex=True)
    other_number &= own.str.fullmatch(_NUMBERED)
    sure = is_pair(said, listed, ["unit", "code"]) | other_number
    right = said.loc[said["key"] == own, "index"]
    wrong = rows.index.isin(said.loc[sure, "index"]) & ~rows.index.isin(right)
    return pd.Series(wrong, index=rows.index)


def _hamlets_named(city: City, titles: "pd.Series[str]") -> pd.DataFrame:
    """Each distinct one of `titles` with the key of each hamlet whose head it says somebody is."""
    read = hamlet_keys(tuple(city.policy.hamlets.items())).read
    found = [
        (title, read(hamlet))
        for title in titles.unique()
        for hamlet in named_hamlets(title, city.policy.titles)
    ]
    return pd.DataFrame(found, columns=["title", "key"], dtype=object)


@rule(
    "LD07", "Tổ khối, xóm có hai Tổ phó", "warning", "PL1 3.1.c", "members.role",
    reads=PERSON, scope="team",
    message="Tổ {team} đã có Tổ phó ở dòng {first} trang Thành viên, nay thêm Tổ phó thứ hai.",
    fix="Giữ một Tổ phó, sửa chức danh của người còn lại ở dòng {row} hoặc dòng {first} "
        "trang Thành viên thành Tổ viên.",
    wrong="Hai Tổ phó ở Khối 5", right="Một Tổ phó hoặc không có",
)  # fmt: skip
def second_hamlet_deputy(city: City) -> pd.DataFrame:
    """A second deputy in a hamlet team, at the later row."""
    return _of_level(city, _further(city, "deputy"), of_ward=False)


@rule(
    "LD08", "Tổ phó khối, xóm không phải Bí thư Đoàn", "hint", "PL1 3.1.c", "members.title",
    reads=TITLE, scope="team",
    message="Tổ phó {team} đang ghi chức vụ «{value}»; Công văn khuyến nghị chọn "
            "Bí thư Đoàn thanh niên ở khối, xóm.",
    fix="Cân nhắc khi kiện toàn tổ; không bắt buộc.",
    wrong="Chi hội trưởng phụ nữ", right="Bí thư Chi đoàn khối",
)  # fmt: skip
def deputy_not_youth_secretary(city: City) -> pd.DataFrame:
    """A hamlet deputy who is not its Bí thư Đoàn."""
    rows = _first_titles(city, "deputy", of_ward=False)
    return named(city, rows[~_holds(city, rows["title"], city.policy.titles.hamlet_deputy)])


@rule(
    "LD09", "Một người làm Tổ trưởng hai tổ", "warning", "—", "members.name",
    reads=("members.team", "members.role", "members.birth_year", "members.phone"), scope="ward",
    message="{name} làm Tổ trưởng cả Tổ {first_team} (dòng {first}) và Tổ {team}.",
    fix="Giữ một tổ, giao người khác làm Tổ trưởng tổ còn lại ở dòng {row} hoặc dòng {first} "
        "trang Thành viên.",
    wrong="Cùng người làm Tổ trưởng Khối 3 và Khối 5", right="Mỗi tổ một Tổ trưởng",
)  # fmt: skip
def leads_two_teams(city: City) -> pd.DataFrame:
    """One person leads two teams, at the later row."""
    return in_another_team(city, leading_twice(city))


@rule(
    "LD10", "Chưa ghi lĩnh vực Phó Chủ tịch phụ trách", "hint", "PL1 3.1.b", "members.title",
    reads=TITLE, scope="team",
    message="«{value}» chưa nêu lĩnh vực phụ trách; Phó Chủ tịch làm Tổ trưởng là người phụ trách VH-XH.",
    fix="Ghi rõ, ví dụ: Phó Chủ tịch UBND phụ trách VH-XH, ở dòng {row} trang Thành viên.",
    wrong="Phó Chủ tịch UBND phường", right="Phó Chủ tịch UBND phường phụ trách VH-XH",
)  # fmt: skip
def vice_chair_unstated(city: City) -> pd.DataFrame:
    """A ward-level leader who is a vice-chairman with no portfolio stated."""
    words, rows = city.policy.titles, _first_titles(city, "leader", of_ward=True)
    unstated = _holds(city, rows["title"], words.ward_leader_unstated)
    stated = _holds(city, rows["title"], words.ward_leader)
    return named(city, rows[unstated & ~stated])
