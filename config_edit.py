"""Writing settings into a config file that people keep: every other line stays as it is."""

import json
import os
import re
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

from config import ConfigError

_SECTION = re.compile(r"\s*\[\s*(\w+)\s*\]\s*(?:#.*)?")
_SETTING = re.compile(r"""(\s*(\w+)\s*=\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w.]+)(.*)""", re.DOTALL)
Answers = Mapping[tuple[str, str], str | int]  # by section and name


def set_register(path: Path, register: str) -> None:
    """Write `register` into the section [source], in one step, comments and line ends kept.

    Raises ConfigError, which says what to write by hand, when the file is not of that form or
    cannot be written.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        changed = with_settings(text, {("source", "register"): register})
        if _settings(changed) != _wanted(_settings(text), register):
            raise ValueError("not of the usual form")
        _replace(path, changed)
    except (OSError, ValueError) as why:
        raise ConfigError(
            f"Chưa ghi được vào tệp {path}. Mời ghi tay vào mục [source] dòng sau rồi chạy lại:\n"
            f'register = "{register}"'
        ) from why


def with_settings(text: str, answers: Answers) -> str:
    """The config with these values, comments and line ends kept; a setting without a line of its
    own gets one at the head of its section. Raises ValueError where there is no such section."""
    lines = text.splitlines(keepends=True)
    rest, section, heads = dict(answers), "", {}
    for at, line in enumerate(lines):
        if head := _SECTION.fullmatch(line.strip("\ufeff\r\n")):
            section = head[1]
            heads[section] = at
        elif (known := _SETTING.fullmatch(line)) and (section, known[2]) in rest:
            lines[at] = f"{known[1]}{_toml(rest.pop((section, known[2])))}{known[3]}"
    for (section, name), value in rest.items():
        if section not in heads:
            raise ValueError(f"no section [{section}]")
        title = lines[heads[section]]
        newline = "\r\n" if title.endswith("\r\n") else "\n"
        lines[heads[section]] = f"{title.rstrip()}{newline}{name} = {_toml(value)}{newline}"
    return "".join(lines)


def _toml(value: str | int) -> str:
    """A basic string of TOML, which is one of JSON, or a number."""
    return json.dumps(value, ensure_ascii=False)


def _settings(text: str) -> dict[str, object]:
    return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))


def _wanted(settings: dict[str, object], register: str) -> dict[str, object]:
    source = settings.get("source")
    return settings | {
        "source": (source if isinstance(source, dict) else {}) | {"register": register}
    }


def _replace(path: Path, text: str) -> None:
    target = path.resolve()  # a link stays a link
    temporary = target.with_name(f".{target.name}.tmp")
    try:
        temporary.touch(mode=0o600)  # the config may hold a password
        with temporary.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
