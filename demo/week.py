"""What the wards changed in their workbooks between the two days, typed into the .xlsx."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path

from openpyxl import Workbook

from demo.edits import Edit, apply_edit, load_edits
from demo.sheets import SheetRows, sheet_of, tabs_of
from sync.schema import TODO
from sync.sidecar import sidecar_path
from sync.xlsx_keep import dump, load

WEEK = Path(__file__).with_name("week.toml")


def edit_week(wards: Path) -> None:
    """Type into the wards' workbooks in the folder `wards` what changed until 03/04/2023.

    Everything else in them – marks, `Cần sửa`, people's notes – stays. Raises NoSuchPlaceError when
    they are not those of build_city, OSError when one cannot be written.
    """
    for name, edits in load_edits(WEEK).items():
        edit_ward(wards / f"{name}.xlsx", name, edits)


def edit_ward(path: Path, name: str, edits: Sequence[Edit]) -> None:
    """Do the edits of one ward, called `name`, in its workbook; raises as edit_week."""
    typed = [edit for edit in edits if edit.verb not in ("answer", "cut")]
    answers = [edit for edit in edits if edit.verb == "answer"]
    beside = sidecar_path(path, name)
    if beside.exists():
        _edit_book(beside, (), answers)
        answers = []
    _edit_book(path, typed, answers)
    if any(edit.verb == "cut" for edit in edits):
        _cut(path)


def _edit_book(path: Path, typed: Sequence[Edit], answers: Sequence[Edit]) -> None:
    if not (typed or answers):
        return
    book = load(path.read_bytes())
    tabs = tabs_of(book)
    for edit in typed:
        apply_edit(edit, tabs)
    if _answer(book, answers) or typed:
        path.write_bytes(dump(book))


def _answer(book: Workbook, answers: Sequence[Edit]) -> bool:
    """Ticks and comments in `Cần sửa`, at the rows of each answer's rule; whether there were any.

    A tick stands only where there is something to agree to. Before the first run there are no rows.
    """
    sheet = sheet_of(book, TODO)
    if sheet is None:
        return False
    rows = SheetRows(sheet, TODO)
    cells = [
        (row, name, value)
        for edit, row in product(answers, rows.numbers())
        if rows.get(row, "rule") == edit.at
        for name, value in edit.values.items()
        if name != "agreed" or rows.get(row, "suggestion")
    ]
    for cell in cells:
        rows.set(*cell)
    return bool(cells)


def _cut(path: Path) -> None:
    """What is left of a file when the machine is switched off while it is copied."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
