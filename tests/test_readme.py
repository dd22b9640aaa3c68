"""The README's commands, word by word, as somebody follows them for the first time."""

import re
import shlex
import shutil
from pathlib import Path

from tests.folders import ROOT, program

README = (ROOT / "README.md").read_text(encoding="utf-8")
STEPS = README.partition("## From the demo to real use")[2].partition("\n## ")[0]


def test_ten_steps_work_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "units.example.csv", tmp_path / "docs")
    commands = re.findall(r"^ +python jobs\.py (.+)$", STEPS, re.MULTILINE)
    assert [shlex.split(one)[0] for one in commands] == [
        "init", "doctor", "check", "run", "report", "status", "backup",
    ]  # fmt: skip
    for command in commands:
        done = program(*shlex.split(command), cwd=tmp_path)
        assert "Traceback" not in done.stderr
        found_something = command.startswith("check") and done.returncode == 1
        assert done.returncode == 0 or found_something, (command, done.stdout, done.stderr)
    assert (tmp_path / "so-to-backup.db").exists()
    assert (tmp_path / "bang-tinh" / "Xã Nghi Phú.xlsx").exists()
