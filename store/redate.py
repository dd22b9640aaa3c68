"""What was written down under days that have not come: a clock had been ahead."""

from datetime import date, datetime

from sqlalchemy import Connection, Table, delete, select, update

from store.schema import (
    DAYS,
    EVENTS,
    FLAGS,
    HISTORY,
    OUTBOX,
    OUTBOX_FILES,
    REPAIRS,
    RUNS,
    SNAPSHOTS,
    WARDS,
)
from store.store import Store

Dated = tuple[tuple[Table, tuple[str, ...]], ...]
DAYS_OF: Dated = (
    (RUNS, ("as_of",)),
    (FLAGS, ("opened", "closed", "reopened", "refused")),
    (HISTORY, ("day",)),
    (WARDS, ("last_edit",)),
)
MOMENTS_OF: Dated = (
    (RUNS, ("started", "finished")),
    (SNAPSHOTS, ("at",)),
    (EVENTS, ("at",)),
    (REPAIRS, ("at",)),
    (OUTBOX, ("written", "next_try", "claimed")),
)


def redate(store: Store, now: datetime) -> int:
    """Brings every day and moment after `now` back to it, all or none; how many were.

    Decisions, answers, snapshots and what is open stay as they are. The figures of days that have
    not come go, as do the mails of those days: the true ones are still to be sent.
    """
    today = now.date()
    with store.engine.begin() as connection:
        mails = _drop_mails(connection, today.isoformat())
        figures = connection.execute(delete(DAYS).where(DAYS.c.day > today)).rowcount
        days = _bring_back(connection, DAYS_OF, today)
        moments = _bring_back(connection, MOMENTS_OF, now.replace(tzinfo=None))
        return mails + figures + days + moments


def _bring_back(connection: Connection, dated: Dated, latest: date) -> int:
    changes = [
        update(table).where(table.c[name] > latest).values({name: latest})
        for table, names in dated
        for name in names
    ]
    return sum(connection.execute(change).rowcount for change in changes)


def _drop_mails(connection: Connection, today: str) -> int:
    """Periods are days, or months of days: as text they stand in the order of time."""
    ahead = OUTBOX.c.period > today
    files = OUTBOX_FILES.c.mail.in_(select(OUTBOX.c.id).where(ahead))
    connection.execute(delete(OUTBOX_FILES).where(files))
    return connection.execute(delete(OUTBOX).where(ahead)).rowcount
