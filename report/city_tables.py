"""The tables of the city's workbook: what stands in them, before it is laid out."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from report.advice import what_the_city_can_do
from report.figures import CityFigures
from report.trend import Week
from report.words import CityInfo, hide_private
from shapes import records
from vietnamese.text import show_date

OVERVIEW, WARDS, PROBLEMS, RESULTS = "Tổng quan", "Từng đơn vị", "Nội dung cần sửa", "Kết quả"
INITIATIVES, LET_BE, TREND = "Sáng kiến", "Đồng ý giữ nguyên", "Xu hướng"
REPAIRS = "Khắc phục"
FOUNDED, UNFOUNDED = "Tổ đã thành lập", "Tổ chưa thành lập"
TEAMS, MEMBERS, VIOLATIONS = "Tổng số tổ", "Thành viên", "Phải sửa"
DISPATCH, ENTRY, WARNINGS = "Phải sửa (Công văn)", "Phải sửa (nhập liệu)", "Cần kiểm tra"
UNIT, DAY = "Đơn vị", "Ngày"


@dataclass(frozen=True)
class Table:
    """One sheet: its title, the columns (header and width in characters), the rows.

    A cell is a text, a whole number, a share (float), a date or None. `total` is the last row,
    set apart; `empty` is said where there are no rows.
    """

    title: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Any, ...], ...]
    total: tuple[Any, ...] = ()
    empty: str = "Không có."

    def at(self, header: str) -> int:
        """The position of the column with this header."""
        return [name for name, _ in self.columns].index(header)


def city_tables(figures: CityFigures, city: CityInfo) -> tuple[Table, ...]:
    """All sheets in their order. No phone; a ward's own words are masked."""
    return (
        _overview(figures),
        _wards(figures),
        _problems(figures, city),
        _repairs(figures),
        _results(figures),
        _initiatives(figures),
        _let_be(figures),
        _trend(figures),
    )


def _overview(figures: CityFigures) -> Table:
    totals, changes, done = figures.totals, figures.changes, figures.results
    since = f"So với {show_date(changes.since)}" if changes else "Thay đổi"
    moved = (
        (changes.founded, changes.members, changes.violations, changes.people) if changes else ()
    )
    founded, members, violations, people = moved or (None,) * 4
    rows = (
        ("Phường, xã", totals.wards, None),
        ("Phường, xã đã thành lập đủ tổ", totals.complete, None),
        ("Tổ phải thành lập", totals.teams, None),
        (FOUNDED, totals.founded, founded),
        ("Khối, xóm", totals.hamlets, None),
        ("Khối, xóm đã có tổ", totals.hamlets_founded, None),
        (MEMBERS, totals.members, members),
        ("Nội dung phải sửa", totals.violations, violations),
        ("Trong đó: về thực hiện Công văn", totals.dispatch, None),
        ("Trong đó: lỗi nhập liệu", totals.entry, None),
        ("Đơn vị còn nội dung phải sửa", totals.with_violations, None),
        ("Nội dung cần kiểm tra", totals.warnings, None),
        ("Phường, xã đã có ý kiến, chờ trả lời", totals.answered, None),
        ("Thành phố đồng ý giữ nguyên", totals.excepted, None),
        ("Lượt người được hỗ trợ trong kỳ", done.people, people),
    )
    return Table(OVERVIEW, (("Chỉ tiêu", 38), ("Số liệu", 12), (since, 20)), rows)


def _wards(figures: CityFigures) -> Table:
    columns = (
        ("Thứ tự cần đôn đốc", 10), (UNIT, 22), ("Cán bộ chủ trì", 22), (FOUNDED, 11),
        (UNFOUNDED, 11), (TEAMS, 9), ("Tỷ lệ", 8), ("Khối, xóm đã có tổ", 10),
        ("Số khối, xóm", 9), (MEMBERS, 10), (DISPATCH, 12), (ENTRY, 12), (WARNINGS, 10),
        ("Phải sửa mới", 10), ("Đã sửa", 10), ("Lượt người được hỗ trợ đến nay", 13),
        ("Hoạt động gần nhất", 12), ("Cập nhật gần nhất", 12), ("Số ngày chưa cập nhật", 11),
        ("Thành lập trước ngày", 12), ("Bảng tính", 14),
    )  # fmt: skip
    rows = tuple(_ward(ward) for ward in records(figures.wards))
    totals, done = figures.totals, figures.results
    sums = (
        totals.founded,
        totals.teams - totals.founded,
        totals.teams,
        _share(totals.founded, totals.teams),
    )
    more = (
        totals.hamlets_founded,
        totals.hamlets,
        totals.members,
        totals.dispatch,
        totals.entry,
        totals.warnings,
    )
    moved = (_sum(figures, "new"), _sum(figures, "resolved"), done.people_so_far)
    return Table(WARDS, columns, rows, (None, "Cộng", None, *sums, *more, *moved, *(None,) * 5))


def _sum(figures: CityFigures, name: str) -> int | None:
    return int(figures.wards[name].sum()) if figures.changes else None


def _share(founded: int, teams: int) -> float:
    return founded / teams if teams else 0.0


def _ward(ward: dict[str, Any]) -> tuple[Any, ...]:
    names = ("hamlets_founded", "hamlets", "members", "dispatch", "entry", "warnings", "new",
             "resolved", "people", "last_activity", "last_edit", "idle_days", "deadline")  # fmt: skip
    known = [None if pd.isna(ward[name]) else ward[name] for name in names]
    teams = (ward["founded"], ward["unfounded"], ward["teams"])
    return (
        ward["rank"], ward["name"], ward["officer"],
        *teams, _share(ward["founded"], ward["teams"]), *known,
        "chưa đọc được" if ward["problem"] else "",
    )  # fmt: skip


def _problems(figures: CityFigures, city: CityInfo) -> Table:
    columns = (
        ("Nội dung", 34),
        ("Mức độ", 13),
        ("Số nội dung", 10),
        ("Số phường, xã", 10),
        ("Ở đơn vị (số nội dung)", 50),
        ("Việc thành phố có thể làm", 46),
    )
    words = {"violation": "Phải sửa", "warning": "Cần kiểm tra"}
    rows = tuple(
        (
            one.title,
            words[one.severity],
            one.flags,
            one.wards,
            ", ".join(f"{name} ({number})" for name, number in one.where),
            what_the_city_can_do(one.rule, city.office),
        )
        for one in figures.problems
    )
    return Table(PROBLEMS, columns, rows, empty="Không có nội dung nào cần sửa.")


def _repairs(figures: CityFigures) -> Table:
    columns = (
        (UNIT, 22),
        ("Nội dung", 60),
        ("Phát sinh trong kỳ", 12),
        ("Đã sửa trong kỳ", 12),
        ("Số ngày từ khi phát sinh đến khi sửa (trung vị)", 20),
    )
    rows = tuple(
        (one.ward, one.title, one.opened, one.closed, None if one.days is None else round(one.days))
        for one in figures.repairs
    )
    return Table(
        REPAIRS, columns, rows, empty="Trong kỳ không có nội dung nào phát sinh hay đã sửa."
    )


def _results(figures: CityFigures) -> Table:
    done, offices = figures.results, figures.offices
    rows = (
        ("Hoạt động trong kỳ", done.activities),
        ("Số buổi", done.sessions),
        ("Lượt người được hỗ trợ trong kỳ", done.people),
        ("Lượt người được hỗ trợ kỳ trước", done.people_before),
        ("Lượt người được hỗ trợ từ đầu đến nay", done.people_so_far),
        ("Cửa hàng số mở mới", done.shops),
        ("Tài khoản thanh toán điện tử mở mới", done.accounts),
        ("Đề xuất khen thưởng mới", done.proposed),
        ("Trường hợp đã được khen", done.awarded),
        ("Hoạt động có số liệu đang được kiểm tra lại, chưa tính đủ", done.doubted),
        ("Giáo viên tham gia tổ", offices.teachers),
        ("Phường, xã có giáo viên tham gia", offices.wards_with_teachers),
        ("Phường, xã có Bí thư Đoàn làm Tổ trưởng", offices.youth_leaders),
    )
    return Table(RESULTS, (("Chỉ tiêu", 56), ("Số liệu", 12)), rows)


def _initiatives(figures: CityFigures) -> Table:
    rows = tuple(
        (one.ward, one.team, hide_private(one.text)) for one in figures.results.initiatives
    )
    columns = ((UNIT, 22), ("Tổ", 18), ("Sáng kiến, cách làm hay", 90))
    return Table(INITIATIVES, columns, rows, empty="Trong kỳ chưa có.")


def _let_be(figures: CityFigures) -> Table:
    rows = tuple((one.ward, one.title, one.flags, one.until) for one in figures.let_be)
    columns = ((UNIT, 22), ("Nội dung", 60), ("Số nội dung", 13), ("Đến hết ngày", 14))
    return Table(LET_BE, columns, rows)


def _trend(figures: CityFigures) -> Table:
    columns = ((DAY, 12), (FOUNDED, 12), (TEAMS, 12), (MEMBERS, 12), (VIOLATIONS, 12))
    rows = tuple(_week(week) for week in figures.trend)
    return Table(TREND, columns, rows)


def _week(week: Week) -> tuple[Any, ...]:
    return (week.day, week.founded, week.teams, week.members, week.violations)
