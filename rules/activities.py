"""HD: what the teams do."""

import numpy as np
import pandas as pd

from rules.city import City
from rules.members import TEAM_ROW
from rules.registry import rule

ACTIVITY = ("activities.date", "activities.team")
FOUNDING = (*TEAM_ROW, "teams.decision", "teams.founded")


def _recent(city: City) -> "pd.Series[bool]":
    """Activities of the last days that the policy looks at."""
    return city.days_since(city.activities["date"]) <= city.policy.limits.activity_days.value


def _founded_before(city: City) -> pd.DataFrame:
    """Rows of teams founded before those days."""
    rows = city.first_rows
    return rows[city.days_since(city.founded[rows.index]) > city.policy.limits.activity_days.value]


def _idle_wards(city: City) -> "pd.Index[int]":
    """Wards with a team founded before those days in which surely nothing was done since."""
    activities = city.activities
    undated = ~city.known("activities", "date")
    busy = activities.loc[_recent(city) | undated, "unit"]
    old = pd.Index(_founded_before(city)["unit"].unique())
    read = city.units["unit"][city.present("activities", "date")]
    return old[old.isin(read) & ~old.isin(busy)]


@rule(
    "HD01", "Tổ chưa có hoạt động gần đây", "warning", "PL1 3.2", "teams.level",
    reads=(*ACTIVITY, *FOUNDING), scope="team",
    message="Tổ {team} không có hoạt động nào trong {days} ngày gần đây.",
    fix="Ghi hoạt động của tổ vào trang Hoạt động; nếu chưa làm, Tổ trưởng lên kế hoạch.",
    wrong="Hoạt động gần nhất cách đây 45 ngày", right="Có hoạt động trong 30 ngày",
)  # fmt: skip
def idle_team(city: City) -> pd.DataFrame:
    """Founded before the last days of the policy, and no activity in them (HD05: the whole ward)."""
    rows = _founded_before(city)
    team = rows["team"].to_numpy()
    active = city.count_per_team(city.activities.loc[_recent(city), "team"])[team] > 0
    unsure = city.could_complete("activities", "date")[team]
    idle = rows[~active & ~unsure & ~rows["unit"].isin(_idle_wards(city))]
    days = city.policy.limits.activity_days.value
    return pd.DataFrame({"team": city.team_name(idle["team"]), "days": days}, index=idle.index)


@rule(
    "HD02", "Hoạt động trước ngày thành lập tổ", "warning", "—", "activities.date",
    reads=("activities.team", *FOUNDING), scope="team",
    message="Ngày «{value}» trước ngày thành lập Tổ {team} ({founded}).",
    fix="Kiểm tra lại ngày ở dòng {row} trang Hoạt động, hoặc ngày quyết định ở trang Danh sách tổ.",
    wrong="01/03/2023, tổ lập 15/03/2023", right="25/03/2023",
)  # fmt: skip
def before_founding(city: City) -> pd.DataFrame:
    """An activity dated before the team's founding."""
    activities = city.activities
    founded = pd.Series(city.founding_day[activities["team"].to_numpy()], index=activities.index)
    rows = activities[activities["date"] < founded]
    return pd.DataFrame({"team": city.team_name(rows["team"]), "founded": founded[rows.index]}, index=rows.index)


@rule(
    "HD03", "Số liệu lớn bất thường", "warning", "—", "activities",
    reads=("activities.people", "activities.sessions"),
    message="{column} «{value}» lớn bất thường đối với một hoạt động.",
    fix="Kiểm tra lại số ở dòng {row} trang Hoạt động; nếu gộp nhiều hoạt động, tách thành nhiều dòng.",
    wrong="12.000 lượt người trong một dòng", right="120",
)  # fmt: skip
def doubtful_count(city: City) -> tuple[pd.DataFrame, ...]:
    """More people or sessions in one row than the policy believes."""
    limits = {"people": city.policy.limits.people_per_row.value, "sessions": city.policy.limits.sessions_per_row.value}
    rows = city.activities
    return tuple(
        pd.DataFrame({"table": "activities", "field": field}, index=rows.index[rows[field] > limit])
        for field, limit in limits.items()
    )


@rule(
    "HD04", "Hoạt động ghi hai lần", "warning", "—", "activities.description",
    reads=(*ACTIVITY, "activities.kind"), scope="ward",
    message="Hoạt động này đã ghi ở dòng {first}: cùng ngày, cùng tổ, cùng nội dung.",
    fix="Xóa dòng {row} ở trang Hoạt động; nếu là hai hoạt động, ghi rõ khác nhau ở cột Mô tả.",
    wrong="Hai dòng giống nhau", right="Mỗi hoạt động một dòng",
)  # fmt: skip
def repeated_activity(city: City) -> pd.DataFrame:
    """The same date, team, kind and description twice, at the later row."""
    same = ["team", "date", "kind", "words"]
    rows = city.activities
    rows = rows[(rows["team"] >= 0) & (rows["words"] >= 0) & rows["date"].notna() & rows["kind"].notna()]
    rows = rows[(rows["description"] != "") & rows.duplicated(same, keep=False)]
    first = rows.groupby(same, observed=True)["row"].transform("min")
    return pd.DataFrame({"first": first})[rows.duplicated(same)]


@rule(
    "HD05", "Cả đơn vị chưa có hoạt động gần đây", "warning", "CV 1, PL1 3.2", "activities",
    reads=(*ACTIVITY, *FOUNDING), scope="ward",
    message="Chưa ghi hoạt động nào của các tổ trong {days} ngày gần đây.",
    fix="Ghi các hoạt động đã làm vào trang Hoạt động; nếu chưa làm, đề nghị các Tổ trưởng lên kế hoạch.",
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
    fix="Cân nhắc đưa các nhiệm vụ này vào kế hoạch của các tổ.",
    wrong="Không có buổi tập huấn nào", right="Đủ bảy nhiệm vụ",
)  # fmt: skip
def duties_not_done(city: City) -> pd.DataFrame:
    """Duties of 3.2 that nobody in the ward has done, named in one flag."""
    limits, first_rows = city.policy.limits, city.first_rows
    first = city.founded[first_rows.index].groupby(first_rows["unit"]).min()
    due = first.index[city.days_since(first) >= limits.duty_start_days.value]
    due = due[~due.isin(_idle_wards(city))]
    done = _duties_done(city)
    duties = {**city.tables.tab("activities")["kind"].choices, "awards": "Đề xuất khen thưởng"}
    lacking = {unit: [duties[d] for d in duties if (unit, d) not in done] for unit in due}
    rows = [(unit, ", ".join(missing)) for unit, missing in lacking.items() if missing]
    return pd.DataFrame(rows, columns=["unit", "duties"]).assign(months=limits.duty_months.value)


def _duties_done(city: City) -> set[tuple[int, str]]:
    """Ward and duty, for each that was done in the months of the policy or may have been."""
    since = city.as_of - pd.DateOffset(months=city.policy.limits.duty_months.value)
    activities, awards = city.activities, city.awards
    recent = (activities["date"] > since) | ~city.known("activities", "date")
    known = activities[recent & activities["kind"].notna()]
    done = set(zip(known["unit"], known["kind"], strict=True))
    # A row whose kind cannot be read may be any of the duties.
    unread = activities.loc[recent & activities["kind"].isna(), "unit"].unique()
    done |= {(unit, duty) for unit in unread for duty in activities["kind"].cat.categories}
    proposed = awards.loc[(awards["date"] > since) | ~city.known("awards", "date"), "unit"]
    return done | {(unit, "awards") for unit in np.unique(proposed)}
