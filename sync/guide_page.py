"""The guide for wards as the page docs/phuong-xa.md: what the tab `Hướng dẫn` says, and the mails.

Make the page anew with `.venv/bin/python -m sync.guide_page > docs/phuong-xa.md`.
"""

import sys
from collections.abc import Iterable, Iterator

from markdown import table
from rules.policy import Policy, load_policy
from shapes import Column, Tab
from sync import guide
from sync.schema import SEVERITIES, WARD

COMMAND = ".venv/bin/python -m sync.guide_page > docs/phuong-xa.md"
_INTRO = (
    "Dành cho cán bộ phường, xã ghi bảng tính của Tổ công nghệ số cộng đồng. Nội dung này cũng là "
    "trang Hướng dẫn, trang đầu tiên của bảng tính."
)
_PICTURE = (
    "![Trang Thành viên với những ô được tô màu](images/ward.png)",
    "Ô cần sửa được tô màu. Đưa con trỏ vào ô để đọc ghi chú: mã quy tắc, vấn đề, cách sửa. Mọi ô "
    "cần sửa có ở trang Cần sửa, việc gấp ở trên cùng.",
)
_MAILS = (
    "Thư đầu tiên cho biết đơn vị còn bao nhiêu nội dung và ba việc nên làm trước.",
    "Sau đó chỉ có thư khi có nội dung mới, có nội dung thành quá hạn, hoặc thành phố vừa trả lời.",
    "Còn nội dung quá hạn thì {reminder} ngày nhắc lại một lần. Quá hạn là đã qua thời hạn thành phố "
    "ghi; nếu không ghi thời hạn, là {overdue} ngày chưa sửa. Khuyến nghị và nội dung đang chờ thành "
    "phố trả lời không tính quá hạn.",
    "Đơn vị chưa thành lập đủ tổ được nhắc trước hạn {deadline} ngày.",
    "Sửa xong nội dung cuối cùng, đơn vị nhận một thư cảm ơn.",
)
_DECISION = (
    "Khi trang Danh sách tổ và Thành viên đã ghi xong, cán bộ thành phố có thể lập giúp dự thảo quyết "
    "định thành lập tổ theo Phụ lục 2 từ bảng tính; chỗ nào bảng tính chưa ghi thì dự thảo để dòng chấm."
)


def ward_page(policy: Policy) -> str:
    """The page in Markdown, with the numbers of this policy."""
    return "\n".join(_lines(policy)) + "\n"


def _lines(policy: Policy) -> Iterator[str]:
    yield f"<!-- Trang này do chương trình lập ra, không sửa tay. Lập lại: {COMMAND} -->\n"
    yield f"# {guide.TITLE}: hướng dẫn phường, xã\n"
    yield f"{_INTRO}\n"
    yield f"## {guide.STARTING}\n"
    yield from (f"{n}. **Trang {tab}**: {text}" for n, (tab, text) in enumerate(guide.START, 1))
    yield f"\n## {guide.ENTERING}\n"
    yield from _bullets(guide.advice(policy.teams.max_members.value))
    yield from _answering()
    yield "## Thư nhắc việc\n"
    yield from _bullets(_mails(policy))
    yield f"## {guide.PROMISING}\n"
    yield from _bullets(guide.PROMISES)
    yield f"{_DECISION}\n"
    yield f"## {guide.TABS}\n"
    yield from table(("Trang", "Nội dung"), guide.tab_helps())
    yield f"## {guide.COLUMNS}\n"
    for tab in WARD:
        yield from _columns(tab)
    yield f"## {guide.CHECKED}\n"
    yield "Mọi quy tắc, kèm ví dụ ghi đúng và câu của Công văn: [rules.md](rules.md)."


def _answering() -> Iterator[str]:
    yield f"## {guide.ANSWERING}\n"
    yield from (f"{text}\n" for text in _PICTURE)
    yield from _bullets(f"**{way}.** {text}" for way, text in guide.ANSWERS)
    yield f"{guide.SEVERITY_COLUMN}\n"
    yield from _bullets(f"**{w}**: {guide.SEVERITY_HELP[name]}" for name, w in SEVERITIES.items())
    yield f"{guide.STATUS_COLUMN}\n"
    yield from _bullets(f"**{word}**: {text}" for word, text in guide.STATUS_HELP)


def _mails(policy: Policy) -> Iterator[str]:
    days = [str(day) for day in policy.mails.deadline_days]
    deadline = f"{', '.join(days[:-1])} và {days[-1]}" if days[1:] else "".join(days)
    reminder, overdue = policy.mails.reminder_days, policy.limits.overdue_days.value
    for line in _MAILS:
        yield line.format(reminder=reminder, overdue=overdue, deadline=deadline)


def _columns(tab: Tab) -> Iterator[str]:
    yield f"### Trang {tab.title}\n"
    rows = (
        (column.header, guide.needed(column), _how(tab, column), column.example)
        for column in tab.columns
    )
    yield from table(guide.COLUMN_HEADERS, rows)


def _how(tab: Tab, column: Column) -> str:
    return guide.how_to_fill(tab, column).replace("|", "\\|")


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"- {line}" for line in lines)
    yield ""


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    print(ward_page(load_policy()), end="")
