"""The mails that go to the city."""

from report.city_page import CityInfo, city_page
from report.figures import CityFigures
from report.files import PICTURE, picture_words
from report.render import render
from shapes import Attachment, Mail, Recipient

__all__ = ["CITY", "CityInfo", "city_summary"]
CITY = "city"


def city_summary(
    figures: CityFigures, city: CityInfo, recipient: Recipient, period: str,
    files: tuple[Attachment, ...] = (),
) -> Mail:  # fmt: skip
    """The weekly mail to one recipient; `period` is its key in the outbox, `files` go with it.

    Holds no phone, e-mail or birth year of a member: only numbers, names of wards and of their
    officers (whose phone stands in Cần đôn đốc alone), and masked words of initiatives.
    """
    shown = any(file.content_id == PICTURE for file in files)
    page = city_page(figures, city, recipient, picture_words(figures) if shown else "")
    parts = render(CITY, page=page)
    return Mail(
        CITY, period, recipient.name, recipient.email, parts.subject, parts.text, parts.html,
        attachments=files,
    )  # fmt: skip
