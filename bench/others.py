"""The same twelve checks (see `plain`) in polars, in pandera, and as a loop over rows."""

import re
from datetime import date
from typing import Any

import pandas as pd

from bench.country import DAY
from bench.plain import EMAIL, PHONE

ROLES = ("leader", "deputy", "ordinary", "collaborator")
FIRST_DAY = date(2022, 3, 5)
OLDEST, YOUNGEST = DAY.year - 90, DAY.year - 15


def in_polars(members: Any) -> int:
    """Rows in doubt in a polars frame."""
    import polars as pl

    col = pl.col
    found = members.select(
        (col("name") == "").sum().alias("no_name"),
        (col("title") == "").sum().alias("no_title"),
        (col("phone") == "").sum().alias("no_phone"),
        (~col("role").is_in(ROLES)).sum().alias("role"),
        (~col("resident").is_in(["yes", "no", ""])).sum().alias("resident"),
        (~col("in_group").is_in(["yes", "not_yet", ""])).sum().alias("in_group"),
        (~col("phone").str.contains(f"^(?:{PHONE})$")).sum().alias("phone"),
        ((col("email") != "") & ~col("email").str.contains(f"^(?:{EMAIL})$")).sum().alias("email"),
        ((col("joined") < FIRST_DAY) | (col("joined") > DAY)).sum().alias("joined"),
        (~col("birth_year").is_between(OLDEST, YOUNGEST)).sum().alias("birth_year"),
        (~pl.struct("team", "name").is_first_distinct()).sum().alias("doubled"),
    )
    teams = members.group_by("team").agg(pl.len(), (col("role") == "leader").sum().alias("led"))
    odd = teams.select(((col("len") > 10) | (col("led") != 1)).sum()).item()
    return int(sum(found.row(0)) + odd)


def as_polars(members: pd.DataFrame) -> Any:
    """The frame of the plain checks for polars; blanks are null."""
    import polars as pl

    columns = {name: members[name].tolist() for name in members if name != "joined"}
    frame = pl.DataFrame(columns, strict=False).with_columns(pl.col("birth_year").fill_nan(None))
    return frame.with_columns(
        pl.Series("joined", members["joined"].to_numpy("datetime64[ms]")).cast(pl.Date)
    )


def schema() -> Any:
    """The twelve checks as a pandera schema."""
    from pandera.pandas import Check, Column, DataFrameSchema

    def one_of(*values: str) -> Check:
        return Check.isin(values)

    joined = Check.in_range(pd.Timestamp(FIRST_DAY), pd.Timestamp(DAY))
    return DataFrameSchema(
        {
            "name": Column(checks=Check.ne("")),
            "title": Column(checks=Check.ne("")),
            "phone": Column(checks=[Check.ne(""), Check.str_matches(f"^(?:{PHONE})$")]),
            "role": Column(checks=one_of(*ROLES)),
            "resident": Column(checks=one_of("yes", "no", "")),
            "in_group": Column(checks=one_of("yes", "not_yet", "")),
            "email": Column(checks=Check.str_matches(f"^(?:{EMAIL})?$")),
            "joined": Column(checks=joined, nullable=True),
            "birth_year": Column(checks=Check.in_range(OLDEST, YOUNGEST), nullable=True),
        },
        checks=[
            Check(lambda frame: ~frame.duplicated(["team", "name"]), name="doubled"),
            Check(lambda frame: not _odd_teams(frame).any(), name="teams"),
        ],
    )


def _odd_teams(members: pd.DataFrame) -> "pd.Series[bool]":
    leaders = (members["role"] == "leader").groupby(members["team"])
    return (leaders.size() > 10) | (leaders.sum() != 1)


def in_pandera(schema: Any, members: pd.DataFrame) -> int:
    """Failures; a doubled row is one in each of its columns, all odd teams together are one."""
    from pandera.errors import SchemaErrors

    try:
        schema.validate(members, lazy=True)
    except SchemaErrors as found:
        return len(found.failure_cases)
    return 0


def in_a_loop(members: pd.DataFrame) -> int:
    """Rows in doubt, row by row, as somebody writes it who has just learnt pandas."""
    found, seen = 0, set()
    sizes: dict[int, int] = {}
    led: dict[int, int] = {}
    for _, row in members.iterrows():
        team, who = row["team"], (row["team"], row["name"])
        found += (row["name"] == "") + (row["title"] == "") + (row["phone"] == "")
        found += row["role"] not in ROLES
        found += row["resident"] not in ("yes", "no", "")
        found += row["in_group"] not in ("yes", "not_yet", "")
        found += not re.fullmatch(PHONE, row["phone"])
        found += bool(row["email"]) and not re.fullmatch(EMAIL, row["email"])
        found += not pd.isna(row["joined"]) and not FIRST_DAY <= row["joined"].date() <= DAY
        found += not pd.isna(row["birth_year"]) and not OLDEST <= row["birth_year"] <= YOUNGEST
        found += who in seen
        seen.add(who)
        sizes[team] = sizes.get(team, 0) + 1
        led[team] = led.get(team, 0) + (row["role"] == "leader")
    return int(found + sum(sizes[team] > 10 or led[team] != 1 for team in sizes))
