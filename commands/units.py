"""What somebody names on the command line of what the store keeps: its wards, and moments."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shapes import UserError

if TYPE_CHECKING:
    from shapes import Unit
    from store.store import Store

_MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d %H.%M")
_DAYS = ("%Y-%m-%d", "%d/%m/%Y")


def units_of(store: Store) -> tuple[Unit, ...]:
    """The units of the last register; raises UserError where there never was a run."""
    from store.register import known_units

    units = known_units(store)
    if not units:
        raise UserError(
            "Chưa có lần chạy nào với cấu hình này. Chạy lệnh run trước, hoặc chỉ đúng tệp bằng --config."
        )
    return units


def given_moment(text: str) -> datetime:
    """The last instant of the minute or day that was typed; raises UserError."""
    for form in _MOMENTS:
        try:
            return datetime.strptime(text.strip(), form).replace(second=59, microsecond=999_999)
        except ValueError:
            continue
    for form in _DAYS:
        try:
            return datetime.combine(datetime.strptime(text.strip(), form), time.max)
        except ValueError:
            continue
    raise UserError(f'Thời điểm «{text}» không đúng; ghi dạng 2023-04-03 hoặc "2023-04-03 14:30".')


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """A moment as the store gives it, on the city's clock, without zone."""
    return at.astimezone(zone).replace(tzinfo=None) if at.tzinfo else at
