"""The register as last known: what checks go on with when Điều phối cannot be read."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from shapes import Unit
from store.store import Store

_NAME = "register"


def keep_units(store: Store, units: Sequence[Unit]) -> None:
    """Remembers the register's units."""
    store.keep_fact(_NAME, [asdict(unit) | {"deadline": _text(unit.deadline)} for unit in units])


def known_units(store: Store) -> tuple[Unit, ...] | None:
    """The units of the last register that could be read; None when there never was one."""
    known: list[dict[str, Any]] | None = store.fact(_NAME)
    return None if known is None else tuple(map(_unit, known))


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _unit(fields: dict[str, Any]) -> Unit:
    deadline = date.fromisoformat(fields["deadline"]) if fields["deadline"] else None
    lists = {name: tuple(fields[name]) for name in ("hamlet_names", "emails")}
    return Unit(
        **(
            fields
            | lists
            | {"deadline": deadline, "ref": "", "version": "", "problem": "", "detail": ""}
        )
    )
