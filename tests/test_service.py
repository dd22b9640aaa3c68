"""The service files say what the program understands, and nothing that their readers do not."""

import codecs
import configparser
import re
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


# Microsoft's schema of tasks, as far as the file goes: the children that a type allows, for some
# of them in this order, and what may stand in a value.
ANY_ORDER = {
    "Task": "RegistrationInfo Triggers Settings Data Principals Actions",
    "RegistrationInfo": "URI SecurityDescriptor Source Date Author Version Description Documentation",
    "Repetition": "Interval Duration StopAtDurationEnd",
    "Principal": "UserId LogonType GroupId DisplayName RunLevel",
    "Settings": "MultipleInstancesPolicy DisallowStartIfOnBatteries StopIfGoingOnBatteries "
    "StartWhenAvailable ExecutionTimeLimit RestartOnFailure Enabled Priority",
    "RestartOnFailure": "Interval Count",
    "Exec": "Command Arguments WorkingDirectory",
}
BASE = "Enabled StartBoundary EndBoundary Repetition ExecutionTimeLimit"
IN_ORDER = {
    "Triggers": "BootTrigger TimeTrigger", "BootTrigger": f"{BASE} Delay",
    "TimeTrigger": f"{BASE} RandomDelay", "Principals": "Principal", "Actions": "Exec",
}  # fmt: skip
DURATION, TRUTH = r"PT\d+[HMS]", "true|false"
VALUES = {
    "Enabled": TRUTH, "StopAtDurationEnd": TRUTH, "DisallowStartIfOnBatteries": TRUTH,
    "StopIfGoingOnBatteries": TRUTH, "StartWhenAvailable": TRUTH, "Interval": r"PT[1-9]\d*M",
    "Delay": DURATION, "ExecutionTimeLimit": DURATION, "StartBoundary": r"\d{4}-\d\d-\d\dT[\d:]{8}",
    "LogonType": "Password", "RunLevel": "LeastPrivilege", "MultipleInstancesPolicy": "IgnoreNew",
    "Count": "[1-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5]", "Command": ".{1,260}",
    "WorkingDirectory": ".{1,260}", "Arguments": ".+", "Description": ".+", "URI": r"\\\w+",
}  # fmt: skip


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


def test_windows_finds_each_part_where_its_schema_has_it() -> None:
    for part in ElementTree.parse(TASK).iter():
        name, children = part.tag.rpartition("}")[2], [one.tag.rpartition("}")[2] for one in part]
        if not children:
            assert re.fullmatch(VALUES[name], part.text or ""), name
        elif name in IN_ORDER:
            assert children == [one for one in IN_ORDER[name].split() if one in children]
        else:
            assert len(children) == len(set(children)) and set(children) <= set(
                ANY_ORDER[name].split()
            )


def test_windows_can_import_the_bytes_as_they_are() -> None:
    """`schtasks` refuses UTF-8 that says so, and any other first line than this one."""
    content = TASK.read_bytes()
    assert content.startswith(codecs.BOM_UTF16_LE)
    first, *_rest = content.decode("utf-16").split("\r\n")
    assert first == '<?xml version="1.0" encoding="UTF-16"?>'
    root = ElementTree.parse(TASK).getroot()
    assert root.tag == f"{{{NAMES['t']}}}Task" and root.get("version") == "1.2"
    who, actions = root.find(".//t:Principal", NAMES), root.find("t:Actions", NAMES)
    assert who is not None and actions is not None and who.get("id") == actions.get("Context")


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
