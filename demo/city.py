"""Writing the 25 ward workbooks and the coordination workbook as they stood on 27/03/2023."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pandas as pd
from openpyxl import Workbook
from openpyxl.comments import Comment

from demo.books import books, write_own_book
from demo.edits import find, load_edits, make_mistakes
from demo.habits import type_as
from demo.sheets import SheetRows, sheet_of, tabs_of
from demo.wards import Ward, right_ward
from demo.week import edit_week as edit_week
from shapes import Recipient, Unit
from sync.register import unit_code
from sync.schema import PERIODS, ROLES, WARD
from sync.xlsx_keep import dump, load
from sync.xlsx_make import make_register, make_ward
from vietnamese.text import header_key

HERE = Path(__file__).parent
SEED = 2023
FIRST_DAY, SECOND_DAY = date(2023, 3, 27), date(2023, 4, 3)
MISTAKES = HERE / "mistakes.toml"


def units() -> list[Unit]:
    """Vinh's 25 units of 2023; how many hamlets they have is illustrative."""
    return [_unit(row) for row in _csv("units.csv")]


def _csv(name: str) -> Iterator[dict[str, str]]:
    """The lines of a .csv, by the keys of its headers."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {header_key(header): cell for header, cell in row.items()}


def _unit(row: dict[str, str]) -> Unit:
    name, names = row[header_key("Đơn vị")], row[header_key("Tên khối, xóm")]
    return Unit(
        code=unit_code(name),
        name=name,
        kind="commune" if row[header_key("Loại")] == "Xã" else "ward",
        ref=f"{name}.xlsx",
        hamlets=int(row[header_key("Số khối, xóm")]),
        hamlet_names=tuple(names.splitlines()),
        emails=(row[header_key("Email")],),
        coordinator=row[header_key("Chuyên viên theo dõi")],
    )


def recipients() -> list[Recipient]:
    """Invented people who get the city's mails."""
    roles = {word: role for role, word in ROLES.items()}
    periods = {"": ""} | {word: period for period, word in PERIODS.items()}
    return [
        Recipient(
            row[header_key("Họ và tên")],
            row[header_key("Email")],
            roles[row[header_key("Vai trò")]],
            periods[row[header_key("Thư được nhận")]],
        )
        for row in _csv("recipients.csv")
    ]


def city(seed: int = SEED, mistakes: bool = True) -> Iterator[Ward]:
    """The wards one after another as typed on 27/03/2023; without `mistakes` all is right."""
    seeded = load_edits(MISTAKES) if mistakes else {}
    for number, unit in enumerate(units()):
        ward = right_ward(unit, number, seed)
        make_mistakes(ward, seeded.get(unit.name, ()))
        type_as(ward)
        yield ward


def build_city(wards: Path, register: Path, seed: int = SEED, mistakes: bool = True) -> None:
    """Write the ward workbooks into the folder `wards` and the coordination workbook to `register`.

    The same seed gives the same content; another one other people with the same mistakes. Raises
    OSError.
    """
    wards.mkdir(parents=True, exist_ok=True)
    for ward in city(seed, mistakes):
        path = wards / ward.unit.ref
        if ward.plan.book:
            write_own_book(path, ward)
        else:
            make_ward(path, ward.unit, _frames(ward))
            _retouch(path, ward)
    make_register(register, units(), recipients())


def _frames(ward: Ward) -> dict[str, pd.DataFrame]:
    return {table: pd.DataFrame(rows, dtype=object) for table, rows in ward.tabs.items()}


def _retouch(path: Path, ward: Ward) -> None:
    """What people do to the workbook itself: another title of a tab, own notes and fills."""
    own = [given for given in books()["notes"] if given["ward"] == ward.unit.name]
    if not own and not ward.titles:
        return
    book = load(path.read_bytes())
    for given in own:
        _annotate(book, given)
    for tab in WARD:
        if tab.table in ward.titles:
            sheet_of(book, tab).title = ward.titles[tab.table]
    path.write_bytes(dump(book))


def _annotate(book: Workbook, given: dict[str, Any]) -> None:
    """A person's notes on cells and fills of rows."""
    tabs = tabs_of(book)
    for table, at, name, text, author in given["cells"]:
        rows = cast(SheetRows, tabs[table])
        rows.cell(find(rows, at)[0], name).comment = Comment(text, author)
    for table, at, colour in given["fills"]:
        rows = cast(SheetRows, tabs[table])
        for row in find(rows, at):
            rows.fill(row, colour)
