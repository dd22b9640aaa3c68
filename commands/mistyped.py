"""What Typer says of a command line that it cannot use, in Vietnamese, with the nearest right word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from typer import TyperException

from console import did_you_mean

_LISTED = re.compile(r"'([^']*)'")


def _not_one_of(typed: str, listed: str) -> str:
    known = _LISTED.findall(listed)
    return f"không có «{typed}».{did_you_mean(typed, known)} Chọn một trong: {', '.join(known)}."


_SENTENCES: Sequence[tuple[str, Callable[..., str]]] = (
    (r"'(.*)' is not one of (.*)\.", _not_one_of),
    (
        r"'(.*)' is not a valid int\.",
        lambda typed: f"«{typed}» không phải là số. Ghi số, ví dụ 12.",
    ),
    (r"Option '(.*)' requires an argument\.", lambda option: f"Sau {option} chưa ghi gì."),
    (r"Option '(.*)' does not take a value\.", lambda option: f"Sau {option} không ghi gì."),
    (
        r"Got unexpected extra argument\(s\) \((.*)\)",
        lambda words: (
            f'Thừa «{words}». Tên có dấu cách thì đặt trong dấu nháy, ví dụ "Phường Bến Thủy".'
        ),
    ),
    (r"Missing command\.", lambda: "Chưa ghi lệnh."),
)


def in_vietnamese(why: TyperException) -> str:
    """What was mistyped, what is meant perhaps, and where to read on."""
    ctx: Any = getattr(why, "ctx", None)
    if ctx and why.message == ctx.get_help():  # nothing was typed at all
        return why.message
    more = f" Xem cách ghi: {ctx.command_path} --help." if ctx else ""
    return f"{_what(why)}{more}"


def _what(why: Any) -> str:
    if hasattr(why, "possibilities"):  # no such option
        known = [name for one in why.ctx.command.get_params(why.ctx) for name in one.opts]
        return f"Không có tùy chọn {why.option_name}.{did_you_mean(why.option_name, known)}"
    if hasattr(why, "param_type"):  # something is missing
        return f"Chưa ghi {_name(why)}."
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, why.message):
            name = f"{_name(why)}: " if getattr(why, "param", None) else ""
            return f"{name}{sentence(*found.groups())}"
    return str(why.message)


def _name(why: Any) -> str:
    """The argument or option as the help writes it."""
    param = why.param
    return str(param.opts[0] if param.param_type_name == "option" else param.human_readable_name)
