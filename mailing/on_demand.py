"""The mails that somebody asks for, whether or not they are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from mailing.alerts import alerts
from mailing.deadlines import DEADLINE, city_reminder_mail, deadlines, ward_reminders
from mailing.material import OPS, Material, Moment
from mailing.people import MAKERS
from mailing.troubles import troubles
from mailing.wards import WARD, ward_mails
from shapes import Mail, Recipient, UserError

if TYPE_CHECKING:
    from shapes import Unit
    from store.outbox import Outbox

KINDS = ("city", "city-monthly", "gddt", "thanhdoan", "mttq", "coordinator", WARD, DEADLINE, OPS)


def asked_for(material: Material, kind: str, unit: Unit | None, outbox: Outbox) -> list[Mail]:
    """The mails of this kind as they would go out now, one for each who gets it.

    Where nobody gets it yet there is one without an address. `unit` is the ward that is meant, for
    kinds that go to wards. Raises UserError where there is nothing that such a mail could say.
    """
    if kind == WARD:
        return _to_ward(material, unit, outbox)
    if kind == OPS:
        found = list(troubles(material.job, material.outcome))
        return alerts(material.job, found, _people(material, OPS))
    if kind == DEADLINE:
        return _deadlines(material, unit)
    return [
        mail for person in _people(material, kind) for mail in _made(material, kind, person, outbox)
    ]


def _people(material: Material, kind: str) -> list[Recipient]:
    from report.due import kinds_for

    policy = material.job.policy
    found = [one for one in material.people if kind in kinds_for(one, policy)]
    return found or [Recipient("", "", "")]


def _made(material: Material, kind: str, person: Recipient, outbox: Outbox) -> Iterator[Mail]:
    from report.due import month_before, week_before

    day = material.job.as_of
    span = month_before(day) if kind == "city-monthly" else week_before(day)
    yield from MAKERS[kind](material, person, Moment(day, span), kind, outbox)


def _to_ward(material: Material, unit: Unit | None, outbox: Outbox) -> list[Mail]:
    from report.digest import standing, ward_digest

    if unit is None:
        raise UserError('Thư này gửi cho một phường, xã; ghi thêm --unit "Phường …".')
    job = material.job
    flags = material.flags[material.flags["unit"] == unit.code]
    told = outbox.last(WARD, unit.code)
    digest = ward_digest(flags, told, job.policy, job.as_of)
    digest = digest or standing(flags, job.policy, job.as_of)
    return ward_mails(material, _reachable(unit), digest, job.as_of)


def _reachable(unit: Unit) -> Unit:
    """The ward with an address, be it a blank one, so that its mail can be looked at."""
    return unit if unit.emails else replace(unit, emails=("",))


def _deadlines(material: Material, unit: Unit | None) -> list[Mail]:
    day = material.job.as_of
    if unit is not None:
        ward = material.by_code[unit.code]
        ahead = not ward["complete"] and ward["deadline"].date() > day
        period = f"{ward['deadline'].date().isoformat()} {day:%d/%m}"
        found = ward_reminders(material, _reachable(unit), period) if ahead else []
    else:
        found = [
            city_reminder_mail(material, person, deadline, f"{deadline.isoformat()} {day:%d/%m}")
            for person in _people(material, DEADLINE)
            for deadline in deadlines(material, person)
            if deadline > day
        ]
    if not found:
        raise UserError(
            "Không có phường, xã nào còn thiếu tổ mà chưa đến hạn thành lập, nên không có thư nhắc hạn nào phải gửi."
        )
    return found
