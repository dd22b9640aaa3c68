"""The letters: their words, their pages, and what must never stand in them.

The golden files are written by `python -m tests.sample_letters`.
"""

import re
from dataclasses import replace
from datetime import date

import pytest

from report.coordinator_page import Watched, coordinator_letter
from report.deadline_page import city_reminder, days_left, reminder_due
from report.letter import Letter
from report.mail import letter_mail
from report.ops_page import Trouble, alert_due, ops_letter
from report.render import TEMPLATES
from shapes import Mail, Told
from tests.cases import POLICY
from tests.sample_city import AS_OF, CITY, GOLDEN, wards
from tests.sample_letters import (
    ASKED,
    DECIDED,
    FLAGS,
    KEPT,
    LEADER,
    PERSON,
    PHONE,
    PRIVATE,
    TROUBLES,
    UNFOUNDED,
    edition,
    frame,
    letters,
    mails,
    parts,
    to_coordinator,
    to_ward,
    told,
)
from tests.test_city_mail import Reader

LETTERS = letters()
MAILS = mails()
each = pytest.mark.parametrize("name", sorted(MAILS))


def items(letter: Letter) -> list[str]:
    return [item.title for block in letter.blocks for item in block.items]


# --- all of them -----------------------------------------------------------------------------


@each
def test_letter_is_the_golden_one(name: str) -> None:
    made = MAILS[name]
    assert made.html.encode() == (GOLDEN / f"{name}.html").read_bytes()
    text = f"{made.subject}\n\n{made.text}"
    assert text.encode() == (GOLDEN / f"{name}.txt").read_bytes()


@each
def test_page_is_small_and_needs_nothing_from_elsewhere(name: str) -> None:
    html = MAILS[name].html
    page = Reader.of(html)
    assert len(html.encode()) < 100_000
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "object", "svg", "form"})
    assert not re.search(r"url\(|@import|@font-face|javascript:", html)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]


@each
def test_page_is_read_aloud_well(name: str) -> None:
    html = MAILS[name].html
    page = Reader.of(html)
    assert ("html", "lang", "vi") in page.attributes
    assert html.count("<h1") == 1
    tables = len(re.findall("<table", html))
    of_data = html.count("<caption")
    assert html.count('role="presentation"') == tables - of_data
    assert of_data == html.count("<thead")
    assert html.count('scope="row"') == (25 if of_data else 0)


@each
def test_text_says_what_the_page_says(name: str) -> None:
    made = MAILS[name]
    assert max(map(len, made.text.splitlines())) <= 72
    shown = re.sub(r"\s+", " ", made.text)
    page = re.sub(r"\s+", " ", Reader.of(made.html).text)
    letter = LETTERS[name]
    for said in (*letter.lead, *items(letter), *letter.footer):
        assert said in page
        assert said in shown or not shown.count("\n")


@each
def test_dark_screens_have_their_colours(name: str) -> None:
    head, body = MAILS[name].html.split("</head>")
    assert "@media (prefers-color-scheme: dark)" in head and "<style" not in body


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _rules(css: str, of_head: bool) -> str:
    lines = [line for line in css.splitlines() if "{" in line]
    return "\n".join(x for x in lines if x.startswith((".head", ".over", "h1")) == of_head)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_colour_of_text_is_legible_on_every_ground(dark: bool) -> None:
    light_part, dark_part = (TEMPLATES / "base.html").read_text(encoding="utf-8").split("@media")
    css = _rules(dark_part if dark else light_part, of_head=False)
    inks = set(re.findall(r"(?<!-)color: (#\w{6})", css))
    grounds = set(re.findall(r"background-color: (#\w{6})", css))
    bars = set(re.findall(r"\.(?:on|off) \{ background-color: (#\w{6})", css))
    assert len(inks) >= 6 and len(grounds - bars) >= 5
    for ink in inks:
        for ground in grounds - bars:
            assert _contrast(ink, ground) >= 4.5, (ink, ground)


# --- wards -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letter", "subject"),
    [
        (to_ward(*FLAGS), "4 nội dung cần sửa"),
        (to_ward(), "Bảng tính chưa có gì phải sửa"),
        (to_ward(*FLAGS, told=told(UNFOUNDED, LEADER)), "2 nội dung mới cần sửa"),
        (to_ward(DECIDED, told=told(LEADER)), "Thành phố đã trả lời 1 nội dung"),
        (to_ward(UNFOUNDED, told=told(UNFOUNDED, days=3)), "1 nội dung quá hạn cần sửa"),
        (LETTERS["ward-reminder"], "Còn 1 nội dung quá hạn cần sửa"),
        (to_ward(told=told(*FLAGS)), "Đã sửa xong, cảm ơn đơn vị"),
    ],
)
def test_subject_says_the_news(letter: Letter, subject: str) -> None:
    assert letter.subject == f"[Phường Bến Thủy] {subject} – Tổ công nghệ số cộng đồng"


def test_three_things_at_most_and_of_one_rule_only_its_first_cell() -> None:
    blank = [PHONE | {"id": f"p{n}", "row": 20 + n} for n in range(6)]
    letter = to_ward(*FLAGS, *blank)
    (todo, _) = letter.blocks
    assert len(todo.items) == 3
    assert todo.more == "Còn 7 nội dung khác: xem tất cả trong trang Cần sửa."
    assert todo.more_href.endswith("!A3")
    many = to_ward(*blank).blocks[0].items[0]
    assert many.lines[1].endswith("Còn 5 ô tương tự.")


def test_what_is_overdue_comes_first_and_something_new_is_always_there() -> None:
    late = [LEADER | {"id": rule, "rule": rule, "params": _PARAMS[rule]} for rule in _PARAMS]
    letter = to_ward(*late, PHONE, told=told(*late))
    marks = [item.rest for item in letter.blocks[0].items]
    assert marks == [" (quá hạn)", " (quá hạn)", " (mới)"]


_PARAMS = {
    "LD02": {"team": "Khối 3", "first": 4},
    "TO03": {"team": "Khối 7", "deadline": date(2023, 3, 30)},
    "TO01": {"deadline": date(2023, 3, 30)},
}


def test_links_lead_to_the_cell() -> None:
    item = to_ward(UNFOUNDED).blocks[0].items[0]
    assert item.title == "Danh sách tổ, dòng 12, cột Ngày quyết định thành lập"
    assert item.href.startswith("../wards/Ph%C6%B0%E1%BB%9Dng%20B%E1%BA%BFn%20Th%E1%BB%A7y.xlsx#")
    assert item.href.endswith("!F12")


def test_answers_of_the_city_are_told_once() -> None:
    kept = KEPT | {"remark": "Số nội bộ"}
    letter = to_ward(DECIDED, kept, told=told(LEADER))
    answers = letter.blocks[1]
    assert answers.title == "Thành phố đã trả lời"
    assert [item.lines[0] for item in answers.items] == [
        "Đề nghị sửa trước 15/04/2023: Gọi ••••••••78",
        "Đồng ý giữ nguyên đến 06/04/2023: Số nội bộ",
    ]
    assert all(block.title != "Thành phố đã trả lời" for block in to_ward(DECIDED).blocks)


# --- coordinators ----------------------------------------------------------------------------


def test_a_coordinator_with_nothing_to_see_to_gets_no_mail() -> None:
    busy = wards().assign(idle_days=1, problem="")
    nothing = Watched(frame(), busy, [], frozenset())
    assert coordinator_letter(nothing, CITY, PERSON, POLICY, AS_OF, frozenset()) is None


def test_parts_stand_in_their_order() -> None:
    letter = LETTERS["coordinator"]
    assert [block.title for block in letter.blocks] == [
        "Chờ trả lời",
        "Quá hạn",
        "Đơn vị 7 ngày chưa cập nhật",
        "Mới phát sinh",
        "Sắp hết thời hạn giữ nguyên",
        "Bảng tính không đọc được",
        "Chưa sửa được theo đồng ý của đơn vị",
    ]


def test_what_was_told_yesterday_is_not_new() -> None:
    before = frozenset(f"open {flag['id']}" for flag in (*FLAGS, ASKED))
    letter = to_coordinator(*FLAGS, ASKED, before=before)
    assert letter is not None
    assert "Mới phát sinh" not in [block.title for block in letter.blocks]


def test_one_rule_in_many_wards_is_one_line() -> None:
    units = wards()["unit"].tolist()[:4]
    late = [UNFOUNDED | {"id": f"x{n}", "unit": unit} for n, unit in enumerate(units)]
    letter = to_coordinator(*late, LEADER)
    assert letter is not None
    common, own = letter.blocks[0].items
    assert common.title == "Khối, xóm chưa thành lập tổ"
    assert common.rest == ": 4 nội dung ở 4 đơn vị"
    assert [one.name for one in common.names] == wards()["name"].tolist()[:4]
    assert all(one.href.startswith("../wards/") for one in common.names)
    assert [one.rest for one in common.names] == [" (1), ", " (1), ", " (1), ", " (1)."]
    assert own.title == "Phường Bến Thủy" and own.phone == "0912000009"


def test_of_many_wards_the_first_are_named() -> None:
    late = [UNFOUNDED | {"id": f"x{n}", "unit": unit} for n, unit in enumerate(wards()["unit"])]
    given = Watched(frame(*late), wards(), (), frozenset())
    letter = coordinator_letter(given, CITY, PERSON, POLICY, AS_OF, PRIVATE)
    assert letter is not None
    (common,) = letter.blocks[0].items
    assert len(common.names) == 8 and common.names[-1].rest == " (1) và 17 đơn vị khác."


def test_what_waits_for_an_answer_stands_by_ward() -> None:
    units = ("xã-nghi-liên", "phường-bến-thủy", "xã-nghi-liên")
    asked = [ASKED | {"id": f"x{n}", "unit": unit} for n, unit in enumerate(units)]
    letter = to_coordinator(*asked)
    assert letter is not None
    found = [item.title for item in letter.blocks[0].items]
    assert found == ["Phường Bến Thủy", "Xã Nghi Liên", "Xã Nghi Liên"]


# --- the offices, the deadline, the technician -----------------------------------------------


def test_editions_count_what_the_table_shows() -> None:
    frame = parts()
    teachers = edition("gddt")
    table = teachers.blocks[1].table
    assert table is not None
    assert sum(int(row.cells[0]) for row in table.rows) == frame["teachers"].sum()
    assert teachers.tiles[0].value == str(frame["teachers"].sum())
    without = int((frame["teachers"] == 0).sum())
    assert f"ở {without} đơn vị:" in teachers.blocks[0].intro
    led = int(frame["led_by_youth"].sum())
    assert edition("thanhdoan").subject.endswith(f"ở {led}/25 phường, xã")


@pytest.mark.parametrize(
    ("left", "step"),
    [(15, None), (14, 14), (10, 14), (8, 14), (7, 7), (5, 7), (3, 3), (2, 3), (1, 1), (0, None)],
)
def test_reminders_before_the_deadline(left: int, step: int | None) -> None:
    deadline = date(2023, 3, 30)
    day = date.fromordinal(deadline.toordinal() - left)
    assert reminder_due(deadline, day, (14, 7, 3, 1)) == step


def test_the_last_day_is_called_so() -> None:
    assert days_left(date(2023, 3, 30), date(2023, 3, 27)) == "còn 3 ngày"
    assert days_left(date(2023, 3, 30), date(2023, 3, 29)) == "hôm nay là ngày cuối"


def test_city_is_told_whom_to_call() -> None:
    lacking = wards().query("unfounded > 0")
    letter = city_reminder(lacking, date(2023, 4, 6), CITY, PERSON, AS_OF)
    assert [item.title for item in letter.blocks[0].items] == lacking["name"].tolist()
    assert letter.blocks[0].items[0].phone == "0912000001"
    assert letter.blocks[0].more == "Quyết định ký muộn nhất ngày 05/04/2023 thì đúng hạn."


def test_the_technician_hears_once_a_day_of_what_is_new_and_weekly_of_what_lasts() -> None:
    keys = frozenset(one.key for one in TROUBLES)

    def day(ago: int) -> date:
        return date.fromordinal(AS_OF.toordinal() - ago)

    assert alert_due(TROUBLES, None, AS_OF)
    assert not alert_due((), None, AS_OF)
    assert not alert_due(TROUBLES, Told(AS_OF, frozenset()), AS_OF)
    assert alert_due(TROUBLES, Told(day(1), frozenset()), AS_OF)
    assert not alert_due(TROUBLES, Told(day(6), keys), AS_OF)
    assert alert_due(TROUBLES, Told(day(-3), keys), AS_OF)  # told when the clock was ahead
    assert alert_due(TROUBLES, Told(day(7), keys), AS_OF)


def test_one_trouble_is_the_subject() -> None:
    letter = ops_letter((Trouble("disk", "Đĩa đầy.", "Dọn đĩa."),), CITY, AS_OF)
    assert letter.subject == "[Kỹ thuật] Đĩa đầy – Sổ Tổ 03/04/2023"


# --- what must never stand in them -----------------------------------------------------------

SECRETS = ("0912345670", "912345678", "912345679", "0912345678", "1987", "nguoi@vi-du.vn")


def test_nothing_of_a_member_reaches_anybody_in_full() -> None:
    said = f"Gọi {SECRETS[0]}, thư {SECRETS[5]}, sinh năm 1987"
    asked = ASKED | {"answer": said, "value": SECRETS[0]}
    decided = DECIDED | {"remark": said}
    coordinator = to_coordinator(asked, PHONE, decided, KEPT)
    assert coordinator is not None
    for letter in (coordinator, to_ward(asked, PHONE, decided, told=told(LEADER))):
        made = letter_mail("x", letter, PERSON, "x")
        for part in (made.subject, made.text, made.html):
            for secret in SECRETS:
                assert secret not in part


EVIL = "<b>&\"'</b>{{ 7*7 }}"


def test_markup_in_names_stays_text() -> None:
    rows = wards()
    rows["name"], rows["officer"] = EVIL, EVIL
    letter = city_reminder(rows.head(2), date(2023, 4, 6), CITY, replace(PERSON, name=EVIL), AS_OF)
    made: Mail = letter_mail("deadline", letter, PERSON, "x")
    page = Reader.of(made.html)
    assert page.tags.isdisjoint({"b", "script"})
    assert EVIL in page.text and EVIL in made.text and "49" not in made.text
