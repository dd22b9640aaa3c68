"""Whether the day that the machine shows can be true, asked before anything is written under it.

On Google its own clock says so (sync/google.py). In a folder nothing does: what can be known is
when the last pass was, and when somebody last saved a workbook.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from shapes import UserError

if TYPE_CHECKING:
    from config import Config
    from opening import Job

LEAP = timedelta(days=45)  # neither a pass nor a person for so long: a person says what day it is


def refuse_false_day(job: Job, typed: bool, dry_run: bool) -> None:
    """Raises UserError, with what to do, for a day before the last pass, and for one long after it
    that no person has `typed` and that something would be written under."""
    last = job.store.last_day()
    if last and job.as_of < last:
        raise UserError((_TYPED_BEFORE if typed else _BEHIND).format(last=last, now=job.now))
    if last is None or typed or dry_run or job.config.source.kind == "google":
        return
    seen = max(last, _last_saved(job.config, job.now))
    if job.as_of - seen > LEAP:
        raise UserError(_LEAPT.format(seen=seen, now=job.now, day=job.as_of))


def _last_saved(config: Config, now: datetime) -> date:
    """The day on which a workbook was last saved; a time that has not come yet counts for nothing."""
    saved = (path.stat().st_mtime for path in config.folder.glob("*.xlsx"))
    past = [one for one in saved if one <= now.timestamp()]
    return datetime.fromtimestamp(max(past, default=0), config.zone).date()


_TYPED_BEFORE = (
    "Lần chạy trước đã tính đến ngày {last:%d/%m/%Y}; chọn ngày đó hoặc ngày sau cho --as-of."
)
_BEHIND = (
    "Giờ máy là {now:%H:%M ngày %d/%m/%Y} nhưng lần chạy trước đã tính đến ngày {last:%d/%m/%Y}, nên chưa ghi gì. "
    "Nếu giờ máy sai, chỉnh lại giờ máy. Nếu giờ máy đúng (lần trước chạy khi đồng hồ đi trước), "
    "chạy lệnh redate một lần."
)
_LEAPT = (
    "Giờ máy là {now:%H:%M ngày %d/%m/%Y}, nhưng từ ngày {seen:%d/%m/%Y} chưa có lượt chạy nào và không ai lưu "
    "bảng tính nào, nên chưa ghi gì. Nếu giờ máy sai, chỉnh lại giờ máy. Nếu giờ máy đúng, chạy một lần: "
    "run --as-of {day:%Y-%m-%d}."
)
