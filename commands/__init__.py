"""The command line: what a person types, and what they are told; a module for each command."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

import typer

from commands.common import app
from shapes import UserError

COMMANDS = (
    "backup",
    "check",
    "decision",
    "demo",
    "doctor",
    "flags",
    "forget",
    "init",
    "outbox",
    "provision",
    "report",
    "restore",
    "rules",
    "run",
    "serve",
    "status",
    "template",
)


def command_line(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with these commands."""
    for name in names:
        import_module(f"commands.{name}")
    return app


def main() -> NoReturn:
    """The program: no traceback for anything a person can cause."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # Windows' consoles have others
    # Only the command that is asked for; all of them for help, and after a slip of the pen.
    asked = [name for name in sys.argv[1:2] if name in COMMANDS]
    try:
        command_line(asked or COMMANDS)()
    except UserError as why:
        typer.echo(str(why), err=True)
    except OSError as why:
        place = f" «{why.filename}»" if why.filename else ""
        typer.echo(
            f"Không đọc hoặc ghi được{place}: {why.strerror}. Kiểm tra quyền ghi và dung lượng đĩa rồi chạy lại.",
            err=True,
        )
    sys.exit(2)
