"""The words of the reminders before the founding deadline: to a ward, and to the city."""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from report.letter import Block, Item, Letter
from report.ward_page import TOPIC, WardInfo, footer_for_wards
from report.words import CityInfo, href
from shapes import Recipient, records
from vietnamese.text import in_sentence, show_date, show_number

MOST_NAMED = 12


def days_left(deadline: date, as_of: date) -> str:
    """`còn 3 ngày`, `đã quá hạn 5 ngày`; `deadline` is the first day that is too late."""
    days = (deadline - as_of).days
    if days < 1:
        return f"đã quá hạn {1 - days} ngày"
    return "hôm nay là ngày cuối" if days == 1 else f"còn {days} ngày"


def reminder_due(deadline: date, as_of: date, steps: Sequence[int]) -> int | None:
    """Which reminder it is now: the fewest days among `steps` that are not yet behind; None before
    the first of them and when the deadline has come. A missed one is made up for by the next."""
    left = (deadline - as_of).days
    return min((step for step in steps if step >= left), default=None) if left > 0 else None


def ward_reminder(
    ward: WardInfo,
    deadline: date,
    lacking: Sequence[str],
    unlisted: int,
    city: CityInfo,
    as_of: date,
) -> Letter:
    """To a ward that lacks teams: `lacking` are those of its list, `unlisted` how many are not."""
    number, left = len(lacking) + unlisted, days_left(deadline, as_of)
    return Letter(
        subject=f"[{ward.name}] {_capital(left)} đến hạn, còn thiếu {number} tổ – {TOPIC}",
        over=f"{ward.name} · {show_date(as_of)}",
        heading="Nhắc hạn thành lập tổ",
        greeting=f"Kính gửi: UBND {in_sentence(ward.name)}.",
        lead=(
            f"Hạn thành lập Tổ công nghệ số cộng đồng là trước ngày {show_date(deadline)} ({left}); "
            f"đơn vị còn thiếu {number} tổ.",
        ),
        blocks=(_lacking(lacking, unlisted), _what_to_do(ward)),
        footer=footer_for_wards(city, ward),
    )


def _lacking(lacking: Sequence[str], unlisted: int) -> Block:
    items = [Item(f"Tổ {name}", rest=": chưa có ngày quyết định thành lập") for name in lacking]
    if unlisted:
        items.append(Item(f"{unlisted} khối, xóm", rest=": chưa có trong trang Danh sách tổ"))
    more = len(items) - MOST_NAMED
    rest = f"và {more} tổ khác." if more > 0 else ""
    return Block("Tổ còn thiếu", tuple(items[:MOST_NAMED]), tone="call", more=rest)


def _what_to_do(ward: WardInfo) -> Block:
    write = ": ghi số, ngày quyết định, người ký vào trang Danh sách tổ."
    items = (
        Item("Chưa ban hành quyết định", rest=": trình Chủ tịch UBND ký."),
        Item("Đã ban hành", rest=write),
    )
    link = href(ward.link)
    more = "Mở bảng tính của đơn vị." if link else ""
    return Block("Việc cần làm", items, tone="ask", more=more, more_href=link)


def city_reminder(
    wards: pd.DataFrame, deadline: date, city: CityInfo, recipient: Recipient, as_of: date
) -> Letter:
    """To the city: the wards (rows of the figures) that still lack teams, worst first."""
    left, number = days_left(deadline, as_of), show_number(int(wards["unfounded"].sum()))
    last = deadline - timedelta(days=1)
    return Letter(
        subject=f"{_capital(left)} đến hạn thành lập tổ: {len(wards)} phường, xã còn thiếu – {TOPIC}",
        over=f"{city.name} · {show_date(as_of)}",
        heading="Nhắc hạn thành lập tổ",
        lead=(
            f"Hạn thành lập tổ là trước ngày {show_date(deadline)} ({left}); {len(wards)} phường, xã "
            f"còn thiếu {number} tổ.",
        ),
        blocks=(
            Block(
                "Cần đôn đốc",
                tuple(
                    Item(
                        ward["name"],
                        href(ward["link"]),
                        f": đã lập {ward['founded']}/{ward['teams']} tổ, {officer(ward['officer'])}",
                        ward["phone"],
                    )
                    for ward in records(wards)
                ),
                tone="call",
                more=f"Quyết định ký muộn nhất ngày {show_date(last)} thì đúng hạn.",
            ),
        ),
        footer=footer_for_city(city, recipient),
    )


def officer(name: str) -> str:
    """Who is in charge of coordination in a ward."""
    return f"cán bộ chủ trì {name}" if name else "chưa có cán bộ chủ trì"


def footer_for_city(city: CityInfo, recipient: Recipient) -> tuple[str, ...]:
    """Whom to ask, and why this mail comes."""
    contact = f", {city.contact}" if city.contact else ""
    return (
        f"Cần trao đổi, xin liên hệ {city.office} {in_sentence(city.name)}{contact}.",
        f"Thư gửi {recipient.name or 'Ông/Bà'} vì có tên trong trang Người nhận của bảng Điều phối. "
        f"Muốn đổi kỳ nhận hoặc thôi nhận, xin báo {city.office}.",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
