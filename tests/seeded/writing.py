"""Writing a ward to .xlsx: tidily, or as people do. Both say in which line each row stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from sync.schema import WARD
from tests.seeded import ward as w
from tests.seeded.ward import Raw, Row, Ward

EPOCH = date(1899, 12, 30)
OLD_TONES = tuple(
    (new + tail_new, old + tail_old)
    for group_new, group_old in (("òa óa ỏa õa ọa", "oà oá oả oã oạ"), ("ùy úy ủy ũy ụy", "uỳ uý uỷ uỹ uỵ"))
    for (new, tail_new), (old, tail_old) in zip(map(tuple, group_new.split()), map(tuple, group_old.split()), strict=True)
)  # fmt: skip
PERSON, DATES, CHOICES, PHONES = (
    {w.NAME, w.OFFICER},
    {w.FOUNDED, w.JOINED, w.ASKED, w.DECIDED, w.DAY, w.PROPOSED, w.AWARD_DAY},
    {w.LEVEL, w.DECISION, w.SIGNER, w.HONORIFIC, w.ROLE, w.RESIDENT, w.IN_GROUP, w.IN_WARD, w.INVITED, w.RECOMMENDED, w.OPINION, w.KIND, w.TARGET, w.GRANTOR, w.FORM, w.RESULT},
    {w.PHONE},
)  # fmt: skip
WORDS = {
    "Tổ viên": ("Thành viên",), "Có": ("x", "✓", "TRUE", True, "có", "X"),
    "Phường, xã": ("Phường", "Xã", "Cấp phường"), "Khối, xóm": ("Khối", "Xóm"),
}  # fmt: skip


@dataclass
class Written:
    """Where everything came to stand: sheet rows by `Row`, header rows by tab."""

    lines: dict[Row, int] = field(default_factory=dict)
    headers: dict[str, int] = field(default_factory=dict)


def write(ward: Ward, path: Path, messy: Random | None = None) -> Written:
    """Write the workbook; with `messy` in the ways that are let be."""
    written = Written()
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        tabs = [tab for tab in ward.tabs if tab not in ward.dropped]
        if messy:
            messy.shuffle(tabs)
        for tab in tabs:
            sheet = book.add_worksheet(_tab_name(tab, messy) if messy else tab)
            _Page(ward, tab, book, sheet, written, messy).write()
        if messy and messy.random() < 0.5:
            book.add_worksheet("Sheet9").write(0, 0, "ghi chép riêng")
    return written


@dataclass
class _Page:
    ward: Ward
    tab: str
    book: Any
    sheet: Any
    written: Written
    messy: Random | None

    def write(self) -> None:
        headers = list(self.ward.headers[self.tab])
        line = 0
        if self.messy:
            if self.tab != w.UNIT:
                self.messy.shuffle(headers)
            headers = self._extra(headers)
            line = self._title(len(headers))
        self.written.headers[self.tab] = line + 1
        for at, header in enumerate(headers):
            self.sheet.write(
                line, at, _header(self.tab, header, self.messy) if self.messy else header
            )
        self._rows(headers, line + 1)

    def _extra(self, headers: list[str]) -> list[str]:
        messy = self.messy
        assert messy
        if self.tab == w.UNIT:
            return headers
        if messy.random() < 0.4:
            headers.insert(messy.randint(0, len(headers)), "Dân tộc")
        if messy.random() < 0.6:
            headers.insert(0, messy.choice(("TT", "STT", "Stt")))
        return headers

    def _title(self, width: int) -> int:
        assert self.messy
        lines = self.messy.choice((0, 0, 1, 2, 4))
        if lines:
            self.sheet.merge_range(
                0, 0, 0, max(1, width - 1), "DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG NĂM 2023"
            )
        return lines

    def _rows(self, headers: list[str], line: int) -> None:
        rows = list(self.ward.tabs[self.tab])
        if self.messy and self.tab == w.UNIT:
            self.messy.shuffle(rows)
        for number, row in enumerate(rows):
            if self.messy and self.messy.random() < 0.04:
                line += self.messy.choice((1, 1, 2))
            self.written.lines[row] = line + 1
            for at, header in enumerate(headers):
                self._cell(line, at, self._text(row, header, number))
            line += 1
        if self.messy:
            self._merge(rows, headers)
            self._total(self._numbered(headers, line, len(rows)), len(headers), len(rows))

    def _numbered(self, headers: list[str], line: int, number: int) -> int:
        """Lines below the last one that have their number already and nothing else."""
        assert self.messy
        if headers[0] not in ("TT", "STT", "Stt") or self.messy.random() < 0.5:
            return line
        for more in range(self.messy.randint(1, 8)):
            self.sheet.write(line + more, 0, number + more + 1)
        return line + 9

    def _text(self, row: Row, header: str, number: int) -> Any:
        if header.casefold() in ("tt", "stt"):
            return number + 1
        if header == "Dân tộc":
            return "Kinh"
        value = row[header]
        if isinstance(value, Raw):
            return value.value
        if self.messy is None or value == "":
            return value
        if self.tab == w.UNIT:
            return (
                _label(value, self.messy) if header == w.LABEL else _about(row, value, self.messy)
            )
        return _cell(header, value, self.messy)

    def _cell(self, line: int, at: int, value: Any) -> None:
        if isinstance(value, bool):
            self.sheet.write_boolean(line, at, value)
        elif isinstance(value, date):
            self.sheet.write_datetime(
                line, at, value, self.book.add_format({"num_format": "dd/mm/yyyy"})
            )
        elif isinstance(value, str) and value.startswith("#") and value.endswith(("!", "A", "?")):
            self.sheet.write_formula(line, at, "=1/0", None, value)
        elif value != "":
            self.sheet.write(line, at, value)

    def _merge(self, rows: list[Row], headers: list[str]) -> None:
        assert self.messy
        if self.tab != w.MEMBERS or w.TEAM not in headers or self.messy.random() < 0.5:
            return
        at, start = headers.index(w.TEAM), 0
        for end in range(1, len(rows) + 1):
            first, last = self.written.lines[rows[start]] - 1, self.written.lines[rows[end - 1]] - 1
            value = rows[start][w.TEAM]
            together = (
                end < len(rows)
                and rows[end][w.TEAM] == value
                and self.written.lines[rows[end]] == last + 2
            )
            if together and isinstance(value, str):
                continue
            if last > first and isinstance(value, str) and value:
                self.sheet.merge_range(first, at, last, at, _cell(w.TEAM, value, self.messy))
            start = end

    def _total(self, line: int, width: int, count: int) -> None:
        assert self.messy
        if self.tab == w.UNIT or not count or self.messy.random() < 0.5:
            return
        at = self.messy.choice((0, 0, 1))
        self.sheet.write(
            line,
            at,
            self.messy.choice(("Tổng", "Cộng", "Tổng cộng", "Tổng số", "TỔNG CỘNG", "Tổng cộng:")),
        )
        self.sheet.write(line, self.messy.randint(at + 1, width - 1), count)


def _tab_name(tab: str, messy: Random) -> str:
    described = next(each for each in WARD if each.title == tab)
    return messy.choice((tab, tab.upper(), nfd(tab), f" {tab} ", *described.aliases))


def _header(tab: str, header: str, messy: Random) -> str:
    described = next(each for each in WARD if each.title == tab)
    aliases = next((c.aliases for c in described.columns if c.header == header), ())
    if messy.random() < 0.3 and aliases:
        header = messy.choice(aliases)
    decorate = messy.choice((
        str, str, nfd, str.upper, old_tone, lambda t: t + "*", lambda t: t + " *", lambda t: f"  {t} ",
        lambda t: t + "\n(ghi rõ)", lambda t: t.replace(" ", "\n", 1), lambda t: nfd(t.upper()),
        lambda t: t + " (bắt buộc)", lambda t: t.replace(" ", " \u00a0"), str.lower,
    ))  # fmt: skip
    return decorate(header)


def _label(label: str, messy: Random) -> str:
    return _header(w.UNIT, label, messy)


def _about(row: Row, value: Any, messy: Random) -> Any:
    kind = {"Điện thoại": w.PHONE, w.OFFICER: w.NAME}.get(row[w.LABEL], "")
    return _cell(kind, value, messy) if kind else value


def _cell(header: str, value: Any, messy: Random) -> Any:
    """The same value in another of the ways people write it."""
    if header in DATES and isinstance(value, date):
        return _date(value, messy)
    if header in PHONES:
        return _phone(value, messy)
    if header in (w.TEAM, w.PROPOSER, w.HAMLET):
        return _team(value, messy)
    if header == w.YEAR and isinstance(value, int):
        return messy.choice(
            (value, str(value), f"15/06/{value}", date(value, 3, 2), f"2.9.{value}")
        )
    if isinstance(value, int):
        return messy.choice((value, str(value), float(value)))
    if header in CHOICES:
        return messy.choice(
            (
                value,
                value,
                *WORDS.get(value, ()),
                value.upper(),
                nfd(value),
                f" {value} ",
                value.lower(),
            )
        )
    if header in PERSON:
        prefix = messy.choice(("", "", "", "Ông ", "Bà ", "Đ/c ", "Ông/Bà: "))
        return prefix + spoil(
            messy.choice((value, value.upper(), old_tone(value), value.lower())), messy
        )
    if header == w.TITLE:
        return spoil(messy.choice((value, value, value.upper(), old_tone(value))), messy)
    return spoil(value, messy) if header == w.WHAT else value


def _date(day: date, messy: Random) -> Any:
    return messy.choice((
        day, (day - EPOCH).days, f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%d.%m.%y}",
        f"{day.day}-{day.month}-{day.year}", day.isoformat(), f"ngày {day.day} tháng {day.month} năm {day.year}",
        f" {day:%d/%m/%Y}\u00a0",
    ))  # fmt: skip


def _phone(phone: str, messy: Random) -> str:
    parts = (phone[:4], phone[4:7], phone[7:])
    return messy.choice(
        (phone, " ".join(parts), ".".join(parts), "-".join(parts), f"{phone}\u200b", f" {phone}")
    )


def _team(name: str, messy: Random) -> str:
    if name.startswith("Cấp"):
        return messy.choice(
            (name, name.upper(), name[4:].capitalize(), "Cấp phường, xã", nfd(name))
        )
    word, rest = name.split(" ", 1)
    ways = [name, name.upper(), nfd(name), f" {word}  {rest} ", old_tone(name), name.lower()]
    if rest.isdigit():
        ways += [f"{word} {int(rest):02}", f"{word}{rest}", f"{word} số {rest}"]
        ways += [f"{word[0]}{rest}"] if word in ("Khối", "Xóm") else []
    return messy.choice(ways)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def old_tone(text: str) -> str:
    """Hòa → Hoà, Thúy → Thuý, at the end of a word only (quý stays)."""
    for new, old in OLD_TONES:
        text = re.sub(rf"(?<![qQ]){new}\b", old, text)
    return text


def spoil(text: str, messy: Random) -> str:
    """Odd spaces and decomposed marks."""
    change = messy.choice((
        str, str, nfd, lambda t: t.replace(" ", "\u00a0"), lambda t: t.replace(" ", "  ", 1),
        lambda t: t + "\u200b", lambda t: " " + t, lambda t: t.replace(" ", "\u200b ", 1),
    ))  # fmt: skip
    return change(text)


def write_register(wards: list[Ward], path: Path) -> None:
    """The coordination workbook that knows these wards; their codes are u0, u1, …"""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Đơn vị")
        headers = (
            "Đơn vị",
            "Loại",
            "Số khối, xóm",
            "Email",
            "Hạn thành lập",
            "Mã đơn vị",
            "Đang theo dõi",
        )
        sheet.write_row(0, 0, headers)
        for number, ward in enumerate(wards):
            day = ward.deadline.strftime("%d/%m/%Y") if isinstance(ward.deadline, date) else ""
            sheet.write_row(
                number + 1,
                0,
                (ward.name, ward.kind, ward.count, "a@vi-du.vn", day, f"u{number}", "Có"),
            )
        people = book.add_worksheet("Người nhận")
        people.write_row(0, 0, ("Họ và tên", "Email", "Vai trò", "Thư được nhận"))
