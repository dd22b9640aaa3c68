"""ZL: the groups in which the teams are run."""

import numpy as np
import pandas as pd

from rules.city import City
from rules.members import ROLE, TEAM_ROW, called
from rules.registry import rule

GROUP = (*TEAM_ROW, "teams.group")


@rule(
    "ZL01", "Chưa lập nhóm Zalo", "violation", "PL1 3.3", "teams.group",
    reads=(*TEAM_ROW, "teams.decision", "teams.founded"),
    message="Tổ {team} thành lập đã {days} ngày nhưng chưa có nhóm Zalo.",
    fix="Tổ trưởng lập nhóm Zalo của tổ, rồi ghi tên hoặc liên kết nhóm vào dòng {row} trang Danh sách tổ.",
    wrong="(trống)", right="https://zalo.me/g/abcdef123",
)  # fmt: skip
def no_group(city: City) -> pd.DataFrame:
    """Founded more than the policy's days ago, and no Zalo group."""
    rows = city.first_rows[city.blank("teams", "group")[city.first_rows.index]]
    days = city.days_since(city.founded[rows.index])
    late = rows[days > city.policy.limits.group_days.value]
    return pd.DataFrame({"team": city.team_name(late["team"]), "days": days[late.index]}, index=late.index)


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
    unsure = ~city.known("members", "in_ward_group") | (members["in_ward_group"] == "yes")
    in_other = city.of_ward[team] & unsure
    out = city.has_group[team] & (members["in_group"] == "not_yet") & ~in_other & members["role"].notna()
    rows = members[out]
    severity = np.where(rows["role"] == "collaborator", "warning", "")
    return pd.DataFrame(
        {"name": called(city, rows), "team": city.team_name(rows["team"]), "severity": severity}, index=rows.index
    )


@rule(
    "ZL03", "Chưa vào nhóm Zalo chung cấp phường, xã", "violation", "PL1 3.3", "members.in_ward_group",
    reads=(*ROLE, *GROUP), scope="team",
    message="{name}, {role} {team}, chưa vào nhóm Zalo chung của phường, xã.",
    fix="Mời vào nhóm chung, rồi ghi Có ở dòng {row} trang Thành viên.",
    wrong="Chưa", right="Có",
)  # fmt: skip
def not_in_ward_group(city: City) -> pd.DataFrame:
    """The ward group exists and a hamlet leader or deputy is not in it; a blank counts as Chưa."""
    members, team = city.members, city.members["team"].to_numpy()
    teams = city.known_teams
    wards = teams.loc[city.has_group[:-1] & teams["of_ward"].to_numpy(), "unit"]
    leads = members["role"].isin(["leader", "deputy"]) & city.of_hamlet[team]
    out = (members["in_ward_group"] == "not_yet") | city.blank("members", "in_ward_group")
    rows = members[leads & out & members["unit"].isin(wards)]
    role = rows["role"].map({"leader": "Tổ trưởng", "deputy": "Tổ phó"}).astype(object)
    return pd.DataFrame({"name": called(city, rows), "role": role, "team": city.team_name(rows["team"])}, index=rows.index)


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
    rows = rows[out & city.of_hamlet[team] & city.has_group[team]]
    return pd.DataFrame({"team": city.team_name(rows["team"])}, index=rows.index)


@rule(
    "ZL05", "Liên kết không phải nhóm Zalo", "warning", "—", "teams.group",
    reads=TEAM_ROW,
    message="«{value}» không phải là liên kết của một nhóm Zalo.",
    fix="Chép lại liên kết nhóm (dạng https://zalo.me/g/…), hoặc ghi tên nhóm.",
    wrong="https://zalo.me/0912345678", right="https://zalo.me/g/abcdef123",
)  # fmt: skip
def odd_group_link(city: City) -> pd.DataFrame:
    """A link that is not a Zalo group's; a group's name is no link."""
    text = city.teams["group"].str.strip()
    link = text.str.contains(r"://|www\.|\w\.(?:me|vn|com|net|org)\b", case=False, regex=True)
    right = text.str.fullmatch(city.policy.forms.group_link.value, case=False)
    return city.teams.loc[(text != "") & link & ~right, []]
