"""Whole passes over a province of .xlsx: the first one, one ward in a hundred changed, none.

python -m bench passes
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import xlsxwriter  # type: ignore[import-untyped]

import jobs
from bench.books import workbooks
from bench.country import country
from bench.rules import SIZES
from bench.table import Table
from bench.timing import Used, line_of
from config import folder_config
from opening import Job, backend_of
from rules.policy import load_policy
from shapes import Workbook
from store.store import Store

NOW = datetime.fromisoformat("2023-09-01T08:00:00+07:00")
STEPS = {
    "read_city": "reading",
    "check_city": "normalising and rules",
    "review_city": "comparing with the last run",
    "remember": "keeping",
    "mark": "marking",
}
FIRST, NONE, SOME = "the first", "nothing changed", "one ward in a hundred changed"


def measure(runs: int) -> list[Table]:
    """Two tables: the passes, and the parts of the first and of one with few changes."""
    taken: dict[str, list[Used]] = defaultdict(list)
    parts: dict[str, list[Used]] = defaultdict(list)
    for _ in range(runs):
        with TemporaryDirectory() as made:
            size = _passes(Path(made), taken, parts)
    whole = tuple(line_of(what, taken[what]) for what in (FIRST, SOME, NONE))
    note = f"Every ward read, checked and marked. The store then holds {size:.0f} MB."
    steps = tuple(line_of(what, each) for what, each in parts.items())
    return [
        Table(f"A run over {SIZES['province'][0]} wards in a folder", whole, FIRST, note),
        Table("Their parts", steps, f"{FIRST}: {STEPS['check_city']}"),
    ]


def _passes(home: Path, taken: dict[str, list[Used]], parts: dict[str, list[Used]]) -> float:
    """A first run and two later ones on the same day; returns the size of the store in MB."""
    units, books = workbooks(country(*SIZES["province"]))
    paths = [home / "wards" / f"{unit.name}.xlsx" for unit in units]
    (home / "wards").mkdir()
    for path, book in zip(paths, books, strict=True):
        write_book(path, book)
    config = folder_config(home / "wards", home / "own")
    with Store.opened(config.store_url) as store:
        job = Job(config, load_policy(), store, backend_of(config), NOW.date(), NOW, say=_nothing)
        for number, what in enumerate((FIRST, SOME, NONE)):
            if what is SOME:
                for path, book in list(zip(paths, books, strict=True))[::100]:
                    write_book(path, _edited(book))
            now = NOW + timedelta(minutes=5 * number)
            with _steps_timed(what, parts):
                taken[what].append(_timed(jobs.run_once, replace(job, now=now))[0])
    return (home / "own" / "so-to.db").stat().st_size / 1e6


def _nothing(_: str) -> None:
    """Nobody listens."""


@contextmanager
def _steps_timed(what: str, parts: dict[str, list[Used]]) -> Iterator[None]:
    """While it lasts the steps of a pass are timed; each is one line of `parts` in the end."""
    used: dict[str, list[Used]] = defaultdict(list)

    def timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            spent, result = _timed(partial(step, *given, **named))
            used[name].append(spent)
            return result

        return run

    with ExitStack() as patched:
        for name in STEPS:
            patched.enter_context(patch.object(jobs, name, timed(name, getattr(jobs, name))))
        yield
    for name, words in STEPS.items():
        clock, processor, _ = (sum(one) for one in zip(*used[name], strict=True))
        parts[f"{what}: {words}"].append((clock, processor, 0.0))


def _timed(step: Callable[..., Any], *given: Any) -> tuple[Used, Any]:
    clock, processor = time.perf_counter(), time.process_time()
    result = step(*given)
    return (time.perf_counter() - clock, time.process_time() - processor, 0.0), result


def _edited(book: Workbook) -> Workbook:
    """The same with another note in the last row of its last tab."""
    *sheets, last = book.sheets
    *rows, row = last.rows
    changed = replace(last, rows=(*rows, (*row[:-1], "Ghi lại")))
    return replace(book, sheets=(*sheets, changed))


def write_book(path: Path, book: Workbook) -> None:
    """The workbook as a bare .xlsx."""
    with xlsxwriter.Workbook(path) as made:
        for sheet in book.sheets:
            page = made.add_worksheet(sheet.title)
            for number, row in enumerate(sheet.rows):
                page.write_row(number, 0, row)
