"""docs/rules.md and `jobs.py rules`: current, complete, and every sentence of the dispatch answered."""

import ast
import inspect
import os
import re
import subprocess
import sys
from dataclasses import asdict, fields, is_dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from report.catalogue import COMMAND, EXAMPLES, GROUPS, NUMBERS, all_rules, example, one, page
from rules.dispatch import Sentence, clauses, sentences
from rules.policy import Limit, Policy, load_policy
from rules.policy_file import policy_of
from rules.registry import RULES, Rule, parameters
from sync.looks import lines_of
from sync.schema import TODO, WARD

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "rules.md"
POLICY = load_policy()
ALL = [pytest.param(rule, id=code) for code, rule in sorted(RULES.items())]
GROUNDED = [one for one in ALL if clauses(RULES[str(one.id)].clause)]
# Parameters whose words are made by the rule itself.
_PHRASES = {"what", "how", "why", "when", "left", "guess"}


def changed(**sections: dict[str, Any]) -> Policy:
    """The policy with other values: teams={"max_members": 8}, rules={"TV10": "off"}."""
    values = asdict(POLICY)
    for section, given in sections.items():
        for name, value in given.items():
            old = values[section].get(name)
            values[section][name] = old | {"value": value} if isinstance(old, dict) else value
    return policy_of(values)


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.*)$", text, re.MULTILINE)


# --- the page -------------------------------------------------------------------------------


def test_the_page_is_current() -> None:
    if PAGE.read_bytes() != page(POLICY).encode():
        pytest.fail(f"docs/rules.md says something else than the rules. Make it anew: {COMMAND}")


def test_the_command_makes_the_page_whatever_the_terminal() -> None:
    command = [sys.executable, *COMMAND.split(" > ")[0].split()[1:]]
    made = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert made.stdout == page(POLICY).encode()


def test_every_rule_stands_on_the_page_once() -> None:
    titles = [f"{code} – {rule.title}" for code, rule in RULES.items()]
    found = [heading for heading in headings(page(POLICY)) if heading[:4] in RULES]
    assert sorted(found) == sorted(titles)


def test_every_link_leads_to_one_heading() -> None:
    text = page(POLICY)
    # As GitHub names headings: lower case, no punctuation, a hyphen for each space.
    names = [re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings(text)]
    assert len(set(names)) == len(names)
    linked = set(re.findall(r"\]\(#([^)]*)\)", text))
    assert linked
    assert linked <= set(names)


def test_every_row_of_a_table_has_the_cells_of_its_header() -> None:
    lines = page(POLICY).splitlines()
    widths = [len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0 for line in lines]
    rows = [(above, row) for above, row in pairwise(widths) if above and row]
    assert len(rows) > 100
    assert all(above == row for above, row in rows)


def test_the_page_counts_rules_by_severity() -> None:
    counts = re.findall(
        r"^\| (?:Phải sửa|Cần kiểm tra|Khuyến nghị) \|.*\| (\d+) \|$", page(POLICY), re.M
    )
    assert sum(map(int, counts)) == len(RULES)
    assert len(counts) == 3


# --- one rule -------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ALL)
def test_a_rule_is_shown_with_the_words_of_a_flag(rule: Rule) -> None:
    needed = parameters(rule.message) | parameters(rule.fix)
    try:
        said = example(rule, POLICY)
    except KeyError as missing:
        pytest.fail(f"{rule.code}: report/catalogue.py has no example of {missing}")
    assert said.message
    assert said.fix
    assert "{" not in said.message + said.fix
    unused = EXAMPLES.get(rule.code, {}).keys() - needed
    assert not unused, f"{rule.code}: no message uses these examples"


@pytest.mark.parametrize("rule", ALL)
def test_the_words_of_a_flag_fit_three_lines_of_their_column(rule: Rule) -> None:
    said = example(rule, POLICY)
    for field, text in (("message", said.message), ("fix", said.fix)):
        assert lines_of(text, TODO[field].width) <= 3, text


@pytest.mark.parametrize("rule", ALL)
def test_a_phrase_in_an_example_is_one_that_the_rule_makes(rule: Rule) -> None:
    source = ast.parse(inspect.getsource(inspect.getmodule(rule.check) or rule.check))
    strings = [node.value for node in ast.walk(source) if isinstance(node, ast.Constant)]
    made = [text for text in strings if isinstance(text, str) and text.strip()]
    for name, phrase in EXAMPLES.get(rule.code, {}).items():
        if name in _PHRASES:
            begun = [text for text in made if len(text) > 8 and phrase.startswith(text)]
            assert phrase in made or begun, f"{rule.code}: the rule does not say «{phrase}»"


@pytest.mark.parametrize("rule", ALL)
def test_a_rule_fits_the_terminal(rule: Rule) -> None:
    lines = one(rule.code, POLICY).splitlines()
    assert lines[0] == f"{rule.code} – {rule.title}"
    assert max(map(len, lines)) <= 96
    words = " ".join(" ".join(lines).split())
    said = example(rule, POLICY)
    for shown in (said.message, said.fix, rule.wrong, rule.right, POLICY.clause_text(rule.clause)):
        assert " ".join(shown.split()) in words


def test_a_rule_shows_its_ground_in_the_words_of_the_dispatch() -> None:
    shown = " ".join(one("TV01", POLICY).split())
    assert "Phụ lục 1, mục 3.1, điểm a, ý 2: «Số lượng: Tối đa không quá 10 thành viên.»" in shown
    assert "«" not in one("ST01", POLICY).partition("Căn cứ:")[2]


def test_a_rule_of_another_policy_has_its_numbers_and_severity() -> None:
    policy = changed(teams={"max_members": 8}, rules={"TV10": "off", "TV09": "hint"})
    assert "có 10 thành viên, nhiều hơn mức tối đa 8" in one("TV01", policy)
    assert "Mức độ:     Đã tắt" in one("TV10", policy)
    assert "Mức độ:     Khuyến nghị" in one("TV09", policy)
    assert "| Một tổ có nhiều nhất | 8 thành viên | Phụ lục 1, điểm a mục 3.1 |" in page(policy)


def test_the_list_has_every_rule_below_its_group() -> None:
    blocks = [block.splitlines() for block in all_rules().split("\n\n")]
    assert [block[0] for block in blocks] == [
        f"{group} – {title}" for group, title in GROUPS.items()
    ]
    listed = [(block[0][:2], line.split()[0]) for block in blocks for line in block[1:]]
    assert all(code.startswith(group) for group, code in listed)
    assert sorted(code for _, code in listed) == sorted(RULES)
    assert "  TO05  Khuyến nghị   Thành lập sau hạn" in all_rules()


# --- the numbers ----------------------------------------------------------------------------


def test_every_number_of_the_policy_is_on_the_page() -> None:
    limits = {
        f"{section.name}.{one.name}"
        for section in fields(POLICY)
        if is_dataclass(values := getattr(POLICY, section.name))
        for one in fields(values)
        if isinstance(getattr(values, one.name), Limit)
    }
    assert limits == NUMBERS.keys()
    assert set(chain.from_iterable(codes for *_, codes in NUMBERS.values())) <= RULES.keys()


@pytest.mark.parametrize(
    "row",
    [
        "| Thành lập xong các tổ trước ngày | 30/03/2023 | Công văn, mục 1 |",
        "| Ngày sớm nhất được ghi trong bảng tính | 05/03/2022 | Công văn 793/BTTTT-THH |",
        "| Đề nghị tham gia, xin thôi chờ ý kiến không quá | 15 ngày | Thành phố tự quy định |",
        "| Hỏi lại khi một dòng hoạt động ghi trên | 5.000 lượt người | Thành phố tự quy định |",
        "| Hỏi lại khi một trang mất trên | 30% số dòng | Thành phố tự quy định |",
        r"| `^\d+[A-Za-z]?/QĐ-UBND$` | Phụ lục 2 |",
    ],
)
def test_a_number_stands_beside_its_ground(row: str) -> None:
    assert row in page(POLICY)


# --- the dispatch, sentence by sentence ---------------------------------------------------------


def test_every_sentence_is_on_the_page() -> None:
    text = page(POLICY)
    for sentence in sentences():
        place = sentence.place.removeprefix(f"{sentence.source}, ")
        assert f"| {place} | {sentence.text} | " in text


def test_the_three_documents_follow_each_other_and_no_sentence_stands_twice() -> None:
    sources = [sentence.source for sentence in sentences()]
    assert list(dict.fromkeys(sources)) == ["Công văn", "Phụ lục 1", "Phụ lục 2"]
    assert sources == sorted(sources)
    stated = [(sentence.place, sentence.text) for sentence in sentences()]
    assert len(set(stated)) == len(stated)


def test_every_rule_that_a_sentence_names_exists() -> None:
    assert {code for sentence in sentences() for code in sentence.rules} <= RULES.keys()


@pytest.mark.parametrize("rule", GROUNDED)
def test_a_rule_is_named_by_a_sentence_of_each_of_its_clauses(rule: Rule) -> None:
    named = {sentence.clause for sentence in sentences() if rule.code in sentence.rules}
    assert set(clauses(rule.clause)) <= named


def test_every_place_that_the_guide_names_is_in_the_workbook() -> None:
    columns = {tab.title: {column.header for column in tab.columns} for tab in WARD}
    places = [
        place for sentence in sentences() if sentence.guide for place in sentence.guide.split("; ")
    ]
    for place in places:
        found = re.fullmatch(r"Trang (.+?)(?:, (?:cột|dòng) (.+))?", place)
        assert found, place
        assert found[1] in columns, place
        assert found[2] is None or found[2] in columns[found[1]], place


@pytest.mark.parametrize(
    ("place", "clause"),
    [
        ("Công văn, phần kết", "CV"),
        ("Công văn, mục 1, ý 1", "CV 1"),
        ("Phụ lục 1, mục II.1, ý 2", "PL1 II.1"),
        ("Phụ lục 1, mục 3.1, điểm b, khuyến nghị", "PL1 3.1.b"),
        ("Phụ lục 2, Điều 1, mục I, dòng 1", "PL2"),
    ],
)
def test_a_place_is_a_clause(place: str, clause: str) -> None:
    assert Sentence(place=place, text="…", reason="…").clause == clause


@pytest.mark.parametrize(
    ("clause", "single"),
    [
        ("—", ()),
        ("PL2", ("PL2",)),
        ("PL1 3.1.b–c", ("PL1 3.1.b", "PL1 3.1.c")),
        ("PL1 3.1.d, PL1 3.3", ("PL1 3.1.d", "PL1 3.3")),
    ],
)
def test_a_rule_may_have_several_clauses(clause: str, single: tuple[str, ...]) -> None:
    assert clauses(clause) == single


@pytest.mark.parametrize(
    "sentence",
    [
        {"place": "Công văn, mục 1, ý 1", "text": "Không ai trả lời."},
        {"place": "Phụ lục 3, mục 1", "text": "Không có phụ lục này.", "reason": "…"},
        {"place": "Công văn, mục 1, ý 1", "text": "", "reason": "…"},
        {"place": "Công văn, mục 1, ý 1", "text": "…", "reason": "…", "rule": "TO01"},
    ],
    ids=["unanswered", "no such annex", "no words", "unknown key"],
)
def test_a_sentence_that_says_nothing_is_refused(sentence: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Sentence.model_validate(sentence)
