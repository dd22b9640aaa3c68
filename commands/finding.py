"""One line of `doctor`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from config import Config

State = Literal["ok", "look", "broken"]


@dataclass(frozen=True)
class Finding:
    """What was looked at, its state, what was found, and what to do unless it is ok."""

    name: str
    state: State
    found: str
    do: str = ""


Check = Callable[["Config"], Iterable[Finding]]
