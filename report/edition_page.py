"""The words of the editions for Phòng GDĐT, Thành đoàn and Ủy ban MTTQ: who of theirs takes part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from report.city_page import show_period
from report.figures import CityFigures
from report.letter import Block, Letter, Row, Table
from report.page import Tile
from report.words import CityInfo, href, listed
from shapes import Recipient, records
from vietnamese.text import in_sentence, show_date, show_number

MOST_NAMED = 12


@dataclass(frozen=True)
class _Edition:
    """What one office reads: its name, the news and figures of its people, and the columns of its
    table: head, columns of `taking_part`. `missing` are the wards to speak to."""

    topic: str
    ask: str
    none_left: str
    caption: str
    missing: Callable[[pd.DataFrame], "pd.Series[bool]"]
    said: Callable[[pd.DataFrame], tuple[str, tuple[Tile, ...]]]
    columns: tuple[tuple[str, str], ...]
    order: tuple[str, ...]


def edition_letter(
    kind: str, parts: pd.DataFrame, figures: CityFigures, city: CityInfo, recipient: Recipient
) -> Letter:
    """The mail of this kind (gddt, thanhdoan, mttq); `parts` is the frame of `taking_part`."""
    edition = _EDITIONS[kind]
    parts = parts.assign(
        done=parts["with_front"] + parts["with_unions"],
        reached=parts["people_front"] + parts["people_unions"],
    )
    news, tiles = edition.said(parts)
    period = show_period(figures)
    return Letter(
        subject=f"{edition.topic} trong Tổ công nghệ số cộng đồng {period}: {news}",
        over=f"{city.name} · {period.capitalize()}",
        heading=f"{edition.topic} trong Tổ công nghệ số cộng đồng",
        lead=(f"Đến {show_date(figures.as_of)}: {news}.",),
        tiles=tiles,
        blocks=tuple(_blocks(edition, parts)),
        footer=_footer(figures, city, recipient),
    )


def _blocks(edition: _Edition, parts: pd.DataFrame) -> Iterable[Block]:
    missing = parts.loc[edition.missing(parts), "name"].tolist()
    if missing:
        names = listed(map(in_sentence, missing), MOST_NAMED)
        named = f"{edition.ask} {len(missing)} đơn vị: {names}."
        yield Block("Kiến nghị", tone="ask", intro=named)
    else:
        yield Block("Kết quả", tone="calm", intro=edition.none_left)
    yield Block("Tình hình từng đơn vị", table=_table(edition, parts))


def _table(edition: _Edition, parts: pd.DataFrame) -> Table:
    ordered = parts.sort_values([*edition.order, "name"], kind="stable")
    rows = [
        Row(row["name"], href(row["link"]), tuple(_cell(row[name]) for _, name in edition.columns))
        for row in records(ordered)
    ]
    head = ("Đơn vị", *(title for title, _ in edition.columns))
    return Table(f"{edition.caption} Đơn vị còn ít ở trên cùng.", head, tuple(rows))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Chưa"
    return show_number(int(value))


def _footer(figures: CityFigures, city: CityInfo, recipient: Recipient) -> tuple[str, ...]:
    contact = f", {city.contact}" if city.contact else ""
    return (
        f"Số liệu lấy từ cột Chức vụ, nghề nghiệp trong bảng tính của các phường, xã đến ngày "
        f"{show_date(figures.as_of)}; mỗi người ở nhiều tổ của một đơn vị chỉ tính một lần.",
        f"Cần trao đổi, xin liên hệ {city.office} {in_sentence(city.name)}{contact}.",
        f"Thư gửi {recipient.name or 'Ông/Bà'} vì có tên trong trang Người nhận của bảng Điều "
        f"phối. Muốn đổi kỳ nhận hoặc thôi nhận, xin báo {city.office}.",
    )


# --- the three offices -----------------------------------------------------------------------


def _teachers(parts: pd.DataFrame) -> tuple[str, tuple[Tile, ...]]:
    people, wards = int(parts["teachers"].sum()), int((parts["teachers"] > 0).sum())
    return f"{show_number(people)} giáo viên tham gia ở {wards}/{len(parts)} phường, xã", (
        Tile(show_number(people), "giáo viên là thành viên tổ"),
        Tile(f"{wards}/{len(parts)}", "phường, xã có giáo viên tham gia"),
    )


def _youth(parts: pd.DataFrame) -> tuple[str, tuple[Tile, ...]]:
    led, deputies = int(parts["led_by_youth"].sum()), int(parts["youth_deputies"].sum())
    done, reached = int(parts["with_youth"].sum()), int(parts["people_youth"].sum())
    return f"Bí thư Đoàn làm Tổ trưởng ở {led}/{len(parts)} phường, xã", (
        Tile(f"{led}/{len(parts)}", "tổ cấp phường, xã do Bí thư Đoàn làm Tổ trưởng"),
        Tile(f"{show_number(deputies)}/{show_number(int(parts['deputies'].sum()))}", "Tổ phó là cán bộ, đoàn viên"),
        Tile(show_number(int(parts["youth"].sum())), "cán bộ, đoàn viên là thành viên tổ"),
        Tile(show_number(reached), f"lượt người ở {done} hoạt động phối hợp với Đoàn"),
    )  # fmt: skip


def _front(parts: pd.DataFrame) -> tuple[str, tuple[Tile, ...]]:
    front, unions = int(parts["front"].sum()), int(parts["unions"].sum())
    done, reached = int(parts["done"].sum()), int(parts["reached"].sum())
    return f"{show_number(front)} cán bộ Mặt trận, {show_number(unions)} cán bộ, hội viên đoàn thể tham gia", (
        Tile(show_number(front), "cán bộ Mặt trận là thành viên tổ"),
        Tile(show_number(unions), "cán bộ, hội viên các đoàn thể là thành viên tổ"),
        Tile(show_number(done), "hoạt động phối hợp với Mặt trận, đoàn thể"),
        Tile(show_number(reached), "lượt người ở các hoạt động đó"),
    )  # fmt: skip


_EDITIONS = {
    "gddt": _Edition(
        "Giáo viên",
        "Đề nghị chỉ đạo các trường cử giáo viên tham gia tổ ở",
        "Tất cả phường, xã đã có giáo viên tham gia.",
        "Giáo viên là thành viên các tổ của đơn vị.",
        lambda parts: parts["teachers"] == 0,
        _teachers,
        (("Giáo viên", "teachers"), ("Tổng số tổ", "teams")),
        ("teachers",),
    ),
    "thanhdoan": _Edition(
        "Đoàn Thanh niên",
        "Đề nghị chỉ đạo Bí thư Đoàn tham gia, nhận làm Tổ trưởng tổ cấp phường, xã ở",
        "Bí thư Đoàn đã làm Tổ trưởng tổ cấp phường, xã ở tất cả đơn vị.",
        "Tổ trưởng: Bí thư Đoàn đã làm Tổ trưởng tổ cấp phường, xã hay chưa. Tổ phó, Đoàn viên: số "
        "cán bộ, đoàn viên ở các tổ. Hoạt động: làm cùng Đoàn trong kỳ.",
        lambda parts: ~parts["led_by_youth"],
        _youth,
        (
            ("Tổ trưởng", "led_by_youth"),
            ("Tổ phó", "youth_deputies"),
            ("Đoàn viên", "youth"),
            ("Hoạt động", "with_youth"),
        ),
        ("led_by_youth", "youth_deputies", "youth"),
    ),
    "mttq": _Edition(
        "Mặt trận, đoàn thể",
        "Đề nghị vận động cán bộ Mặt trận, đoàn thể tham gia tổ ở",
        "Tất cả phường, xã đã có cán bộ Mặt trận và đoàn thể tham gia.",
        "Số người ở các tổ; hoạt động, lượt người: làm cùng Mặt trận, đoàn thể trong kỳ.",
        lambda parts: (parts["front"] == 0) | (parts["unions"] == 0),
        _front,
        (
            ("Mặt trận", "front"),
            ("Đoàn thể", "unions"),
            ("Hoạt động", "done"),
            ("Lượt người", "reached"),
        ),
        ("front", "unions"),
    ),
}
