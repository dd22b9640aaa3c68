"""The server's own present, which tests can move."""

import threading
import time
from datetime import UTC, datetime, timedelta, tzinfo


class Clock:
    """The real time plus what it was moved by; `freeze` stops it."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._frozen: float | None = None
        self._lock = threading.Lock()

    def time(self) -> float:
        """Seconds since 1970."""
        return (time.time() if self._frozen is None else self._frozen) + self._ahead

    def now(self, zone: tzinfo = UTC) -> datetime:
        """The present in a time zone."""
        return datetime.fromtimestamp(self.time(), zone)

    def advance(self, seconds: float) -> None:
        """Moves the present on."""
        with self._lock:
            self._ahead += seconds

    def freeze(self, at: datetime | None = None) -> None:
        """Stops at a moment (now, if none is given) until moved or frozen elsewhere."""
        with self._lock:
            self._frozen = time.time() if at is None else at.timestamp()
            self._ahead = 0.0


def rfc3339(moment: datetime) -> str:
    """`2023-08-17T10:53:09.391Z`."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def parse_rfc3339(text: str) -> datetime:
    """The moment that such a text names; without a zone it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def just_after(moment: datetime, now: datetime) -> datetime:
    """Now, or a millisecond after the moment if that is not later: edits never share a time."""
    return max(now, moment + timedelta(milliseconds=1))
