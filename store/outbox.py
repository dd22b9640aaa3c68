"""The outbox: a mail is written down before it is sent, and sent once whatever dies in between.

States: waiting → sending → sent | refused | uncertain. A process that dies while sending leaves
"sending": nobody can know whether the mail left, so it becomes uncertain and is shown to a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid

import pandas as pd
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from shapes import Mail
from store.schema import OUTBOX
from store.store import Store

# Minutes until the next try, by how many there were; after the last one the mail is refused.
WAITS = (5, 15, 60, 180, 360, 720, 1440)

# No sending takes so long: time-outs are far below.
ABANDONED_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Due:
    """One mail to send now, already claimed by this process."""

    id: int
    mail: Mail
    message_id: str
    written: datetime


class Outbox:
    """The mails of one store."""

    def __init__(self, store: Store) -> None:
        self.engine = store.engine

    def write(self, mails: Iterable[Mail], now: datetime, domain: str = "so-to.invalid") -> int:
        """Writes mails down and returns how many are new: one kind, period and address goes once."""
        return sum(self._write_one(mail, now, domain) for mail in mails)

    def _write_one(self, mail: Mail, now: datetime, domain: str) -> bool:
        row: dict[str, object] = {
            "kind": mail.kind, "period": mail.period, "to_name": mail.to_name, "to_email": mail.to_email,
            "subject": mail.subject, "text": mail.text, "html": mail.html,
            "message_id": make_msgid(domain=domain), "written": now, "next_try": now, "state": "waiting",
        }  # fmt: skip
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(OUTBOX).values(row))
        except IntegrityError:
            return False
        return True

    def has(self, kind: str, period: str, to_email: str) -> bool:
        """Whether this mail was already written down for this address."""
        same = (
            (OUTBOX.c.kind == kind) & (OUTBOX.c.period == period) & (OUTBOX.c.to_email == to_email)
        )
        with self.engine.connect() as connection:
            return connection.execute(select(OUTBOX.c.id).where(same)).first() is not None

    def claim(self, now: datetime) -> Due | None:
        """The next mail that is due, from now on this process's; None when there is none."""
        due = (
            select(OUTBOX)
            .where((OUTBOX.c.state == "waiting") & (OUTBOX.c.next_try <= now))
            .order_by(OUTBOX.c.id)
        )
        with self.engine.connect() as connection:
            rows = connection.execute(due).mappings().all()
        for row in rows:
            mine = (OUTBOX.c.id == row["id"]) & (OUTBOX.c.state == "waiting")
            with self.engine.begin() as connection:
                taken = connection.execute(
                    update(OUTBOX)
                    .where(mine)
                    .values(state="sending", attempts=row["attempts"] + 1, claimed=now)
                )
            if taken.rowcount == 1:
                fields = ("kind", "period", "to_name", "to_email", "subject", "text", "html")
                return Due(
                    row["id"],
                    Mail(**{f: row[f] for f in fields}),
                    row["message_id"],
                    row["written"],
                )
        return None

    def settle(self, due: Due, state: str, error: str = "") -> None:
        """Writes down what became of a claimed mail: sent, refused or uncertain."""
        with self.engine.begin() as connection:
            connection.execute(
                update(OUTBOX).where(OUTBOX.c.id == due.id).values(state=state, error=error)
            )

    def retry(self, due: Due, now: datetime, error: str) -> None:
        """Puts a claimed mail back for a later try; after the last one it is refused."""
        with self.engine.begin() as connection:
            tried = connection.scalar(select(OUTBOX.c.attempts).where(OUTBOX.c.id == due.id)) or 1
            if tried > len(WAITS):
                values: dict[str, object] = {"state": "refused", "error": error}
            else:
                values = {
                    "state": "waiting",
                    "error": error,
                    "next_try": now + timedelta(minutes=WAITS[tried - 1]),
                }
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == due.id).values(**values))

    def give_up_abandoned(self, now: datetime) -> int:
        """Marks as uncertain what was claimed over an hour ago: its process died; returns how many."""
        dead = (OUTBOX.c.state == "sending") & (OUTBOX.c.claimed < now - ABANDONED_AFTER)
        with self.engine.begin() as connection:
            return connection.execute(update(OUTBOX).where(dead).values(state="uncertain")).rowcount

    def listing(self) -> pd.DataFrame:
        """All mails: id, kind, period, to_email, subject, state, attempts, error."""
        names = ("id", "kind", "period", "to_email", "subject", "state", "attempts", "error")
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(*(OUTBOX.c[name] for name in names)).order_by(OUTBOX.c.id)
            )
            return pd.DataFrame([tuple(row) for row in rows], columns=list(names))
