"""Full disks, killed runs, copies: a workbook is the old one or the new one, never half."""

import errno
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from shapes import Sheet
from sync.sidecar import sidecar_path
from sync.xlsx_marks import push_marks
from tests.workbooks import (
    UNIT,
    answer,
    data_of,
    flag,
    leftovers,
    marks,
    new_ward,
    push,
    todo,
)


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    return new_ward(tmp_path / "wards")


def test_a_copy_of_what_was_there_is_kept_and_only_the_newest_ten(ward: Path) -> None:
    backups = ward.parent.parent / "backups"
    for number in range(12):
        before = ward.read_bytes()
        push(ward, [flag(f"f{number}")])
        newest = max(backups.iterdir(), key=lambda path: path.name)
        assert newest.name.startswith("Phường Bến Thủy 20")
        assert newest.read_bytes() == before
    assert len(list(backups.iterdir())) == 10


def test_permissions_stay(ward: Path) -> None:
    ward.chmod(0o664)
    push(ward, [flag("a")])
    assert stat.S_IMODE(ward.stat().st_mode) == 0o664


def test_a_workbook_reached_through_a_link_is_written_where_it_is(
    ward: Path, tmp_path: Path
) -> None:
    real = tmp_path / "elsewhere.xlsx"
    ward.rename(real)
    ward.symlink_to(real)
    push(ward, [flag("a")])
    assert ward.is_symlink() and todo(real)[0]["id"] == "a"


FAULTS = [
    (errno.ENOSPC, "disk_full"),
    (errno.EROFS, "read_only"),
    (errno.EACCES, "read_only"),
    (errno.ENOENT, "gone"),
    (errno.EIO, "io_error"),
]


@pytest.mark.parametrize("number, reason", FAULTS)
@pytest.mark.parametrize("step", ["fsync", "replace", "mkstemp", "copyfile"])
def test_a_disk_that_refuses_leaves_everything_as_it_was(
    ward: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, reason: str
) -> None:
    owner: Any = {"fsync": os, "replace": Path, "mkstemp": tempfile, "copyfile": shutil}[step]

    def refuse(*_anything: Any, **_more: Any) -> None:
        raise OSError(number, os.strerror(number))

    before, wanted = ward.read_bytes(), marks(ward, [flag("a")])
    with monkeypatch.context() as patched:
        patched.setattr(owner, step, refuse)
        pushed = push_marks(ward, wanted, ward.parent.parent / "backups")
    assert (pushed.outcome, pushed.reason) == ("failed", reason)
    assert ward.read_bytes() == before and not leftovers(ward.parent)
    assert push(ward, [flag("a")]).outcome == "written"


def test_a_workbook_that_is_gone_is_a_failure_and_nothing_else(ward: Path) -> None:
    wanted = marks(ward, [flag("a")])
    ward.unlink()
    assert push_marks(ward, wanted, ward.parent.parent / "b").reason == "gone"


CHILD = """
import os, signal, sys
from pathlib import Path
from sync import safe_write
from tests.workbooks import flag, push

ward, kind, at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
seen = 0

def die_at(owner, name):
    real = getattr(owner, name)
    def step(*args, **kwargs):
        global seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    setattr(owner, name, step)

if kind == "step":
    for owner, name in (
        (os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "chmod"), (os, "fdopen"),
        (safe_write.shutil, "copyfile"), (safe_write, "back_up"), (safe_write.tempfile, "mkstemp"),
    ):
        die_at(owner, name)
if kind == "limit":
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (at, at))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
print("ready", flush=True)
pushed = push(ward, [flag("a"), flag("b", 3), flag("c", 4)])
print(pushed.outcome, pushed.reason)
"""


def child(ward: Path, kind: str, at: int) -> subprocess.Popen[str]:
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", CHILD, str(ward), kind, str(at)]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)


def assert_whole_and_healed(ward: Path, before: bytes, data: list[Sheet]) -> None:
    """After a killed run: the old or the new workbook, whole; the next run puts all right."""
    if ward.read_bytes() != before:
        assert [row["id"] for row in todo(ward)] == ["a", "b", "c"]
    assert data_of(ward) == data
    assert todo(ward)[0]["agreed"] == "x"
    assert push(ward, [flag("a"), flag("b", 3), flag("c", 4)]).outcome in ("written", "unchanged")
    assert [(r["id"], r["agreed"]) for r in todo(ward)] == [("a", "x"), ("b", None), ("c", None)]
    assert not leftovers(ward.parent) and not sidecar_path(ward, UNIT.name).exists()


@pytest.mark.parametrize("at", range(1, 14))
def test_killed_at_any_step_the_workbook_is_the_old_or_the_new_one(tmp_path: Path, at: int) -> None:
    ward = new_ward(tmp_path / "wards")
    (ward.parent / f"~${ward.name}").touch()
    push(ward, [flag("a"), flag("b", 3)])
    answer(sidecar_path(ward, UNIT.name), "a", agreed="x")
    (ward.parent / f"~${ward.name}").unlink()
    push(ward, [flag("a"), flag("b", 3)])
    before, data = ward.read_bytes(), data_of(ward)
    process = child(ward, "step", at)
    process.wait(60)
    assert process.returncode in (-signal.SIGKILL, 0)
    assert_whole_and_healed(ward, before, data)


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment_the_workbook_is_the_old_or_the_new_one(
    tmp_path: Path, seed: int
) -> None:
    ward = new_ward(tmp_path / "wards")
    push(ward, [flag("a"), flag("b", 3)])
    answer(ward, "a", agreed="x")
    before, data = ward.read_bytes(), data_of(ward)
    process = child(ward, "time", 0)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0, 0.15))
    process.kill()
    process.wait(60)
    assert_whole_and_healed(ward, before, data)


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no such limit here")
def test_a_full_disk_leaves_the_workbook_as_it_was(ward: Path) -> None:
    push(ward, [flag("a")])
    answer(ward, "a", agreed="x")
    before = ward.read_bytes()
    out, _ = child(ward, "limit", 4096).communicate(timeout=60)
    assert out.splitlines()[-1] == "failed disk_full"
    assert ward.read_bytes() == before and not leftovers(ward.parent)


def test_what_a_killed_run_left_behind_is_removed_by_the_next(ward: Path) -> None:
    (ward.parent / "~so-to-abc123.xlsx").write_bytes(b"half")
    push(ward, [])
    assert not leftovers(ward.parent)
