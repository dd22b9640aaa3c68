"""What a run over unchanged wards adds to the check itself, and how big a store grows in a year.

python -m bench.review [--flags 300] [--closed 5000] [--edits 3]

Makes the demo's city, fills its store with a year of flags that came and went, of figures, of lines
of `Nhật ký`, and with thirty days of snapshots of which `--edits` a day and ward differ. Times are
those of this process alone (CPU), medians of five.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
import pandas as pd
from sqlalchemy import insert, select

from config import Config, load_config
from demo.show import show_demo
from jobs import check_books, one_run
from rules.policy import load_policy
from shapes import Sheet, Workbook
from store.schema import DAYS, EVENTS
from store.snapshots import keep_snapshot
from store.store import Store
from sync.folder import Folder

DAY = date(2023, 4, 3)
RUNS = 5


def main() -> None:
    """Prints seconds and megabytes."""
    options = argparse.ArgumentParser()
    options.add_argument("--flags", type=int, default=300)
    options.add_argument("--closed", type=int, default=5000)
    options.add_argument("--edits", type=int, default=3)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        config = _city(Path(home) / "city")
        _measure(config, given.flags, given.closed, given.edits)


def _city(out: Path) -> Config:
    show_demo(out, lambda day: one_run(load_config(out / "config.toml"), day), lambda _: None)
    return load_config(out / "config.toml")


def _measure(config: Config, flags: int, closed: int, edits: int) -> None:
    _spoil_phones(config, flags)
    _run(config)
    with Store.opened(config.store_url) as store:
        _fill_flags(store, closed)
        _fill_days(store)
        _fill_events(store)
        _fill_snapshots(store, edits)
        known = store.flags()
    _run(config)
    whole, check = _median(lambda: _run(config)), _median(lambda: _check(config))
    size = sum(path.stat().st_size for path in config.home.glob("so-to.db*")) / 1e6
    print(f"open flags: {known['closed'].isna().sum()}, flags ever: {len(known)}")
    print(
        f"check: {check:.2f} s, run over unchanged wards: {whole:.2f} s, more: {whole - check:.2f} s"
    )
    print(f"store after a year: {size:.1f} MB")


def _run(config: Config) -> None:
    one_run(config, DAY, say=lambda _: None)


def _check(config: Config) -> None:
    """What no run can do without: versions of all workbooks, and the rules over what they hold."""
    backend = Folder(config.folder, config.register_file, config.backups)
    units = [unit for unit in backend.units().units if unit.followed]
    with Store.opened(config.store_url, read_only=True) as store:
        kept = store.sheets([unit.code for unit in units])
    books = [Workbook(unit.code, unit.version, kept.get(unit.code, ())) for unit in units]
    check_books(units, books, load_policy(), DAY)


def _median(what: Callable[[], None]) -> float:
    def seconds() -> float:
        started = time.process_time()
        what()
        return time.process_time() - started

    return statistics.median(seconds() for _ in range(RUNS))


# --- a year ------------------------------------------------------------------------------------


def _spoil_phones(config: Config, flags: int) -> None:
    """Takes the leading 0 from so many phones, evenly over the wards."""
    paths = sorted(config.folder.glob("[PX]*.xlsx"))  # Phường …, Xã …
    for path in paths:
        with suppress(BadZipFile, KeyError, ValueError):  # a ward that the demo left damaged
            book = openpyxl.load_workbook(path)
            sheet = book["Thành viên"]
            at = [str(cell.value or "").rstrip(" *") for cell in sheet[1]].index("Điện thoại") + 1
            for row in range(2, 2 + flags // len(paths)):
                sheet.cell(row, at).value = str(sheet.cell(row, at).value or "").lstrip("0")
            book.save(path)


def _fill_flags(store: Store, closed: int) -> None:
    """Flags of before that were put right, each of them once come back."""
    model = store.flags()
    chosen = model.iloc[[n % len(model) for n in range(closed)]]
    days = [DAY - timedelta(days=5 + n % 360) for n in range(closed)]
    old = chosen.assign(id=[f"{n:016x}" for n in range(closed)], status="closed")
    old = old.assign(opened=[day - timedelta(days=4) for day in days], closed=days)
    turns = pd.concat(
        old.assign(flag=old["id"], day=old["opened"], what=what)[
            ["flag", "unit", "rule", "day", "what"]
        ]
        for what in ("opened", "closed", "reopened", "closed")
    )
    store.keep_flags(old, turns)


def _fill_days(store: Store) -> None:
    model = [dict(row) for row in _rows_of(store, select(DAYS).where(DAYS.c.day == DAY))]
    with store.engine.begin() as connection:
        for back in range(8, 373):
            day = DAY - timedelta(days=back)
            connection.execute(insert(DAYS), [row | {"day": day} for row in model])


def _fill_events(store: Store) -> None:
    """Fifty lines a day."""
    at = datetime.combine(DAY, datetime.min.time())
    line = {"what": "Hướng xử lý", "unit": "Phường Bến Thủy", "shown": True,
            "detail": "Thành viên, dòng 5, cột Điện thoại (FM06): Đang xem xét: đang hỏi lại phường"}  # fmt: skip
    with store.engine.begin() as connection:
        for back in range(365):
            rows = [line | {"at": at - timedelta(days=back)}] * 50
            connection.execute(insert(EVENTS), rows)


def _fill_snapshots(store: Store, edits: int) -> None:
    """Thirty days in which every ward changes a row of `Hoạt động` or `Thành viên` so often a day."""
    chance = random.Random(1)
    for unit, sheets in store.sheets(list(store.wards().index)).items():
        for number in range(30 * edits):
            sheets = tuple(_edited(sheet, number, chance) for sheet in sheets)
            at = datetime.combine(DAY, datetime.min.time()) - timedelta(days=29 - number // edits)
            keep_snapshot(store, unit, sheets, at)


def _edited(sheet: Sheet, number: int, chance: random.Random) -> Sheet:
    if sheet.title != ("Hoạt động", "Thành viên")[number % 2] or len(sheet.rows) < 3:
        return sheet
    at = chance.randrange(2, len(sheet.rows))
    row = (*sheet.rows[at][:-1], f"ghi lại lần {number}")
    return Sheet(sheet.title, (*sheet.rows[:at], row, *sheet.rows[at + 1 :]))


def _rows_of(store: Store, wanted: Any) -> list[Any]:
    with store.engine.connect() as connection:
        return list(connection.execute(wanted).mappings())


if __name__ == "__main__":
    main()
