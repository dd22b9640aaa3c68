"""Twelve plain vectorised checks in pandas: what somebody would write without rules or messages."""

import pandas as pd

from bench.country import DAY

PHONE = r"0[35789]\d{8}"
EMAIL = r"[^@\s]+@[^@\s]+\.[a-z]{2,}"


def twelve_checks(members: pd.DataFrame) -> int:
    """Rows in doubt: required ×3, list ×3, phone and e-mail pattern, date and year range, doubled
    in the team, team size with one leader. `members` holds text as typed beside team, joined and
    birth_year."""
    filled = members["email"] != ""
    teams = members.groupby("team")["role"]
    leaders = (members["role"] == "leader").groupby(members["team"]).sum()
    found = [
        members["name"] == "",
        members["title"] == "",
        members["phone"] == "",
        ~members["role"].isin(["leader", "deputy", "ordinary", "collaborator"]),
        ~members["resident"].isin(["yes", "no", ""]),
        ~members["in_group"].isin(["yes", "not_yet", ""]),
        ~members["phone"].str.fullmatch(PHONE),
        filled & ~members["email"].str.fullmatch(EMAIL),
        (members["joined"] < pd.Timestamp(2022, 3, 5)) | (members["joined"] > pd.Timestamp(DAY)),
        ~members["birth_year"].between(DAY.year - 90, DAY.year - 15)
        & members["birth_year"].notna(),
        members.duplicated(["team", "name"]),
    ]
    return sum(int(rows.sum()) for rows in found) + int(
        ((teams.size() > 10) | (leaders != 1)).sum()
    )
