"""The register of mistakes: each changes a right ward and says which flags must follow, if any."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from tests.seeded.measure import Flag
from tests.seeded.ward import Team, Ward

Scope = Literal["hamlet", "top", "ward", "alone"]
Flags = list[Flag] | None
Make = Callable[[Ward, Team, Any], Flags]


@dataclass(frozen=True)
class Mistake:
    """`scope`: the part of a ward that no other mistake may touch. `blind`: leaves a row whose team,
    role or name is not known; `absence`: expects a rule of absence to speak. `make` returns None,
    having changed nothing, where it cannot be made in that ward."""

    name: str
    rule: str
    scope: Scope
    make: Callable[[Ward, Team], Flags]
    blind: bool = False
    absence: bool = False


MISTAKES: list[Mistake] = []


def mistake(
    rule: str, scope: Scope = "hamlet", ways: Iterable[Any] = (None,), blind: bool = False, absence: bool = False
) -> Callable[[Make], Make]:  # fmt: skip
    """Put a function into the register once per way."""

    def put(make: Make) -> Make:
        for way in ways:
            name = f"{rule} {make.__name__}" + ("" if way is None else f" {way}")
            bound = _bind(make, way)
            MISTAKES.append(Mistake(name, rule, scope, bound, blind, absence))
        return make

    return put


def _bind(make: Make, way: Any) -> Callable[[Ward, Team], Flags]:
    return lambda ward, team: make(ward, team, way)
