"""The mails to the people in `Người nhận`: which of them are due, and making one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from mailing.deadlines import DEADLINE, deadline_for_city
from mailing.material import OPS, Material, Moment, city_info

if TYPE_CHECKING:
    from opening import Job
    from report.due import Span
    from rules.policy import MailKind
    from shapes import Mail, Recipient, Unit
    from store.outbox import Outbox

EDITIONS = ("gddt", "thanhdoan", "mttq")


def due_for(material: Material, person: Recipient, outbox: Outbox) -> Iterator[Mail]:
    """A person's mails whose moment has come and that were not written yet."""
    from report.due import kinds_for

    for kind, rhythm in kinds_for(person, material.job.policy).items():
        if kind == DEADLINE:
            yield from deadline_for_city(material, person, outbox)
        elif kind != OPS:
            moment = _moment(material.job, kind, rhythm)
            new = not outbox.has(kind, moment.period, person.email)
            if new and _covered(material.job, moment.span):
                yield from MAKERS[kind](material, person, moment, kind, outbox)


def _moment(job: Job, kind: MailKind, rhythm: str) -> Moment:
    """The last moment at which this mail fell due."""
    from report.due import last_daily, last_monthly, last_weekly, month_before, week_before

    schedule, now = job.config.schedule, job.now
    if rhythm == "monthly":
        day = last_monthly(*schedule.monthly_moment, now).date()
        return Moment(day, week_before(day) if kind == "coordinator" else month_before(day))
    weekly = last_weekly(*schedule.summary_moment, now)
    daily = last_daily(schedule.coordinator_clock, now)
    day = (daily if rhythm == "daily" else weekly).date()
    return Moment(day, week_before(day))


def _covered(job: Job, span: Span) -> bool:
    """Whether anything is known of a month: none is reported that was over before the first run."""
    days = job.store.days()["day"]
    return not span.monthly or (not days.empty and days.min() <= span.end)


def _city(
    material: Material, person: Recipient, moment: Moment, kind: str, outbox: Outbox  # noqa: ARG001
) -> Iterator[Mail]:  # fmt: skip
    from report.mail import city_summary

    figures, files = material.figures(moment.span), material.files(moment.span)
    yield city_summary(figures, city_info(material.job), person, moment.period, files)


def _edition(
    material: Material, person: Recipient, moment: Moment, kind: str, outbox: Outbox  # noqa: ARG001
) -> Iterator[Mail]:  # fmt: skip
    from report.edition_page import edition_letter
    from report.mail import letter_mail
    from report.taking_part import taking_part

    figures = material.figures(moment.span)
    parts = taking_part(material.city, figures.wards, moment.span)
    letter = edition_letter(kind, parts, figures, city_info(material.job), person)
    yield letter_mail(kind, letter, person, moment.period)


def _coordinator(
    material: Material, person: Recipient, moment: Moment, kind: str, outbox: Outbox
) -> Iterator[Mail]:
    from report.coordinator_page import Watched, coordinator_keys, coordinator_letter
    from report.mail import letter_mail

    job, codes = material.job, material.watched_by(person)
    told = outbox.last(kind, to_email=person.email)
    flags = material.flags[material.flags["unit"].isin(codes)]
    wards = material.wards[material.wards["unit"].isin(codes)]
    ticks = _ticks(job, codes, material.units, told.day if told else job.as_of)
    watched = Watched(flags, wards, ticks, told.keys if told else frozenset())
    letter = coordinator_letter(
        watched, city_info(job), person, job.policy, job.as_of, material.private
    )
    if letter:
        keys = coordinator_keys(flags)
        yield letter_mail(kind, letter, person, moment.day.isoformat(), told=keys)


def _ticks(
    job: Job, codes: Iterable[str], units: dict[str, Unit], since: date
) -> list[tuple[str, str]]:
    """Ticks that could not be carried out since a day: ward's name, place and reason."""
    from review.ticks import NOT_DONE

    names = {units[code].name for code in codes}
    events = job.store.events(
        NOT_DONE, datetime.combine(since, datetime.min.time(), job.now.tzinfo)
    )
    pairs = zip(events["unit"], events["detail"], strict=True)
    return list(dict.fromkeys((name, detail) for name, detail in pairs if name in names))


# Who makes a mail of each kind for a person at a moment; a digest asks the outbox what was told.
Maker = Callable[["Material", "Recipient", Moment, str, "Outbox"], Iterator["Mail"]]
MAKERS: dict[str, Maker] = {
    "city": _city,
    "city-monthly": _city,
    "coordinator": _coordinator,
    **dict.fromkeys(EDITIONS, _edition),
}
