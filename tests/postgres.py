"""A PostgreSQL server of the tests' own: a new cluster in a temporary directory, over a socket."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PROGRAMS = Path("/usr/lib/postgresql")
_OPTIONS = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c timezone=America/New_York"


def _bin() -> Path:
    """Where initdb is. Without it tests are skipped, but never in CI."""
    if found := sorted(_PROGRAMS.glob("*/bin/initdb")):
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    if os.environ.get("CI"):
        pytest.fail("PostgreSQL is not installed; .ci/run installs it")
    pytest.skip("PostgreSQL is not installed")


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running, empty database."""
    bin = _bin()
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as place:
        data = Path(place) / "data"
        data.mkdir()
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(place, "nobody")
            shutil.chown(data, "nobody")
        _run(
            bin / "initdb",
            "-D",
            data,
            "-U",
            "so_to",
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
            "--locale=C",
        )
        options = f"-k {place} {_OPTIONS}"
        _run(bin / "pg_ctl", "-D", data, "-o", options, "-l", f"{place}/log", "-w", "start")
        try:
            yield f"postgresql://so_to@/postgres?host={place}"
        finally:
            _run(bin / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _run(*words: str | Path) -> None:
    user = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*user, *map(str, words)], cwd="/", capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
