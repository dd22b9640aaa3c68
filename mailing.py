"""Which mails are due in a pass, and sending what waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobs import Job, Read
    from report.figures import CityFigures
    from report.letterhead import Letterhead
    from shapes import Recipient


def report(job: Job, read: Read, figures: CityFigures) -> int:
    """Writes down the mails that are due, then sends what waits; returns how many were sent."""
    from report.files import attachments
    from report.mail import CityInfo, city_summary
    from store.outbox import Outbox

    outbox = Outbox(job.store)
    period = _last_summary(job).date().isoformat()
    city = CityInfo(job.config.city.name, job.config.city.office, job.config.city.contact)
    due = [
        p
        for p in read.register.recipients
        if _gets_summary(p) and not outbox.has("city", period, p.email)
    ]
    files = attachments(figures, city, _letterhead(job)) if due else ()
    outbox.write([city_summary(figures, city, person, period, files) for person in due], job.now)
    return send(job, outbox)


def _letterhead(job: Job) -> Letterhead:
    """The head of the city's documents, as the config has it."""
    from report.letterhead import letterhead

    city = job.config.city
    given = city.model_dump(include={"superior", "place", "symbol", "sign_title", "sign_name"})
    return letterhead(city.name, city.office, **given)


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
    from report import deliver
    from report.post import Post, send_waiting

    mail = job.config.mail
    post: Post = deliver.Folder(job.config.outbox)
    if mail.live and mail.smtp_host:
        post = deliver.Smtp(
            mail.smtp_host, mail.smtp_port, mail.security, mail.smtp_user, mail.smtp_password
        )
    return send_waiting(outbox, post, mail.sender, job.now, job.say)
