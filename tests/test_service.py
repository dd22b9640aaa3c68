"""The service files say what the program understands, and nothing that their readers do not."""

import configparser
import shlex
import shutil
import subprocess
from pathlib import Path, PureWindowsPath
from xml.etree import ElementTree

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from commands import app
from tests.folders import ROOT

UNIT, TASK = ROOT / "service" / "so-to.service", ROOT / "service" / "so-to-task.xml"
NAMES = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


def unit() -> configparser.ConfigParser:
    known = configparser.ConfigParser(interpolation=None, strict=False)
    known.optionxform = str  # type: ignore[assignment, method-assign]
    known.read(UNIT, encoding="utf-8")
    return known


def task(name: str) -> str:
    found = ElementTree.parse(TASK).find(f".//t:Exec/t:{name}", NAMES)
    assert found is not None and found.text
    return found.text


def is_understood(words: list[str]) -> None:
    """Whether these words after `python` are the program, a command and options of it."""
    program, command, *options = words
    assert (ROOT / program).is_file()
    assert command == "serve"
    done = CliRunner().invoke(app, [command, *options, "--help"])
    assert done.exit_code == 0
    known = {name for one in get_command(app).commands[command].params for name in one.opts}  # type: ignore[attr-defined]
    assert {word for word in options if word.startswith("--")} <= known


def test_systemd_starts_the_real_command() -> None:
    python, *words = shlex.split(unit()["Service"]["ExecStart"])
    assert Path(python).is_relative_to(unit()["Service"]["WorkingDirectory"])
    is_understood(words)


def test_windows_starts_the_real_command() -> None:
    python, folder = PureWindowsPath(task("Command")), task("WorkingDirectory")
    assert python.is_relative_to(folder) and python.name == "python.exe"
    is_understood(task("Arguments").replace("\\", "/").split())


def test_systemd_waits_longer_than_a_pass_may_take_to_end() -> None:
    from commands.serve import GRACE

    assert int(unit()["Service"]["TimeoutStopSec"]) > GRACE + 10


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8").replace("/opt/so-to/.venv/bin/python", "/bin/true")
    (tmp_path / "so-to.service").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "so-to.service"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    own = [line for line in done.stderr.splitlines() if "so-to.service" in line]
    assert own == []


def test_the_guide_names_both_files_and_every_path_in_them() -> None:
    guide = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
    for said in (
        UNIT.name,
        TASK.name,
        unit()["Service"]["WorkingDirectory"],
        task("WorkingDirectory"),
    ):
        assert said in guide
