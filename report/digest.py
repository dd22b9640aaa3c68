"""What a ward should hear now, told from its flags and from what its last mail said: no words yet."""

import hashlib
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd

from rules.policy import Policy
from shapes import Told, records

Occasion = Literal["welcome", "news", "reminder", "thanks"]


@dataclass(frozen=True, eq=False)
class WardDigest:
    """What one ward is told, and why now.

    to_do: its open flags that wait for the ward, in the order given, with `fresh` (not told yet)
    and `late` (overdue). decided: flags that the city decided on since the last mail. `waiting`
    flags have the ward's answer and wait for the city. told: the keys of all this.
    """

    occasion: Occasion
    to_do: pd.DataFrame
    decided: pd.DataFrame
    waiting: int
    told: tuple[str, ...]

    @property
    def fresh(self) -> int:
        """How many flags are new to the ward."""
        return int(self.to_do["fresh"].sum())

    @property
    def late(self) -> int:
        """How many flags are overdue."""
        return int(self.to_do["late"].sum())


def overdue(flags: pd.DataFrame, policy: Policy, as_of: date) -> "pd.Series[bool]":
    """Violations and warnings past their `Thời hạn`, or open for 7 days where none is set.

    What the city let be, and what waits for its answer, is nobody's delay.
    """
    today = pd.Timestamp(as_of)
    since = pd.to_datetime(flags["reopened"]).fillna(pd.to_datetime(flags["opened"]))
    old = (today - since).dt.days >= policy.limits.overdue_days.value
    until = pd.to_datetime(flags["until"]).where(flags["handling"] == "repair")
    past = (until < today).where(until.notna(), old).astype(bool)
    return past & waits_for_ward(flags)


def waits_for_ward(flags: pd.DataFrame) -> "pd.Series[bool]":
    """Flags that the ward should put right now: no hints, nothing let be or waiting for the city."""
    with_city = flags["status"].isin(["excepted", "waiting"]) | (flags["handling"] == "pending")
    return (flags["severity"] != "hint") & ~with_city


def ward_digest(
    flags: pd.DataFrame, told: Told | None, policy: Policy, as_of: date
) -> WardDigest | None:
    """What to tell the ward whose open flags these are, None for nothing.

    The very first mail is a welcome. After it: news when something is new, overdue or decided
    that the last mail did not tell; a reminder a week while anything is overdue; one thanks when
    nothing is left.
    """
    now = _Now(flags, policy, as_of)
    known = told.keys if told else frozenset()
    left = bool(((flags["severity"] != "hint") & (flags["status"] != "excepted")).any())
    occasion = _occasion(now.keys - known, left, bool(now.late.any()), told, policy, as_of)
    if occasion is None:
        return None
    return now.digest(occasion, known, told is not None)


def standing(flags: pd.DataFrame, policy: Policy, as_of: date) -> WardDigest:
    """Where the ward stands, told again to whoever asks: as a reminder, or as thanks."""
    now = _Now(flags, policy, as_of)
    return now.digest("reminder" if now.opened else "thanks", frozenset(now.keys), False)


class _Now:
    """What could be told of these flags today."""

    def __init__(self, flags: pd.DataFrame, policy: Policy, as_of: date) -> None:
        self.flags, self.late = flags, overdue(flags, policy, as_of)
        self.mine = waits_for_ward(flags)
        self.decided = flags["handling"].isin(["repair", "keep", "pending"])
        self.opened = {f"open {name}" for name in _names(flags[self.mine])}
        late = {f"late {name}" for name in _names(flags[self.late])}
        self.keys = self.opened | late | set(_decision_keys(flags[self.decided]))

    def digest(self, occasion: Occasion, known: Set[str], with_decisions: bool) -> WardDigest:
        """The digest for this occasion; what is not `known` is new."""
        mine, decided = self.flags[self.mine], self.flags[self.decided]
        fresh = [f"open {name}" not in known for name in _names(mine)]
        news = [with_decisions and key not in known for key in _decision_keys(decided)]
        return WardDigest(
            occasion,
            mine.assign(fresh=fresh, late=self.late[self.mine]),
            decided.loc[news],
            int((self.flags["status"] == "waiting").sum()),
            tuple(sorted(self.keys)),
        )


def _occasion(
    news: Iterable[str], left: bool, late: bool, told: Told | None, policy: Policy, as_of: date
) -> Occasion | None:
    if told is None:
        return "welcome"
    if news:
        return "news"
    had_some = any(key.startswith("open ") for key in told.keys)
    if not left:
        return "thanks" if had_some else None
    week = timedelta(days=policy.mails.reminder_days)
    return "reminder" if late and as_of - told.day >= week else None


def _names(flags: pd.DataFrame) -> list[str]:
    """Each flag with the day it was (last) found: one that comes back is told again."""
    since = flags["reopened"].where(flags["reopened"].notna(), flags["opened"])
    days = pd.to_datetime(since)
    return [f"{name} {day:%Y-%m-%d}" for name, day in zip(flags["id"], days, strict=True)]


def _decision_keys(flags: pd.DataFrame) -> list[str]:
    """What the city decided, as keys that say nothing of it."""
    return [f"answer {flag['id']} {_hash(flag)}" for flag in records(flags)]


def _hash(flag: dict[str, Any]) -> str:
    until = "" if pd.isna(flag["until"]) else f"{pd.Timestamp(flag['until']):%Y-%m-%d}"
    said = f"{flag['handling']}|{until}|{flag['remark']}"
    return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()
