"""FM: cells that are blank, not in their list, or not what their column is for."""

import numpy as np
import pandas as pd

from rules.city import City
from rules.groups import Bools, Ids, as_one, first_at, is_pair
from rules.registry import rule
from shapes import Column
from vietnamese.nearest import nearest_hamlet
from vietnamese.text import plain, show_date

Found = tuple[pd.DataFrame, ...]
LONGEST_LIST = 80  # characters of a column's values that a sentence still names


def _columns(city: City, *kinds: str) -> list[tuple[str, Column]]:
    """Table and column of every column of these kinds."""
    return [(t.table, c) for t in city.tables.schema for c in t.columns if c.kind in kinds]


def _guess(near: "pd.Series[str]") -> "pd.Series[str]":
    """The question that ends a message where something is proposed."""
    return (" Có phải là «" + near + "»?").where(near != "", "")


def _cells(at: Ids, table: str, field: str) -> pd.DataFrame:
    """One hit in this column for each of these rows."""
    return pd.DataFrame({"table": table, "field": field}, index=at)


@rule(
    "FM02", "Giá trị không có trong danh sách", "violation", "—", "cell",
    kinds=("choice", "level"),
    message="«{value}» không có trong danh sách của cột {column}.{guess}",
    fix="Chọn lại ở dòng {row} trang {tab}: {choices}.",
    wrong="Tổ trưỏng", right="Tổ trưởng",
)  # fmt: skip
def not_in_list(city: City) -> Found:
    """The value is not in the column's list; the nearest is proposed."""
    found = []
    choices = {f"{t}.{c.field}": _choices(c) for t, c in _columns(city, "choice", "level")}
    for rows in city.findings("not_in_list"):
        listed = (rows["table"] + "." + rows["field"]).map(choices)
        found.append(rows.assign(guess=_guess(rows["suggestion"]), choices=listed))
    return tuple(found)


def _choices(column: Column) -> str:
    """What may be chosen: the values, or that the cell's own list has them where they are long."""
    listed = "; ".join(column.choices.values())
    if len(listed) <= LONGEST_LIST:
        return listed
    return f"một trong {len(column.choices)} giá trị ở danh sách thả xuống của ô"


@rule(
    "FM03", "Ngày không có thật", "violation", "—", "cell",
    kinds=("date",),
    message="«{value}» không phải là một ngày đầy đủ, có thật.{guess}",
    fix="Ghi lại {column} ở dòng {row} trang {tab} theo thứ tự ngày/tháng/năm, ví dụ 15/03/2023.",
    wrong="31/02/2023", right="28/02/2023",
)  # fmt: skip
def not_a_date(city: City) -> Found:
    """Not a date that exists; with day and month the other way round, the right one is proposed."""
    return tuple(
        rows.assign(guess=_guess(rows["suggestion"])) for rows in city.findings("not_a_date")
    )


@rule(
    "FM05", "Số điện thoại không đúng", "violation", "—", "cell",
    kinds=("phone",),
    message="«{value}» không phải là số điện thoại dùng được ở Việt Nam.",
    fix="Hỏi lại và ghi đủ số ở dòng {row} trang {tab}, kể cả số 0 ở đầu; mỗi ô một số.",
    wrong="09123456", right="0912345678",
)  # fmt: skip
def not_a_phone(city: City) -> Found:
    """Not a Vietnamese phone number and not repairable."""
    return city.findings("not_a_phone")


@rule(
    "FM06", "Số điện thoại viết chưa đúng cách", "warning", "—", "cell",
    kinds=("phone",),
    message="«{value}» {why}.",
    fix="Sửa thành {suggestion}, hoặc đánh dấu cột Đồng ý sửa trong trang Cần sửa để hệ thống sửa giúp.",
    wrong="912345678", right="0912345678",
)  # fmt: skip
def repairable_phone(city: City) -> Found:
    """A phone number in a form that can be repaired; the repaired one is proposed."""
    return tuple(rows.assign(why=_whys(city, rows)) for rows in city.findings("repairable_phone"))


def _whys(city: City, rows: pd.DataFrame) -> list[str]:
    """For each cell what is odd about the number that stands in it."""
    raw = city.tables.raw[str(rows["table"].iat[0])]
    cells = zip(rows.index, rows["field"], rows["suggestion"], strict=True)
    return [_why_odd(str(raw.at[index, field]), str(right)) for index, field, right in cells]


def _why_odd(typed: str, right: str) -> str:
    digits = "".join(filter(str.isdigit, typed))
    if "o" in typed.lower():
        return "có chữ O thay cho số 0"
    if digits == right:
        return "có dấu thừa" if "+" not in typed else "có dấu + thừa"
    if digits.lstrip("0").startswith("84") and len(digits) > len(right):
        return "đang ghi mã nước 84 thay cho số 0"
    if digits[-7:] == right[-7:] and digits.lstrip("0")[:3] != right.lstrip("0")[:3]:
        return "là số di động kiểu cũ, đã đổi đầu số từ năm 2018"
    return "thiếu số 0 ở đầu"


@rule(
    "FM07", "Địa chỉ thư điện tử không đúng", "violation", "—", "cell",
    kinds=("email",),
    message="«{value}» không phải là địa chỉ thư điện tử.",
    fix="Ghi lại một địa chỉ đầy đủ ở dòng {row} trang {tab}, ví dụ hoten@vi-du.vn, hoặc để trống.",
    wrong="hoa@gmail,com", right="hoa@gmail.com",
)  # fmt: skip
def not_an_email(city: City) -> Found:
    """Not an e-mail address."""
    return city.findings("not_an_email")


@rule(
    "FM08", "Không phải là số nguyên", "violation", "—", "cell",
    kinds=("count",),
    message="Cột {column} cần một số nguyên từ 0 trở lên, hiện ghi «{value}».",
    fix="Ghi một số nguyên từ 0 trở lên ở dòng {row} trang {tab}, không ghi kèm chữ.",
    wrong="khoảng 30 người", right="30",
)  # fmt: skip
def not_a_count(city: City) -> Found:
    """Not a whole number ≥ 0 in a column of counts."""
    return city.findings("not_a_count")


@rule(
    "FM01", "Ô bắt buộc còn trống", "violation", "—", "cell",
    message="Ô {column} còn trống.",
    fix="Ghi {column} ở dòng {row} trang {tab}.",
    wrong="(trống)", right="Trần Thị Hoa",
)  # fmt: skip
def blank_required(city: City) -> Found:
    """A required cell is blank in a row that has data."""
    found = []
    for table, column in ((t.table, c) for t in city.tables.schema for c in t.columns):
        if table == "units" or not (column.required or column.required_with):
            continue
        blank = _left_blank(city, table, column)
        if column.required_with and column.required_with[1]:
            other, values = column.required_with
            blank = blank & city[table][other].isin(values).to_numpy()
        elif column.required_with:
            other = column.required_with[0]
            blank = blank & city.known(table, other) & ~city.blank(table, other)
        if blank.any():
            found.append(_cells(np.flatnonzero(blank), table, column.field))
    return tuple(found)


def _left_blank(city: City, table: str, column: Column) -> Bools:
    """Cells with nothing in them, as typed (a team's id says nothing of a blank cell)."""
    if column.kind != "team":
        return city.blank(table, column.field)
    return city.known(table, "team") & (city[table]["team"] < 0).to_numpy()


@rule(
    "FM04", "Ngày ngoài khoảng hợp lý", "violation", "—", "cell",
    message="«{value}» {when}.",
    fix="Kiểm tra lại năm của {column} ở dòng {row} trang {tab}; ghi ngày/tháng/năm, ví dụ 15/03/2023.",
    wrong="15/03/2033", right="15/03/2023",
)  # fmt: skip
def date_out_of_range(city: City) -> Found:
    """A date before the ministry's pilot guidance or after the day of the check."""
    first, found = city.policy.dates.earliest.value, []
    earliest = np.datetime64(first)
    early = f"sớm hơn ngày {show_date(first)}, ngày Bộ có hướng dẫn thí điểm"
    late = "là ngày chưa đến"  # not which day it is today: a message stays the same
    for table, column in _columns(city, "date"):
        days = city[table][column.field].to_numpy()
        off = np.flatnonzero((days < earliest) | (days > city.as_of.to_datetime64()))
        when = np.where(days[off] < earliest, early, late)
        found.append(_cells(off, table, column.field).assign(when=when))
    return tuple(found)


@rule(
    "FM09", "Năm sinh cần xem lại", "warning", "—", "cell",
    kinds=("year",),
    message="Năm sinh «{value}» {why}.",
    fix="Ghi lại năm sinh gồm 4 chữ số ở dòng {row} trang {tab}, hoặc để trống.",
    wrong="2020", right="1985",
)  # fmt: skip
def doubtful_birth_year(city: City) -> Found:
    """Under 15 or over 90 years old on the day of the check, or not a year."""
    youngest, oldest = city.policy.people.min_age.value, city.policy.people.max_age.value
    found = [rows.assign(why="không phải là một năm") for rows in city.findings("not_a_year")]
    for table, column in _columns(city, "year"):
        age = city.as_of.year - city[table][column.field].to_numpy()
        off = np.flatnonzero((age < youngest) | (age > oldest))
        why = np.where(
            age[off] < youngest,
            f"cho thấy người này dưới {youngest} tuổi",
            f"cho thấy người này trên {oldest} tuổi",
        )
        found.append(_cells(off, table, column.field).assign(why=why))
    return tuple(found)


@rule(
    "FM10", "Tổ không có trong Danh sách tổ", "violation", "PL1 II.1", "cell",
    kinds=("team",), reads=("teams.level", "teams.hamlet"), scope="ward",
    message="Chưa có «{value}» trong trang Danh sách tổ.{guess}",
    fix="Chọn đúng tên ở cột {column} dòng {row} trang {tab}, hoặc thêm «{value}» vào trang Danh sách tổ.",
    wrong="Khối 15, khi Danh sách tổ chỉ có 12 khối", right="Khối 5",
)  # fmt: skip
def unknown_team(city: City) -> Found:
    """The row's team is not in `Danh sách tổ`; the nearest is proposed. Never the ward-level team."""
    found = []
    # A hamlet whose own name cannot be read may be the one that is meant.
    unsure = city.teams.loc[(city.teams["team"] < 0) & (city.teams["level"] != "ward"), "unit"]
    for table in ("members", "moves", "activities", "awards"):
        frame = city[table]
        team = frame["team"].to_numpy()
        off = (team >= 0) & ~city.listed[team] & ~city.of_ward[team]
        rows = frame.loc[off, ["unit", "team"]]
        rows = rows[~rows["unit"].isin(unsure)]
        if rows.empty:
            continue
        maybe = rows["team"].map(_meant_teams(city, rows["team"])).astype("int64")
        near = city.team_name(maybe).fillna("")
        cells = _cells(rows.index.to_numpy(), table, "team")
        found.append(cells.assign(guess=_guess(near), suggestion=near, maybe=maybe))
    return tuple(found)


def _meant_teams(city: City, ids: "pd.Series[int]") -> dict[int, int]:
    """For each unlisted team's id that of the listed team of its ward it probably means, else -1."""
    teams, kinds = city.known_teams, _words_for_hamlets(city)
    wanted = teams.loc[ids.unique()]
    listed = city.listed[:-1] & city.of_hamlet[:-1] & teams["unit"].isin(wanted["unit"])
    by_ward = {unit: rows["name"] for unit, rows in teams[listed].groupby("unit")}
    meant = {}
    for team, unit, name in zip(wanted.index, wanted["unit"], wanted["name"], strict=True):
        names = by_ward.get(unit, wanted["name"].iloc[:0])
        near = nearest_hamlet(name, names.tolist(), kinds)
        meant[team] = int(names.index[names == near][0]) if near else -1
    return meant


def _words_for_hamlets(city: City) -> dict[str, str]:
    """Each word for hamlets, without marks, → what it stands for; `Tổ 5` says no such word."""
    hamlets = city.policy.hamlets
    words = {plain(o): plain(word) for word, others in hamlets.items() for o in (word, *others)}
    return words | {plain("tổ"): ""}


@rule(
    "FM11", "Một người ghi hai lần trong một tổ", "violation", "PL1 3.3", "members.name",
    reads=("members.team", "members.birth_year", "members.phone"), scope="team",
    message="«{value}» đã có tên trong Tổ {team} ở dòng {first}.",
    fix="Xóa dòng {row} ở trang Thành viên; nếu là hai người trùng tên, ghi năm sinh của cả hai.",
    wrong="Trần Thị Hoa ở dòng 5 và dòng 9 của Khối 5", right="Mỗi người một dòng trong tổ",
)  # fmt: skip
def listed_twice(city: City) -> pd.DataFrame:
    """The same person twice in one team, at the later row."""
    rows = city.members.loc[city.doubled, ["team", "person", "birth_year", "phone", "row"]]
    return pd.DataFrame(
        {"team": city.team_name(rows["team"]), "first": _rows_above(city, rows)}, index=rows.index
    )


def _rows_above(city: City, rows: pd.DataFrame) -> "pd.Series[float]":
    """For people listed again the sheet row where they stand first: of two namesakes the one of
    the same birth year, else of the same phone."""
    names = ["team", "person"]
    members = city.members[[*names, "birth_year", "phone", "row"]]
    heads = members[~city.doubled & is_pair(members, rows, names)]
    first = pd.Series(np.nan, index=rows.index)
    for proof, known in (
        (["birth_year"], heads[heads["birth_year"].notna()]),
        (["phone"], heads[heads["phone"] > 0]),
        ([], heads),
    ):
        both = pd.concat([known, rows])
        at = first_at(as_one(both, [*names, *proof]))[len(known) :]
        first = first.fillna(both["row"].iloc[at].where(at < len(known)).set_axis(first.index))
    return first
