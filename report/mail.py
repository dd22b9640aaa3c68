"""The mails that go to the city."""

from report.city_page import CityInfo, city_page
from report.figures import CityFigures
from report.render import render
from shapes import Mail, Recipient

__all__ = ["CITY", "CityInfo", "city_summary"]
CITY = "city"


def city_summary(figures: CityFigures, city: CityInfo, recipient: Recipient, period: str) -> Mail:
    """The weekly mail to one recipient; `period` is its key in the outbox.

    Holds no phone, e-mail or birth year of a member: only numbers, names of wards and of their
    officers (whose phone stands in Cần đôn đốc alone), and masked words of initiatives.
    """
    page = city_page(figures, city, recipient)
    parts = render(CITY, page=page)
    return Mail(
        CITY, period, recipient.name, recipient.email, parts.subject, parts.text, parts.html
    )
