"""The mails to the technician: what is amiss after a pass, and a pass that failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from mailing.material import OPS, city_info
from mailing.sending import send
from mailing.troubles import troubles

if TYPE_CHECKING:
    from jobs import Outcome
    from opening import Job
    from report.ops_page import Trouble
    from shapes import Mail, Recipient


def alert(job: Job, outcome: Outcome) -> int:
    """Writes to the technician if anything is amiss, then sends what waits; returns how many."""
    from report.ops_page import alert_due
    from store.outbox import Outbox

    outbox, found = Outbox(job.store), list(troubles(job, outcome))
    if alert_due(found, outbox.last(OPS), job.as_of):
        outbox.write(alerts(job, found, _technicians(job)), job.now)
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
        f"failed {job.as_of} {reason}",  # a pass that fails is told every day
        f"Lượt chạy ngày {job.as_of:%d/%m/%Y} không hoàn thành: {reason}",
        "Xem nhật ký của hệ thống, khắc phục rồi chạy lại lệnh run.",
    )
    with suppress(Exception):
        outbox = Outbox(job.store)
        if alert_due([failed], outbox.last(OPS), job.as_of):
            outbox.write(alerts(job, [failed], _technicians(job)), job.now)
        send(job, outbox)


def alerts(job: Job, found: Sequence[Trouble], people: Iterable[Recipient]) -> list[Mail]:
    """The alert to each of these people."""
    from report.mail import letter_mail
    from report.ops_page import ops_letter

    letter, told = ops_letter(found, city_info(job), job.as_of), [one.key for one in found]
    period = job.as_of.isoformat()
    return [letter_mail(OPS, letter, person, period, told=told) for person in people]


def _technicians(job: Job) -> list[Recipient]:
    """The technicians as last known, for the register may be what is amiss; who wants no mail
    gets none."""
    from report.due import kinds_for
    from store.register import technicians

    return [one for one in technicians(job.store) if OPS in kinds_for(one, job.policy)]
