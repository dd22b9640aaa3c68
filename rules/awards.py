"""KT: proposals for commendation and what became of them."""

import pandas as pd

from rules.city import City
from rules.registry import rule


@rule(
    "KT01", "Đề xuất khen thưởng chờ quá lâu", "warning", "CV 1, PL1 3.2", "awards.result",
    reads=("awards.date",),
    message="Đề xuất ngày {date} đã quá {limit} ngày chưa có kết quả.",
    fix="Ghi kết quả vào dòng {row} trang Khen thưởng; nếu chưa xét, trình cấp có thẩm quyền.",
    wrong="Đề xuất 01/03/2023, đến 15/04/2023 còn Đang xem xét", right="Đã khen thưởng",
)  # fmt: skip
def undecided_proposal(city: City) -> pd.DataFrame:
    """A proposal undecided for more than the policy's days; a blank counts as Đang xem xét."""
    awards, limit = city.awards, city.policy.limits.award_days.value
    pending = (awards["result"] == "pending") | city.blank("awards", "result")
    late = pending & (city.days_since(awards["date"]) > limit)
    return pd.DataFrame({"date": awards.loc[late, "date"], "limit": limit})


@rule(
    "KT02", "Đã khen thưởng nhưng thiếu quyết định", "warning", "CV 1", "awards",
    reads=("awards.result", "awards.form", "awards.number", "awards.decided"),
    message="{whom} đã được khen thưởng nhưng chưa ghi {what} quyết định.",
    fix="Ghi {what} quyết định khen thưởng vào dòng {row} trang Khen thưởng.",
    wrong="Đã khen thưởng, số quyết định trống", right="90/QĐ-UBND",
)  # fmt: skip
def award_without_decision(city: City) -> tuple[pd.DataFrame, ...]:
    """Awarded (but for Thư khen, biểu dương) without decision number or date, at the blank cell."""
    return _lacking(city, "number", "số"), _lacking(city, "decided", "ngày")


def _lacking(city: City, field: str, what: str) -> pd.DataFrame:
    awards = city.awards
    by_decision = (awards["form"] != "letter") & city.known("awards", "form")
    lacking = (awards["result"] == "awarded") & by_decision & city.blank("awards", field)
    name = city.tables.awards["name"][lacking]
    whom = ("«" + name + "»").where(name != "", "Đối tượng được đề xuất")
    return pd.DataFrame({"field": field, "what": what, "whom": whom})
