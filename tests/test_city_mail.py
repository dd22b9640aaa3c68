"""The city's weekly mail: its words, its page, and what must never stand in it.

The golden files are written by `python -m tests.sample_city`.
"""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest
from jinja2 import StrictUndefined, UndefinedError

from report.advice import what_the_city_can_do
from report.city_page import city_page
from report.figures import CityFigures, Problem
from report.mail import city_summary
from report.render import environment, render, wrap
from report.results import Initiative
from report.words import CityInfo, href, show_week
from rules.registry import RULES
from shapes import Mail, Recipient
from tests.cases import Case, Edits
from tests.sample_city import CITY, GOLDEN, LEADER, city, mail
from tests.test_figures import activity, figures, person, unfounded

VOID = {"meta", "br"}


def with_wards(changes: dict[str, dict[str, Any]], found: CityFigures | None = None) -> CityFigures:
    """The sample city with these wards (by name) changed."""
    found = found or city()
    frame = found.wards.copy()
    for name, values in changes.items():
        for column, value in values.items():
            frame.loc[frame["name"] == name, column] = value
    return replace(found, wards=frame)


def words(found: CityFigures) -> Any:
    return city_page(found, CITY, LEADER)


# --- golden files ----------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["html", "txt"])
def test_mail_is_the_golden_one(part: str) -> None:
    made = mail()
    given = made.html if part == "html" else made.text
    assert given.encode() == (GOLDEN / f"city.{part}").read_bytes()


def test_mail_says_whose_and_of_when_it_is() -> None:
    made = mail()
    assert (made.kind, made.period) == ("city", "2023-04-03")
    assert (made.to_name, made.to_email) == (LEADER.name, LEADER.email)
    assert made.subject == (
        "Tổ công nghệ số cộng đồng tuần 27/03–02/04/2023: 21/25 phường, xã đã thành lập đủ tổ"
    )


# --- the sentences ---------------------------------------------------------------------------


def test_first_sentences() -> None:
    assert words(city()).lead == (
        "Đến 03/04/2023, 321/327 khối, xóm đã có tổ; 21/25 phường, xã đã thành lập đủ tổ.",
        "Còn 48 nội dung phải sửa ở 14 đơn vị (14 về thực hiện Công văn, 34 lỗi nhập liệu), "
        "giảm 12 so với tuần trước.",
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["2023-03-30"], "Hạn thành lập các tổ còn thiếu: trước ngày 30/03/2023, đã quá hạn 5 ngày."),
        (["2023-04-03"], "Hạn thành lập các tổ còn thiếu: trước ngày 03/04/2023, đã quá hạn 1 ngày."),
        (["2023-04-04"], "Hạn thành lập các tổ còn thiếu: trước ngày 04/04/2023, hôm nay là ngày cuối."),
        (["2023-04-12"], "Hạn thành lập các tổ còn thiếu: trước ngày 12/04/2023, còn 9 ngày."),
        (["2023-04-12", "2023-04-10"], "Hạn thành lập sớm nhất: trước ngày 10/04/2023, còn 7 ngày."),
        ([], ""),
    ],
)  # fmt: skip
def test_how_far_the_deadline_is(days: list[str], said: str) -> None:
    names = city().wards["name"].tolist()
    lacking = {
        name: {"complete": False, "deadline": pd.Timestamp(day)}
        for name, day in zip(names, days, strict=False)
    }
    one = {name: {"complete": True} for name in names} | lacking
    assert words(with_wards(one)).deadline == said


@pytest.mark.parametrize(
    ("dispatch", "entry", "said"),
    [
        (0, 0, "Không còn nội dung phải sửa, giảm 12 so với tuần trước."),
        (3, 0, "Còn 3 nội dung phải sửa ở 14 đơn vị (đều về thực hiện Công văn), "),
        (0, 1200, "Còn 1.200 nội dung phải sửa ở 14 đơn vị (đều là lỗi nhập liệu), "),
    ],
)
def test_what_is_left_to_do(dispatch: int, entry: int, said: str) -> None:
    found = city()
    totals = replace(found.totals, dispatch=dispatch, entry=entry)
    assert words(replace(found, totals=totals)).lead[1].startswith(said)


@pytest.mark.parametrize(
    ("number", "said"), [(0, "không đổi"), (7, "tăng 7"), (-1500, "giảm 1.500")]
)
def test_change_is_said_in_words(number: int, said: str) -> None:
    found = city()
    assert found.changes is not None
    page = words(replace(found, changes=replace(found.changes, violations=number)))
    assert page.lead[1].endswith(f", {said} so với tuần trước.")
    assert page.tiles[2].change == said
    assert page.tiles[2].tone == {0: "", 7: "bad", -1500: "good"}[number]


def test_another_day_of_comparison_is_named() -> None:
    found = city()
    assert found.changes is not None
    page = words(replace(found, changes=replace(found.changes, since=date(2023, 3, 20))))
    assert page.lead[1].endswith("giảm 12 so với ngày 20/03/2023.")
    assert page.compared == "Tăng, giảm so với ngày 20/03/2023."


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        (date(2023, 3, 27), date(2023, 4, 2), "27/03–02/04/2023"),
        (date(2022, 12, 26), date(2023, 1, 1), "26/12/2022–01/01/2023"),
    ],
)
def test_week_in_words(begin: date, end: date, said: str) -> None:
    assert show_week(begin, end) == said


def test_first_run_shows_no_changes() -> None:
    made = mail(city(first_run=True))
    for part in (made.text, made.html):
        assert not re.search(
            r"tăng \d|giảm \d|so với|không đổi|mới \d+,|đã sửa \d|Đã sửa +Cập", part
        )
        assert "Còn 48 nội dung phải sửa ở 14 đơn vị" in part
    assert "Tổ đã lập  Phải sửa     Cập nhật" in made.text


def test_whom_to_urge() -> None:
    first, second, *_ = words(city()).urged
    assert (first.name, first.why) == (
        "Phường Cửa Nam",
        "chưa thành lập 3 tổ, 9 ngày chưa cập nhật",
    )
    assert (first.officer, first.phone) == ("Ngô Thị Kim Oanh", "0912000001")
    assert second.why == "chưa thành lập 2 tổ"
    line = (
        "- Phường Cửa Nam (chưa thành lập 3 tổ, 9 ngày chưa cập nhật; cán bộ chủ\n"
        "  trì Ngô Thị Kim Oanh, điện thoại 0912000001)\n"
    )
    assert line in mail().text


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"problem": "damaged", "idle_days": 3}, "chưa đọc được bảng tính"),
        (
            {"problem": "missing", "idle_days": pd.NA},
            "chưa đọc được bảng tính, chưa cập nhật lần nào",
        ),
        ({"idle_days": 8}, "còn 7 nội dung phải sửa, 8 ngày chưa cập nhật"),
        ({"unfounded": 1, "idle_days": 6}, "chưa thành lập 1 tổ"),
    ],
)
def test_why_a_ward_is_urged(changes: dict[str, Any], why: str) -> None:
    page = words(with_wards({"Xã Hưng Hòa": changes | {"urged": True}}))
    (ward,) = [ward for ward in page.urged if ward.name == "Xã Hưng Hòa"]
    assert ward.why == why


def test_more_than_five_are_urged() -> None:
    names = city().wards["name"].tolist()[:8]
    page = words(with_wards({name: {"urged": True} for name in names}))
    assert len(page.urged) == 5 and page.urged_more == "và 3 đơn vị khác, xem bảng bên dưới."


def test_proposals() -> None:
    assert words(city()).proposals == (
        "Đề nghị Phó Chủ tịch chỉ đạo Chủ tịch UBND phường Cửa Nam, xã Nghi Liên, "
        "phường Quán Bàu hoàn thành việc thành lập tổ trước ngày 10/04/2023.",
        "Đề nghị Phó Chủ tịch chỉ đạo UBND xã Hưng Hòa cập nhật bảng tính, "
        "sửa xong các nội dung còn lại trước ngày 10/04/2023.",
        "Đề nghị Phó Chủ tịch giao Phòng Văn hóa - Thông tin làm việc với UBND phường Đội Cung "
        "để mở lại bảng tính trước ngày 10/04/2023.",
    )


def test_proposals_before_the_deadline_name_it() -> None:
    own = {"deadline": pd.Timestamp(2023, 4, 12)}
    page = words(with_wards({"Phường Cửa Nam": own, "Xã Nghi Liên": own}))
    assert page.proposals[0].endswith(
        "phường Quán Bàu hoàn thành việc thành lập tổ trước ngày 10/04/2023."
    )
    assert page.proposals[1] == (
        "Đề nghị Phó Chủ tịch chỉ đạo Chủ tịch UBND phường Cửa Nam, xã Nghi Liên "
        "hoàn thành việc thành lập tổ trước ngày 12/04/2023."
    )


def test_a_proposal_names_five_wards_at_most() -> None:
    names = city().wards["name"].tolist()[5:14]
    lacking = {name: {"urged": True, "unfounded": 1} for name in names}
    (late, *_) = words(with_wards(lacking)).proposals
    assert "phường Hưng Dũng, phường Bến Thủy và 7 phường, xã khác hoàn thành" in late


def test_nobody_to_urge_is_said_too() -> None:
    names = city().wards["name"].tolist()
    found = with_wards({name: {"urged": False} for name in names})
    made = mail(replace(found, problems=()))
    for part in (made.text, made.html):
        assert "Tuần này không có đơn vị nào cần đôn đốc." in part
        assert "kiến nghị" not in part.lower() and "nhiều nhất" not in part.lower()


def test_all_is_well() -> None:
    names = city().wards["name"].tolist()
    well = {"urged": False, "complete": True, "violations": 0, "problem": ""}
    page = words(with_wards(dict.fromkeys(names, well)))
    assert page.lines == ()
    assert page.finished.startswith(
        "Đủ tổ, không còn nội dung phải sửa (25 đơn vị): Phường Bến Thủy, "
    )


def test_what_was_let_be_is_not_hidden() -> None:
    assert words(city()).aside == (
        "Ngoài ra: 67 nội dung cần kiểm tra; 5 nội dung phường, xã đã có ý kiến, "
        "chờ thành phố trả lời; 3 nội dung thành phố đồng ý giữ nguyên."
    )


def test_nothing_aside_is_not_said() -> None:
    found = city()
    page = words(replace(found, totals=replace(found.totals, warnings=0, answered=0, excepted=0)))
    assert page.aside == ""


def test_table_is_worst_first_and_leaves_the_finished_out() -> None:
    page = words(city())
    assert [line.name for line in page.lines][:3] == [
        "Phường Cửa Nam",
        "Xã Nghi Liên",
        "Phường Đội Cung",
    ]
    assert {line.state for line in page.lines} == {"lacking", "unread", "open"}
    assert len(page.lines) + 11 == 25 and "(11 đơn vị)" in page.finished
    first = page.lines[0]
    assert (first.teams, first.share, first.violations) == ("11/14", 78, "8")
    assert (first.new, first.resolved, first.edited, first.idle) == (
        "1",
        "0",
        "25/03/2023",
        "9 ngày trước",
    )


def test_five_problems_with_what_the_city_can_do() -> None:
    topic = words(city()).topics[1]
    assert topic.title == "Khối, xóm chưa thành lập tổ"
    assert topic.extent == "6 nội dung phải sửa ở 3 phường, xã"
    assert topic.advice.startswith("Chỉ đạo Chủ tịch UBND phường, xã ký quyết định")
    assert words(city()).topics[4].extent == "27 nội dung cần kiểm tra ở 11 phường, xã"


@pytest.mark.parametrize("code", sorted(RULES))
def test_there_is_advice_for_every_rule(code: str) -> None:
    advice = what_the_city_can_do(code, "Phòng Văn hóa - Thông tin")
    assert advice.endswith(".") and "{" not in advice
    assert 20 < len(advice) <= 100


def test_results_and_offices() -> None:
    page = words(city())
    assert page.results[0] == (
        "Trong tuần các tổ có 64 hoạt động, 88 buổi, 1.245 lượt người được hỗ trợ "
        "(từ đầu đến nay 8.930 lượt)."
    )
    assert "Khen thưởng: 4 đề xuất mới, 1 trường hợp đã được khen." in page.results
    assert page.offices == (
        "Giáo viên tham gia: 187 người ở 23/25 đơn vị.",
        "Bí thư Đoàn làm Tổ trưởng cấp phường, xã: 19/25.",
    )


def test_a_week_without_anything() -> None:
    found = city()
    nothing = dict.fromkeys(
        ("activities", "sessions", "people", "shops", "accounts", "proposed", "awarded", "doubted"),
        0,
    )
    week = replace(found.results, **nothing, initiatives=(), cleared=())
    assert words(replace(found, results=week)).results == (
        "Trong tuần chưa ghi nhận hoạt động nào (từ đầu đến nay 8.930 lượt người được hỗ trợ).",
    )


def test_three_initiatives_are_told_and_the_others_counted() -> None:
    found = city()
    many = tuple(Initiative("Xã Hưng Lộc", "", f"Việc {n} " + "rất dài " * 40) for n in range(5))
    said = words(replace(found, results=replace(found.results, initiatives=many))).results
    told = [line for line in said if line.startswith("Sáng kiến của xã Hưng Lộc: Việc")]
    assert len(told) == 3 and all(len(line) < 150 and line.endswith("…") for line in told)
    assert "Và 2 sáng kiến, cách làm hay khác." in said


# --- what must never stand in it -------------------------------------------------------------


def test_nothing_of_a_member_reaches_the_city() -> None:
    secrets = ("0987654321", "nguoi.thanh.vien@vi-du.vn", "1987", "Lê Thị Mới", "Lê Thị Bưởi")
    text = f"Gọi {secrets[0]}, thư {secrets[1]}, sinh năm {secrets[2]}"
    told = activity("29/03/2023", **{"Nội dung": "Sáng kiến, cách làm hay", "Mô tả": text})
    rows = [
        person(**{"Điện thoại": secrets[0], "Email": secrets[1], "Năm sinh": secrets[2]}),
        person(**{"Họ và tên": "Lê Thị Bưởi", "Điện thoại": secrets[0], "Email": "hỏng@"}),
    ]
    case = Case(name="", set=unfounded(4), add={"Thành viên": rows, "Hoạt động": [told]})
    found = figures(case)
    flags = pd.DataFrame(
        [
            {
                "id": code,
                "unit": found.wards["unit"].iat[0],
                "rule": code,
                "severity": "violation",
                "status": "open",
                "table": "members",
                "field": "phone",
                "row": 2,
                "value": " ".join(secrets),
                "suggestion": secrets[0],
                "what": secrets[3],
                "params": {"name": secrets[3], "year": secrets[2], "phone": secrets[0]},
            }
            for code in ("TV03", "FM05", "ZL02", "LW01", "TV09")
        ]
    )
    for made in (mail(found), mail(figures(case, flags=flags))):
        assert "Sáng kiến của Tổ Khối 1, phường Bến Thủy: Gọi" in made.html
        for secret in secrets:
            for part in (made.subject, made.text, made.html):
                assert secret not in part


def test_officers_phones_stand_in_can_don_doc_alone() -> None:
    quiet = {"Phường Lê Mao": {"officer": "Bùi Thị Lặng", "phone": "0900111222"}}
    made = mail(with_wards(quiet))
    for part in (made.text, made.html):
        assert "0900111222" not in part and "Bùi Thị Lặng" not in part
    assert made.text.count("0912000001") == 1
    start, end = made.html.index("Cần đôn đốc"), made.html.index("Kiến nghị")
    phones = [found.start() for found in re.finditer("0912000001", made.html)]
    assert len(phones) == 2 and all(start < at < end for at in phones)


EVIL = "<b>&\"'</b>{{ 7*7 }}"


def test_markup_in_names_stays_text() -> None:
    wards = {"Phường Cửa Nam": {"name": EVIL, "officer": EVIL, "phone": '"><script>'}}
    found = with_wards(wards)
    week = replace(found.results, initiatives=(Initiative(EVIL, EVIL, EVIL),), cleared=(EVIL,))
    problems = (Problem("FM01", EVIL, "violation", 1, 1),)
    found = replace(found, results=week, problems=problems)
    made = city_summary(found, CityInfo(EVIL, EVIL, EVIL, EVIL), Recipient(EVIL, "a@b.vn", ""), "x")
    page = Reader.of(made.html)
    assert page.tags.isdisjoint({"b", "script"})
    assert EVIL in page.text and "49" not in page.text
    assert EVIL in made.text and "&lt;" not in made.text


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("", ""),
        (
            "https://docs.google.com/spreadsheets/d/1a-B_c/edit#gid=0&x=1",
            "https://docs.google.com/spreadsheets/d/1a-B_c/edit#gid=0&x=1",
        ),
        (
            "../wards/Phường Bến Thủy.xlsx",
            "../wards/Ph%C6%B0%E1%BB%9Dng%20B%E1%BA%BFn%20Th%E1%BB%A7y.xlsx",
        ),
        ("file://may-chu/phuong-xa/X%C3%A3%20A.xlsx", "file://may-chu/phuong-xa/X%C3%A3%20A.xlsx"),
        ("wards\\Xã A.xlsx", "wards/X%C3%A3%20A.xlsx"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("data:text/html,x", "data%3Atext/html%2Cx"),
        ("//vi-du.vn/x", "vi-du.vn/x"),
        ('https://vi-du.vn/"onmouseover="x', "https://vi-du.vn/%22onmouseover=%22x"),
        ("50% #1?.xlsx", "50%25%20%231%3F.xlsx"),
    ],
)
def test_links_lead_to_workbooks_and_nowhere_else(link: str, leads_to: str) -> None:
    assert href(link) == leads_to


def test_ward_without_a_link_is_named_all_the_same() -> None:
    made = mail(with_wards({"Phường Cửa Nam": {"link": ""}}))
    page = Reader.of(made.html)
    assert "Phường Cửa Nam" in page.text
    assert not any("C%E1%BB%ADa%20Nam" in link for link in page.links)


# --- the page --------------------------------------------------------------------------------


class Reader(HTMLParser):
    """The page as a program reads it: its tags (all closed in order), links and words."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []

    @classmethod
    def of(cls, html: str) -> "Reader":
        reader = cls()
        reader.feed(html)
        assert reader.open == []
        return reader

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    @property
    def links(self) -> list[str]:
        return [value for tag, name, value in self.attributes if (tag, name) == ("a", "href")]


@pytest.fixture(scope="module")
def made() -> Mail:
    return mail()


def test_page_needs_nothing_from_elsewhere(made: Mail) -> None:
    page = Reader.of(made.html)
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "object", "svg", "form"})
    names = {name for _, name, _ in page.attributes}
    assert names.isdisjoint({"src", "background"}) and not [n for n in names if n.startswith("on")]
    assert not re.search(r"url\(|@import|@font-face", made.html)
    assert {link.split(":")[0] for link in page.links if ":" in link} == {"tel"}


def test_page_is_small(made: Mail) -> None:
    all_open = {name: {"complete": False} for name in city().wards["name"]}
    page = words(with_wards(all_open))
    assert len(page.lines) == 25
    assert len(mail(with_wards(all_open)).html.encode()) < 60_000
    assert len(made.html.encode()) < 60_000


def test_page_is_read_aloud_well(made: Mail) -> None:
    page = Reader.of(made.html)
    assert ("html", "lang", "vi") in page.attributes
    columns = [value for tag, name, value in page.attributes if (tag, name) == ("th", "scope")]
    assert columns.count("col") == 4 and columns.count("row") == 14
    assert made.html.count("<caption") == 1
    layouts = made.html.count('role="presentation"')
    assert layouts == len(re.findall("<table", made.html)) - 1  # all but the table of wards
    assert made.html.count("<h1") == 1 and made.html.count("<h2") == 5


def test_styles_are_inline_and_dark_screens_have_theirs(made: Mail) -> None:
    head, body = made.html.split("</head>")
    assert "@media (prefers-color-scheme: dark)" in head
    assert "<style" not in body and 'name="color-scheme" content="light dark"' in head
    for tag in ("p", "h2", "li", "th", "td", "caption", "a"):
        for found in re.findall(rf"<{tag}\b[^>]*>", body):
            assert 'style="' in found or 'role="presentation"' in found or tag == "td", found
    dark = head[head.index("@media") :]
    classes = set(re.findall(r"\.([a-z]+)", dark))
    used = {name for value in re.findall(r'class="([^"]+)"', body) for name in value.split()}
    assert classes <= used | {"same", "bad", "good", "calm"}


def test_colour_is_never_the_only_sign(made: Mail) -> None:
    rows = re.findall(r'<th class="(\w+)" scope="row"', made.html)
    said = re.findall(r'scope="row".*?<div class="note"[^>]*>([^<]+)', made.html, re.DOTALL)
    signs = {"lacking": "chưa đủ tổ", "unread": "chưa đọc được bảng tính", "open": "còn phải sửa"}
    assert len(rows) == 14 and [signs[state] for state in rows] == said


def test_bars_are_tables_of_the_share(made: Mail) -> None:
    bars = re.findall(r'aria-hidden="true".*?</table>', made.html, re.DOTALL)
    widths = [list(map(int, re.findall(r'width="(\d+)%"', bar))) for bar in bars]
    assert widths[0] == [78, 22] and widths[-1] == [100]
    assert all(sum(each) == 100 for each in widths) and len(bars) == 14


# --- the text --------------------------------------------------------------------------------


def test_text_fits_seventy_two_columns(made: Mail) -> None:
    lines = made.text.splitlines()
    assert max(map(len, lines)) <= 72
    assert all(line == line.rstrip() for line in lines)
    assert "\n\n\n" not in made.text and made.text.endswith(".\n")


def test_text_table_is_aligned(made: Mail) -> None:
    lines = made.text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("Đơn vị  "))
    table = [line for line in lines[start + 2 : start + 17] if not line.startswith("  ")]
    assert len(table) == 14
    assert {len(line) for line in table} == {len(lines[start])} == {len(lines[start + 1])}


def test_long_names_do_not_break_the_table() -> None:
    made = mail(with_wards({"Phường Cửa Nam": {"name": "Thị trấn " + "Dài " * 10}}))
    assert max(map(len, made.text.splitlines())) <= 72
    assert "Thị trấn Dài Dài Dài Dà…" in made.text


def test_wrap_keeps_words_whole() -> None:
    assert wrap("Phòng Văn hóa - Thông tin " * 4, "- ", "  ").splitlines()[1][:2] == "  "
    assert max(map(len, wrap("a" * 30 + " " + "b-c " * 60).splitlines())) <= 72


# --- templates -------------------------------------------------------------------------------


def test_templates_are_strict() -> None:
    assert environment().undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        render("city")


@pytest.mark.parametrize(("name", "escaped"), [("a.html", True), ("a.txt", False)])
def test_escaping_is_chosen_by_the_files_name(name: str, escaped: bool) -> None:
    chosen = environment().autoescape
    assert callable(chosen) and chosen(name) is escaped


def test_two_wards_of_a_real_check() -> None:
    """From tables to mail, without anything made up in between."""
    found = figures(Case(name="", set=unfounded(4), also={"Xã Hưng Hòa": Edits()}))
    made = mail(found)
    assert made.subject.endswith(": 1/2 phường, xã đã thành lập đủ tổ")
    assert "Đến 03/04/2023, 3/4 khối, xóm đã có tổ" in made.text
    assert "Phường Bến Thủy                 2/3         1   03/04/2023" in made.text
    assert "Đủ tổ, không còn nội dung phải sửa (1 đơn vị): Xã Hưng Hòa." in made.text
