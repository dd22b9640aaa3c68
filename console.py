"""Talking to the person at the terminal: hints, progress."""

import difflib
import sys
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def did_you_mean(text: str, known: Sequence[str]) -> str:
    """' Có phải là «…»?' with the nearest known word, '' when none is near."""
    near = difflib.get_close_matches(text, known, n=1)
    return f" Có phải là «{near[0]}»?" if near else ""


def progress(items: Iterable[T], total: int, what: str) -> Iterable[T]:
    """The items, with a progress bar while they come when somebody watches."""
    if not sys.stderr.isatty() or total < 3:
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, what, total, console=Console(stderr=True), transient=True)
