"""The command line: what a person types, and what they are told; a module for each command."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import NoReturn

import typer
from typer._completion_classes import completion_init

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
from commands.mistyped import in_vietnamese
from commands.program import COMPLETE, NAME
from console import system_says
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
    if COMPLETE in os.environ:  # asked by a shell: see service/so-to.bash
        # Typer's own options would do this too, but their installer knows nothing of `python
        # jobs.py` and lifts PowerShell's protection against foreign scripts.
        completion_init()
    said, code = "", 2
    try:
        code = app(prog_name=NAME, complete_var=COMPLETE, standalone_mode=False) or 0
    except UserError as why:
        said = str(why)
    except typer.TyperException as why:
        said = in_vietnamese(why)
    except typer.Abort:
        said, code = "Đã thôi.", 1
    except OSError as why:
        place = f" «{why.filename}»" if why.filename else ""
        said = f"Không đọc hoặc ghi được{place}: {system_says(why)}"
    if said:
        typer.echo(said, err=True)
    sys.exit(code)
