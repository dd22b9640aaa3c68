"""Who issues the city's documents, as their head and signature say it."""

import re
from dataclasses import dataclass

from vietnamese.text import in_sentence

_OFFICE = re.compile(r"^(?:phòng|sở|ban|văn phòng)\s+", re.IGNORECASE)
_JOINING = ("và", "của")


@dataclass(frozen=True)
class Letterhead:
    """The issuing office and what stands above, beside and below it in a document (Nghị định
    30/2020/NĐ-CP, Phụ lục I); the text of a document names the city's board by `superior`."""

    office: str
    superior: str
    place: str
    symbol: str
    sign_title: str
    sign_name: str


def letterhead(
    city: str, office: str, *, superior: str = "", place: str = "", symbol: str = "",
    sign_title: str = "Trưởng phòng", sign_name: str = "",
) -> Letterhead:  # fmt: skip
    """The letterhead of `office` in `city`; what is blank follows from these two names.

    `Thành phố Vinh`, `Phòng Văn hóa - Thông tin` give `UBND thành phố Vinh`, `Vinh`, `BC-VHTT`.
    """
    return Letterhead(
        office=office,
        superior=superior or f"UBND {in_sentence(city)}",
        place=place or re.sub(r"^(?:thành phố|thị xã|huyện|quận)\s+", "", city, flags=re.I),
        symbol=symbol or f"BC-{_initials(office)}",
        sign_title=sign_title,
        sign_name=sign_name,
    )


def _initials(office: str) -> str:
    words = re.findall(r"\w+", _OFFICE.sub("", office))
    return "".join(word[0].upper() for word in words if word.lower() not in _JOINING)
