"""DV: what the ward's own tab must say."""

import pandas as pd

from rules.city import City
from rules.registry import rule


@rule(
    "DV01", "Chưa phân công cán bộ chủ trì điều phối", "violation", "CV 1", "units.officer",
    message="Chưa ghi cán bộ chủ trì điều phối các Tổ công nghệ số cộng đồng của đơn vị.",
    fix="Ghi họ tên, chức vụ, điện thoại cán bộ được Chủ tịch UBND phân công vào trang Đơn vị.",
    wrong="(trống)", right="Trần Thị Hoa",
)  # fmt: skip
def no_officer(city: City) -> pd.DataFrame:
    """No officer in charge of coordination is named, from the deadline on."""
    due = city.deadline <= city.as_of
    return city.units.loc[due & city.blank("units", "officer"), []]
