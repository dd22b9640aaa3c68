"""The mail of `doctor --send-test`."""

from datetime import datetime

from report.render import render
from shapes import Mail

KIND = "trial"


def trial_mail(city: str, name: str, email: str, now: datetime) -> Mail:
    """A mail that says nothing but that mail arrives."""
    parts = render(KIND, city=city, person=name, when=f"{now:%H:%M ngày %d/%m/%Y}")
    period = f"{now:%Y-%m-%d %H.%M}"
    return Mail(KIND, period, name, email, parts.subject, parts.text, parts.html)
