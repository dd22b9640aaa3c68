"""The same small city on each backend, seen and edited as people do: by tab, row and header."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl

from config import Config, load_config
from jobs import Outcome, one_run, run_once
from opening import Job, backend_of
from shapes import Mail, Sheet
from store.outbox import Outbox
from store.store import Store
from sync import google_requests as ask
from sync.headers import find_header, find_sheet
from sync.schema import FOLLOW_UP, LOG, TODO
from sync.xlsx_make import make_register
from sync.xlsx_read import read_sheets
from tests.cases import Edits
from tests.folders import BAD_PHONE, NAMES, make_folder
from tests.google_city import Person, account, column_of

DAY = date(2023, 4, 3)
Line = dict[str, str]


@dataclass(frozen=True)
class Seen:
    """One cell as a person sees it; `fill` is six digits or ""."""

    text: str
    fill: str
    note: str


class City:
    """What both have in common."""

    home: Path
    said: list[str]

    @property
    def config(self) -> Config:
        return load_config(self.home / "config.toml")

    def run(self, day: date = DAY, only: tuple[str, ...] = ()) -> Outcome:
        return one_run(self.config, day, only, say=self.said.append)

    def flags(self) -> dict[str, str]:
        """Status by rule, as the store has it."""
        with Store.opened(self.config.store_url) as store:
            flags = store.flags()
        return dict(zip(flags["rule"], flags["status"], strict=True))

    def refuse(self, email: str) -> None:
        """A mail to this address, which the mail server refuses for good."""
        now = datetime(DAY.year, DAY.month, DAY.day, 8, tzinfo=self.config.zone)
        with Store.opened(self.config.store_url) as store:
            outbox = Outbox(store)
            outbox.write([Mail("ward", DAY.isoformat(), "", email, "Thư", "Thư", "Thư")], now)
            due = outbox.claim(now)
            assert due is not None and due.mail.to_email == email
            outbox.settle(due, "refused", "Máy chủ thư không nhận: 550")

    def sheets(self, book: str) -> tuple[Sheet, ...]:
        raise NotImplementedError

    def todo(self, unit: str = NAMES[0]) -> list[Line]:
        return _lines(self.sheets(unit), TODO)

    def follow_up(self) -> list[Line]:
        return _lines(self.sheets("Điều phối"), FOLLOW_UP)

    def log(self) -> list[Line]:
        return _lines(self.sheets("Điều phối"), LOG)


def _lines(sheets: tuple[Sheet, ...], tab: Any) -> list[Line]:
    sheet = find_sheet(sheets, tab)
    if sheet is None:
        return []
    header = find_header(sheet, tab)
    rows = (row for row in sheet.rows[header.row :] if any(row))
    found = header.columns.items()
    return [{f: row[at] if at < len(row) else "" for f, at in found} for row in rows]


class FolderCity(City):
    """In a folder."""

    def __init__(self, home: Path) -> None:
        self.home, self.wards, self.said = home, home / "wards", []
        make_folder(self.wards, Edits(set=[BAD_PHONE]))
        config = '[source]\nfolder = "wards"\nregister = "Điều phối.xlsx"\n'
        (home / "config.toml").write_text(config, encoding="utf-8")

    def path(self, book: str) -> Path:
        return (self.home if book == "Điều phối" else self.wards) / f"{book}.xlsx"

    def sheets(self, book: str) -> tuple[Sheet, ...]:
        return read_sheets(self.path(book))

    def edit(self, book: str, edit: Callable[[Any], None]) -> None:
        opened = openpyxl.load_workbook(self.path(book))
        edit(opened)
        opened.save(self.path(book))

    def type_in(self, book: str, tab: str, row: int, header: str, value: Any) -> None:
        def change(opened: Any) -> None:
            cell = _cell_of(opened[tab], row, header)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # whatever it begins with

        self.edit(book, change)

    def see(self, book: str, tab: str, row: int, header: str) -> Seen:
        cell = _cell_of(openpyxl.load_workbook(self.path(book))[tab], row, header)
        fill = cell.fill.fgColor.rgb[-6:] if cell.fill.fill_type else ""
        note = cell.comment.text if cell.comment else ""
        return Seen("" if cell.value is None else str(cell.value), fill, note)

    def annotate(self, book: str, tab: str, row: int, header: str, note: str) -> None:
        def change(opened: Any) -> None:
            _cell_of(opened[tab], row, header).comment = openpyxl.comments.Comment(note, "Hoa")

        self.edit(book, change)

    def insert_row(self, book: str, tab: str, row: int) -> None:
        self.edit(book, lambda opened: opened[tab].insert_rows(row))


def _cell_of(sheet: Any, row: int, header: str) -> Any:
    for top in (1, 2):
        titles = [str(cell.value or "").rstrip(" *") for cell in sheet[top]]
        if header in titles:
            return sheet.cell(row, titles.index(header) + 1)
    raise AssertionError(f"no column {header}")


class GoogleCity(City):
    """On the local Google Sheets server: a person made the workbooks and shared each ward's with one
    of the accounts, the register with all."""

    ROBOT = "so-to@vinh.iam.gserviceaccount.com"

    def __init__(self, home: Path, server: Any, robots: tuple[str, ...] = (ROBOT,)) -> None:
        self.home, self.server, self.said = home, server, []
        self.robot_of = dict(zip(NAMES, cycle(robots)))
        self.person = Person(server, "hoa@vi-du.vn", home)
        make_folder(home / "made", Edits(set=[BAD_PHONE]))
        self.ids = {
            name: self.put(home / "made" / f"{name}.xlsx", robot)
            for name, robot in self.robot_of.items()
        }
        self._make_register(robots)
        keys = [account(server, robot, home).name for robot in robots]
        config = (
            f'[source]\nkind = "google"\nregister = "{self.ids["Điều phối"]}"\n'
            f'[google]\ncredentials = {json.dumps(keys)}\napi_root = "{server.url}"\n'
            "calls_per_minute = 100000\nproject_calls_per_minute = 100000\n"
        )
        (home / "config.toml").write_text(config, encoding="utf-8")
        self.backend = backend_of(self.config)

    def put(self, path: Path, *robots: str) -> str:
        made = self.person.upload(path)
        for robot in robots:
            self.person.share(made, robot)
        return made

    def _make_register(self, robots: tuple[str, ...]) -> None:
        from dataclasses import replace

        from shapes import Unit
        from sync.register import kind_of, unit_code

        units = [
            Unit(unit_code(n), n, kind_of(n) or "ward", self.ids[n], 2, emails=("a@vi-du.vn",))
            for n in NAMES
        ]
        units[1] = replace(
            units[1], ref=f"https://docs.google.com/spreadsheets/d/{units[1].ref}/edit#gid=0"
        )
        path = self.home / "made" / "Điều phối.xlsx"
        make_register(path, units, ())
        self.ids["Điều phối"] = self.put(path, *robots)

    def sheets(self, book: str) -> tuple[Sheet, ...]:
        return self.person.see(self.ids[book]).sheets

    def type_in(self, book: str, tab: str, row: int, header: str, value: Any) -> None:
        self.person.type_in(self.ids[book], tab, row, header, value)

    def see(self, book: str, tab: str, row: int, header: str) -> Seen:
        grid = self.person.see(self.ids[book]).grid(tab)
        at = row, column_of(grid, header)
        return Seen(grid.text(*at), grid.fills.get(at, ""), grid.notes.get(at, ""))

    def annotate(self, book: str, tab: str, row: int, header: str, note: str) -> None:
        grid = self.person.see(self.ids[book]).grid(tab)
        at = row, column_of(grid, header)
        self.person.do(self.ids[book], ask.cells(grid.id, *at, [[{"note": note}]], "note"))

    def insert_row(self, book: str, tab: str, row: int) -> None:
        grid = self.person.see(self.ids[book]).grid(tab)
        self.person.do(self.ids[book], ask.insert(grid.id, "ROWS", row, 1))

    def run_again(self, day: date = DAY) -> Outcome:
        """A pass in the process that has been running, as `serve` does."""
        from rules.policy import load_policy

        with Store.opened(self.config.store_url) as store:
            now = datetime(day.year, day.month, day.day, 20, tzinfo=self.config.zone)
            job = Job(
                self.config, load_policy(), store, self.backend, day, now, (), self.said.append
            )
            return run_once(job)
