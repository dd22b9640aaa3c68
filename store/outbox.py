"""The outbox: a mail is written down before it is sent, and sent once whatever dies in between.

States: waiting → sending → sent | refused | uncertain; a person may drop one or have it tried
again. A process that dies while sending leaves "sending": nobody can know whether the mail left,
so it becomes uncertain and is shown to a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from email.utils import make_msgid
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from shapes import Attachment, Mail, Told
from store.schema import OUTBOX, OUTBOX_FILES
from store.store import Store

# Minutes until the next try, by how many there were; after the last one the mail is refused.
WAITS = (5, 15, 60, 180, 360, 720, 1440)

# No sending takes so long: time-outs are far below.
ABANDONED_AFTER = timedelta(hours=1)

# How long the words and files of a mail that left are kept; that it was sent is known for ever.
KEPT = timedelta(days=30)

KEY = ("kind", "about", "period", "to_email")
LISTED = ("id", "kind", "about", "period", "to_name", "to_email", "subject", "written", "state",
          "attempts", "next_try", "error")  # fmt: skip
_WORDS = (*KEY, "to_name", "subject", "text", "html")


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

    # --- writing -------------------------------------------------------------------------------

    def write(self, mails: Iterable[Mail], now: datetime, domain: str = "so-to.invalid") -> int:
        """Writes mails down, all or none, and returns how many are new: one of a kind, about the
        same and for the same period, goes to an address once."""
        wanted = list({_key(mail): mail for mail in reversed(list(mails))}.values())[::-1]
        try:
            return self._write(wanted, now, domain)
        except IntegrityError:  # another process has just written some of them: leave those out
            return self._write(wanted, now, domain)

    def _write(self, mails: Sequence[Mail], now: datetime, domain: str) -> int:
        with self.engine.begin() as connection:
            new = [mail for mail in mails if not _there(connection, mail)]
            for mail in new:
                _insert(connection, mail, now, make_msgid(domain=domain))
        return len(new)

    def has(self, kind: str, period: str, to_email: str, about: str = "") -> bool:
        """Whether this mail was already written down for this address."""
        same = Mail(kind, period, "", to_email, "", "", "", about)
        with self.engine.connect() as connection:
            return _there(connection, same)

    def last(self, kind: str, about: str = "", to_email: str = "") -> Told | None:
        """The last mail of this kind (to this address, where one is given); None before the first.

        Only for kinds whose period is a day.
        """
        same = (OUTBOX.c.kind == kind) & (OUTBOX.c.about == about)
        if to_email:
            same &= OUTBOX.c.to_email == to_email
        newest = select(OUTBOX.c.period, OUTBOX.c.told).where(same).order_by(OUTBOX.c.id.desc())
        with self.engine.connect() as connection:
            row = connection.execute(newest).first()
        return Told(date.fromisoformat(row[0]), frozenset(row[1])) if row else None

    # --- sending -------------------------------------------------------------------------------

    def claim(self, now: datetime) -> Due | None:
        """The next mail that is due, from now on this process's; None when there is none."""
        due = (OUTBOX.c.state == "waiting") & (OUTBOX.c.next_try <= now)
        with self.engine.connect() as connection:
            ids = list(connection.scalars(select(OUTBOX.c.id).where(due).order_by(OUTBOX.c.id)))
        return next((self._load(number) for number in ids if self._take(number, now)), None)

    def _take(self, number: int, now: datetime) -> bool:
        """Claims one mail unless another process was faster."""
        mine = (OUTBOX.c.id == number) & (OUTBOX.c.state == "waiting")
        taken = update(OUTBOX).where(mine)
        with self.engine.begin() as connection:
            claimed = taken.values(state="sending", attempts=OUTBOX.c.attempts + 1, claimed=now)
            return connection.execute(claimed).rowcount == 1

    def _load(self, number: int) -> Due:
        files = select(*(OUTBOX_FILES.c[field.name] for field in fields(Attachment)))
        with self.engine.connect() as connection:
            row = connection.execute(select(OUTBOX).where(OUTBOX.c.id == number)).mappings().one()
            found = connection.execute(
                files.where(OUTBOX_FILES.c.mail == number).order_by(OUTBOX_FILES.c.id)
            ).all()
        attached = tuple(Attachment(*file) for file in found)
        words = {name: row[name] for name in _WORDS}
        mail = Mail(**words, attachments=attached, told=tuple(row["told"]))
        return Due(row["id"], mail, row["message_id"], row["written"])

    def settle(self, due: Due, state: str, error: str = "") -> None:
        """Writes down what became of a claimed mail: sent, refused or uncertain."""
        self._set(OUTBOX.c.id == due.id, state=state, error=error)

    def retry(self, due: Due, now: datetime, error: str) -> None:
        """Puts a claimed mail back for a later try; after the last one it is refused."""
        with self.engine.connect() as connection:
            tried = connection.scalar(select(OUTBOX.c.attempts).where(OUTBOX.c.id == due.id)) or 1
        if tried > len(WAITS):
            self.settle(due, "refused", error)
            return
        later = now + timedelta(minutes=WAITS[tried - 1])
        self._set(OUTBOX.c.id == due.id, state="waiting", error=error, next_try=later)

    def give_up_abandoned(self, now: datetime) -> int:
        """Marks as uncertain what was claimed over an hour ago: its process died; returns how many."""
        dead = (OUTBOX.c.state == "sending") & (OUTBOX.c.claimed < now - ABANDONED_AFTER)
        return self._set(dead, state="uncertain", error="Hệ thống dừng trong khi gửi.")

    # --- looking after -------------------------------------------------------------------------

    def listing(self) -> pd.DataFrame:
        """All mails, one row each, the oldest first; the columns are LISTED."""
        wanted = select(*(OUTBOX.c[name] for name in LISTED)).order_by(OUTBOX.c.id)
        with self.engine.connect() as connection:
            rows = connection.execute(wanted)
            return pd.DataFrame([tuple(row) for row in rows], columns=list(LISTED))

    def refused(self) -> dict[str, str]:
        """Addresses (in small letters) to which the last mail that is settled was refused, with
        the day and the reason."""
        mails = self.listing()
        mails = mails[mails["state"].isin(["sent", "refused", "dropped"])]
        last = mails.assign(to=mails["to_email"].str.lower()).drop_duplicates("to", keep="last")
        last = last[last["state"] == "refused"]
        said = [
            f"{day:%d/%m/%Y}, {why}"
            for day, why in zip(last["written"], last["error"], strict=True)
        ]
        return dict(zip(last["to"], said, strict=True))

    def send_again(self, number: int, now: datetime) -> bool:
        """Lets a mail that a person has looked at go out with the next sending, with tries as if
        new; False where it is not one that was held up, refused, uncertain or dropped, or where
        its words are forgotten."""
        held = OUTBOX.c.state.in_(("waiting", "refused", "uncertain", "dropped"))
        again = {"state": "waiting", "next_try": now, "attempts": 0, "error": ""}
        whole = held & (OUTBOX.c.html != "")
        return self._set((OUTBOX.c.id == number) & whole, **again) == 1

    def drop(self, number: int) -> bool:
        """Takes a mail out of sending for good; False where it has left or is leaving."""
        held = OUTBOX.c.state.in_(("waiting", "refused", "uncertain"))
        return self._set((OUTBOX.c.id == number) & held, state="dropped") == 1

    def shorten(self, now: datetime) -> int:
        """Forgets the words and files of mails settled over thirty days ago; returns how many."""
        settled = OUTBOX.c.state.in_(("sent", "refused", "uncertain", "dropped"))
        old = settled & (OUTBOX.c.written < now - KEPT) & (OUTBOX.c.html != "")
        with self.engine.begin() as connection:
            of_old = OUTBOX_FILES.c.mail.in_(select(OUTBOX.c.id).where(old))
            connection.execute(delete(OUTBOX_FILES).where(of_old))
            return connection.execute(update(OUTBOX).where(old).values(text="", html="")).rowcount

    def _set(self, which: ColumnElement[bool], **values: Any) -> int:
        with self.engine.begin() as connection:
            return connection.execute(update(OUTBOX).where(which).values(**values)).rowcount


def _key(mail: Mail) -> tuple[str, ...]:
    return tuple(getattr(mail, name) for name in KEY)


def _there(connection: Connection, mail: Mail) -> bool:
    same = [OUTBOX.c[name] == value for name, value in zip(KEY, _key(mail), strict=True)]
    return connection.execute(select(OUTBOX.c.id).where(*same)).first() is not None


def _insert(connection: Connection, mail: Mail, now: datetime, message_id: str) -> None:
    words: dict[str, Any] = {name: getattr(mail, name) for name in _WORDS}
    words |= {"told": list(mail.told), "message_id": message_id, "state": "waiting"}
    made = connection.execute(insert(OUTBOX).values(**words, written=now, next_try=now))
    number = made.inserted_primary_key[0]  # type: ignore[index]
    files = [{"mail": number} | vars(file) for file in mail.attachments]
    if files:
        connection.execute(insert(OUTBOX_FILES), files)
