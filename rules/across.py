"""LW: what only shows when two wards are laid side by side."""

import numpy as np
import pandas as pd

from rules.city import City
from rules.people import shared_phones
from rules.registry import rule

# So many other wards are named; a number typed to fill the cell may stand in all of them.
MOST_NAMED = 3


@rule(
    "LW01", "Số điện thoại có ở hai phường, xã", "warning", "—", "members.phone",
    scope="city",
    message="Số «{value}» cũng có trong danh sách của {others}.",
    fix="Kiểm tra lại số ở dòng {row} trang Thành viên; nếu một người tham gia cả hai nơi, "
        "trao đổi với đơn vị bạn.",
    wrong="0912345678 ở hai phường", right="Mỗi người ở một phường, xã",
)  # fmt: skip
def phone_in_two_wards(city: City) -> pd.DataFrame:
    """One phone number in two wards, in both; the message names the other ward, never the person."""
    rows = city.members[["unit", "phone"]].iloc[shared_phones(city)].reset_index()
    pairs = rows[["unit", "phone"]].drop_duplicates()
    pairs = pairs[pairs.duplicated("phone", keep=False)].sort_values(["phone", "unit"])
    named = rows.merge(pairs.assign(others=_others(city, pairs)), on=["unit", "phone"])
    return named.set_index("index")[["others"]]


def _others(city: City, pairs: pd.DataFrame) -> "pd.Series[str]":
    """For each ward of a number the names of its first other ones, and how many more there are.

    `pairs` (unit, phone) holds every ward of a number, in the order of the wards.
    """
    names = city.units["name"].to_numpy(dtype=object)
    of_phone = pairs.groupby("phone")["unit"]
    place, others = of_phone.cumcount().to_numpy(), of_phone.transform("size").to_numpy() - 1
    start = np.arange(len(pairs)) - place
    text = np.full(len(pairs), "", dtype=object)
    for number in range(MOST_NAMED):
        # The ward itself is passed over in the list of its number's wards.
        position = start + number + (number >= place)
        there = number < others
        name = names[pairs["unit"].to_numpy()[np.where(there, position, 0)]]
        text += np.where(there, ", " + name if number else name, "")
    more = np.maximum(others - MOST_NAMED, 0)
    rest = np.where(more > 0, " và " + more.astype(str).astype(object) + " đơn vị khác", "")
    return pd.Series(text + rest, index=pairs.index)
