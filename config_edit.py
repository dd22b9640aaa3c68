"""Writing one setting into a config file that people keep: every other line stays as it is."""

import os
import re
import shutil
import tomllib
from pathlib import Path

from config import ConfigError

_SECTION = re.compile(r"\s*\[\s*source\s*\]\s*(?:#.*)?")
_ANY_SECTION = re.compile(r"\s*\[")
_REGISTER = re.compile(r"""(\s*register\s*=\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*')(.*)""", re.DOTALL)


def set_register(path: Path, register: str) -> None:
    """Write `register` into the section [source], in one step, comments and line ends kept.

    Raises ConfigError, which says what to write by hand, when the file is not of that form or
    cannot be written.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        changed = _with_register(text, register)
        if _settings(changed) != _wanted(_settings(text), register):
            raise ValueError("not of the usual form")
        _replace(path, changed)
    except (OSError, ValueError) as why:
        raise ConfigError(
            f"Chưa ghi được vào tệp {path}. Mời ghi tay vào mục [source] dòng sau rồi chạy lại:\n"
            f'register = "{register}"'
        ) from why


def _with_register(text: str, register: str) -> str:
    lines = text.splitlines(keepends=True)
    found = (at for at, line in enumerate(lines) if _SECTION.fullmatch(line.strip("\ufeff\r\n")))
    start = next(found, -1)
    if start < 0:
        raise ValueError("no section [source]")
    rest = range(start + 1, len(lines))
    end = next((at for at in rest if _ANY_SECTION.match(lines[at])), len(lines))
    for at in range(start + 1, end):
        if line := _REGISTER.fullmatch(lines[at]):
            lines[at] = f'{line[1]}"{register}"{line[2]}'
            return "".join(lines)
    newline = "\r\n" if lines[start].endswith("\r\n") else "\n"
    lines[start] = lines[start].rstrip("\r\n") + newline
    lines.insert(start + 1, f'register = "{register}"{newline}')
    return "".join(lines)


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
