"""Reading one cell, and one ward, however it is written: properties."""

import random
import unicodedata
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.check import check
from shapes import Sheet, Unit, Workbook
from sync.schema import WARD
from sync.tables import build
from sync.values import READERS, plain_mobiles, read_count, read_date, read_phone, reader_for
from tests.cases import BASE, DAY, POLICY, Edits, edit
from vietnamese.hamlets import hamlet_keys
from vietnamese.text import clean, show_date

DAYS = st.dates(date(2000, 1, 1), date(2049, 12, 31))
FORMS = (
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}.{m}.{s:02}", "{d}-{m}-{y}", "{y}-{m:02}-{d:02}",
    "ngày {d} tháng {m} năm {y}", " {d} / {m} / {y} ",
)  # fmt: skip
PHONES = st.from_regex(r"09[0-46-8][0-9]{7}", fullmatch=True)
COLUMNS = [column for tab in WARD for column in tab.columns]


@given(DAYS, st.sampled_from(FORMS))
def test_a_day_reads_the_same_in_every_form(day: date, form: str) -> None:
    text = form.format(d=day.day, m=day.month, y=day.year, s=day.year % 100)
    assert read_date(clean(text)).value == day


@given(DAYS)
def test_a_day_shown_without_its_format_is_the_same_day(day: date) -> None:
    assert read_date(str((day - date(1899, 12, 30)).days)).value == day


@given(st.lists(PHONES | st.from_regex(r"0?[0-9]{9}", fullmatch=True) | st.text()))
def test_mobiles_read_all_at_once_are_what_each_is_alone(texts: list[str]) -> None:
    for text, number in zip(texts, plain_mobiles(np.array(texts, dtype=object)), strict=True):
        assert number in (0, read_phone(text).value)
        well_written = len(text) == 10 and text.isascii() and text[0] == "0" and text[1] in "35789"
        assert number or not (well_written and read_phone(text).value)


@given(PHONES, st.sampled_from(" .-"), st.integers(1, 9))
def test_separators_in_a_phone_change_nothing(phone: str, sign: str, at: int) -> None:
    reading = read_phone(f"{phone[:at]}{sign}{phone[at:]}")
    assert (reading.value, reading.problem) == (int(phone), "")


@given(PHONES, st.sampled_from(("+84{}", "84{}", "{}", "+84 {}")))
def test_other_ways_to_dial_are_repaired_to_the_same_number(phone: str, form: str) -> None:
    reading = read_phone(form.format(phone[1:]))
    assert (reading.value, reading.suggestion) == (int(phone), phone)


@given(st.integers(0, 999_999_999))
def test_a_count_reads_with_and_without_dots(number: int) -> None:
    dotted = f"{number:,}".replace(",", ".")
    assert read_count(str(number)).value == read_count(dotted).value == number


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.field)
@given(text=st.text(min_size=1).map(clean).filter(bool))
@settings(max_examples=30)
def test_no_text_stops_a_reader(column: object, text: str) -> None:
    reader_for(column)(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(READERS))
@given(text=st.text(min_size=1).map(clean).filter(bool))
@settings(max_examples=50)
def test_a_proposal_is_itself_right(kind: str, text: str) -> None:
    reading = READERS[kind](text)
    assert not reading.suggestion or READERS[kind](reading.suggestion).problem == ""


# --- one ward, tidy and as people write it -------------------------------------------------------

WRONG = Edits(
    set=[
        ("Thành viên", 5, "Điện thoại", "09"),
        ("Thành viên", 8, "Chức danh trong Tổ", "Tổ phò"),
        ("Thành viên", 12, "Tổ", "Khối 22"),
        ("Hoạt động", 3, "Số lượt người", "nhiều"),
        ("Khen thưởng", 2, "Kết quả", "Đã khen thưởng"),
    ]
)


def messy(
    tabs: dict[str, list[list[str]]], dice: random.Random
) -> tuple[tuple[Sheet, ...], dict[str, dict[int, int]]]:
    """The same ward as people write it, and for each tab the new row of every old one."""
    sheets, rows = [], {}
    for title, lines in tabs.items():
        if title == "Đơn vị":
            sheets.append(Sheet(title, tuple(map(tuple, lines))))
            continue
        order = dice.sample(range(len(lines[0])), len(lines[0]))
        above = [["TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"]] * dice.randrange(3)
        made, moved = [*above, [_header(lines[0][at], dice) for at in order]], {}
        for number, line in enumerate(lines[1:], 2):
            made += [[""] * len(order)] * (dice.random() < 0.2)
            made.append([_cell(line[at], dice) for at in order])
            moved[number] = len(made)
        rows[title] = moved
        sheets.append(
            Sheet(dice.choice((title, title.upper(), f" {title} ")), tuple(map(tuple, made)))
        )
    return tuple(sheets), rows


def _header(text: str, dice: random.Random) -> str:
    form = dice.choice(
        (
            str,
            str.upper,
            lambda t: f"{t} *",
            lambda t: t.replace(" ", "\n", 1),
            lambda t: f"{t} (ghi đủ)",
        )
    )
    return unicodedata.normalize(dice.choice(("NFC", "NFD")), form(text))


def _cell(text: str, dice: random.Random) -> str:
    day = read_date(text).value if text.count("/") == 2 and len(text) == 10 else None
    if isinstance(day, date) and show_date(day) == text:
        return dice.choice(FORMS).format(d=day.day, m=day.month, y=day.year, s=day.year % 100)
    if text == "Có":
        return dice.choice(("x", "✓", "TRUE", "có", "Có"))
    if text in ("Khối 1", "Khối 2"):
        return dice.choice((text, f"K{text[-1]}", f"khối 0{text[-1]}", f"Khối số {text[-1]}"))
    return dice.choice((text, f" {text}\u00a0", unicodedata.normalize("NFD", text)))


def flags_of(sheets: tuple[Sheet, ...]) -> list[tuple[object, ...]]:
    unit = Unit("a", "Phường Bến Thủy", hamlets=2)
    tables = build(
        [unit], [Workbook("a", sheets=sheets)], hamlet_keys(tuple(POLICY.hamlets.items()))
    )
    found = check(tables, POLICY, DAY)
    assert not found.failed
    return [
        tuple(flag)
        for flag in found.flags[["id", "rule", "tab", "row", "column"]].itertuples(index=False)
    ]


TIDY = tuple(Sheet(title, tuple(map(tuple, lines))) for title, lines in edit(WRONG).items())
EXPECTED = flags_of(TIDY)


@given(st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_a_ward_gives_the_same_flags_however_it_is_written(seed: int) -> None:
    sheets, moved = messy(edit(WRONG), random.Random(seed))
    wanted = {(i, r, tab, moved[tab][row], column) for i, r, tab, row, column in EXPECTED}  # type: ignore[index]
    assert set(flags_of(sheets)) == wanted
    assert {flag[1] for flag in wanted} == {"FM05", "FM02", "FM10", "FM08", "KT02"}


def test_the_clean_ward_is_clean_in_any_writing() -> None:
    for seed in range(30):
        assert flags_of(messy(BASE, random.Random(seed))[0]) == []
