"""The whole catalogue against twelve plain pandas checks, on the rows of a country, in one process.

python -m bench.rules [--wards 10600] [--runs 5]
"""

import argparse
import statistics
import time
from collections.abc import Callable

import pandas as pd

from bench.country import DAY, MEMBERS_IN_ALL, TEAMS_IN_ALL, WARDS, country
from bench.plain import twelve_checks
from rules.check import check
from rules.policy import load_policy
from shapes import Tables


def main() -> None:
    """Prints medians and their ratio."""
    options = argparse.ArgumentParser()
    options.add_argument("--wards", type=int, default=WARDS)
    options.add_argument("--runs", type=int, default=5)
    given = options.parse_args()
    share = given.wards / WARDS
    tables = country(given.wards, int(TEAMS_IN_ALL * share), int(MEMBERS_IN_ALL * share))
    typed = _as_typed(tables)
    policy = load_policy()
    pairs = [
        (_seconds(lambda: twelve_checks(typed)), _seconds(lambda: check(tables, policy, DAY)))
        for _ in range(given.runs)
    ]
    plain, rules = (statistics.median(times) for times in zip(*pairs, strict=True))
    flags = check(tables, policy, DAY)
    print(
        f"rows: {len(tables.members):,} members, {len(tables.teams):,} teams, {given.wards:,} wards"
    )
    print(f"twelve plain pandas checks: {plain:.2f} s")
    print(
        f"the whole catalogue:        {rules:.2f} s, {len(flags.flags):,} flags, failed: {flags.failed or 'none'}"
    )
    print(f"ratio (median of {given.runs}):      {statistics.median(b / a for a, b in pairs):.2f}")


def _as_typed(tables: Tables) -> pd.DataFrame:
    """The members as the plain checks read them: text, but for team, dates and years."""
    members = tables.members
    frame = members[["team", "name", "title", "email", "joined", "birth_year"]].copy()
    frame["phone"] = ("0" + members["phone"].astype(str)).where(members["phone"] > 0, "09")
    for name in ("role", "resident", "in_group"):
        frame[name] = members[name].astype(object).fillna("")
    return frame


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
