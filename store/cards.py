"""What is kept of each ward so that a pass may leave it alone: its figures and its phone numbers."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from shapes import records
from store.schema import CARDS, FACTS, PHONES
from store.store import Store

_DAYS = ("last_activity", "deadline")
_CHECKED = "checked"
_FEW = 500  # so many values fit into one question


def left_alone(store: Store, circumstances: Sequence[str]) -> frozenset[str] | None:
    """The wards that a pass under these circumstances has to check though they did not change; None
    when it has to check all: no pass under the same ones was carried through."""
    known = store.fact(_CHECKED)
    same = known is not None and known["circumstances"] == list(circumstances)
    return frozenset(known["again"]) if same else None


def note_checked(store: Store, circumstances: Sequence[str], again: Collection[str]) -> None:
    """Writes down that all wards were checked and marked under these circumstances; the wards
    `again` are not done yet."""
    store.keep_fact(_CHECKED, {"circumstances": list(circumstances), "again": sorted(again)})


def note_unfinished(store: Store) -> None:
    """Writes down that a pass has begun to change something: if it dies, the next checks all."""
    store.keep_fact(_CHECKED, None)


def cards(store: Store) -> pd.DataFrame:
    """The wards' figures as `keep_cards` got them, by code."""
    with store.engine.connect() as connection:
        known = {unit: figures for unit, figures in connection.execute(select(CARDS))}  # noqa: C416
    frame = pd.DataFrame(list(known.values()), index=pd.Index(known, dtype=object))
    return frame.assign(**{day: pd.to_datetime(frame[day]) for day in _DAYS if day in frame})


def keep_cards(store: Store, figures: pd.DataFrame, phones: pd.DataFrame) -> None:
    """Keeps these wards' `figures` (by code) and `phones` (unit, phone), all that they have."""
    units = list(figures.index)
    lines = [
        {"unit": unit, "figures": {name: _plain(value) for name, value in row.items()}}
        for unit, row in zip(units, records(figures), strict=True)
    ]
    numbers = records(phones[["unit", "phone"]].drop_duplicates())
    with store.engine.begin() as connection:
        for some in _in_parts(units):
            connection.execute(delete(CARDS).where(CARDS.c.unit.in_(some)))
            connection.execute(delete(PHONES).where(PHONES.c.unit.in_(some)))
        if lines:
            connection.execute(insert(CARDS), lines)
        if numbers:
            connection.execute(insert(PHONES), numbers)


def forget_cards(connection: Connection, unit: str) -> None:
    """Takes out what is kept of a ward; the next pass checks every ward and keeps it again."""
    connection.execute(delete(CARDS).where(CARDS.c.unit == unit))
    connection.execute(delete(PHONES).where(PHONES.c.unit == unit))
    connection.execute(delete(FACTS).where(FACTS.c.name == _CHECKED))


def sharing(store: Store, units: Collection[str], phones: Collection[int] = ()) -> frozenset[str]:
    """The wards that have one of these numbers, or one that these wards had when last checked."""
    wanted = set(map(int, phones))
    found: set[str] = set()
    with store.engine.connect() as connection:
        for some in _in_parts(sorted(units)):
            wanted |= set(connection.scalars(select(PHONES.c.phone).where(PHONES.c.unit.in_(some))))
        for numbers in _in_parts(sorted(wanted)):
            having = select(PHONES.c.unit).where(PHONES.c.phone.in_(numbers)).distinct()
            found |= set(connection.scalars(having))
    return frozenset(found)


def _in_parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + _FEW] for start in range(0, len(values), _FEW))


def _plain(value: Any) -> Any:
    """A figure as JSON takes it."""
    if value is None or value is pd.NaT:
        return None
    return value.isoformat() if isinstance(value, date) else value
