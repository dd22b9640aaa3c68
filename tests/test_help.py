"""The help of every command: in Vietnamese, every option with its default, examples that can be typed."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from commands import app
from commands.completion import rule_codes
from commands.program import NAME, examples
from config import load_config
from shapes import Register, Unit
from store.register import keep_register
from store.store import Store
from tests.command_line import PROGRAM, TOP, commands, parse
from tests.folders import ROOT

COMMANDS = dict(commands())
every_command = pytest.mark.parametrize("name", COMMANDS)


@every_command
def test_two_or_three_examples_can_be_typed_as_they_stand(name: str) -> None:
    found = examples(COMMANDS[name].help)
    assert len(found) in (2, 3)
    for what, line in found:
        assert what.endswith(":") and line.startswith(f"{NAME} {name} ".rstrip()), line
        parse(shlex.split(line.removeprefix(NAME)))


def test_a_wrong_example_would_be_found() -> None:
    for wrong in (["run", "--dry"], ["check"], ["flags", "--status", "offen"]):
        with pytest.raises(typer.TyperException):
            parse(wrong)


@every_command
def test_every_option_is_explained_with_its_default(name: str) -> None:
    for param in COMMANDS[name].params:
        said = param.get_help_record(TOP)[1]
        assert param.help and len(param.help) > 8, param.name
        assert (
            "mặc định" in param.help
            or re.search(r"\[(default: |required)", said)
            or (param.name == "at")
        ), f"{param.name}: {said}"


@every_command
def test_help_is_vietnamese_and_fits_a_terminal(name: str) -> None:
    done = CliRunner().invoke(app, [*name.split(), "--help"], prog_name=NAME)
    assert done.exit_code == 0
    page = done.output.replace("--help", "")
    assert (
        re.search(r"\b(Usage|Options|Arguments|Commands|default|required|Show|str|path)\b", page)
        is None
    )
    page, _, typed = page.partition("\nVí dụ:\n")
    assert max(map(len, page.splitlines())) <= 80 and typed.count(NAME) >= 2


def test_every_command_stands_in_a_part_of_the_list() -> None:
    assert all(command.rich_help_panel for command in PROGRAM.commands.values())
    assert len(examples(PROGRAM.help)) == 3


# --- the Tab key --------------------------------------------------------------------------------


def tab(home: Path, *words: str) -> list[str]:
    """What bash offers after these words, through the script that people source."""
    script = (
        f"source '{ROOT}/service/so-to.bash'; COMP_WORDS=(so-to \"$@\"); COMP_CWORD=$#; _so_to; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script, "-", *words], cwd=home, capture_output=True, text=True, check=True
    )
    return done.stdout.split("\n")[:-1]


def test_tab_completes_commands_units_and_rules(tmp_path: Path) -> None:
    (tmp_path / "config.toml").touch()
    register = Register(
        units=(Unit("a", "Phường Bến Thủy", "ward"), Unit("b", "Xã Nghi Phú", "commune"))
    )
    with Store.opened(load_config(tmp_path / "config.toml").store_url) as store:
        keep_register(store, register)
    assert tab(tmp_path, "re") == ["redate", "report", "restore"]
    assert tab(tmp_path, "flags", "--unit", '"Phường B') == ["Phường Bến Thủy"]
    assert [code for code, _ in rule_codes("tv1")] == ["TV10", "TV11"]
