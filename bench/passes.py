"""A pass over a province of .xlsx, all but writing the marks: every ward read, none, one in a hundred.

python -m bench passes
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter  # type: ignore[import-untyped]

import jobs
from bench.books import workbooks
from bench.country import country
from bench.rules import SIZES
from bench.table import Table
from bench.timing import Used, line_of
from config import folder_config
from opening import Job, backend_of
from reading import read_city
from rules.policy import load_policy
from shapes import Workbook
from store.store import Store

NOW = datetime.fromisoformat("2023-09-01T08:00:00+07:00")
STEPS = ("reading", "normalising and rules", "comparing with the last run", "keeping, figures")
ALL, NONE, SOME = "every ward is read", "nothing changed", "one ward in a hundred changed"


def measure(runs: int) -> list[Table]:
    """Two tables: the passes, and the parts of one in which every ward is read."""
    with TemporaryDirectory() as made:
        home = Path(made)
        units, books = workbooks(country(*SIZES["province"]))
        paths = [home / "wards" / f"{unit.name}.xlsx" for unit in units]
        (home / "wards").mkdir()
        for path, book in zip(paths, books, strict=True):
            write_book(path, book)
        parts = _passes(home, paths, books, runs)
        size = (home / "own" / "so-to.db").stat().st_size / 1e6
    whole = tuple(line_of(what, [_sum(steps) for steps in each]) for what, each in parts.items())
    steps = [line_of(step, [one[step] for one in parts[ALL]]) for step in STEPS]
    note = f"Marks and mails apart. The store then holds {size:.0f} MB."
    return [
        Table(f"A pass over {len(paths)} wards in a folder", whole, ALL, note),
        Table("Its parts, when every ward is read", tuple(steps), STEPS[0]),
    ]


def _sum(steps: dict[str, Used]) -> Used:
    clock, processor, _ = (sum(one) for one in zip(*steps.values(), strict=True))
    return clock, processor, 0.0


def _passes(
    home: Path, paths: Sequence[Path], books: Sequence[Workbook], runs: int
) -> dict[str, list[dict[str, Used]]]:
    """For each kind of pass the seconds of its parts, run by run; each run is a further day."""
    config = folder_config(home / "wards", home / "own")
    took: dict[str, list[dict[str, Used]]] = {ALL: [], NONE: [], SOME: []}
    with Store.opened(config.store_url) as store:
        backend, policy = backend_of(config), load_policy()
        for run in range(runs + 1):
            now = NOW + timedelta(days=run)
            job = Job(config, policy, store, backend, now.date(), now, say=lambda _: None)
            for what in took:
                if what is SOME:
                    for number in range(0, len(paths), 100):
                        write_book(paths[number], _edited(books[number], run))
                once = _pass(job)
                if run:
                    took[what].append(once)
    return took


def _pass(job: Job) -> dict[str, Used]:
    """What each part of a pass takes; nothing is shown to anybody."""
    clock = [(time.perf_counter(), time.process_time())]

    def tick() -> None:
        clock.append((time.perf_counter(), time.process_time()))

    run = job.store.begin_run(job.as_of, job.now)
    read, known = read_city(job), job.store.flags()
    tick()
    tables, checked = jobs.check_city(job, read, known)
    tick()
    reviewed = jobs.review_city(job, read, tables, checked, known)
    tick()
    jobs.keep_books(job, read)
    figures = jobs.figures_of(job, read, tables, reviewed)
    jobs.remember(job, read, tables, reviewed, figures, known)
    for book in read.books:
        if book.unit in read.fresh:
            job.store.keep_version(book.unit, book.version, "")
    job.store.end_run(run, job.now, "done")
    tick()
    spent = [(b[0] - a[0], b[1] - a[1], 0.0) for a, b in pairwise(clock)]
    return dict(zip(STEPS, spent, strict=True))


def _edited(book: Workbook, run: int) -> Workbook:
    """The same with another note in the last row of its last tab."""
    *sheets, last = book.sheets
    *rows, row = last.rows
    changed = replace(last, rows=(*rows, (*row[:-1], f"Lần {run}")))
    return replace(book, sheets=(*sheets, changed))


def write_book(path: Path, book: Workbook) -> None:
    """The workbook as a bare .xlsx."""
    with xlsxwriter.Workbook(path) as made:
        for sheet in book.sheets:
            page = made.add_worksheet(sheet.title)
            for number, row in enumerate(sheet.rows):
                page.write_row(number, 0, row)
