"""Measures everything and writes bench/RESULTS.md.

python -m bench [--runs 5] [ITEM …]
"""

import argparse
import os
import platform
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from bench.table import Plain, Table, markdown

# A further item is a module with `measure(runs) -> list[Table]`, and its name here.
ITEMS = ("startup", "reading", "marking", "rules", "passes", "google")
LIBRARIES = (
    "pandas",
    "numpy",
    "polars",
    "pandera",
    "python-calamine",
    "openpyxl",
    "typer",
    "gspread",
)
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Prints the tables; with all items they are written down, too."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("items", nargs="*", metavar="ITEM", help=", ".join(ITEMS))
    options.add_argument("--runs", type=int, default=5)
    given = options.parse_args()
    tables: list[Table | Plain] = []
    items = tuple(given.items) or ITEMS
    if not set(items) <= set(ITEMS):
        options.error(f"ITEM is one of {', '.join(ITEMS)}")
    for item in items:
        measured = import_module(f"bench.{item}").measure(given.runs)
        print(markdown(measured), flush=True)
        tables += measured
        if items == ITEMS:
            RESULTS.write_text(f"{_head(given.runs)}\n{markdown(tables)}", encoding="utf-8")


def _head(runs: int) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        "# Measurements\n\n"
        f"`python -m bench --runs {runs}`, on {_machine()}; Python {platform.python_version()}, {libraries}. "
        "Alternatives are run in turn after one warm-up; × is the median of the ratios run by run. "
        "The clock shows what somebody waits, also for others on the machine; the processor's time is only ours.\n"
    )


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB of memory, {platform.system()}"


if __name__ == "__main__":
    main()
