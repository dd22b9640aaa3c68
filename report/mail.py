"""The mails: pages of words laid out and addressed."""

from collections.abc import Iterable
from dataclasses import replace

from report.city_page import city_page
from report.figures import CityFigures
from report.files import PICTURE, picture_words
from report.letter import Letter
from report.render import Rendered, render
from report.words import CityInfo
from shapes import Attachment, Mail, Recipient

__all__ = ["CITY", "CITY_MONTHLY", "CityInfo", "city_summary", "letter_mail"]
CITY, CITY_MONTHLY = "city", "city-monthly"


def city_summary(
    figures: CityFigures,
    city: CityInfo,
    recipient: Recipient,
    period: str,
    attachments: tuple[Attachment, ...] = (),
) -> Mail:
    """The weekly (monthly) mail to one recipient; `period` is its key in the outbox.

    Holds no phone, e-mail or birth year of a member: only numbers, names of wards and of their
    officers (whose phone stands in Cần đôn đốc alone), and masked words of initiatives.
    """
    shown = any(file.content_id == PICTURE for file in attachments)
    enclosed = any(not file.content_id for file in attachments)
    page = city_page(figures, city, recipient, picture_words(figures) if shown else "", enclosed)
    kind = CITY_MONTHLY if figures.monthly else CITY
    mail = _addressed(kind, render(CITY, page=page), recipient, period)
    return replace(mail, attachments=attachments)


def letter_mail(
    kind: str,
    letter: Letter,
    recipient: Recipient,
    period: str,
    about: str = "",
    told: Iterable[str] = (),
    attachments: tuple[Attachment, ...] = (),
) -> Mail:
    """A letter as a mail to one recipient; the other parameters are those of `Mail`."""
    mail = _addressed(kind, render("letter", letter=letter), recipient, period)
    return replace(mail, about=about, told=tuple(told), attachments=attachments)


def _addressed(kind: str, parts: Rendered, to: Recipient, period: str) -> Mail:
    """What was laid out, as a mail to this person."""
    return Mail(kind, period, to.name, to.email, parts.subject, parts.text, parts.html)
