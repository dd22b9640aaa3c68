"""HD: what the teams do."""

from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from rules.city import City
from rules.groups import Bools, as_one, first_at
from rules.members import FOUNDING, named
from rules.once import once
from rules.registry import rule
from vietnamese.text import show_number

ACTIVITY = ("activities.date", "activities.team")


@once
def _may_be_recent(city: City) -> Bools:
    """Activities of the last days that the policy looks at, and those of an unknown day."""
    days = city.days_since(city.activities["date"])
    recent: Bools = days <= city.policy.limits.activity_days.value
    return recent | ~city.known("activities", "date")


@once
def _founded_before(city: City) -> pd.DataFrame:
    """Rows of teams founded before those days."""
    rows = city.first_rows
    days = city.days_since(city.founded[rows.index])
    old: pd.DataFrame = rows[days > city.policy.limits.activity_days.value]
    return old


@once
def _idle_wards(city: City) -> "pd.Series[int]":
    """Wards with a team founded before those days in which surely nothing was done since."""
    old = city.wards_with(_founded_before(city)["unit"])
    busy = city.wards_with(city.activities.loc[_may_be_recent(city), "unit"])
    return city.units["unit"][old & ~busy & city.present("activities", "date")]


@rule(
    "HD01", "Tổ chưa có hoạt động gần đây", "warning", "PL1 3.2", "teams.level",
    reads=(*ACTIVITY, *FOUNDING), scope="team",
    message="Tổ {team} không có hoạt động nào trong {days} ngày gần đây.",
    fix="Ghi hoạt động của tổ vào trang Hoạt động; nếu chưa làm, đề nghị Tổ trưởng lên kế hoạch.",
    wrong="Hoạt động gần nhất cách đây 45 ngày", right="Có hoạt động trong 30 ngày",
)  # fmt: skip
def idle_team(city: City) -> pd.DataFrame:
    """Founded before the last days of the policy, and no activity in them (HD05: the whole ward)."""
    rows = _founded_before(city)
    active = city.most_per_team("activities", _may_be_recent(city)) > 0
    idle = rows[~active[rows["team"].to_numpy()] & ~rows["unit"].isin(_idle_wards(city))]
    return named(city, idle, days=city.policy.limits.activity_days.value)


@rule(
    "HD02", "Hoạt động trước ngày thành lập tổ", "warning", "—", "activities.date",
    reads=("activities.team", *FOUNDING), scope="team",
    message="Ngày «{value}» trước ngày thành lập Tổ {team} ({founded}).",
    fix="Kiểm tra lại ngày ở dòng {row} trang Hoạt động, hoặc ngày quyết định "
        "ở trang Danh sách tổ.",
    wrong="01/03/2023, tổ lập 15/03/2023", right="25/03/2023",
)  # fmt: skip
def before_founding(city: City) -> pd.DataFrame:
    """An activity dated before the team's founding."""
    activities = city.activities
    founded = pd.Series(city.founding_day[activities["team"].to_numpy()], index=activities.index)
    rows = activities[activities["date"] < founded]
    return named(city, rows, founded=founded)


@rule(
    "HD03", "Số liệu lớn bất thường", "warning", "—", "activities",
    reads=("activities.people", "activities.sessions"),
    message="{column} «{value}» lớn bất thường đối với một hoạt động (trên {limit}).",
    fix="Kiểm tra lại số ở dòng {row} trang Hoạt động; nếu gộp nhiều hoạt động, "
        "tách thành nhiều dòng.",
    wrong="12.000 lượt người trong một dòng", right="120",
)  # fmt: skip
def doubtful_count(city: City) -> tuple[pd.DataFrame, ...]:
    """More people or sessions in one row than the policy believes."""
    limits = city.policy.limits
    return (
        _over(city, "people", limits.people_per_row.value),
        _over(city, "sessions", limits.sessions_per_row.value),
    )


def _over(city: City, field: str, limit: int) -> pd.DataFrame:
    rows = city.activities.index[city.activities[field] > limit]
    hit = {"table": "activities", "field": field, "limit": show_number(limit)}
    return pd.DataFrame(hit, index=rows)


@rule(
    "HD04", "Hoạt động ghi hai lần", "warning", "—", "activities.description",
    reads=(*ACTIVITY, "activities.kind"), scope="team",
    message="Hoạt động này đã ghi ở dòng {first}: cùng ngày, cùng tổ, cùng nội dung và mô tả.",
    fix="Xóa dòng {row} ở trang Hoạt động; nếu là hai hoạt động, ghi rõ khác nhau ở cột Mô tả.",
    wrong="Hai dòng giống nhau", right="Mỗi hoạt động một dòng",
)  # fmt: skip
def repeated_activity(city: City) -> pd.DataFrame:
    """The same date, team, kind and description twice, at the later row."""
    same = ["team", "date", "kind", "words"]
    rows = city.activities[(city.activities["team"] >= 0) & (city.activities["description"] != "")]
    rows = rows[rows["date"].notna() & rows["kind"].notna()]
    at = first_at(as_one(rows, same))
    later = at < np.arange(len(rows))
    return pd.DataFrame({"first": rows["row"].to_numpy()[at[later]]}, index=rows.index[later])


@rule(
    "HD05", "Cả đơn vị chưa có hoạt động gần đây", "warning", "CV 1, PL1 3.2", "activities",
    reads=(*ACTIVITY, *FOUNDING), scope="ward",
    message="Chưa ghi hoạt động nào của các tổ trong {days} ngày gần đây.",
    fix="Ghi các hoạt động đã làm vào trang Hoạt động; nếu chưa làm, "
        "đề nghị các Tổ trưởng lên kế hoạch.",
    wrong="Trang Hoạt động trống sau 45 ngày", right="Có hoạt động trong 30 ngày",
)  # fmt: skip
def idle_ward(city: City) -> pd.DataFrame:
    """No activity in the whole ward in the last days, though a team was founded before them."""
    days = city.policy.limits.activity_days.value
    return pd.DataFrame({"unit": _idle_wards(city), "days": days})


@rule(
    "HD06", "Nhiệm vụ chưa tổ nào thực hiện", "hint", "PL1 3.2", "activities",
    reads=("activities.kind", *ACTIVITY, *FOUNDING, "awards.date"), scope="ward",
    message="Trong {months} tháng qua chưa tổ nào của đơn vị thực hiện: {duties}.",
    fix="Cân nhắc đưa các nhiệm vụ này vào kế hoạch của các tổ; nếu đã làm, "
        "ghi vào trang Hoạt động hoặc Khen thưởng.",
    wrong="Không có buổi tập huấn nào", right="Đủ bảy nhiệm vụ",
)  # fmt: skip
def duties_not_done(city: City) -> pd.DataFrame:
    """Duties of 3.2 that nobody in the ward has done, named in one flag."""
    limits, rows = city.policy.limits, city.first_rows
    old = city.days_since(city.founded[rows.index]) >= limits.duty_start_days.value
    due = city.wards_with(rows.loc[old, "unit"])
    due[_idle_wards(city)] = False
    duties = _duties(city)
    lacking = ~np.column_stack([city.wards_with(done) for done in duties.values()])
    wards = np.flatnonzero(due & lacking.any(axis=1))
    names = ["; ".join(compress(duties, ward)) for ward in lacking[wards].tolist()]
    return pd.DataFrame({"unit": wards, "duties": names, "months": limits.duty_months.value})


def _duties(city: City) -> dict[str, "pd.Series[Any]"]:
    """The seven duties, and for each the wards where it was done or may have been, in the months
    that the policy looks at."""
    since = city.as_of - pd.DateOffset(months=city.policy.limits.duty_months.value)
    activities, awards = city.activities, city.awards
    recent = (activities["date"] >= since) | ~city.known("activities", "date")
    # A row whose kind cannot be read may be any of the duties.
    any_kind = activities["kind"].isna()
    duties = {
        name: activities.loc[recent & (any_kind | (activities["kind"] == kind)), "unit"]
        for kind, name in city.tables.tab("activities")["kind"].choices.items()
    }
    proposed = (awards["date"] >= since) | ~city.known("awards", "date")
    return duties | {"Đề xuất khen thưởng": awards.loc[proposed, "unit"]}
