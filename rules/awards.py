"""KT: proposals for commendation and what became of them."""

import pandas as pd

from rules.city import City
from rules.registry import rule


@rule(
    "KT01", "Đề xuất khen thưởng chờ quá lâu", "warning", "CV 1, PL1 3.2", "awards.result",
    reads=("awards.date",),
    message="Đề xuất ngày {date} đã {days} ngày chưa có kết quả.",
    fix="Ghi kết quả vào dòng {row} trang Khen thưởng; nếu chưa xét, trình cấp có thẩm quyền.",
    wrong="Đề xuất 01/03/2023, đến 15/04/2023 còn Đang xem xét", right="Đã khen thưởng",
)  # fmt: skip
def undecided_proposal(city: City) -> pd.DataFrame:
    """A proposal undecided for more than the policy's days; a blank counts as Đang xem xét."""
    awards = city.awards
    days = city.days_since(awards["date"])
    open_ = (awards["result"] == "pending") | city.blank("awards", "result")
    rows = awards[open_ & (days > city.policy.limits.award_days.value)]
    return pd.DataFrame({"date": rows["date"], "days": days[rows.index]}, index=rows.index)


@rule(
    "KT02", "Đã khen thưởng nhưng thiếu quyết định", "warning", "CV 1", "awards",
    reads=("awards.result", "awards.form", "awards.number", "awards.decided"),
    message="Đã khen thưởng «{name}» nhưng chưa ghi {what} quyết định.",
    fix="Ghi {what} quyết định khen thưởng vào dòng {row} trang Khen thưởng.",
    wrong="Đã khen thưởng, số quyết định trống", right="90/QĐ-UBND",
)  # fmt: skip
def award_without_decision(city: City) -> tuple[pd.DataFrame, ...]:
    """Awarded (but for Thư khen, biểu dương) without decision number or date, at the blank cell."""
    awards = city.awards
    awarded = (awards["result"] == "awarded") & (awards["form"] != "letter") & city.known("awards", "form")
    name = city.tables.awards["name"]
    return tuple(
        pd.DataFrame({"table": "awards", "field": field, "what": what, "name": name})[awarded & city.blank("awards", field)]
        for field, what in (("number", "số"), ("decided", "ngày"))
    )
