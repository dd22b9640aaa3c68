"""The catalogue of rules: for the terminal, and as the page docs/rules.md.

Make the page anew with `.venv/bin/python -m report.catalogue > docs/rules.md`.
"""

import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter
from typing import Any

import rules.check  # noqa: F401  (fills the catalogue)
from markdown import table
from rules.dispatch import Sentence, clauses, sentences
from rules.messages import Words, words
from rules.policy import Limit, Policy, load_policy
from rules.registry import RULES, Rule
from rules.terms import SEVERITIES
from vietnamese.text import show_date, show_number

COMMAND = ".venv/bin/python -m report.catalogue > docs/rules.md"
GROUPS = {
    "ST": "Cấu trúc bảng tính",
    "FM": "Nội dung từng ô",
    "DV": "Thông tin đơn vị",
    "TO": "Thành lập tổ",
    "TV": "Thành viên",
    "LD": "Tổ trưởng, Tổ phó",
    "ZL": "Nhóm Zalo",
    "HD": "Hoạt động",
    "KT": "Khen thưởng",
    "LW": "Giữa các phường, xã",
}
# What each number of the policy decides: in words, its unit, and the rules that use it.
NUMBERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "dates.deadline": ("Thành lập xong các tổ trước ngày", "", ("DV01", "TO01", "TO03", "TO04", "TO05", "TO10")),
    "dates.earliest": ("Ngày sớm nhất được ghi trong bảng tính", "", ("FM04",)),
    "dates.deadline_notice_days": ("Nhắc trước hạn thành lập", "ngày", ("TO10",)),
    "teams.max_members": ("Một tổ có nhiều nhất", "thành viên", ("TV01", "TV02")),
    "teams.min_members": ("Một tổ nên có ít nhất", "thành viên", ("TV02",)),
    "people.min_age": ("Hỏi lại năm sinh của người dưới", "tuổi", ("FM09",)),
    "people.max_age": ("Hỏi lại năm sinh của người trên", "tuổi", ("FM09",)),
    "limits.pending_days": ("Đề nghị tham gia, xin thôi chờ ý kiến không quá", "ngày", ("TV06",)),
    "limits.group_days": ("Lập nhóm Zalo sau khi thành lập tổ không quá", "ngày", ("ZL01",)),
    "limits.activity_days": ("Mỗi tổ có ít nhất một hoạt động trong", "ngày", ("HD01", "HD05")),
    "limits.duty_months": ("Xét những nhiệm vụ chưa làm trong", "tháng", ("HD06",)),
    "limits.duty_start_days": ("Bắt đầu xét nhiệm vụ chưa làm sau khi có tổ đầu tiên", "ngày", ("HD06",)),
    "limits.award_days": ("Đề xuất khen thưởng chờ kết quả không quá", "ngày", ("KT01",)),
    "limits.people_per_row": ("Hỏi lại khi một dòng hoạt động ghi trên", "lượt người", ("HD03",)),
    "limits.sessions_per_row": ("Hỏi lại khi một dòng hoạt động ghi trên", "buổi", ("HD03",)),
    "limits.lost_rows_share": ("Hỏi lại khi một trang mất trên", "số dòng", ("ST04",)),
    "limits.lost_rows_least": ("Đồng thời mất ít nhất", "dòng", ("ST04",)),
    "limits.overdue_days": ("Nội dung không ghi Thời hạn thì quá hạn sau", "ngày", ()),
    "limits.keep_days": ("Bản lưu và giá trị cũ của bảng tính được giữ", "ngày", ()),
    "forms.decision_number": ("Mẫu số quyết định thành lập, như 25/QĐ-UBND", "", ("TO07",)),
    "forms.group_link": ("Mẫu liên kết nhóm Zalo, như https://zalo.me/g/abcdef123", "", ("ZL05",)),
}  # fmt: skip
_MEANINGS = {
    "violation": "Chưa đúng Công văn, hoặc ghi như vậy thì hệ thống chưa đọc được.",
    "warning": "Có thể ghi nhầm; nếu đúng thì ghi ý kiến để thành phố đồng ý giữ nguyên.",
    "hint": "Nên làm theo Công văn, hoặc việc đã qua; không tính quá hạn.",
}
_OFF = "Đã tắt"
_NUMBERS_TITLE, _DISPATCH_TITLE = "Các con số", "Từng câu của Công văn"
_TERMINAL_WIDTH = 96
_MOST_QUOTES, _QUOTE_LENGTH = 3, 160

# What stands in the braces of a message; its value and proposal are the rule's own examples.
_USUAL: dict[str, Any] = {
    "team": "Khối 5", "first_team": "Khối 3", "name": "Bà Trần Thị Hoa", "row": 12, "first": 9,
    "tab": "Thành viên", "column": "Chức danh trong Tổ", "founded": date(2023, 3, 15), "guess": "",
}  # fmt: skip
EXAMPLES: dict[str, dict[str, Any]] = {
    "FM01": {"column": "Họ và tên"},
    "FM02": {"guess": " Có phải là «Tổ trưởng»?", "choices": "Tổ trưởng; Tổ phó; Tổ viên; Cộng tác viên"},
    "FM03": {"tab": "Danh sách tổ", "column": "Ngày quyết định thành lập"},
    "FM04": {"tab": "Danh sách tổ", "column": "Ngày quyết định thành lập", "when": "là ngày chưa đến"},
    "FM06": {"why": "thiếu số 0 ở đầu"},
    "FM09": {"why": "cho thấy người này dưới 15 tuổi"},
    "FM10": {"value": "Khối 15", "column": "Tổ", "guess": " Có phải là «Khối 5»?"},
    "FM11": {"value": "Trần Thị Hoa"},
    "HD02": {"value": "01/03/2023"},
    "HD03": {"value": "12000", "column": "Số lượt người"},
    "HD06": {"duties": "Tổ được bồi dưỡng, tập huấn"},
    "KT01": {"date": date(2023, 3, 1)},
    "KT02": {"whom": "«Trần Thị Hoa»", "what": "số"},
    "LD03": {"team": "cấp phường"},
    "LD04": {"team": "cấp phường", "what": "đã có thành viên nhưng chưa có Tổ phó", "how": "Ghi Tổ phó cho một người của tổ"},
    "LW01": {"value": "0912345678", "others": "Phường Cửa Nam"},
    "ST01": {"missing": "Thành viên"},
    "ST02": {"what": "thiếu cột «Điện thoại»",
             "how": "Thêm lại cột có tiêu đề «Điện thoại»; nếu cột đã bị đổi tên, ghi lại đúng tên này."},
    "ST03": {"what": "Bảng tính của đơn vị đang đặt mật khẩu nên không đọc được.",
             "how": "Mở bảng tính, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc) rồi lưu lại."},
    "ST04": {"now": 40, "before": 90, "day": date(2023, 4, 2)},
    "TO01": {"team": "cấp phường", "what": "Chưa có ngày quyết định thành lập",
             "how": "Ghi số, ngày quyết định vào dòng 2 trang Danh sách tổ"},
    "TO02": {"team": "cấp phường", "first": 2},
    "TO03": {"team": "Khối 7"},
    "TO04": {"listed": 11, "hamlets": 12},
    "TO05": {"date": date(2023, 4, 5)},
    "TO06": {"date": date(2023, 3, 15)},
    "TO07": {"guess": " Có phải là «25/QĐ-UBND»?"},
    "TO09": {"value": "Khối 5"},
    "TV01": {"excess": 2},
    "TV04": {"joined": date(2023, 4, 20)},
    "TV05": {"day": date(2023, 4, 18)},
    "TV06": {"asked": date(2023, 3, 1)},
    "TV07": {"left": "đã được Chủ tịch UBND đồng ý cho thôi tham gia", "day": date(2023, 4, 6), "line": 5},
    "TV08": {"value": "Nguyễn Thị Lan", "day": date(2023, 4, 14)},
    "TV09": {"value": "0912345678"},
    "TV10": {"team": "cấp phường"},
    "ZL03": {"role": "Tổ trưởng"},
}  # fmt: skip


# --- one rule --------------------------------------------------------------------------------


def all_rules() -> str:
    """One line per rule below the name of its group: code, severity, title."""
    groups = []
    for group, codes in _by_group():
        listed = [
            f"  {code}  {SEVERITIES[RULES[code].severity]:<13} {RULES[code].title}"
            for code in codes
        ]
        groups.append("\n".join([_group_heading(group), *listed]))
    return "\n\n".join(groups)


def one(code: str, policy: Policy) -> str:
    """What the page says of the rule `code`, for a terminal of 96 columns."""
    rule = RULES[code]
    facts = [*_facts(rule, policy), *(("", quote) for quote in _quotes(rule))]
    return "\n".join([_heading(rule), *(_wrapped(*fact) for fact in facts)])


def _wrapped(label: str, text: str) -> str:
    first, rest = (f"{label}:" if label else "").ljust(12), " " * 12
    return textwrap.fill(
        text, _TERMINAL_WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )


def _by_group() -> Iterator[tuple[str, list[str]]]:
    for group in GROUPS:
        yield group, sorted(code for code in RULES if code[:2] == group)


def _facts(rule: Rule, policy: Policy) -> list[tuple[str, str]]:
    """What there is to say of a rule, as label and text."""
    said = example(rule, policy)
    return [
        ("Mức độ", SEVERITIES.get(_severity(rule, policy), _OFF)),
        ("Chưa đúng", rule.wrong),
        ("Đúng", rule.right),
        ("Vấn đề", said.message),
        ("Cách sửa", said.fix),
        ("Căn cứ", policy.clause_text(rule.clause)),
    ]


def _severity(rule: Rule, policy: Policy) -> str:
    return policy.rules.get(rule.code, rule.severity)


def example(rule: Rule, policy: Policy) -> Words:
    """The words of an invented flag of this rule; KeyError names a parameter without an example."""
    shown = _USUAL | {"value": rule.wrong, "suggestion": rule.right} | EXAMPLES.get(rule.code, {})
    return words({"rule": rule.code, "params": shown | _from_policy(rule.code, policy)} | shown)


def _from_policy(code: str, policy: Policy) -> dict[str, Any]:
    """The parameters of a rule's messages that the policy decides."""
    least, most = policy.teams.min_members.value, policy.teams.max_members.value
    dispatch, limits = policy.dispatch, policy.limits
    given: dict[str, dict[str, Any]] = {
        "HD01": {"days": limits.activity_days.value},
        "HD03": {"limit": limits.people_per_row.value},
        "HD05": {"days": limits.activity_days.value},
        "HD06": {"months": limits.duty_months.value},
        "KT01": {"limit": limits.award_days.value},
        "TV01": {"limit": most, "count": most + EXAMPLES["TV01"]["excess"]},
        "TV02": {"limit": most, "least": least, "count": least - 2},
        "TV06": {"limit": limits.pending_days.value},
        "ZL01": {"limit": limits.group_days.value},
    }
    source = f"{dispatch.clause_names['PL1']} {dispatch.name}"
    return {"deadline": policy.deadline, "source": source} | given.get(code, {})


def _quotes(rule: Rule) -> list[str]:
    """The sentences of the dispatch that are the rule's ground, the first few and shortened."""
    ground = clauses(rule.clause)
    named = [one for one in sentences() if rule.code in one.rules and one.clause in ground]
    quotes = [_quote(sentence) for sentence in named[:_MOST_QUOTES]]
    more = len(named) - _MOST_QUOTES
    return [*quotes, f"… và {more} câu khác."] if more > 0 else quotes


def _quote(sentence: Sentence) -> str:
    return f"{sentence.place}: «{textwrap.shorten(sentence.text, _QUOTE_LENGTH, placeholder=' …')}»"


# --- the page --------------------------------------------------------------------------------


def page(policy: Policy) -> str:
    """docs/rules.md: the rules by group, the numbers of the policy, the dispatch by sentence."""
    parts = [*_head(policy), *_rule_parts(policy), *_numbers(policy), *_dispatch_parts()]
    return "\n".join(parts) + "\n"


def _head(policy: Policy) -> Iterator[str]:
    yield f"<!-- Trang này do chương trình lập ra, không sửa tay. Lập lại: {COMMAND} -->\n"
    yield "# Các quy tắc kiểm tra\n"
    ground = f"{policy.dispatch.name} của {policy.dispatch.issuer}"
    yield (
        f"Sổ Tổ kiểm tra bảng tính của phường, xã theo {len(RULES)} quy tắc, căn cứ {ground}. "
        "*Vấn đề* và *Cách sửa* là những câu phường, xã đọc ở trang Cần sửa, tại đây với tên người và số liệu ví dụ. Căn cứ "
        "«Quy định nhập liệu» nghĩa là quy tắc về cách ghi, không phải yêu cầu của Công văn.\n"
    )
    counts = Counter(_severity(rule, policy) for rule in RULES.values())
    rows = ((word, _MEANINGS[name], str(counts[name])) for name, word in SEVERITIES.items())
    yield from table(("Mức độ", "Nghĩa là", "Số quy tắc"), rows)
    headings = [*map(_group_heading, GROUPS), _NUMBERS_TITLE, _DISPATCH_TITLE]
    yield "".join(f"- {_link(heading)}\n" for heading in headings)
    yield "Trên máy tính: `python jobs.py rules` liệt kê, `python jobs.py rules TV01` xem một quy tắc.\n"


def _rule_parts(policy: Policy) -> Iterator[str]:
    for group, codes in _by_group():
        yield f"## {_group_heading(group)}\n"
        for code in codes:
            rule = RULES[code]
            yield f"### {_heading(rule)}\n"
            yield from (f"- **{label}:** {_plain(text)}" for label, text in _facts(rule, policy))
            yield from (f"  - {_plain(quote)}" for quote in _quotes(rule))
            yield ""


def _numbers(policy: Policy) -> Iterator[str]:
    yield f"## {_NUMBERS_TITLE}\n"
    yield (
        "Mọi con số nằm trong tệp `rules/policy.toml`; thành phố đổi số ở đó, không phải sửa chương "
        "trình. Số không lấy từ Công văn là do thành phố tự quy định.\n"
    )
    rows = (_number(name, attrgetter(name)(policy), policy) for name in NUMBERS)
    yield from table(("Nội dung", "Giá trị", "Căn cứ", "Quy tắc", "Tên trong tệp"), rows)


def _number(name: str, limit: Limit[Any], policy: Policy) -> tuple[str, ...]:
    what, unit, codes = NUMBERS[name]
    return what, _value(limit, unit), _source(limit, policy), _links(codes) or "–", f"`{name}`"


def _value(limit: Limit[Any], unit: str) -> str:
    value = limit.value
    if isinstance(value, str):
        return f"`{value}`"
    if isinstance(value, date):
        return show_date(value)
    number = f"{value:.0%}" if isinstance(value, float) else show_number(value)
    return f"{number} {unit}"


def _source(limit: Limit[Any], policy: Policy) -> str:
    if limit.city:
        return "Thành phố tự quy định"
    known = limit.clause.split(" ")[0] in policy.dispatch.clause_names
    return policy.clause_text(limit.clause) if known else limit.clause


def _dispatch_parts() -> Iterator[str]:
    yield f"## {_DISPATCH_TITLE}\n"
    yield (
        "Mỗi câu của Công văn và hai phụ lục được thực hiện ở đâu: quy tắc kiểm tra, số liệu trong "
        "báo cáo, chỗ ghi trong bảng tính; hoặc giải thích vì sao bảng tính không cho thấy được.\n"
    )
    for source in dict.fromkeys(sentence.source for sentence in sentences()):
        yield f"### {source}\n"
        rows = (
            (sentence.place.removeprefix(f"{source}, "), sentence.text, _answers(sentence))
            for sentence in sentences()
            if sentence.source == source
        )
        yield from table(("Vị trí", "Câu", "Thực hiện"), rows)


def _answers(sentence: Sentence) -> str:
    answers = {
        "Quy tắc": _links(sentence.rules),
        "Báo cáo": sentence.figure,
        "Ghi ở": sentence.guide,
        "Giải thích": sentence.reason,
    }
    return "<br>".join(f"*{label}:* {text}" for label, text in answers.items() if text)


# --- headings and Markdown -------------------------------------------------------------------


def _group_heading(group: str) -> str:
    return f"{group} – {GROUPS[group]}"


def _heading(rule: Rule) -> str:
    return f"{rule.code} – {rule.title}"


def anchor(heading: str) -> str:
    """The name by which GitHub links to a heading: `TV02 – Ít thành viên` gives `tv02--ít-thành-viên`."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _link(heading: str, text: str = "") -> str:
    return f"[{text or heading}](#{anchor(heading)})"


def _links(codes: Iterable[str]) -> str:
    return ", ".join(_link(_heading(RULES[code]), code) for code in codes)


def _plain(text: str) -> str:
    """Text in which Markdown finds nothing to format."""
    return re.sub(r"([\\`*_<|])", r"\\\1", text)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(page(load_policy()))
