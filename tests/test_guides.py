"""The guides in docs/: the ward's page is made, the others name what there is."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from rules.policy import load_policy
from rules.terms import HANDLING
from sync import guide, schema
from sync.decision_hints import DAY_WANTED, REASON_WANTED
from sync.guide_page import ward_page
from sync.xlsx_make import make_template
from tests.command_line import parse
from tests.folders import ROOT

DOCS = ROOT / "docs"
POLICY = load_policy()
_NOT_IN_PAGE = ("Mã ở đầu ghi chú của ô, nội dung, và ví dụ ghi đúng:",)
TABS = (*schema.WARD, schema.TODO, *schema.REGISTER)


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


# --- the ward's page -------------------------------------------------------------------------


def test_page_of_the_wards_is_current() -> None:
    assert page("phuong-xa.md") == ward_page(POLICY)


def test_tab_and_page_say_the_same(tmp_path: Path) -> None:
    make_template(tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")[schema.GUIDE_TITLE]
    in_tab = "\n".join(
        str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell
    )
    lines = [line for line in guide.guide_lines("", 10, guide.EXCEL) if line.kind != "column"]
    said = [text for line in lines if not line.severity for text in line.texts if text]
    said += [column.header for tab in schema.WARD for column in tab.columns]
    in_page = page("phuong-xa.md")
    assert [text for text in said if text not in in_tab] == []
    assert [text for text in said if text not in in_page and text not in _NOT_IN_PAGE] == []


# --- what the others name --------------------------------------------------------------------


def named(text: str) -> set[str]:
    return set(re.findall(r"«([^»]+)»", text))


@pytest.mark.parametrize("name", ["dieu-phoi.md", "thanh-pho.md"])
def test_columns_in_quotes_are_those_of_the_workbooks(name: str) -> None:
    headers = {column.header for tab in TABS for column in tab.columns}
    assert named(page(name)) - headers <= {REASON_WANTED, DAY_WANTED}


def test_every_choice_of_the_coordinators_is_explained() -> None:
    said = page("dieu-phoi.md")
    for word in HANDLING.values():
        assert f"\n| {word} |" in said
    for column in (schema.FOLLOW_UP[field] for field in schema.FOLLOW_UP_CITY_FIELDS):
        assert f"«{column.header}»" in said
    assert "**Đơn vị**" in said and all(tab.title in said for tab in schema.REGISTER)


def test_rhythms_are_those_of_the_policy() -> None:
    rows = re.findall(r"\n\| ([^|]+) \| (Hằng \w+) \|", page("dieu-phoi.md"))
    roles = {role: POLICY.mails.roles[role].usual for role in schema.ROLES}
    assert dict(rows) == {
        schema.ROLES[role]: schema.PERIODS[usual] for role, usual in roles.items()
    }


def test_headings_of_the_digest_stand_in_its_guide_in_order() -> None:
    source = (ROOT / "report" / "coordinator_page.py").read_text(encoding="utf-8")
    overdue = str(POLICY.limits.overdue_days.value)
    silent = f"Đơn vị {overdue} ngày chưa cập nhật"
    found = re.findall(r'_block\((?:"([^"]+)"|silent)', source)
    places = [page("dieu-phoi.md").find(f"**{title or silent}**") for title in found]
    assert len(places) == 7 and places == sorted(places) and places[0] > 0


def test_numbers_of_the_policy_stand_in_the_guides() -> None:
    city = page("thanh-pho.md")
    assert f"còn không quá {POLICY.dates.deadline_notice_days.value} ngày" in city
    assert f"mà {POLICY.limits.overdue_days.value} ngày\nchưa cập nhật" in city
    assert f"sau ngày {POLICY.deadline:%d/%m/%Y}" in page("dieu-phoi.md")


# --- the commands they name --------------------------------------------------------------------

PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
_TYPED = re.compile(r"`([^`\n]+)`|^ {4,}(.+)$", re.MULTILINE)
_PLACES = {"KIND": "city", "N": "1", "[CODE]": "TV01", "PATH…": "wards", "…": "x"}


def typed(page: Path) -> Iterator[list[str]]:
    """What follows `jobs.py` in a page's code, words that stand for others filled in."""
    for inline, block in _TYPED.findall(page.read_text(encoding="utf-8")):
        _, found, line = (inline or block).partition("jobs.py ")
        if found and not line.startswith("…"):
            words = shlex.split(line.replace("[--", "--").replace("&&", "#"), comments=True)
            yield [_PLACES.get(word, word) for word in words]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_is_understood(page: Path) -> None:
    for words in typed(page):
        # A command alone, named in a sentence, lacks what must stand behind it.
        parse(words if len(words) > 1 else [*words, "--help"])


def test_pages_do_name_commands() -> None:
    assert len(list(typed(DOCS / "ky-thuat.md"))) > 15


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_links_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
