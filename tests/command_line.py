"""The real command line, as far as it can be read without carrying anything out."""

from collections.abc import Iterator, Sequence
from typing import Any

import typer

from commands import app
from commands.program import NAME

PROGRAM: Any = typer.main.get_command(app)
TOP: Any = PROGRAM.context_class(PROGRAM, info_name=NAME)


def commands(group: Any = PROGRAM, words: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it."""
    for name, command in group.commands.items():
        yield " ".join((*words, name)), command
        yield from commands(command, (*words, name)) if hasattr(command, "commands") else ()


def parse(words: Sequence[str]) -> None:
    """The words as far as the command itself; raises for a command, option or choice that is not."""
    command, parent, rest = PROGRAM, TOP, list(words)
    while hasattr(command, "commands"):
        name, command, rest = command.resolve_command(parent, rest)
        if rest == ["--help"]:
            return
        parent = command.make_context(name, rest, parent)
