"""Item 1. The whole catalogue against twelve plain pandas checks on the same rows, the same twelve
in polars, in pandera and as a loop, and what normalising adds.

python -m bench.rules [--size country] [--runs 5]
"""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from bench.books import workbooks
from bench.country import DAY, MEMBERS_IN_ALL, TEAMS_IN_ALL, WARDS, country
from bench.others import as_polars, in_a_loop, in_pandera, in_polars, schema
from bench.plain import twelve_checks
from bench.table import Line, Table, markdown
from bench.timing import apart, in_turn
from rules.check import check
from rules.policy import load_policy
from shapes import Tables
from sync.tables import build
from vietnamese.hamlets import hamlet_keys

# Wards, teams, members.
SIZES = {
    "city": (25, 266, 2_200),
    "province": (460, 5_000, 32_000),
    "country": (WARDS, TEAMS_IN_ALL, MEMBERS_IN_ALL),
}
MOST_ROWS_FOR_A_LOOP = 50_000  # a country takes it most of a minute
PLAIN = "twelve checks in pandas"


def measure(runs: int) -> list[Table]:
    """A table for each size."""
    return [_of_size(name, runs) for name in SIZES]


def _of_size(name: str, runs: int) -> Table:
    (title, lines), _ = apart(_lines, name, runs)
    _, megabytes = apart(normalise_and_check, name)
    ours = [replace(line, megabytes=megabytes) if "+" in line.what else line for line in lines]
    note = "Peak memory: a process that holds the typed cells, normalises and checks them."
    return Table(f"Rules, {name}: {title}", tuple(ours), PLAIN, note)


def _lines(name: str, runs: int) -> tuple[str, tuple[Line, ...]]:
    wards, teams, members = SIZES[name]
    title = f"{wards:,} wards, {teams:,} teams, {members:,} members"
    return title, in_turn(_works(country(wards, teams, members)), runs)


def _works(tables: Tables) -> Mapping[str, Callable[[], object]]:
    typed, policy, checks = _as_typed(tables), load_policy(), schema()
    frame, (units, books) = as_polars(typed), workbooks(tables)
    hamlets = hamlet_keys(tuple(policy.hamlets.items()))
    works: dict[str, Callable[[], object]] = {
        PLAIN: lambda: twelve_checks(typed),
        "the same in polars": lambda: in_polars(frame),
        "the same in pandera": lambda: in_pandera(checks, typed),
        "the whole catalogue": lambda: check(tables, policy, DAY),
        "normalising + the catalogue": lambda: check(build(units, books, hamlets), policy, DAY),
    }
    if len(typed) <= MOST_ROWS_FOR_A_LOOP:
        works["the same twelve row by row (iterrows)"] = lambda: in_a_loop(typed)
    return works


def normalise_and_check(name: str) -> None:
    """What a check does once the wards are read."""
    policy = load_policy()
    units, books = workbooks(country(*SIZES[name]))
    check(build(units, books, hamlet_keys(tuple(policy.hamlets.items()))), policy, DAY)


def _as_typed(tables: Tables) -> pd.DataFrame:
    """The members as the plain checks read them: text, but for team, dates and years."""
    members = tables.members
    frame = members[["team", "name", "title", "email", "joined", "birth_year"]].copy()
    frame["phone"] = ("0" + members["phone"].astype(str)).where(members["phone"] > 0, "09")
    for name in ("role", "resident", "in_group"):
        frame[name] = members[name].astype(object).fillna("")
    return frame


def main() -> None:
    """Prints one size."""
    options = argparse.ArgumentParser()
    options.add_argument("--size", choices=SIZES, default="country")
    options.add_argument("--runs", type=int, default=5)
    given = options.parse_args()
    print(markdown([_of_size(given.size, given.runs)]))


if __name__ == "__main__":
    main()
