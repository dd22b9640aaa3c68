"""Small words that all mails share: whose they are, links, weeks, changes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from vietnamese.text import clean, mask_contacts, show_date, show_number

# Years in which members are born; no birth year goes to the city.
_BIRTH_YEAR = re.compile(r"(?<!\d)(?:19\d\d|200\d)(?!\d)")
_ADDRESS = re.compile(r"(https?|file)://\S+", re.IGNORECASE)


@dataclass(frozen=True)
class CityInfo:
    """Who sends the mail and decides: `office` answers questions, `contact` says how to reach it
    ("điện thoại …"), `decider` is the leader whom the proposals address."""

    name: str
    office: str
    contact: str = ""
    decider: str = "Phó Chủ tịch"


def show_week(begin: date, end: date) -> str:
    """`27/03–02/04/2023`; with both years where they differ."""
    first = show_date(begin) if begin.year != end.year else f"{begin:%d/%m}"
    return f"{first}–{show_date(end)}"


def href(link: str) -> str:
    """What a link to a workbook leads to: an address, else a relative path, quoted."""
    if _ADDRESS.fullmatch(link):
        return quote(link, safe="%:/?#[]@!$&'()*+,;=~-._")
    return quote(link.replace("\\", "/").lstrip("/"))


def cell_href(link: str, fragment: str) -> str:
    """A link to a cell of a workbook, "" where its workbook has none; `fragment` is what the
    backend calls the cell, "" for the workbook itself."""
    if not link or not fragment:
        return href(link)
    return f"{href(link)}#{quote(fragment, safe='=&!')}"


def hide_private(text: str) -> str:
    """What somebody wrote, on one line, without phones, e-mails and birth years."""
    return _BIRTH_YEAR.sub("••••", mask_contacts(clean(text)))


def change_words(number: int) -> str:
    """`giảm 12`, `không đổi`."""
    if number == 0:
        return "không đổi"
    return f"{'tăng' if number > 0 else 'giảm'} {show_number(abs(number))}"


def listed(names: Iterable[str], most: int) -> str:
    """Names in a sentence: `A, B và 3 đơn vị khác`."""
    names = list(names)
    more = len(names) - most
    return ", ".join(names[:most]) + (f" và {more} đơn vị khác" if more > 0 else "")
