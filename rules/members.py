"""TV: how many belong to a team, who may, and how they join and leave."""

from typing import Any

import numpy as np
import pandas as pd

from rules.city import City
from rules.groups import Bools, Ids, as_one, first_at, pair_ids, twice
from rules.people import (
    agreed,
    approved_moves,
    concerned,
    in_an_earlier_team,
    last_moves,
    leading_twice,
    shared_phones,
    unclear_moves,
)
from rules.registry import rule

ROLE = ("members.team", "members.role")
TEAM_ROW = ("teams.level", "teams.hamlet")
FOUNDING = (*TEAM_ROW, "teams.decision", "teams.founded")
MOVES = ("moves.kind", "moves.team", "moves.name", "moves.asked", "moves.opinion", "moves.decided")
PERSON = ("members.team", "members.name")
MOVED = ["unit", "team", "person"]
_TITLES = {"mr": "Ông", "mrs": "Bà"}


@rule(
    "TV01", "Quá số thành viên tối đa", "violation", "PL1 3.1.a", "teams.level",
    reads=(*ROLE, *TEAM_ROW, *PERSON), scope="team",
    message="Tổ {team} có {count} thành viên, nhiều hơn mức tối đa {limit} "
            "(không tính cộng tác viên).",
    fix="Chuyển {excess} người thành Cộng tác viên ở cột Chức danh trong Tổ, trang Thành viên.",
    wrong="Tổ có 12 thành viên", right="Tổ có 10 thành viên và 2 cộng tác viên",
)  # fmt: skip
def too_many_members(city: City) -> pd.DataFrame:
    """Over the policy's number of members, collaborators not counted, at the team's row."""
    limit = city.policy.teams.max_members.value
    belonging = city.members.loc[city.surely_belongs, "team"]
    rows, count = _with_count(city, city.count_per_team(belonging))
    over = rows[count > limit]
    return named(city, over, count=count, limit=limit, excess=count - limit)


def _with_count(city: City, counts: Ids) -> tuple[pd.DataFrame, "pd.Series[int]"]:
    """The teams' rows, and for each how many there are in `counts` (by team id)."""
    rows = city.first_rows
    return rows, pd.Series(counts[rows["team"].to_numpy()], index=rows.index)


def named(city: City, rows: pd.DataFrame, **more: Any) -> pd.DataFrame:
    """Hits at these rows, with the name of their team and `more` parameters (also of more rows)."""
    return pd.DataFrame({"team": city.team_name(rows["team"]), **more}, index=rows.index)


@rule(
    "TV02", "Ít thành viên", "warning", "PL1 3.1.d", "teams.level",
    reads=(*ROLE, *FOUNDING), scope="team",
    message="Tổ {team} đã thành lập nhưng mới có {count} thành viên; "
            "tổ cần duy trì khoảng {least}–{limit} người.",
    fix="Ghi đủ thành viên vào trang Thành viên; nếu tổ còn thiếu, "
        "kết nạp thêm người trên địa bàn.",
    wrong="Tổ có 3 thành viên", right="Tổ có 5 thành viên trở lên",
)  # fmt: skip
def too_few_members(city: City) -> pd.DataFrame:
    """A founded team with fewer members than the policy's least, whoever else could be one."""
    limits = city.policy.teams
    able = city.is_member | ~city.known("members", "role")
    rows, most = _with_count(city, city.most_per_team("members", able))
    few = rows[city.founded[rows.index].notna() & (most < limits.min_members.value)]
    _, count = _with_count(city, city.members_per_team)
    least, limit = limits.min_members.value, limits.max_members.value
    return named(city, few, count=count, least=least, limit=limit)


@rule(
    "TV03", "Không sinh sống, công tác trên địa bàn", "violation", "PL1 3.1.b–c",
    "members.resident", reads=("members.role",),
    message="{name} được ghi là không sinh sống, công tác trên địa bàn; "
            "thành viên tổ phải là người trên địa bàn.",
    fix="Sửa thành Có ở dòng {row} trang Thành viên nếu ghi nhầm; nếu đúng, xóa dòng đó và ghi "
        "Không còn tham gia ở trang Thay đổi thành viên.",
    wrong="Không", right="Có",
)  # fmt: skip
def not_resident(city: City) -> pd.DataFrame:
    """A member who neither lives nor works there."""
    off = city.is_member & city.stays & (city.members["resident"] == "no")
    return people(city, city.members[off])


def people(city: City, rows: pd.DataFrame, **more: Any) -> pd.DataFrame:
    """Hits at these rows of `Thành viên` with their team, and the person as a sentence names them:
    `Bà Trần Thị Hoa`."""
    # As it was read: a rule of form may have made the name unknown since.
    names = city.tables.members["name"].to_numpy()[rows.index]
    title = rows["honorific"].astype(object).map(_TITLES).fillna("Ông/Bà").to_numpy(dtype=object)
    called = np.where(names != "", title + " " + names, "Người này")
    return named(city, rows, name=called, **more)


@rule(
    "TV04", "Tham gia sau khi thành lập mà chưa có ý kiến đồng ý", "violation", "PL1 3.1.d",
    "members.joined", reads=(*ROLE, *PERSON, *MOVES, *FOUNDING), scope="team",
    message="{name} tham gia ngày {joined}, sau ngày thành lập tổ ({founded}), nhưng đến ngày đó "
            "chưa được Chủ tịch UBND đồng ý.",
    fix="Bổ sung dòng Tham gia ở trang Thay đổi thành viên, "
        "hoặc sửa Ngày tham gia ở dòng {row} trang Thành viên.",
    wrong="Vào tổ 20/04/2023, tổ lập 15/03/2023, không có dòng Tham gia",
    right="Có dòng Tham gia được đồng ý ngày 18/04/2023",
)  # fmt: skip
def joined_without_consent(city: City) -> pd.DataFrame:
    """Joined after the founding with no joining approved by then and after their last leaving."""
    members = city.members
    founded = pd.Series(city.founding_day[members["team"].to_numpy()], index=members.index)
    late = city.is_member & (members["joined"] > founded) & (members["person"] >= 0)
    rows = members.loc[late & city.leaving.isna(), [*MOVED, "honorific", "joined"]]
    lacking = rows[~_has_consent(city, rows) & ~unclear_moves(city, rows, ("join",))]
    return people(city, lacking, joined=members["joined"], founded=founded)


def _has_consent(city: City, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the last approved move up to the day of joining is a joining."""
    pair, moves = ["team", "person"], approved_moves(city)
    joined = rows[["joined"]].assign(pair=pair_ids(rows, pair)).reset_index()
    moves = moves[["day", "kind"]].assign(pair=pair_ids(moves, pair))
    joined = joined.sort_values("joined", kind="stable")
    last = pd.merge_asof(joined, moves, left_on="joined", right_on="day", by="pair")
    joins: pd.Series[bool] = last.set_index("index")["kind"] == "join"
    return joins.reindex(rows.index)


@rule(
    "TV05", "Thiếu giới thiệu, đề xuất của Tổ trưởng", "violation", "PL1 3.1.d",
    "moves.recommended", reads=("moves.kind", "moves.opinion", "moves.decided"),
    message="Chủ tịch UBND đã đồng ý ngày {day} nhưng chưa có giới thiệu, đề xuất của Tổ trưởng.",
    fix="Xin ý kiến Tổ trưởng rồi sửa thành Có ở dòng {row} trang Thay đổi thành viên.",
    wrong="Chưa", right="Có",
)  # fmt: skip
def approved_without_leader(city: City) -> pd.DataFrame:
    """A joining or Xin thôi approved by the Chủ tịch without the leader's recommendation."""
    rows = city.moves[agreed(city) & (city.moves["recommended"] == "not_yet")]
    return pd.DataFrame({"day": rows["decided"]})


@rule(
    "TV06", "Đề nghị chờ ý kiến quá lâu", "warning", "PL1 3.1.d", "moves.decided",
    reads=("moves.kind", "moves.asked", "moves.opinion"),
    message="Đề nghị ngày {asked} đã quá {limit} ngày chưa có ý kiến của Chủ tịch UBND.",
    fix="Trình Chủ tịch UBND cho ý kiến, rồi ghi ý kiến và ngày vào dòng {row} "
        "trang Thay đổi thành viên.",
    wrong="Đề nghị 01/03/2023, đến 03/04/2023 còn trống", right="14/03/2023",
)  # fmt: skip
def pending_too_long(city: City) -> pd.DataFrame:
    """A joining or Xin thôi pending for more than the policy's days."""
    moves, limit = city.moves, city.policy.limits.pending_days.value
    pending = city.blank("moves", "opinion") & city.blank("moves", "decided")
    late = (
        pending & moves["kind"].isin(["join", "resign"]) & (city.days_since(moves["asked"]) > limit)
    )
    return pd.DataFrame({"asked": moves.loc[late, "asked"], "limit": limit})


@rule(
    "TV07", "Đã thôi nhưng còn trong danh sách", "violation", "PL1 3.1.d, PL1 3.3", "members.name",
    reads=(*PERSON, *MOVES), scope="team",
    message="{name} {left} Tổ {team} từ ngày {day} nhưng vẫn còn trong danh sách.",
    fix="Xóa dòng {row} ở trang Thành viên, hoặc sửa dòng {line} ở trang Thay đổi thành viên "
        "nếu ghi nhầm.",
    wrong="Được cho thôi 06/04/2023 mà còn tên", right="Xóa khỏi trang Thành viên",
)  # fmt: skip
def left_but_listed(city: City) -> pd.DataFrame:
    """Their last approved move in that team is a leaving, and they are still listed."""
    line = city.leaving.dropna()
    moves = city.moves.loc[line].set_axis(line.index)
    gone = moves["kind"] == "gone"
    left = np.where(gone, "không còn tham gia", "đã được Chủ tịch UBND đồng ý cho thôi tham gia")
    day = moves["asked"].where(gone, moves["decided"])
    return people(city, city.members.loc[line.index], left=left, day=day, line=moves["row"])


@rule(
    "TV08", "Được đồng ý tham gia nhưng chưa có trong danh sách", "warning", "PL1 3.3",
    "moves.name", reads=(*PERSON, *MOVES), scope="team",
    message="«{value}» được đồng ý tham gia Tổ {team} từ ngày {day} nhưng chưa có tên "
            "trong trang Thành viên.",
    fix="Thêm một dòng cho người này vào trang Thành viên, ghi họ tên giống dòng {row} "
        "trang Thay đổi thành viên.",
    wrong="Đồng ý ngày 14/04/2023, trang Thành viên chưa có tên", right="Có tên trong Thành viên",
)  # fmt: skip
def joined_but_unlisted(city: City) -> pd.DataFrame:
    """Their last approved move in that team is a joining, and they are not listed."""
    last, members = last_moves(city), city.members
    joined = last[last["kind"] == "join"]
    lines = members[["unit", "person"]].assign(team=city.meant_team("members"))
    listed = concerned(joined, lines, _nameless(city))
    rows = joined[~listed & ~unclear_moves(city, joined, ("resign", "gone"))]
    return named(city, rows, day=rows["day"])


def _nameless(city: City) -> Bools:
    """Rows of `Thành viên` that may be anybody; of somebody listed twice the first row tells who."""
    return ~city.known("members", "name") & ~city.doubled


@rule(
    "TV09", "Hai người chung một số điện thoại", "warning", "—", "members.phone",
    reads=("members.name",), scope="ward",
    message="Số «{value}» cũng là số của người ghi ở dòng {first} trang Thành viên.",
    fix="Kiểm tra lại số ở dòng {row} và dòng {first} trang Thành viên; nếu dùng chung, ghi ở cột Ý kiến của phường, xã trang Cần sửa.",
    wrong="Hai người cùng số 0912345678", right="Mỗi người một số",
)  # fmt: skip
def shared_phone(city: City) -> pd.DataFrame:
    """One phone number, two different people in the ward, at the later row."""
    number = ["unit", "phone"]
    rows = city.members[[*number, "person", "team", "birth_year", "row"]].iloc[shared_phones(city)]
    rows = rows.iloc[twice(rows, number, rows["person"] >= 0)]
    first = rows.iloc[first_at(as_one(rows, number))].set_axis(rows.index)
    years: pd.Series[Any] = rows["birth_year"] - first["birth_year"]
    namesake = (rows["team"] == first["team"]) & years.notna() & (years != 0)
    other = (rows["person"] != first["person"]) | namesake
    return pd.DataFrame({"first": first.loc[other, "row"]})


@rule(
    "TV10", "Thành viên cấp phường, xã chưa tham gia tổ khối, xóm", "hint", "PL1 3.1.b",
    "members.name", reads=ROLE, scope="ward",
    message="{name} là thành viên Tổ {team}, chưa có tên trong tổ khối, xóm nào.",
    fix="Cân nhắc bổ sung người này vào một tổ khối, xóm ở trang Thành viên, "
        "theo khuyến nghị của Công văn; không bắt buộc.",
    wrong="Chỉ có tên ở Cấp phường", right="Có tên ở Cấp phường và Khối 5",
)  # fmt: skip
def in_no_hamlet_team(city: City) -> pd.DataFrame:
    """A ward-level member in no hamlet team; the name is enough."""
    members, meant = city.members, city.meant_team("members")
    at_ward = city.of_ward[members["team"].to_numpy()] & (members["person"] >= 0)
    rows = members.loc[city.is_member & city.stays & at_ward, [*MOVED, "honorific"]]
    # In whichever of the ward's hamlets they stand: team -1 says so.
    hamlets = members.loc[~city.of_ward[meant], ["unit", "person"]].assign(team=-1)
    nowhere = rows[~concerned(rows, hamlets, _nameless(city)[hamlets.index])]
    return people(city, nowhere)


@rule(
    "TV11", "Một người ở hai tổ khối, xóm", "warning", "—", "members.name",
    reads=("members.team", "members.birth_year", "members.phone", "members.role"), scope="ward",
    message="{name} có tên ở cả Tổ {first_team} (dòng {first}) và Tổ {team}.",
    fix="Giữ lại ở tổ nơi người này sinh sống, công tác; xóa dòng {row} hoặc dòng {first} "
        "ở trang Thành viên.",
    wrong="Cùng người ở Khối 3 và Khối 5", right="Chỉ ở Khối 3",
)  # fmt: skip
def in_two_hamlet_teams(city: City) -> pd.DataFrame:
    """One person in two hamlet teams, at the later row (two teams led are LD09's)."""
    of_hamlet = city.of_hamlet[city.members["team"].to_numpy()]
    again = in_an_earlier_team(city.members, of_hamlet & city.stays)
    return in_another_team(city, again.drop(leading_twice(city).index, errors="ignore"))


def in_another_team(city: City, found: pd.DataFrame) -> pd.DataFrame:
    """Hits at these rows (see `in_an_earlier_team`): name, team, first_team and first (sheet row)."""
    rows = city.members.loc[found.index, ["team", "honorific"]]
    first_team = city.team_name(found["team_first"])
    return people(city, rows, first_team=first_team, first=found["row_first"])
