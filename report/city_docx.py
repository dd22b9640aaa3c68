"""The office's formal report to the city (báo cáo), from the figures and words of its mail."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from report.city_page import city_page, show_period
from report.docx import dated, fill
from report.figures import CityFigures
from report.letterhead import Letterhead
from report.page import Page, Topic, Urged
from report.words import CityInfo, change_words
from shapes import Recipient, records
from vietnamese.text import clean, in_sentence, show_date, show_number

_SUBJECT = "triển khai Tổ công nghệ số cộng đồng"


@dataclass(frozen=True)
class Row:
    """One line of the annex; numbers as they are shown."""

    name: str
    teams: str
    members: str
    dispatch: str
    entry: str
    warnings: str
    edited: str


@dataclass(frozen=True)
class Report:
    """What the template asks for: each part is a tuple of paragraphs."""

    superior: str
    superior_upper: str
    office: str
    office_upper: str
    number: str
    place: str
    dated: str
    about: str
    opening: str
    standing: tuple[str, ...]
    repairs: tuple[str, ...]
    results: tuple[str, ...]
    urged: tuple[str, ...]
    proposals: tuple[str, ...]
    closing: str
    sign_title_upper: str
    sign_name: str
    wards: tuple[Row, ...]
    total: Row


def city_docx(figures: CityFigures, city: CityInfo, head: Letterhead) -> bytes:
    """The report as a .docx: no phone of anybody, names of wards and their officers only."""
    words = report_words(figures, city, head)
    return fill("report", words, f"Báo cáo {clean(words.about)}", figures.as_of)


def report_words(figures: CityFigures, city: CityInfo, head: Letterhead) -> Report:
    """All that the report says."""
    page = city_page(figures, city, Recipient("", "", ""))
    period = show_period(figures)
    until = f"đến ngày {show_date(figures.as_of)}"
    return Report(
        superior=head.superior,
        superior_upper=head.superior.upper(),
        office=f"{head.office} {in_sentence(city.name)}",
        office_upper=head.office.upper(),
        number=f"……/{head.symbol}",
        place=head.place,
        dated=dated(figures.as_of),
        about=f"Kết quả {_SUBJECT}\n{period}",
        opening=f"Thực hiện Công văn của {head.superior} về việc {_SUBJECT} tại các phường, xã, "
        f"{head.office} báo cáo kết quả {period}, số liệu {until}, như sau:",
        standing=tuple(_standing(figures, page)),
        repairs=tuple(_repairs(page)),
        results=tuple(_item(line) for line in (*page.results, *page.offices)),
        urged=tuple(_urged(page)),
        proposals=tuple(map(_item, page.proposals)) or ("Không có.",),
        closing=f"Trên đây là báo cáo kết quả {_SUBJECT} {period}; {head.office} kính trình "
        f"{head.superior} xem xét, chỉ đạo./.",
        sign_title_upper=head.sign_title.upper(),
        sign_name=head.sign_name,
        wards=tuple(map(_row, records(figures.wards))),
        total=_total(figures),
    )


def _item(text: str) -> str:
    return f"- {text}"


def _standing(figures: CityFigures, page: Page) -> Iterator[str]:
    totals = figures.totals
    yield f"{page.lead[0]} {page.deadline}".strip()
    yield (
        f"Toàn thành phố đã thành lập {show_number(totals.founded)}/{show_number(totals.teams)} tổ "
        f"(cấp phường, xã và khối, xóm), với {show_number(totals.members)} thành viên"
        f"{_since(figures)}. Tình hình từng đơn vị ở Phụ lục kèm theo."
    )


def _since(figures: CityFigures) -> str:
    changes = figures.changes
    if changes is None:
        return ""
    day = show_date(changes.since)
    return f"; so với ngày {day}, số tổ {change_words(changes.founded)}, số thành viên {change_words(changes.members)}"


def _repairs(page: Page) -> Iterator[str]:
    yield page.lead[1]
    if page.aside:
        yield page.aside
    if page.topics:
        yield "Những nội dung có nhiều nhất:"
        yield from (_item(_topic(topic)) for topic in page.topics)
    if page.finished:
        yield page.finished


def _topic(topic: Topic) -> str:
    return f"{topic.title}: {topic.extent}. {topic.advice}"


def _urged(page: Page) -> Iterator[str]:
    if not page.urged:
        yield "Không có đơn vị nào cần đôn đốc."
    yield from (_item(_officer(ward)) for ward in page.urged)
    if page.urged_more:
        yield _item(page.urged_more.replace("xem bảng bên dưới", "xem Phụ lục"))


def _officer(ward: Urged) -> str:
    officer = f"cán bộ chủ trì {ward.officer}" if ward.officer else "chưa có cán bộ chủ trì"
    return f"{ward.name}: {ward.why}; {officer}."


def _row(ward: dict[str, Any]) -> Row:
    edited = "chưa có" if pd.isna(ward["last_edit"]) else show_date(ward["last_edit"])
    return _line(ward["name"], ward, edited)


def _total(figures: CityFigures) -> Row:
    return _line("Cộng", asdict(figures.totals), "")


def _line(name: str, numbers: dict[str, Any], edited: str) -> Row:
    shown = {
        field: show_number(numbers[field]) for field in ("members", "dispatch", "entry", "warnings")
    }
    teams = f"{show_number(numbers['founded'])}/{show_number(numbers['teams'])}"
    return Row(name=name, teams=teams, edited=edited, **shown)
