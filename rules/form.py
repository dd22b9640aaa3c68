"""FM: cells that are blank, not in their list, or not what their column is for."""

from typing import Any

import numpy as np
import pandas as pd

from rules.city import City
from rules.registry import rule
from shapes import Column
from vietnamese.nearest import nearest_hamlet

Found = tuple[pd.DataFrame, ...]


def _columns(city: City, *kinds: str) -> list[tuple[str, Column]]:
    """Table and column of every column of these kinds."""
    return [(t.table, c) for t in city.tables.schema for c in t.columns if c.kind in kinds]


def _cells(rows: pd.DataFrame, table: str, field: str) -> pd.DataFrame:
    """One hit in this column for each of `rows`."""
    return pd.DataFrame({"table": table, "field": field}, index=rows.index)


@rule(
    "FM02", "Giá trị không có trong danh sách", "violation", "—", "cell",
    kinds=("choice", "level"),
    message="«{value}» không có trong danh sách của cột {column}.{guess}",
    fix="Chọn một trong các giá trị: {choices}.",
    wrong="Tổ trưỏng", right="Tổ trưởng",
)  # fmt: skip
def not_in_list(city: City) -> Found:
    """The value is not in the column's list; the nearest is proposed."""
    found = []
    choices = {f"{t}.{c.field}": ", ".join(c.choices.values()) for t, c in _columns(city, "choice", "level")}
    for rows in city.findings("not_in_list"):
        near = rows["suggestion"]
        guess = (" Có phải là «" + near + "»?").where(near != "", "")
        listed = (rows["table"] + "." + rows["field"]).map(choices)
        found.append(rows.assign(guess=guess, choices=listed))
    return tuple(found)


@rule(
    "FM03", "Ngày không có thật", "violation", "—", "cell",
    kinds=("date",),
    message="«{value}» không phải là một ngày có thật.",
    fix="Ghi lại ô này ở dòng {row} trang {tab} theo thứ tự ngày/tháng/năm, ví dụ 15/03/2023.",
    wrong="31/02/2023", right="28/02/2023",
)  # fmt: skip
def not_a_date(city: City) -> Found:
    """Not a date that exists."""
    return city.findings("not_a_date")


@rule(
    "FM05", "Số điện thoại không đúng", "violation", "—", "cell",
    kinds=("phone",),
    message="«{value}» không phải là số điện thoại dùng được ở Việt Nam.",
    fix="Hỏi lại và ghi đủ số, kể cả số 0 ở đầu; mỗi ô một số.",
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
    found = []
    for rows in city.findings("repairable_phone"):
        table = rows["table"].iat[0]
        typed = [_raw(city, table, field, i) for field, i in zip(rows["field"], rows.index, strict=True)]
        whys = [_why_odd(text, right) for text, right in zip(typed, rows["suggestion"], strict=True)]
        found.append(rows.assign(why=whys))
    return tuple(found)


def _raw(city: City, table: str, field: str, index: Any) -> str:
    return str(city.tables.raw[table].at[index, field])


def _why_odd(typed: str, right: str) -> str:
    digits = "".join(filter(str.isdigit, typed))
    if "+" in typed or digits.startswith(("84", "0084")) and len(digits) > len(right):
        return "đang ghi mã nước 84 thay cho số 0"
    if "o" in typed.lower():
        return "có chữ O thay cho số 0"
    if digits[-7:] == right[-7:] and digits.lstrip("0")[:3] != right.lstrip("0")[:3]:
        return "là số 11 chữ số đã đổi đầu số từ năm 2018"
    return "thiếu số 0 ở đầu"


@rule(
    "FM07", "Địa chỉ thư điện tử không đúng", "violation", "—", "cell",
    kinds=("email",),
    message="«{value}» không phải là địa chỉ thư điện tử.",
    fix="Ghi lại một địa chỉ đầy đủ, ví dụ hoten@vi-du.vn, hoặc để trống.",
    wrong="hoa@gmail,com", right="hoa@gmail.com",
)  # fmt: skip
def not_an_email(city: City) -> Found:
    """Not an e-mail address."""
    return city.findings("not_an_email")


@rule(
    "FM08", "Không phải là số đếm", "violation", "—", "cell",
    kinds=("count",),
    message="«{value}» không phải là số đếm.",
    fix="Ghi một số nguyên từ 0 trở lên vào ô này, không ghi kèm chữ.",
    wrong="khoảng 30 người", right="30",
)  # fmt: skip
def not_a_count(city: City) -> Found:
    """Not a whole number ≥ 0 in a column of counts."""
    return city.findings("not_a_count")


@rule(
    "FM01", "Ô bắt buộc còn trống", "violation", "—", "cell",
    message="Cột {column} còn trống.",
    fix="Ghi {column} vào dòng {row} trang {tab}.",
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
            blank &= city[table][other].isin(values)
        elif column.required_with:
            other = column.required_with[0]
            blank &= city.known(table, other) & ~city.blank(table, other)
        found.append(_cells(city[table][blank], table, column.field))
    return tuple(found)


def _left_blank(city: City, table: str, column: Column) -> "pd.Series[bool]":
    """Cells with nothing in them, as typed (a team's id says nothing of a blank cell)."""
    if column.kind != "team":
        return city.blank(table, column.field)
    return city.known(table, "team") & (city[table]["team"] < 0)


@rule(
    "FM04", "Ngày ngoài khoảng hợp lý", "violation", "—", "cell",
    message="«{value}» {when}.",
    fix="Kiểm tra lại năm, ghi ngày/tháng/năm, ví dụ 15/03/2023.",
    wrong="15/03/2033", right="15/03/2023",
)  # fmt: skip
def date_out_of_range(city: City) -> Found:
    """A date before the ministry's pilot guidance or after the day of the check."""
    earliest, found = pd.Timestamp(city.policy.dates.earliest.value), []
    early = f"sớm hơn ngày {earliest:%d/%m/%Y}, ngày có hướng dẫn thí điểm của Bộ"
    late = f"muộn hơn ngày kiểm tra ({city.as_of:%d/%m/%Y})"
    for table, column in _columns(city, "date"):
        days = city[table][column.field]
        off = (days < earliest) | (days > city.as_of)
        when = np.where(days[off] < earliest, early, late)
        found.append(_cells(city[table][off], table, column.field).assign(when=when))
    return tuple(found)


@rule(
    "FM09", "Năm sinh cần xem lại", "warning", "—", "cell",
    kinds=("year",),
    message="Năm sinh «{value}» {why}.",
    fix="Ghi lại năm sinh gồm 4 chữ số, hoặc để trống.",
    wrong="2020", right="1985",
)  # fmt: skip
def doubtful_birth_year(city: City) -> Found:
    """Under 15 or over 90 years old on the day of the check, or not a year."""
    youngest, oldest = city.policy.people.min_age.value, city.policy.people.max_age.value
    found = [rows.assign(why="không phải là một năm") for rows in city.findings("not_a_year")]
    for table, column in _columns(city, "year"):
        age = city.as_of.year - city[table][column.field]
        off = age[(age < youngest) | (age > oldest)]
        why = np.where(off < youngest, f"cho thấy người này dưới {youngest} tuổi", f"cho thấy người này trên {oldest} tuổi")
        found.append(_cells(off.to_frame(), table, column.field).assign(why=why))
    return tuple(found)


@rule(
    "FM10", "Tổ không có trong Danh sách tổ", "violation", "PL1 II.1", "cell",
    reads=("teams.level", "teams.hamlet"), scope="ward",
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
        rows = frame[off & ~frame["unit"].isin(unsure)]
        maybe = rows["team"].map(_meant_teams(city, rows["team"])).astype("int64")
        near = city.team_name(maybe).fillna("")
        guess = (" Có phải là «" + near + "»?").where(near != "", "")
        found.append(_cells(rows, table, "team").assign(guess=guess, suggestion=near, maybe=maybe))
    return tuple(found)


def _meant_teams(city: City, ids: "pd.Series[int]") -> dict[int, int]:
    """For each unlisted team's id that of the listed team of its ward it probably means, else -1."""
    teams = city.known_teams
    wanted = teams.loc[ids.unique()]
    listed = teams[city.listed[:-1] & ~teams["of_ward"].to_numpy() & teams["unit"].isin(wanted["unit"])]
    by_ward = {unit: rows["name"] for unit, rows in listed.groupby("unit")}
    meant = {}
    for team, unit, name in zip(wanted.index, wanted["unit"], wanted["name"], strict=True):
        names = by_ward.get(unit)
        near = nearest_hamlet(name, list(names)) if names is not None else None
        meant[team] = int(names.index[names == near][0]) if names is not None and near else -1
    return meant


@rule(
    "FM11", "Một người ghi hai lần trong một tổ", "violation", "PL1 3.3", "members.name",
    reads=("members.team", "members.birth_year", "members.phone"), scope="team",
    message="«{value}» đã có tên trong Tổ {team} ở dòng phía trên.",
    fix="Xóa dòng {row} ở trang Thành viên; nếu là hai người trùng tên, ghi năm sinh của cả hai.",
    wrong="Trần Thị Hoa ở dòng 5 và dòng 9 của Khối 5", right="Mỗi người một dòng trong tổ",
)  # fmt: skip
def listed_twice(city: City) -> pd.DataFrame:
    """The same person twice in one team, at the later row."""
    rows = city.members[city.doubled]
    return pd.DataFrame({"team": city.team_name(rows["team"])}, index=rows.index)


