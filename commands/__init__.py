"""The command line: what a person types, and what they are told; a module for each command."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import NoReturn

import typer

from commands import (
    backup,
    check,
    decision,
    demo,
    doctor,
    flags,
    forget,
    init,
    outbox,
    provision,
    redate,
    report,
    restore,
    rules,
    run,
    serve,
    status,
    template,
)
from commands.common import app
from shapes import UserError

__all__ = [
    "app",
    "backup",
    "check",
    "decision",
    "demo",
    "doctor",
    "flags",
    "forget",
    "init",
    "main",
    "outbox",
    "provision",
    "redate",
    "report",
    "restore",
    "rules",
    "run",
    "serve",
    "status",
    "template",
]


def main() -> NoReturn:
    """The program: no traceback for anything a person can cause."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # Windows' consoles have others
    try:
        app()
    except UserError as why:
        typer.echo(str(why), err=True)
    except OSError as why:
        place = f" «{why.filename}»" if why.filename else ""
        typer.echo(
            f"Không đọc hoặc ghi được{place}: {why.strerror}. Kiểm tra quyền ghi và dung lượng đĩa rồi chạy lại.",
            err=True,
        )
    sys.exit(2)
