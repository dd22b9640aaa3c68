"""Calls to Google: a pass against gspread used as its guide shows, and what both cost in minutes.

python -m bench google
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gspread

from bench.books import workbooks
from bench.country import DAY, country
from bench.passes import write_book
from bench.rules import SIZES
from bench.table import Plain
from bench.timing import apart
from config import load_config
from shapes import Unit, Workbook
from sync.google_client import Clock, Limits, Quota, make_clients
from sync.schema import WARD
from sync.xlsx_make import make_register
from tests.google_city import Person, account, column_of
from tests.sheets_server import SheetsServer, open_client

ROBOT = "so-to@vinh.iam.gserviceaccount.com"
CITY, PROVINCE = SIZES["city"], SIZES["province"]
_CALLS = (
    "changed wards",
    "reads",
    "writes",
    "listings",
    "seconds of work",
    "minutes under the quotas",
    "quota's own limit",
)


def measure(runs: int) -> list[Plain]:  # noqa: ARG001 - calls are the same each time
    """Tables of calls and minutes, of memory and seconds by wards, of the country by arithmetic."""
    return [
        *_calls(*CITY, changes=(0, 1, 25)),
        *_calls(*PROVINCE, changes=(0, 1, 5, 25)),
        _country(),
    ]


class _City:
    """Wards of the invented country on a local server, shared with the program."""

    def __init__(self, home: Path, server: SheetsServer, sizes: Sequence[int]) -> None:
        self.home, self.server = home, server
        self.person = Person(server, "hoa@vi-du.vn", home)
        units, books = workbooks(country(*sizes))
        self.units = [self._put(unit, book) for unit, book in zip(units, books, strict=True)]
        make_register(home / "Điều phối.xlsx", self.units, ())
        register = self._share(home / "Điều phối.xlsx", "Điều phối")
        key = account(server, ROBOT, home)
        (home / "config.toml").write_text(
            f'[source]\nkind = "google"\nregister = "{register}"\n[google]\n'
            f'credentials = ["{key.name}"]\napi_root = "{server.url}"\n',
            encoding="utf-8",
        )

    def _put(self, unit: Unit, book: Workbook) -> Unit:
        path = self.home / "ward.xlsx"
        write_book(path, book)
        return replace(unit, ref=self._share(path, unit.name), emails=("a@vi-du.vn",))

    def _share(self, path: Path, title: str) -> str:
        made = self.person.upload(path, title)
        self.person.share(made, ROBOT)
        return made

    def edit(self, count: int, what: str) -> None:
        """Somebody types a word into each of the first wards."""
        for unit in self.units[:count]:
            grid = self.person.see(unit.ref).grid("Thành viên")
            row, column = len(grid.sheet.rows), column_of(grid, "Ghi chú")
            self.server.at(unit.ref).type(f"'Thành viên'!{chr(64 + column)}{row}", [what])

    def passed(self, day: date) -> tuple[dict[str, float], float]:
        """A pass in a process of its own: calls, minutes waited for quotas, seconds; peak memory."""
        self.server.reset_counts()
        (waited, took), megabytes = apart(_one_pass, self.home, day)
        counts = {kind: self.server.counts[kind] for kind in ("read", "write", "files.list")}
        return counts | {"minutes": waited / 60, "seconds": took}, megabytes


def _one_pass(home: Path, day: date) -> tuple[float, float]:
    """Seconds that the quotas ask for (a clock that only jumps), and seconds of work."""
    from jobs import run_once
    from opening import Job
    from rules.policy import load_policy
    from store.store import Store
    from sync.google import Google

    waited = [0.0]
    clock = Clock(
        lambda: time.monotonic() + waited[0],
        lambda seconds: waited.__setitem__(0, waited[0] + seconds),
    )
    config = load_config(home / "config.toml")
    begun = time.perf_counter()
    clients = make_clients(
        config.credentials, api_root=config.google.api_root, limits=Limits(), clock=clock
    )
    now = datetime.combine(day, datetime.min.time(), config.zone) + timedelta(hours=20)
    with Store.opened(config.store_url) as store:
        backend = Google(clients, config.register_id)
        run_once(Job(config, load_policy(), store, backend, day, now, say=lambda _said: None))
    return waited[0], time.perf_counter() - begun


def _calls(*sizes: int, changes: Sequence[int]) -> Iterator[Plain]:
    with TemporaryDirectory() as made, SheetsServer() as server:
        city = _City(Path(made), server, sizes)
        first, peak = city.passed(DAY)
        rows = [_row("first pass: all", first)]
        for number, count in enumerate(changes):
            city.edit(count, f"lần {number}")
            rows.append(_row(str(count), city.passed(DAY)[0]))
        guide = _as_the_guide_shows(city)
        wards = len(city.units)
        rows.append(_row(f"gspread as its guide shows: {wards} wards", guide))
        note = (
            f"First pass: {first['seconds']:.1f} s of work beside the quotas ({first['seconds'] / wards:.3f} s a ward, "
            f"the local server's own work included), peak {peak:.0f} MB."
        )
        yield Plain(f"Calls to Google for a pass over {wards} wards", _CALLS, tuple(rows), note)


def _row(what: str, counts: dict[str, float]) -> tuple[str, ...]:
    limit = max(0.0, (max(counts["read"], counts["write"]) - 60) / 60)
    whole = (f"{counts[kind]:,.0f}" for kind in ("read", "write", "files.list"))
    work = f"{counts['seconds']:.1f}" if "seconds" in counts else ""
    return (what, *whole, work, f"{counts['minutes']:.1f}", f"{limit:.1f}")


def _as_the_guide_shows(city: _City) -> dict[str, float]:
    """Open each spreadsheet, read each tab by `get_all_records`, one update for each flag, in a
    sample of wards; reckoned for all, for the pattern is the same for each."""
    sample = city.units[:5]
    city.server.reset_counts()
    client = open_client(city.server.credentials(ROBOT), city.server.url)
    for unit in sample:
        _one_ward(client, unit.ref)
    times = len(city.units) / len(sample)
    reads, writes = city.server.reads * times, city.server.writes * times
    return {"read": reads, "write": writes, "files.list": 0, "minutes": max(reads, writes) / 60}


def _one_ward(client: gspread.Client, ref: str) -> None:
    book = client.open_by_key(ref)
    todo = {sheet.title: sheet for sheet in book.worksheets()}
    for tab in WARD[1:]:
        todo[tab.title].get_all_records()
    flags: list[Any] = todo["Cần sửa"].get_all_values()[2:] if "Cần sửa" in todo else []
    for number, _flag in enumerate(flags, 3):
        todo["Cần sửa"].update([["Chưa sửa"]], f"J{number}")


def _country() -> Plain:
    """How long the quotas alone make a pass in which every ward is read and written."""
    rows = []
    for accounts, projects in ((1, 1), (5, 1), (25, 5), (50, 10)):
        minutes = _waited(10_600, accounts, projects) / 60
        rows.append((f"{accounts}", f"{projects}", f"{minutes:,.0f}"))
    title = "10,600 wards under Google's quotas, every ward read and written"
    note = (
        "Reads and writes have quotas of their own and go on side by side; the clock is simulated."
    )
    return Plain(title, ("service accounts", "projects", "minutes"), tuple(rows), note)


def _waited(calls: int, accounts: int, projects: int) -> float:
    now = [0.0]
    clock = Clock(lambda: now[0], lambda seconds: now.__setitem__(0, now[0] + seconds))
    own = [Quota(60, clock) for _account in range(accounts)]
    shared = [Quota(300, clock) for _project in range(projects)]
    for call in range(calls):
        shared[call % accounts % projects].wait()
        own[call % accounts].wait()
    return now[0]
