"""The register as last known: what checks go on with when Điều phối cannot be read."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from shapes import Recipient, Unit
from store.store import Store

_NAME = "register"
_TECHNICIANS = "technicians"


def keep_units(store: Store, units: Sequence[Unit]) -> None:
    """Remembers the register's units."""
    store.keep_fact(_NAME, [asdict(unit) | {"deadline": _text(unit.deadline)} for unit in units])


def known_units(store: Store) -> tuple[Unit, ...] | None:
    """The units of the last register that could be read; None when there never was one."""
    known: list[dict[str, Any]] | None = store.fact(_NAME)
    return None if known is None else tuple(map(_unit, known))


def keep_technicians(store: Store, recipients: Sequence[Recipient]) -> None:
    """Remembers whom to tell when the register itself cannot be read."""
    people = [[one.name, one.email] for one in recipients if one.role == "technician" and one.email]
    store.keep_fact(_TECHNICIANS, people)


def technicians(store: Store) -> list[tuple[str, str]]:
    """Names and addresses of the technicians, as last read."""
    return [(name, email) for name, email in store.fact(_TECHNICIANS) or ()]


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
