"""The digests to the wards."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mailing.material import Material, city_info

if TYPE_CHECKING:
    from report.digest import WardDigest
    from report.letter import Letter
    from report.ward_page import WardInfo
    from shapes import Mail, Unit
    from store.outbox import Outbox

WARD = "ward"


def due_for_ward(material: Material, unit: Unit, outbox: Outbox) -> list[Mail]:
    """The digest of a ward to each of its addresses, if there is something to tell."""
    from report.digest import ward_digest
    from report.due import last_daily

    job, told = material.job, outbox.last(WARD, unit.code)
    day = last_daily(job.config.schedule.ward_clock, job.now).date()
    if not unit.emails or (told and told.day >= day):
        return []
    flags = material.flags[material.flags["unit"] == unit.code]
    digest = ward_digest(flags, told, job.policy, job.as_of)
    return ward_mails(material, unit, digest, day) if digest else []


def ward_mails(material: Material, unit: Unit, digest: WardDigest, day: date) -> list[Mail]:
    """One digest to each address of its ward."""
    from report.ward_page import ward_letter

    job, ward = material.job, ward_info(material, unit)
    letter = ward_letter(digest, ward, city_info(job), job.as_of, material.private)
    return to_ward(WARD, letter, unit, day.isoformat(), digest.told)


def to_ward(
    kind: str, letter: Letter, unit: Unit, period: str, told: tuple[str, ...] = ()
) -> list[Mail]:
    """A letter to each address of a ward."""
    from report.mail import letter_mail
    from shapes import Recipient

    people = [Recipient(f"UBND {unit.name}", email, "") for email in unit.emails]
    return [letter_mail(kind, letter, one, period, unit.code, told) for one in people]


def ward_info(material: Material, unit: Unit) -> WardInfo:
    """What a ward's mail says of the ward itself."""
    from mailing.links import link_to
    from report.ward_page import WardInfo
    from report.words import cell_href

    link = link_to(material.job.config, unit)
    row = material.by_code[unit.code]
    return WardInfo(
        unit.name,
        link,
        cell_href(link, "'Cần sửa'!A3" if material.job.config.source.kind == "folder" else ""),
        unit.coordinator,
        None if row["complete"] else row["deadline"].date(),
    )
