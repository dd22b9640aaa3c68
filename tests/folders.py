"""A folder of real ward workbooks made from the cases' clean ward, and the program run on it."""

import subprocess
import sys
from pathlib import Path

import pandas as pd

from shapes import Unit
from sync.schema import WARD
from sync.xlsx_make import make_ward
from tests.cases import Edits, edit

ROOT = Path(__file__).parent.parent
NAMES = ("Phường Bến Thủy", "Phường Cửa Nam", "Xã Nghi Phú")
BAD_PHONE = ("Thành viên", 5, "Điện thoại", "912000005")


def make_folder(folder: Path, bad: Edits | None = None) -> Path:
    """Three clean wards with phones of their own; the first after `bad`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(NAMES):
        edits = (bad or Edits()) if number == 0 else Edits()
        unit = Unit("", name, "commune" if name.startswith("Xã") else "ward", hamlets=2)
        make_ward(folder / f"{name}.xlsx", unit, _rows(edit(edits), number))
    return folder


def _rows(tabs: dict[str, list[list[str]]], number: int) -> dict[str, pd.DataFrame]:
    rows = {}
    for tab in WARD[1:]:
        header, *lines = tabs[tab.title]
        fields = {column.header: column.field for column in tab.columns}
        rows[tab.table] = pd.DataFrame(lines, columns=[fields[title] for title in header])
    phones = rows["members"]["phone"]
    own = phones.str.replace("^09120", f"091{number + 2}0", regex=True)
    rows["members"]["phone"] = own.replace("02383844123", f"0238384412{number}")
    rows["units"] = pd.DataFrame([{"officer": "Ngô Thị Kim", "phone": "0912000001"}])
    return rows


def program(
    *words: str | Path, cwd: Path | None = None, answer: str = ""
) -> subprocess.CompletedProcess[str]:
    """`python jobs.py …` as a process of its own; `answer` is what is typed when it asks."""
    command = [sys.executable, str(ROOT / "jobs.py"), *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False, input=answer
    )
