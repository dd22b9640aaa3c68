"""Which mails are due in a pass, and sending what waits.

Nothing here keeps a timetable: what is due follows from the schedule, the moment of the pass and
what the outbox says was already written. A week without a pass is one mail, not seven.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailing.alerts import alert, tell_of_failure
from mailing.deadlines import deadline_for_ward
from mailing.material import Material
from mailing.people import due_for
from mailing.sending import send
from mailing.wards import due_for_ward

if TYPE_CHECKING:
    from jobs import Outcome
    from opening import Job

__all__ = ["alert", "report", "send", "tell_of_failure"]


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
