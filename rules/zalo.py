"""ZL: the groups in which the teams are run."""

import re

import numpy as np
import pandas as pd

from rules.city import City
from rules.groups import passing
from rules.members import FOUNDING, ROLE, TEAM_ROW, named, people
from rules.registry import rule

GROUP = (*TEAM_ROW, "teams.group")
_LINK = re.compile(r"\S*(?:://|www\.|\w\.(?:me|vn|com|net|org)\b)\S*", re.IGNORECASE)


@rule(
    "ZL01", "Chưa lập nhóm Zalo", "violation", "PL1 3.3", "teams.group",
    reads=FOUNDING, scope="team",
    message="Tổ {team} thành lập ngày {founded}, đã quá {limit} ngày nhưng chưa có nhóm Zalo.",
    fix="Tổ trưởng lập nhóm Zalo của tổ, rồi ghi tên hoặc liên kết nhóm vào dòng {row} "
        "trang Danh sách tổ.",
    wrong="(trống)", right="https://zalo.me/g/abcdef123",
)  # fmt: skip
def no_group(city: City) -> pd.DataFrame:
    """Founded more than the policy's days ago, and no Zalo group."""
    limit = city.policy.limits.group_days.value
    rows = city.first_rows[city.blank("teams", "group")[city.first_rows.index]]
    founded = city.founded[rows.index]
    late = rows[city.days_since(founded) > limit]
    return named(city, late, founded=founded, limit=limit)


@rule(
    "ZL02", "Chưa vào nhóm Zalo của tổ", "violation", "PL1 3.3", "members.in_group",
    reads=(*ROLE, *GROUP, "members.in_ward_group"), scope="team",
    message="{name} chưa vào nhóm Zalo của Tổ {team}.",
    fix="Mời vào nhóm, rồi sửa thành Có ở dòng {row} trang Thành viên.",
    wrong="Chưa", right="Có",
)  # fmt: skip
def not_in_group(city: City) -> pd.DataFrame:
    """The team has a group and the person is marked Chưa; a collaborator's is a warning."""
    members, team = city.members, city.members["team"].to_numpy()
    # The ward-level team's group is the one of the other column, too.
    elsewhere = (members["in_ward_group"] == "yes") | ~city.known("members", "in_ward_group")
    inside = (members["in_group"] != "not_yet") | (city.of_ward[team] & elsewhere)
    rows = members[city.has_group[team] & ~inside & members["role"].notna() & city.stays]
    severity = np.where(rows["role"] == "collaborator", "warning", "")
    return people(city, rows, severity=severity)


@rule(
    "ZL03", "Chưa vào nhóm Zalo chung cấp phường, xã", "violation", "PL1 3.3",
    "members.in_ward_group", reads=(*ROLE, *GROUP), scope="team",
    message="{name}, {role} {team}, chưa vào nhóm Zalo chung cấp phường, xã.",
    fix="Mời vào nhóm chung, rồi ghi Có ở dòng {row} trang Thành viên.",
    wrong="Chưa", right="Có",
)  # fmt: skip
def not_in_ward_group(city: City) -> pd.DataFrame:
    """The ward group exists and a hamlet leader or deputy is not in it; a blank counts as Chưa."""
    members, teams = city.members, city.known_teams
    with_group = city.has_group[:-1] & teams["of_ward"].to_numpy()
    wards = city.wards_with(teams.loc[with_group, "unit"])
    leads = members["role"].isin(["leader", "deputy"]) & city.stays
    leads &= city.of_hamlet[members["team"].to_numpy()]
    out = (members["in_ward_group"] == "not_yet") | city.blank("members", "in_ward_group")
    rows = members[leads & out & wards[members["unit"]]]
    return people(city, rows, role=np.where(rows["role"] == "leader", "Tổ trưởng", "Tổ phó"))


@rule(
    "ZL04", "Chưa mời Tổ trưởng cấp phường, xã vào nhóm", "violation", "PL1 3.3", "teams.invited",
    reads=GROUP,
    message="Nhóm Zalo của Tổ {team} chưa mời Tổ trưởng cấp phường, xã.",
    fix="Mời Tổ trưởng cấp phường, xã vào nhóm, rồi ghi Có ở dòng {row} trang Danh sách tổ.",
    wrong="Chưa", right="Có",
)  # fmt: skip
def ward_leader_not_invited(city: City) -> pd.DataFrame:
    """A hamlet group to which the ward-level leader is not invited; a blank counts as Chưa."""
    rows = city.first_rows
    team = rows["team"].to_numpy()
    out = (rows["invited"] == "not_yet") | city.blank("teams", "invited")[rows.index]
    return named(city, rows[out & city.of_hamlet[team] & city.has_group[team]])


@rule(
    "ZL05", "Liên kết không phải nhóm Zalo", "warning", "—", "teams.group",
    message="«{value}» không phải là liên kết của một nhóm Zalo.",
    fix="Chép lại liên kết nhóm (dạng https://zalo.me/g/…) vào dòng {row} trang Danh sách tổ, "
        "hoặc ghi tên nhóm.",
    wrong="https://zalo.me/0912345678", right="https://zalo.me/g/abcdef123",
)  # fmt: skip
def odd_group_link(city: City) -> pd.DataFrame:
    """A link that is not a Zalo group's; a group's name is no link."""
    right = re.compile(city.policy.forms.group_link.value, re.IGNORECASE)
    return city.teams.loc[passing(city.teams["group"], lambda text: _is_odd(text, right)), []]


def _is_odd(text: str, right: re.Pattern[str]) -> bool:
    """Whether links stand in `text`, and none of them is a group's."""
    links = [link.strip("()[]<>.,;:") for link in _LINK.findall(text)]
    return bool(links) and not any(map(right.fullmatch, links))
