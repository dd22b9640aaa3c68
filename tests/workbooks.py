"""Workbooks for tests: made small, changed as people change them, looked at part by part."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from shapes import Marks, Pushed, Sheet, Unit, Workbook
from sync.notes import COLOURS
from sync.schema import TODO
from sync.sidecar import ward_version
from sync.xlsx_make import make_ward
from sync.xlsx_marks import push_marks
from sync.xlsx_read import read_sheets

UNIT = Unit("phuong-ben-thuy", "Phường Bến Thủy", hamlets=3)
PHONE = "Điện thoại"
RED, AMBER, BLUE = COLOURS["violation"], COLOURS["warning"], COLOURS["hint"]
NAMES = ("Trần Thị Hoa", "Lê Văn Nam", "Phạm Minh", "Võ Thị Lan", "Hồ Sỹ Tuấn")


def members(count: int = 5) -> pd.DataFrame:
    """Rows of `Thành viên`; the first of them stands in sheet row 2."""
    rows = range(count)
    return pd.DataFrame(
        {
            "team": [f"Khối {n % 3 + 1}" for n in rows],
            "name": [NAMES[n % len(NAMES)] + ("" if n < len(NAMES) else f" {n}") for n in rows],
            "title": ["Giáo viên"] * count,
            "role": ["Tổ viên"] * count,
            "phone": [f"91234{n:04}" for n in rows],
        }
    )


def new_ward(folder: Path, count: int = 5, unit: Unit = UNIT) -> Path:
    """A ward's workbook in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{unit.name}.xlsx"
    make_ward(path, unit, {"members": members(count)})
    return path


def flag(name: str, row: int | None = 2, column: str | None = PHONE, **more: Any) -> dict[str, Any]:
    """One flag as `Marks.rows` has it."""
    place = f"Thành viên, dòng {row}, cột {column}"
    known = {
        "id": name, "severity": "violation", "place": place, "value": "912340000",
        "message": "«912340000» thiếu số 0 ở đầu.", "fix": "Sửa thành 0912340000.",
        "suggestion": "0912340000", "answer": "", "status": "Mới", "since": "03/04/2023",
        "clause": "Quy định nhập liệu", "rule": "FM06", "tab": "Thành viên", "row": row,
        "column": column,
    }  # fmt: skip
    return known | more


def cells_of(flags: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The cells that these flags mark."""
    rows = [
        {key: f[key] for key in ("tab", "row", "column", "severity")}
        | {"note": f"{f['rule']}. {f['message']}\n{f['fix']}"}
        for f in flags
        if f["row"] is not None and f["column"] is not None
    ]
    return pd.DataFrame(rows, columns=["tab", "row", "column", "severity", "note"])


def marks(path: Path, flags: Sequence[dict[str, Any]], unit: Unit = UNIT) -> Marks:
    """What the ward should show, as checked on the workbook as it is now."""
    read = Workbook(unit.code, ward_version(path, unit.name))
    columns = [*(c.field for c in TODO.columns), "tab", "row", "column"]
    return Marks(unit, read, pd.DataFrame(flags, columns=columns), cells_of(flags))


def push(path: Path, flags: Sequence[dict[str, Any]], unit: Unit = UNIT) -> Pushed:
    """One push on the workbook as it is now."""
    return push_marks(path, marks(path, flags, unit), path.parent.parent / "backups")


@contextmanager
def edited(path: Path) -> Iterator[Any]:
    """The workbook opened, changed and saved as a person would."""
    book = openpyxl.load_workbook(path)
    yield book
    book.save(path)


def sheet_of(path: Path, title: str = "Thành viên") -> Any:
    """A sheet to look at."""
    return openpyxl.load_workbook(path)[title]


def todo(path: Path) -> list[dict[str, Any]]:
    """The rows of `Cần sửa` below its header, by field."""
    sheet = sheet_of(path, TODO.title)
    fields = [column.field for column in TODO.columns]
    rows = sheet.iter_rows(min_row=3, max_col=len(fields), values_only=True)
    return [dict(zip(fields, row, strict=True)) for row in rows if any(row)]


def data_of(path: Path) -> list[Sheet]:
    """What stands in every tab but `Cần sửa`."""
    return [sheet for sheet in read_sheets(path) if sheet.title != TODO.title]


def answer(path: Path, flag_id: str, **fields: str) -> None:
    """What a ward types into its two columns of `Cần sửa`."""
    at = {column.field: n for n, column in enumerate(TODO.columns, 1)}
    with edited(path) as book:
        sheet = book[TODO.title]
        row = next(r for r in range(3, 50) if sheet.cell(r, at["id"]).value == flag_id)
        for name, text in fields.items():
            sheet.cell(row, at[name]).value = text


def fill_of(cell: Any) -> str:
    """The six digits of a cell's solid fill, "" without one."""
    return str(cell.fill.fgColor.rgb)[-6:] if cell.fill.fill_type == "solid" else ""


def parts(path: Path) -> dict[str, bytes]:
    """Every part of the package."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_parts(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change the package's parts in place."""
    known = parts(path)
    change(known)
    with zipfile.ZipFile(path, "w") as package:
        for name, content in known.items():
            package.writestr(name, content)


def part_of(path: Path, title: str) -> str:
    """The name of a sheet's part."""
    book = openpyxl.load_workbook(path)
    return f"xl/worksheets/sheet{book.sheetnames.index(title) + 1}.xml"


def leftovers(folder: Path) -> list[str]:
    """Temporary files that were left behind."""
    return [path.name for path in folder.iterdir() if path.name.startswith("~so-to-")]
