"""The coordination workbook: what may not be written, full disks, killed runs, speed."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.board import write_board
from sync.register import read_register
from sync.schema import FOLLOW_UP, REGISTER_UNITS, SUMMARY
from sync.xlsx_make import make_register
from tests.boards import PEOPLE, UNITS, board, decide, decisions, flag, write
from tests.workbooks import edited, leftovers, sheet_of, with_parts


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "Điều phối.xlsx"
    make_register(path, UNITS, PEOPLE)
    return path


@pytest.mark.parametrize("lock", ["~$Điều phối.xlsx", ".~lock.Điều phối.xlsx#"])
def test_an_open_register_is_left_alone(register: Path, lock: str) -> None:
    (register.parent / lock).touch()
    before = register.read_bytes()
    pushed = write(register, board(flag("a")))
    assert (pushed.outcome, pushed.reason) == ("failed", "locked")
    assert register.read_bytes() == before


def test_formulas_whose_results_are_read_hold_us_up(register: Path) -> None:
    write(register, board(flag("a")))
    decide(register, "a", remark="=1+1")
    assert write(register, board(flag("b"))).reason == "formulas"
    decide(register, "a", remark="x")
    with edited(register) as book:
        book["Đơn vị"]["D2"].value = "=6*2"
    assert write(register, board(flag("b"))).reason == "formulas"


def test_what_openpyxl_would_lose_holds_us_up(register: Path) -> None:
    lost = "xl/threadedComments/threadedComment1.xml"
    with_parts(register, lambda known: known.update({lost: b"<x/>"}))
    before = register.read_bytes()
    assert write(register, board(flag("a"))).reason == "threaded"
    assert register.read_bytes() == before


def test_a_register_that_is_gone_or_damaged_is_a_failure(register: Path) -> None:
    register.write_bytes(b"PK no")
    assert write(register, board()).reason in ("unreadable", "damaged")
    register.unlink()
    assert write(register, board()).reason == "gone"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_register_as_it_was(
    register: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def refuse(*_anything: Any, **_more: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before, read = register.read_bytes(), read_register(register)
    with monkeypatch.context() as patched:
        patched.setattr(os if step == "fsync" else Path, step, refuse)
        pushed = write_board(register, board(flag("a")), register.parent / "backups", read)
    assert (pushed.outcome, pushed.reason) == ("failed", "disk_full")
    assert register.read_bytes() == before and not leftovers(register.parent)


CHILD = """
import os, signal, sys
from pathlib import Path
from tests.boards import board, flag, write

seen = 0
def die_at(owner, name):
    real = getattr(owner, name)
    def step(*args, **kwargs):
        global seen
        seen += 1
        if seen == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    setattr(owner, name, step)

for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "chmod"), (os, "fdopen")):
    die_at(owner, name)
write(Path(sys.argv[1]), board(flag("b"), flag("a"), log=1))
"""


@pytest.mark.parametrize("at", range(1, 8))
def test_killed_at_any_step_the_register_is_the_old_or_the_new_one(register: Path, at: int) -> None:
    write(register, board(flag("a")))
    decide(register, "a", handling="Đang xem xét")
    before = register.read_bytes()
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", CHILD, str(register), str(at)]
    process = subprocess.run(command, cwd=root, timeout=60)
    assert process.returncode in (-signal.SIGKILL, 0)
    if register.read_bytes() != before:
        assert list(decisions(register)) == ["b", "a"]
    assert decisions(register)["a"][0] == "Đang xem xét"
    write(register, board(flag("b"), flag("a"), log=1))
    assert decisions(register) == {"b": ("",) * 4, "a": ("Đang xem xét", "", "", "")}
    assert not leftovers(register.parent)


def test_a_copy_of_what_was_there_is_kept(register: Path) -> None:
    before = register.read_bytes()
    write(register, board(flag("a")))
    copies = list((register.parent / "backups").iterdir())
    assert [copy.read_bytes() for copy in copies] == [before]


def test_the_board_of_a_city_is_quick_enough(register: Path) -> None:
    flags = [flag(f"f{n:03}", message="Thiếu số 0 ở đầu. " * 4) for n in range(300)]
    write(register, board(log=500))
    started = time.perf_counter()
    assert write(register, board(*flags)).outcome == "written"
    # 0.7 s on its own; machines that test in parallel are slower.
    assert time.perf_counter() - started < 2.5


def fields_of(tab: Any) -> Iterator[str]:
    return (column.field for column in tab.columns)


def test_every_column_of_the_schema_is_written(register: Path) -> None:
    write(register, board(flag("a")))
    for tab in (FOLLOW_UP, SUMMARY):
        headers = [cell.value for cell in sheet_of(register, tab.title)[1]]
        assert headers == [column.header for column in tab.columns]
    assert set(fields_of(REGISTER_UNITS)) >= {"code", "ref"}
