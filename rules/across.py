"""LW: what only shows when two wards are laid side by side."""

import pandas as pd

from rules.city import City
from rules.registry import rule


@rule(
    "LW01", "Số điện thoại có ở hai phường, xã", "warning", "—", "members.phone",
    scope="city",
    message="Số «{value}» cũng có trong danh sách của {others}.",
    fix="Kiểm tra lại số ở dòng {row} trang Thành viên; nếu một người tham gia ở cả hai nơi, trao đổi với {others}.",
    wrong="0912345678 ở hai phường", right="Mỗi người ở một phường, xã",
)  # fmt: skip
def phone_in_two_wards(city: City) -> pd.DataFrame:
    """One phone number in two wards, in both; the message names the other ward, never the person."""
    rows = city.members.loc[city.members["phone"] > 0, ["unit", "phone"]]
    pairs = rows.drop_duplicates()
    pairs = pairs[pairs.duplicated("phone", keep=False)]
    wards = pairs["unit"].map(city.units["name"]).groupby(pairs["phone"]).agg(list)
    rows = rows[rows["phone"].isin(wards.index)]
    own = rows["unit"].map(city.units["name"])
    others = [
        ", ".join(name for name in names if name != mine)
        for names, mine in zip(rows["phone"].map(wards), own, strict=True)
    ]
    return pd.DataFrame({"others": others}, index=rows.index)
