"""The mail to the technician about a pass that could not be carried through."""

from datetime import datetime

from report.render import render
from shapes import Mail

KIND = "alert"


def alert(city: str, name: str, email: str, now: datetime, reason: str) -> Mail:
    """What went wrong and what to do; one a day to each address, by its period in the outbox.

    `reason` is a sentence for people and holds no secret and nothing that a ward typed.
    """
    parts = render(KIND, city=city, person=name, when=f"{now:%H:%M ngày %d/%m/%Y}", reason=reason)
    return Mail(KIND, now.date().isoformat(), name, email, parts.subject, parts.text, parts.html)
