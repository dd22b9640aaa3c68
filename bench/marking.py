"""Item 6. Showing 300 flags in a ward's .xlsx: ours, and openpyxl used as its guide shows."""

import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

import jobs
from bench.table import Table
from bench.timing import in_turn
from config import folder_config
from opening import Job, backend_of
from reading import read_city
from review.marks import city_marks
from rules.policy import load_policy
from shapes import Marks, Unit, records
from store.store import Store
from sync.schema import MEMBERS, TEAMS
from sync.xlsx_make import make_ward
from sync.xlsx_marks import push_marks

FLAGS = 300
NOW = datetime.fromisoformat("2023-03-20T08:00:00+07:00")
TEAM_ROW = ("Khối, xóm", "Khối 1", "Chưa có")
BY_HAND = "openpyxl alone: a fill and a note in each cell, a line in a new tab"


def measure(runs: int) -> list[Table]:
    """One table."""
    with TemporaryDirectory() as made:
        home = Path(made)
        marks = _marks(home)
        pristine, path = home / "wards" / marks.unit.ref, home / "copy.xlsx"
        lines = in_turn(
            {
                BY_HAND: lambda: _by_hand(pristine, path, marks),
                "ours: checked before and after, copied, renamed": lambda: _ours(
                    pristine, path, marks
                ),
            },
            runs,
        )
    return [Table(f"Marks: {len(marks.cells)} flagged cells in one .xlsx", lines, BY_HAND)]


def _marks(home: Path) -> Marks:
    """What a ward sees whose sheet holds so many people with half a phone number each."""
    (home / "wards").mkdir()
    _make_ward(home / "wards" / "Phường Thử.xlsx")
    config = folder_config(home / "wards", home / "own")
    with Store.opened(f"sqlite:///{home}/bench.db") as store:
        job = Job(config, load_policy(), store, backend_of(config), NOW.date(), NOW)
        known = store.flags()
        read = read_city(job, known)
        tables, checked = jobs.check_city(job, read, known)
        reviewed = jobs.review_city(job, read, tables, checked, known)
    books = [(read.units[0], read.books[0])]
    return next(city_marks(books, reviewed, job.policy, tables.schema))


def _make_ward(path: Path) -> None:
    make_ward(path, Unit("phuong-thu", "Phường Thử"))
    book = load_workbook(path)
    for column, text in enumerate(TEAM_ROW, start=1):
        book[TEAMS.title].cell(2, column, text)
    fields = [column.field for column in MEMBERS.columns]
    for number in range(FLAGS):
        person = {"team": "Khối 1", "name": f"Trần Văn {number}", "role": "Cộng tác viên"}
        person |= {"title": "Giáo viên", "phone": "09123", "in_group": "Có"}
        for column, field in enumerate(fields, start=1):
            book[MEMBERS.title].cell(number + 2, column, person.get(field))
    book.save(path)


def _ours(pristine: Path, path: Path, marks: Marks) -> None:
    shutil.copyfile(pristine, path)
    pushed = push_marks(path, marks, path.parent / "backups")
    if pushed.outcome != "written":
        raise RuntimeError(f"{pushed.outcome}: {pushed.reason}")


def _by_hand(pristine: Path, path: Path, marks: Marks) -> None:
    book = load_workbook(pristine)
    fill = PatternFill("solid", fgColor="FDE9D9")
    lines = book.create_sheet("To do")
    columns = {column.header: at for at, column in enumerate(MEMBERS.columns, start=1)}
    for mark in records(marks.cells):
        if mark["tab"] == MEMBERS.title:
            cell = book[mark["tab"]].cell(int(mark["row"]), columns[mark["column"]])
            cell.fill, cell.comment = fill, Comment(mark["note"], "bench")
        lines.append([mark["tab"], mark["column"], mark["note"]])
    book.save(path)
