"""Which mails are due in a pass, and sending what waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from config import Config
    from jobs import Job, Read
    from report import deliver
    from report.figures import CityFigures
    from shapes import Recipient


def report(job: Job, read: Read, figures: CityFigures) -> int:
    """Writes down the mails that are due, then sends what waits; returns how many were sent."""
    from report.mail import CityInfo, city_summary
    from store.outbox import Outbox

    outbox = Outbox(job.store)
    period = _last_summary(job).date().isoformat()
    city = CityInfo(job.config.city.name, job.config.city.office)
    due = [
        p
        for p in read.register.recipients
        if _gets_summary(p) and not outbox.has("city", period, p.email)
    ]
    outbox.write([city_summary(figures, city, person, period) for person in due], job.now)
    return send(job, outbox)


def _gets_summary(person: Recipient) -> bool:
    """The city's leaders and the office in charge get it, unless they chose another rhythm."""
    return person.role in ("leaders", "culture") and person.period in ("", "weekly", "daily")


def _last_summary(job: Job) -> datetime:
    """The last moment at which the city's weekly mail fell due."""
    weekday, clock = job.config.schedule.summary_moment
    day = job.now.date() - timedelta(days=(job.now.weekday() - weekday) % 7)
    moment = datetime.combine(day, clock, job.now.tzinfo)
    return moment if moment <= job.now else moment - timedelta(days=7)


def send(job: Job, outbox: Any) -> int:
    """Sends every mail that waits, to the mail server or, until mail is live, to a folder."""
    from report.post import send_waiting

    post = post_of(job.config)
    return send_waiting(outbox, post, job.config.mail.sender, job.now, job.say)


def post_of(config: Config) -> deliver.Folder | deliver.Smtp:
    """The way that mail goes: the mail server or, until mail is live, a folder."""
    from report import deliver

    mail = config.mail
    if not (mail.live and mail.smtp_host):
        return deliver.Folder(config.outbox)
    return deliver.Smtp(
        mail.smtp_host, mail.smtp_port, mail.security, mail.smtp_user, mail.smtp_password
    )
