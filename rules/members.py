"""TV: how many belong to a team, who may, and how they join and leave."""

import numpy as np
import pandas as pd

from rules.city import City
from rules.people import approved_moves, is_pair, last_moves, pair_ids, unclear_moves
from rules.registry import rule

ROLE = ("members.team", "members.role")
TEAM_ROW = ("teams.level", "teams.hamlet")
MOVES = ("moves.kind", "moves.team", "moves.name", "moves.asked", "moves.opinion", "moves.decided")
PERSON = ("members.team", "members.name")


@rule(
    "TV01", "Quá số thành viên tối đa", "violation", "PL1 3.1.a", "teams.level",
    reads=(*ROLE, *TEAM_ROW, *PERSON), scope="team",
    message="Tổ {team} có {count} thành viên, nhiều hơn mức tối đa {limit} (không tính cộng tác viên).",
    fix="Chuyển {excess} người thành Cộng tác viên ở cột Chức danh trong Tổ, trang Thành viên.",
    wrong="Tổ có 12 thành viên", right="Tổ có 10 thành viên và 2 cộng tác viên",
)  # fmt: skip
def too_many_members(city: City) -> pd.DataFrame:
    """Over the policy's number of members, collaborators not counted, at the team's row."""
    limit = city.policy.teams.max_members.value
    counts = city.count_per_team(city.members.loc[city.surely_belongs, "team"])
    rows, count = _with_count(city, counts)
    over = rows[count > limit]
    return pd.DataFrame(
        {"team": city.team_name(over["team"]), "count": count, "limit": limit, "excess": count - limit}, index=over.index
    )


def _with_count(city: City, counts: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> tuple[pd.DataFrame, "pd.Series[int]"]:
    """The teams' rows, and for each how many there are in `counts` (by team id)."""
    rows = city.first_rows
    return rows, pd.Series(counts[rows["team"].to_numpy()], index=rows.index)


@rule(
    "TV02", "Ít thành viên", "warning", "PL1 3.1.d", "teams.level",
    reads=(*ROLE, *TEAM_ROW, "teams.decision", "teams.founded"), scope="team",
    message="Tổ {team} đã thành lập nhưng mới có {count} thành viên; tổ cần duy trì khoảng {least}–{limit} người.",
    fix="Ghi đủ thành viên vào trang Thành viên; nếu tổ còn thiếu, kết nạp thêm người trên địa bàn.",
    wrong="Tổ có 3 thành viên", right="Tổ có 5 thành viên trở lên",
)  # fmt: skip
def too_few_members(city: City) -> pd.DataFrame:
    """A founded team with fewer members than the policy's least."""
    least, limit = city.policy.teams.min_members.value, city.policy.teams.max_members.value
    rows, count = _with_count(city, city.count_per_team(city.members.loc[city.is_member, "team"]))
    sure = ~city.could_complete("members", "role")[rows["team"].to_numpy()]
    few = rows[sure & city.founded[rows.index].notna() & (count < least)]
    return pd.DataFrame(
        {"team": city.team_name(few["team"]), "count": count, "least": least, "limit": limit}, index=few.index
    )


@rule(
    "TV03", "Không sinh sống, công tác trên địa bàn", "violation", "PL1 3.1.b–c", "members.resident",
    reads=ROLE,
    message="{name} được ghi là không sinh sống, công tác trên địa bàn; thành viên Tổ phải là người trên địa bàn.",
    fix="Sửa thành Có nếu ghi nhầm; nếu đúng, làm thủ tục cho thôi ở trang Thay đổi thành viên rồi xóa dòng {row} trang Thành viên.",
    wrong="Không", right="Có",
)  # fmt: skip
def not_resident(city: City) -> pd.DataFrame:
    """A member who neither lives nor works there."""
    rows = city.members[city.is_member & (city.members["resident"] == "no")]
    return pd.DataFrame({"name": called(city, rows)}, index=rows.index)


def called(city: City, rows: pd.DataFrame) -> "pd.Series[str]":
    """The people of these rows as a sentence names them: `Bà Trần Thị Hoa`."""
    title = rows["honorific"].map({"mr": "Ông", "mrs": "Bà"}).astype(object).fillna("Ông/Bà")
    name = city.tables.members["name"][rows.index]
    return (title + " " + name).where(name != "", "Người này")


@rule(
    "TV04", "Tham gia sau khi thành lập mà chưa có ý kiến đồng ý", "violation", "PL1 3.1.d", "members.joined",
    reads=(*ROLE, *PERSON, *MOVES, *TEAM_ROW, "teams.decision", "teams.founded"), scope="team",
    message="{name} tham gia ngày {value}, sau ngày thành lập tổ ({founded}), nhưng trang Thay đổi thành viên chưa có ý kiến đồng ý của Chủ tịch UBND từ ngày đó trở về trước.",
    fix="Bổ sung dòng Tham gia ở trang Thay đổi thành viên, hoặc sửa Ngày tham gia ở dòng {row} trang Thành viên.",
    wrong="Vào tổ 20/04/2023, tổ lập 15/03/2023, không có dòng Tham gia", right="Có dòng Tham gia được đồng ý ngày 18/04/2023",
)  # fmt: skip
def joined_without_consent(city: City) -> pd.DataFrame:
    """Joined after the founding with no joining approved by then and after their last leaving."""
    members = city.members
    founded = pd.Series(city.founding_day[members["team"].to_numpy()], index=members.index)
    rows = members[city.is_member & (members["joined"] > founded) & (members["person"] >= 0)]
    rows = rows[city.left[rows.index].isna() & ~unclear_moves(city, rows)]
    lacking = rows[~_has_consent(city, rows)]
    return pd.DataFrame({"name": called(city, lacking), "founded": founded[lacking.index]}, index=lacking.index)


def _has_consent(city: City, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the last approved move up to the day of joining is a joining."""
    asked = rows.assign(pair=pair_ids(rows, ["team", "person"])).reset_index().sort_values("joined", kind="stable")
    moves = approved_moves(city)
    moves = moves.assign(pair=pair_ids(moves, ["team", "person"]))[["pair", "day", "kind"]]
    # Of two moves on one day the joining counts: somebody left and came back.
    moves = moves[moves["pair"].isin(asked["pair"])]
    moves = moves.assign(joins=moves["kind"] == "join").sort_values(["day", "joins"], kind="stable")
    last = pd.merge_asof(asked, moves, left_on="joined", right_on="day", by="pair")
    return last.set_index("index")["joins"].fillna(False).astype(bool).reindex(rows.index)


@rule(
    "TV05", "Thiếu giới thiệu, đề xuất của Tổ trưởng", "violation", "PL1 3.1.d", "moves.recommended",
    reads=MOVES,
    message="Chủ tịch UBND đã đồng ý ngày {day} nhưng chưa có giới thiệu, đề xuất của Tổ trưởng.",
    fix="Xin ý kiến Tổ trưởng rồi sửa thành Có ở dòng {row} trang Thay đổi thành viên.",
    wrong="Chưa", right="Có",
)  # fmt: skip
def approved_without_leader(city: City) -> pd.DataFrame:
    """A joining or Xin thôi approved by the Chủ tịch without the leader's recommendation."""
    moves = city.moves
    agreed = (moves["opinion"] == "agreed") | city.blank("moves", "opinion")
    rows = moves[agreed & moves["decided"].notna() & (moves["recommended"] == "not_yet") & _asks(city)]
    return pd.DataFrame({"day": rows["decided"]}, index=rows.index)


def _asks(city: City) -> "pd.Series[bool]":
    """Moves that need somebody's consent."""
    return city.moves["kind"].isin(["join", "resign"])


@rule(
    "TV06", "Đề nghị chờ ý kiến quá lâu", "warning", "PL1 3.1.d", "moves.decided",
    reads=MOVES,
    message="Đề nghị ngày {asked} đã {days} ngày chưa có ý kiến của Chủ tịch UBND.",
    fix="Trình Chủ tịch UBND cho ý kiến, rồi ghi ý kiến và ngày vào dòng {row} trang Thay đổi thành viên.",
    wrong="Đề nghị 01/03/2023, đến 03/04/2023 còn trống", right="14/03/2023",
)  # fmt: skip
def pending_too_long(city: City) -> pd.DataFrame:
    """A joining or Xin thôi pending for more than the policy's days."""
    days = city.days_since(city.moves["asked"])
    pending = city.blank("moves", "opinion") & city.blank("moves", "decided") & _asks(city)
    rows = city.moves[pending & (days > city.policy.limits.pending_days.value)]
    return pd.DataFrame({"asked": rows["asked"], "days": days[rows.index]}, index=rows.index)


@rule(
    "TV07", "Đã thôi nhưng còn trong danh sách", "violation", "PL1 3.1.d, PL1 3.3", "members.name",
    reads=(*PERSON, *MOVES), scope="team",
    message="{name} đã thôi tham gia Tổ {team} từ ngày {day} nhưng vẫn còn trong danh sách.",
    fix="Xóa dòng {row} ở trang Thành viên, hoặc sửa ngày ở trang Thay đổi thành viên nếu ghi nhầm.",
    wrong="Được cho thôi 06/04/2023 mà còn tên", right="Xóa khỏi trang Thành viên",
)  # fmt: skip
def left_but_listed(city: City) -> pd.DataFrame:
    """Their last approved move in that team is a leaving, and they are still listed."""
    rows = city.members[city.left.notna()]
    return pd.DataFrame(
        {"name": called(city, rows), "team": city.team_name(rows["team"]), "day": city.left[rows.index]}, index=rows.index
    )


@rule(
    "TV08", "Được đồng ý tham gia nhưng chưa có trong danh sách", "warning", "PL1 3.3", "moves.name",
    reads=(*PERSON, *MOVES), scope="team",
    message="«{value}» được đồng ý tham gia Tổ {team} từ ngày {day} nhưng chưa có trong trang Thành viên.",
    fix="Thêm một dòng cho người này vào trang Thành viên, ghi họ tên giống dòng {row} trang Thay đổi thành viên.",
    wrong="Đồng ý ngày 14/04/2023, trang Thành viên chưa có tên", right="Có tên trong Thành viên",
)  # fmt: skip
def joined_but_unlisted(city: City) -> pd.DataFrame:
    """Their last approved move in that team is a joining, and they are not listed."""
    last, members = last_moves(city), city.members
    joined = last[last["kind"] == "join"]
    missing = ~is_pair(joined, members[members["team"] >= 0], ["team", "person"])
    rows = joined[missing & ~unclear_moves(city, joined) & ~_could_be_listed(city, joined)]
    return pd.DataFrame({"team": city.team_name(rows["team"]), "day": rows["day"]}, index=rows.index)


def _could_be_listed(city: City, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Whether a row of `Thành viên` with an unknown name or team may be this person's."""
    members = city.members
    teamless, nameless = ~city.known("members", "team"), ~city.known("members", "name")
    # FM11 forgets the name of a row that stands a second time; who that is, is known.
    nameless &= ~city.doubled
    return (
        rows["team"].isin(members.loc[nameless & ~teamless, "team"])
        | rows["unit"].isin(members.loc[nameless & teamless, "unit"])
        | is_pair(rows, members[teamless & ~nameless], ["unit", "person"])
    )


@rule(
    "TV09", "Hai người chung một số điện thoại", "warning", "—", "members.phone",
    reads=("members.name",), scope="ward",
    message="Số «{value}» cũng là số của người ghi ở dòng {first} trang Thành viên.",
    fix="Kiểm tra lại số của người ở dòng {row} và dòng {first}; nếu dùng chung, ghi ở cột Ý kiến của phường, xã trang Cần sửa.",
    wrong="Hai người cùng số 0912345678", right="Mỗi người một số",
)  # fmt: skip
def shared_phone(city: City) -> pd.DataFrame:
    """One phone number, two different people in the ward, at the later row."""
    rows = city.members[(city.members["phone"] > 0) & (city.members["person"] >= 0)]
    first = rows[~rows.duplicated(["unit", "phone"])].set_index(["unit", "phone"])[["person", "row"]]
    rows = rows[rows.duplicated(["unit", "phone"])].join(first, on=["unit", "phone"], rsuffix="_first")
    return rows.loc[rows["person"] != rows["person_first"], ["row_first"]].rename(columns={"row_first": "first"})


@rule(
    "TV10", "Thành viên cấp phường, xã chưa tham gia tổ khối, xóm", "hint", "PL1 3.1.b", "members.name",
    reads=ROLE, scope="ward",
    message="{name} là thành viên Tổ {team}, chưa có tên trong tổ khối, xóm nào.",
    fix="Công văn khuyến nghị thành viên cấp phường, xã đồng thời tham gia tổ ở khối, xóm; cân nhắc bổ sung vào trang Thành viên.",
    wrong="Chỉ có tên ở Cấp phường", right="Có tên ở Cấp phường và Khối 5",
)  # fmt: skip
def in_no_hamlet_team(city: City) -> pd.DataFrame:
    """A ward-level member in no hamlet team; the name is enough."""
    members, team = city.members, city.members["team"].to_numpy()
    people = members[city.is_member & city.of_ward[team] & (members["person"] >= 0)]
    nowhere = ~is_pair(people, members[city.of_hamlet[team]], ["unit", "person"])
    rows = people[nowhere & ~_may_be_in_a_hamlet(city, people)]
    return pd.DataFrame({"name": called(city, rows), "team": city.team_name(rows["team"])}, index=rows.index)


def _may_be_in_a_hamlet(city: City, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Whether a row with an unknown team or name may put these people into a hamlet's team."""
    members = city.members
    teamless, nameless = ~city.known("members", "team"), ~city.known("members", "name") & ~city.doubled
    elsewhere = teamless | city.of_hamlet[members["team"].to_numpy()]
    return is_pair(rows, members[teamless], ["unit", "person"]) | rows["unit"].isin(members.loc[nameless & elsewhere, "unit"])


@rule(
    "TV11", "Một người ở hai tổ khối, xóm", "warning", "—", "members.name",
    reads=("members.team", "members.birth_year", "members.phone", "members.role"), scope="ward",
    message="{name} có tên ở cả Tổ {team} và Tổ {first_team} (dòng {first}).",
    fix="Giữ lại ở tổ nơi người này sinh sống, công tác; xóa dòng {row} hoặc dòng {first} ở trang Thành viên.",
    wrong="Cùng người ở Khối 3 và Khối 5", right="Chỉ ở Khối 3",
)  # fmt: skip
def in_two_hamlet_teams(city: City) -> pd.DataFrame:
    """One person in two hamlet teams, at the later row (two teams led are LD09's)."""
    hamlets = city.members[city.of_hamlet[city.members["team"].to_numpy()]]
    again = in_another_team(city, hamlets)
    return again.drop(leading_twice(city).index, errors="ignore")


def leading_twice(city: City) -> pd.DataFrame:
    """Rows of people who lead another team in a row above."""
    return in_another_team(city, city.members[city.members["role"] == "leader"])


def in_another_team(city: City, rows: pd.DataFrame) -> pd.DataFrame:
    """Those of `rows` whose person stands in another team in an earlier one of them.

    Across teams equal names are one person only if the phone or the birth year is equal too.
    Columns: name, team, first_team and first (sheet row).
    """
    rows = rows[(rows["person"] >= 0) & (rows["team"] >= 0)]
    found = [_repeats(rows[rows["phone"] > 0], "phone"), _repeats(rows[rows["birth_year"].notna()], "birth_year")]
    both = pd.concat(found)
    both = both[~both.index.duplicated()].sort_index()
    again = rows.loc[both.index]
    return pd.DataFrame(
        {
            "name": called(city, again),
            "team": city.team_name(again["team"]),
            "first_team": city.team_name(both["team_first"]),
            "first": both["row_first"],
        },
        index=again.index,
    )


def _repeats(rows: pd.DataFrame, proof: str) -> pd.DataFrame:
    """Later rows of a name with the same proof of identity in another team than the first."""
    same = ["unit", "person", proof]
    later = rows[rows.duplicated(same)]
    first = rows[~rows.duplicated(same)].set_index(same)[["team", "row"]]
    later = later.join(first, on=same, rsuffix="_first")
    return later.loc[later["team"] != later["team_first"], ["team_first", "row_first"]]
