"""The words of the alert to the technician."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from report.letter import Block, Item, Letter
from report.words import CityInfo
from shapes import Told
from vietnamese.text import show_date

AGAIN = timedelta(days=7)


@dataclass(frozen=True)
class Trouble:
    """Something the technician must see to: what it is, what to do. Two of the same `key` are the
    same trouble; no secret, phone or e-mail stands in it."""

    key: str
    what: str
    fix: str


def alert_due(troubles: Sequence[Trouble], told: Told | None, as_of: date) -> bool:
    """Whether to write now: something new, at most once a day; what lasts is repeated each week."""
    if not troubles:
        return False
    if told is None:
        return True
    if told.day == as_of:
        return False
    if told.day > as_of:  # told when the clock was ahead
        return True
    return any(one.key not in told.keys for one in troubles) or as_of - told.day >= AGAIN


def _lead(number: int, as_of: date) -> str:
    if not number:
        return "Không có việc nào cần xem lại."
    return (
        f"Lượt chạy ngày {show_date(as_of)} có {number} việc cần người phụ trách kỹ thuật xem lại."
    )


def ops_letter(troubles: Sequence[Trouble], city: CityInfo, as_of: date) -> Letter:
    """The alert: each trouble and what to do about it."""
    number = len(troubles)
    first = troubles[0].what.rstrip(".") if troubles else "hệ thống chạy bình thường"
    news = first if number < 2 else f"{number} việc cần xem lại"
    return Letter(
        subject=f"[Kỹ thuật] {news} – Sổ Tổ {show_date(as_of)}",
        over=f"{city.name} · {show_date(as_of)}",
        heading="Sổ Tổ: việc của người phụ trách kỹ thuật",
        lead=(_lead(number, as_of),),
        blocks=(
            (
                Block(
                    "Cần xem lại",
                    tuple(Item(one.what, lines=(one.fix,)) for one in troubles),
                    tone="call",
                ),
            )
            if number
            else ()
        ),
        footer=(
            "Mỗi ngày nhiều nhất một thư; việc chưa xong được nhắc lại sau 7 ngày.",
            "Thư gửi người có vai trò Kỹ thuật ở trang Người nhận của bảng Điều phối.",
        ),
    )
