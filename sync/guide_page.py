"""The guide for wards as the page docs/phuong-xa.md: what the tab `Hướng dẫn` says, and the mails.

Make the page anew with `.venv/bin/python -m sync.guide_page > docs/phuong-xa.md`.
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

from markdown import table
from rules.policy import Policy, load_policy
from sync.guide import ANSWERING, CHECKED, COLUMN_TITLES, EXCEL, TABS, TITLE, Line, guide_lines

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
_RULES = "Mọi quy tắc, kèm ví dụ ghi đúng và câu của Công văn: [rules.md](rules.md)."


def ward_page(policy: Policy) -> str:
    """The page in Markdown, with the numbers of this policy."""
    return "\n".join(_lines(policy)) + "\n"


def _lines(policy: Policy) -> Iterator[str]:
    yield f"<!-- Trang này do chương trình lập ra, không sửa tay. Lập lại: {COMMAND} -->\n"
    yield f"# {TITLE}: hướng dẫn phường, xã\n"
    yield f"{_INTRO}\n"
    checked = False
    lines = guide_lines("", policy.teams.max_members.value, EXCEL)
    for kind, group in groupby(lines, lambda line: line.kind):
        for part in (group,) if kind in ("bullet", "pair", "column") else ([one] for one in group):
            found = list(part)
            checked = checked or found[0].texts == (CHECKED,)
            if found[0].texts == (TABS,):
                yield from _about_mails(policy)
            yield from () if checked else _part(kind, found)
    yield f"## {CHECKED}\n"
    yield _RULES


def _part(kind: str, lines: list[Line]) -> Iterator[str]:
    """Lines of one kind that follow each other."""
    texts = [line.texts for line in lines]
    if kind == "column":
        rows = ((*text[:2], text[2].replace("|", "\\|"), text[3]) for text in texts)
        yield from table(COLUMN_TITLES, rows)
    elif kind == "heading":
        yield f"## {texts[0][0]}\n"
        yield from (f"{text}\n" for text in _PICTURE if texts[0] == (ANSWERING,))
    elif kind == "tab":
        yield f"### {texts[0][0]}\n"
    elif kind == "paragraph":
        yield f"{texts[0][0]}\n"
    elif kind in ("bullet", "pair"):
        yield from _bullets(": ".join((f"**{t[0]}**", *t[1:])) if t[1:] else t[0] for t in texts)


def _about_mails(policy: Policy) -> Iterator[str]:
    days = [str(day) for day in policy.mails.deadline_days]
    deadline = f"{', '.join(days[:-1])} và {days[-1]}" if days[1:] else "".join(days)
    reminder, overdue = policy.mails.reminder_days, policy.limits.overdue_days.value
    yield "## Thư nhắc việc\n"
    known = {"reminder": reminder, "overdue": overdue, "deadline": deadline}
    yield from _bullets(line.format(**known) for line in _MAILS)
    yield f"{_DECISION}\n"


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"- {line}" for line in lines)
    yield ""


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    print(ward_page(load_policy()), end="")
