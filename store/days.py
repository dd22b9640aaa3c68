"""The wards' figures at the end of a day, as the store keeps them."""

from datetime import date

import pandas as pd


def day_rows(wards: pd.DataFrame, units: pd.DataFrame, day: date) -> pd.DataFrame:
    """One row per ward that was read: day, unit, founded, teams, members, people, rows.

    `wards` are the report's figures (unit is the code), `units` the table of wards, whose columns
    rows_<table> say how many rows each tab has.
    """
    counts = [name for name in units.columns if name.startswith("rows_")]
    by_code = units.set_index("code")
    readable = by_code.index[by_code["problem"] == ""]
    frame = wards.loc[
        wards["unit"].isin(readable), ["unit", "founded", "teams", "members", "people"]
    ]
    rows = by_code[counts].rename(columns=lambda name: name.removeprefix("rows_"))
    return frame.assign(day=day, rows=[rows.loc[unit].to_dict() for unit in frame["unit"]])
