"""The program and its help, in Vietnamese: what a command does, its options, and examples to type.

A command's docstring is its help; what stands under `Ví dụ:` are lines that say what for, each
followed by a line to type.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import cleandoc
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from console import did_you_mean
from shapes import UserError

NAME = "python jobs.py"
COMPLETE = "_SO_TO_COMPLETE"  # the variable by which a shell asks what may follow
BEGIN, DAILY, NOW_AND_THEN = "Bắt đầu", "Hằng ngày", "Khi cần"  # parts of the list of commands
_EXAMPLES = "Ví dụ:"
_WORDS = {"[default: ": "[mặc định: ", "[required]": "[bắt buộc]", "; required]": "; bắt buộc]"}
F = TypeVar("F", bound=Callable[..., Any])


class _Page:
    """The help of a command: mixed into Typer's own classes, whose words are English."""

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        """One line with everything that may be typed."""
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), "Cách dùng: "
        )

    def format_help_text(self: Any, _ctx: Any, formatter: Any) -> None:
        """What the command does, without the examples."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_about(self.help))

    def format_options(self: Any, ctx: Any, formatter: Any) -> None:
        """What is given to the command."""
        for kind, title in (("argument", "Ghi sau lệnh"), ("option", "Tùy chọn")):
            params = [one for one in self.get_params(ctx) if one.param_type_name == kind]
            if rows := [row for one in params if (row := one.get_help_record(ctx))]:
                with formatter.section(title):
                    formatter.write_dl([(name, _vietnamese(said)) for name, said in rows])

    def format_epilog(self: Any, _ctx: Any, formatter: Any) -> None:
        """The examples, each on a line of its own however wide the terminal is."""
        if lines := examples(self.help):
            with formatter.section(_EXAMPLES.rstrip(":")):
                for what, line in lines:
                    formatter.write(f"  {what}\n      {line}\n")

    def get_help_option(self: Any, ctx: Any) -> Any:
        """`--help`."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Xem hướng dẫn này."
        return option


class Command(_Page, TyperCommand):
    """One command."""


class Group(_Page, TyperGroup):
    """A command with commands of its own."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Options, then the commands in their parts, with the first sentence of each."""
        super().format_options(ctx, formatter)
        for part in (BEGIN, DAILY, NOW_AND_THEN, None):
            known: Any = self.commands
            commands = [one for one in known.items() if one[1].rich_help_panel == part]
            if commands:
                with formatter.section(part or "Lệnh"):
                    formatter.write_dl([(name, _first(one.help)) for name, one in commands])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant; raises UserError with the nearest one."""
        known = args[0] in self.commands or args[0].startswith("-")
        if not known and not ctx.resilient_parsing:
            near = did_you_mean(args[0], list(self.commands))
            raise UserError(
                f"Không có lệnh «{args[0]}».{near} Xem các lệnh: {ctx.command_path} --help."
            )
        return super().resolve_command(ctx, args)


class Program(typer.Typer):
    """Typer's program with pages like these."""

    def __init__(self, about: str) -> None:
        super().__init__(
            cls=Group, help=about, no_args_is_help=True, add_completion=False, rich_markup_mode=None,
            pretty_exceptions_enable=False, options_metavar="", subcommand_metavar="LỆNH …",
        )  # fmt: skip

    def command(
        self, name: str | None = None, *, rich_help_panel: str | None = None, **_: Any
    ) -> Callable[[F], F]:
        """Makes a function a command, listed in this part of the program's help."""
        return super().command(
            name, cls=Command, options_metavar="[TÙY CHỌN]", rich_help_panel=rich_help_panel
        )


def examples(text: str | None) -> Sequence[tuple[str, str]]:
    """The examples of a command's help: what for, and the line to type."""
    lines = [line.strip() for line in cleandoc(text or "").partition(_EXAMPLES)[2].splitlines()]
    said = [line for line in lines if line]
    return list(zip(said[::2], said[1::2], strict=True))


def _about(text: str | None) -> str:
    return cleandoc(text or "").partition(_EXAMPLES)[0].strip()


def _first(text: str | None) -> str:
    """The first sentence."""
    return " ".join(_about(text).split()).partition(". ")[0].rstrip(".") + "."


def _vietnamese(said: str) -> str:
    for english, word in _WORDS.items():
        said = said.replace(english, word)
    return said
