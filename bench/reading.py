"""Item 3. Reading the demo's workbooks: ours, pandas.read_excel, and python-calamine alone."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from bench.demo import demo_wards
from bench.table import Table
from bench.timing import in_turn
from sync.xlsx_read import Unreadable, read_sheets

ALONE = "python-calamine alone"


def measure(runs: int) -> list[Table]:
    """One table."""
    with demo_wards() as wards:
        books = [path for path in sorted(wards.glob("*.xlsx")) if _is_read(path)]
        lines = in_turn(
            {
                ALONE: _each(books, _with_calamine),
                "ours: bounds and errors looked after, every cell as text": _each(
                    books, read_sheets
                ),
                "pandas.read_excel, calamine engine": _each(books, _with_pandas("calamine")),
                "pandas.read_excel, openpyxl engine": _each(books, _with_pandas("openpyxl")),
            },
            runs,
        )
    note = "All tabs of every workbook that can be read; in memory, without what follows."
    return [Table(f"Reading {len(books)} workbooks", lines, ALONE, note)]


def _is_read(path: Path) -> bool:
    with suppress(Unreadable):
        return bool(read_sheets(path))
    return False


def _each(books: list[Path], read: Callable[[Path], object]) -> Callable[[], object]:
    return lambda: [read(path) for path in books]


def _with_calamine(path: Path) -> object:
    book = CalamineWorkbook.from_path(path)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _with_pandas(engine: str) -> Callable[[Path], object]:
    return lambda path: pd.read_excel(path, sheet_name=None, engine=engine)  # type: ignore[call-overload]
