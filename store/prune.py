"""Old values go after a while; counts, flags without their values and decisions stay."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise

from sqlalchemy import Connection, delete, select, update

from store.schema import EVENTS, FLAGS, REPAIRS
from store.snapshots import Snapshot, drop_snapshots, snapshots
from store.store import Store

_QUOTED = re.compile(r"«[^»]+»")
_HIDDEN = "«…»"


def forget_old_values(store: Store, before: datetime) -> None:
    """Takes away what wards' cells held before that moment and hold no more.

    Snapshots that were followed by another one before then, the old values of repairs, the values
    in flags closed before that day, and what lines of `Nhật ký` quote.
    """
    old = [one.id for one in _followed_before(snapshots(store), before)]
    with store.engine.begin() as connection:
        if old:
            drop_snapshots(connection, old)
        connection.execute(delete(REPAIRS).where(REPAIRS.c.at < before))
        _blank_flags(connection, before)
        _hide_quotes(connection, before)


def _followed_before(known: Sequence[Snapshot], before: datetime) -> Iterator[Snapshot]:
    """Snapshots that had been followed by another one of the same ward at that moment."""
    for _, of_ward in groupby(sorted(known, key=lambda s: (s.unit, s.id)), lambda s: s.unit):
        row = list(of_ward)
        for one, following in pairwise(row):
            if _is_before(following.at, before):
                yield one


def _is_before(at: datetime, moment: datetime) -> bool:
    """SQLite gives moments back without their zone: the one they were written in."""
    return at < (moment if at.tzinfo else moment.replace(tzinfo=None))


def _blank_flags(connection: Connection, before: datetime) -> None:
    """Takes the values out of flags closed before that day; which flags there were stays."""
    said = select(FLAGS.c.id, FLAGS.c.value, FLAGS.c.params).where(FLAGS.c.closed < before.date())
    for flag, value, params in connection.execute(said).all():
        if value or params:
            blank = {"value": "", "suggestion": "", "params": {}}
            connection.execute(update(FLAGS).where(FLAGS.c.id == flag).values(blank))


def _hide_quotes(connection: Connection, before: datetime) -> None:
    quoting = select(EVENTS.c.id, EVENTS.c.detail).where(
        (EVENTS.c.at < before) & EVENTS.c.detail.contains("«")
    )
    for number, detail in connection.execute(quoting).all():
        hidden = _QUOTED.sub(_HIDDEN, detail)
        if hidden != detail:
            connection.execute(update(EVENTS).where(EVENTS.c.id == number).values(detail=hidden))
