"""The register as last known: what checks go on with when Điều phối cannot be read."""

from dataclasses import asdict
from datetime import date
from typing import Any

from shapes import Recipient, Register, Unit
from store.store import Store

_UNITS, _RECIPIENTS = "register", "recipients"


def keep_register(store: Store, register: Register) -> None:
    """Remembers the register's units and who gets mail."""
    units = [asdict(unit) | {"deadline": _text(unit.deadline)} for unit in register.units]
    store.keep_fact(_UNITS, units)
    if register.recipients:
        store.keep_fact(_RECIPIENTS, [asdict(person) for person in register.recipients])


def known_units(store: Store) -> tuple[Unit, ...] | None:
    """The units of the last register that could be read; None when there never was one."""
    known: list[dict[str, Any]] | None = store.fact(_UNITS)
    return None if known is None else tuple(map(_unit, known))


def known_recipients(store: Store) -> tuple[Recipient, ...]:
    """Who got mail when the register could last be read."""
    return tuple(Recipient(**person) for person in store.fact(_RECIPIENTS) or ())


def technicians(store: Store) -> list[Recipient]:
    """Whom to tell what is amiss, as last read."""
    return [one for one in known_recipients(store) if one.role == "technician" and one.email]


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _unit(fields: dict[str, Any]) -> Unit:
    deadline = date.fromisoformat(fields["deadline"]) if fields["deadline"] else None
    lists = {name: tuple(fields[name]) for name in ("hamlet_names", "emails")}
    of_then = {"version": "", "problem": "", "detail": ""}
    return Unit(**(fields | lists | of_then | {"deadline": deadline}))
