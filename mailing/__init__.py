"""Which mails are due in a pass, and sending what waits.

Nothing here keeps a timetable: what is due follows from the schedule, the moment of the pass and
what the outbox says was already written. A week without a pass is one mail, not seven.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from mailing.deadlines import deadline_for_ward
from mailing.material import OPS, Material, city_info
from mailing.people import due_for
from mailing.troubles import troubles
from mailing.wards import due_for_ward

if TYPE_CHECKING:
    from jobs import Job, Outcome
    from report.ops_page import Trouble
    from shapes import Mail
    from store.outbox import Outbox


def report(job: Job, outcome: Outcome) -> int:
    """Writes down the mails that are due, then sends what waits; returns how many were sent."""
    from store.outbox import Outbox

    outbox, material = Outbox(job.store), Material(job, outcome)
    for person in material.people:
        outbox.write(due_for(material, person, outbox), job.now)
    for unit in material.units.values():
        outbox.write(due_for_ward(material, unit, outbox), job.now)
        outbox.write(deadline_for_ward(material, unit, outbox), job.now)
    return alert(job, outcome)


def alert(job: Job, outcome: Outcome) -> int:
    """Writes to the technician if anything is amiss, then sends what waits; returns how many."""
    from report.ops_page import alert_due
    from store.outbox import Outbox

    outbox, found = Outbox(job.store), list(troubles(job, outcome))
    if alert_due(found, outbox.last(OPS), job.as_of):
        outbox.write(_alerts(job, found), job.now)
    sent = send(job, outbox)
    outbox.shorten(job.now)
    return sent


def tell_of_failure(job: Job, why: BaseException) -> None:
    """Writes to the technician that a pass failed; never raises, for the failure itself is next."""
    from report.ops_page import Trouble, alert_due
    from shapes import UserError
    from store.outbox import Outbox

    if not isinstance(why, Exception):
        return  # somebody stopped the program
    reason = str(why) if isinstance(why, UserError) else type(why).__name__
    failed = Trouble(
        f"failed {reason}",
        f"Lượt chạy ngày {job.as_of:%d/%m/%Y} không hoàn thành: {reason}",
        "Xem nhật ký của hệ thống, khắc phục rồi chạy lại lệnh run.",
    )
    with suppress(Exception):
        outbox = Outbox(job.store)
        if alert_due([failed], outbox.last(OPS), job.as_of):
            outbox.write(_alerts(job, [failed]), job.now)
        send(job, outbox)


def _alerts(job: Job, found: list[Trouble]) -> list[Mail]:
    """The alert to each technician that was last known."""
    from report.mail import letter_mail
    from report.ops_page import ops_letter
    from store.register import technicians

    letter, told = ops_letter(found, city_info(job), job.as_of), [one.key for one in found]
    period = job.as_of.isoformat()
    return [
        letter_mail(OPS, letter, person, period, told=told) for person in technicians(job.store)
    ]


def send(job: Job, outbox: Outbox) -> int:
    """Sends every mail that waits, to the mail server or, until mail is live, to a folder."""
    from report import deliver
    from report.post import Post, send_waiting

    mail = job.config.mail
    post: Post = deliver.Folder(job.config.outbox)
    if mail.live and mail.smtp_host:
        post = deliver.Smtp(
            mail.smtp_host, mail.smtp_port, mail.security, mail.smtp_user, mail.smtp_password,
            ca_file=job.config.smtp_ca_file,
        )  # fmt: skip
    return send_waiting(outbox, post, mail.sender, job.now, job.say)
