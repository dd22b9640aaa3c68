"""When which mail falls due, and who gets it: the schedule and `Người nhận`, no clock and no store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rules.policy import MailKind, Policy, Rhythm
from shapes import Recipient
from vietnamese.text import key

RHYTHMS: tuple[Rhythm, ...] = ("daily", "weekly", "monthly")
NOTHING = "none"
WEEK = timedelta(days=7)


# --- moments ---------------------------------------------------------------------------------


def last_daily(clock: time, now: datetime) -> datetime:
    """The last moment, `now` included, at which it was this time of the day."""
    moment = datetime.combine(now.date(), clock, now.tzinfo)
    return moment if moment <= now else moment - timedelta(days=1)


def last_weekly(weekday: int, clock: time, now: datetime) -> datetime:
    """The last moment at which it was this time on this weekday (Monday is 0)."""
    moment = last_daily(clock, now)
    return moment - timedelta(days=(moment.weekday() - weekday) % 7)


def last_monthly(day: int, clock: time, now: datetime) -> datetime:
    """The last moment at which it was this time on this day (1 to 28) of a month."""
    moment = last_daily(clock, now)
    if moment.day < day:
        moment = moment.replace(day=1) - timedelta(days=1)
    return moment.replace(day=day)


# --- what a report covers --------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """The days that a report covers, both included: a week, or a month of the calendar."""

    begin: date
    end: date
    monthly: bool = False

    @property
    def before(self) -> "Span":
        """The week or month before this one."""
        return month_before(self.begin) if self.monthly else week_before(self.begin)


def week_before(day: date) -> Span:
    """The seven days before `day`."""
    return Span(day - WEEK, day - timedelta(days=1))


def month_before(day: date) -> Span:
    """The month of the calendar before that of `day`."""
    end = day.replace(day=1) - timedelta(days=1)
    return Span(end.replace(day=1), end, monthly=True)


# --- who gets what ---------------------------------------------------------------------------


def kinds_for(person: Recipient, policy: Policy) -> Mapping[MailKind, Rhythm]:
    """Which mails this person gets, and how often; none for a role that the policy does not know."""
    role = policy.mails.roles.get(person.role)
    if role is None or person.period == NOTHING:
        return {}
    chosen: Rhythm = next((r for r in RHYTHMS if r == person.period), role.usual)
    offered = RHYTHMS[RHYTHMS.index(chosen) :]
    # The most frequent of the rhythms that offer a mail is put in last.
    return {kind: rhythm for rhythm in reversed(offered) for kind in getattr(role, rhythm)}


def unknown_recipients(recipients: Iterable[Recipient], policy: Policy) -> list[str]:
    """What the technician must know of `Người nhận`: roles and rhythms that no mail answers to."""
    return [said for person in recipients for said in _unknown(person, policy)]


def _unknown(person: Recipient, policy: Policy) -> Iterable[str]:
    who = f"Trang Người nhận, {person.name or 'dòng chưa ghi tên'}"
    if not person.role:
        yield f"{who}: chưa ghi vai trò nên chưa có thư nào được gửi."
    elif person.role not in policy.mails.roles:
        yield f"{who}: không có vai trò «{person.role}» nên chưa có thư nào được gửi."
    elif person.period not in ("", NOTHING, *RHYTHMS):
        yield f"{who}: không có kỳ nhận «{person.period}»; đang gửi theo kỳ thường lệ của vai trò."


def own_wards(wards: Mapping[str, str], people: Iterable[Recipient]) -> dict[str, tuple[str, ...]]:
    """By coordinator (the key of the name) the codes of their wards; `wards` gives the name in
    `Chuyên viên theo dõi` by code. A ward of nobody is everybody's."""
    names = {key(person.name) for person in people if person.role == "coordinator"}
    return {
        name: tuple(
            code for code, who in wards.items() if key(who) == name or key(who) not in names
        )
        for name in names
    }
