"""What the store says of itself: for the schedule, `status` and `doctor`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Select, func, select, text

from store.schema import FLAGS, OUTBOX, RUNS
from store.store import Store

RUN_COLUMNS = ("as_of", "started", "finished", "outcome", "detail")


def last_runs(store: Store, count: int) -> pd.DataFrame:
    """The latest runs, newest first: as_of, started, finished, outcome, detail.

    outcome: running, done, failed or interrupted (its process died).
    """
    newest = select(*(RUNS.c[name] for name in RUN_COLUMNS)).order_by(RUNS.c.id.desc())
    with store.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(newest.limit(count))]
    return pd.DataFrame(rows, columns=list(RUN_COLUMNS), dtype=object)


def last_start(store: Store) -> datetime | None:
    """When the latest run began, by the city's clock; None before the first."""
    newest = select(RUNS.c.started).order_by(RUNS.c.id.desc()).limit(1)
    with store.engine.connect() as connection:
        began: datetime | None = connection.scalar(newest)
    return began


def keep_spent(store: Store, accounts: Sequence[Mapping[str, Any]]) -> None:
    """Remembers what a run cost of Google's quotas: account, calls and busiest minute of each."""
    store.keep_fact("google calls", list(accounts))


def spent(store: Store) -> list[dict[str, Any]]:
    """What `keep_spent` was given by the last run; nothing before the first."""
    return store.fact("google calls") or []


def mail_is_due(store: Store, now: datetime) -> bool:
    """Whether a mail waits whose next try has come."""
    due = (OUTBOX.c.state == "waiting") & (OUTBOX.c.next_try <= now)
    with store.engine.connect() as connection:
        return connection.execute(select(OUTBOX.c.id).where(due).limit(1)).first() is not None


def mails_by_state(store: Store) -> dict[str, int]:
    """How many mails are waiting, sending, sent, refused, uncertain."""
    return _counts(store, select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state))


def open_flags_by_severity(store: Store) -> dict[str, int]:
    """How many flags are open and not let be, by severity."""
    counted = FLAGS.c.closed.is_(None) & (FLAGS.c.status != "excepted")
    chosen = select(FLAGS.c.severity, func.count()).where(counted).group_by(FLAGS.c.severity)
    return _counts(store, chosen)


def damage(store: Store) -> str:
    """What SQLite finds wrong with its file, "" when nothing; PostgreSQL looks after itself."""
    if store.engine.dialect.name != "sqlite":
        return ""
    with store.engine.connect() as connection:
        found = str(connection.scalar(text("PRAGMA quick_check(1)")))
    return "" if found == "ok" else found


def _counts(store: Store, chosen: Select[str, int]) -> dict[str, int]:
    with store.engine.connect() as connection:
        return {name: count for name, count in connection.execute(chosen)}  # noqa: C416
