"""The reminders before the founding deadline, to wards and to people of the city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from mailing.material import Material, city_info
from mailing.wards import to_ward, ward_info

if TYPE_CHECKING:
    from shapes import Mail, Recipient, Unit
    from store.outbox import Outbox

DEADLINE = "deadline"


def _reminder(material: Material, deadline: date) -> str:
    """The period of the reminder that is due now before a deadline, "" for none."""
    from report.deadline_page import reminder_due
    from report.due import last_daily

    job = material.job
    today = last_daily(job.config.schedule.ward_clock, job.now).date() == job.as_of
    step = reminder_due(deadline, job.as_of, job.policy.mails.deadline_days)
    return f"{deadline.isoformat()} {step}" if today and step else ""


def deadline_for_ward(material: Material, unit: Unit, outbox: Outbox) -> list[Mail]:
    """The reminder of a ward that lacks teams."""
    ward = ward_info(material, unit)
    period = _reminder(material, ward.deadline) if ward.deadline else ""
    new = [one for one in unit.emails if not outbox.has(DEADLINE, period, one, unit.code)]
    return ward_reminders(material, replace(unit, emails=tuple(new)), period) if period else []


def ward_reminders(material: Material, unit: Unit, period: str) -> list[Mail]:
    """The reminder of one ward to each of its addresses."""
    from report.deadline_page import ward_reminder

    job, ward = material.job, ward_info(material, unit)
    row = material.by_code[unit.code]
    lacking = material.lacking.loc[material.lacking["unit"] == unit.code, "team"].tolist()
    unlisted = max(row["unfounded"] - len(lacking), 0)
    deadline = row["deadline"].date()
    letter = ward_reminder(ward, deadline, lacking, unlisted, city_info(job), job.as_of)
    return to_ward(DEADLINE, letter, unit, period)


def deadline_for_city(material: Material, person: Recipient, outbox: Outbox) -> Iterator[Mail]:
    """The reminders to somebody of the city, one for each deadline that is near."""
    for deadline in deadlines(material, person):
        period = _reminder(material, deadline)
        if period and not outbox.has(DEADLINE, period, person.email):
            yield city_reminder_mail(material, person, deadline, period)


def deadlines(material: Material, person: Recipient) -> list[date]:
    """The deadlines of the wards that this person watches and that lack teams."""
    days = _lacking_wards(material, person)["deadline"].drop_duplicates()
    return [day.date() for day in sorted(days)]


def _lacking_wards(material: Material, person: Recipient) -> pd.DataFrame:
    wards = material.wards
    return wards[~wards["complete"] & wards["unit"].isin(material.watched_by(person))]


def city_reminder_mail(material: Material, person: Recipient, deadline: date, period: str) -> Mail:
    """The reminder of one deadline to one person."""
    from report.deadline_page import city_reminder
    from report.mail import letter_mail

    wards = _lacking_wards(material, person)
    wards = wards[wards["deadline"] == pd.Timestamp(deadline)]
    job = material.job
    letter = city_reminder(wards, deadline, city_info(job), person, job.as_of)
    return letter_mail(DEADLINE, letter, person, period)
