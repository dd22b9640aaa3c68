"""Workbooks that wards made themselves, with XlsxWriter: own headers, title lines, charts, totals."""

import io
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from demo.wards import Row, Ward
from shapes import Column, Tab
from sync.schema import UNIT_LABEL, UNIT_VALUE, UNITS, WARD
from sync.xlsx_style import Format, Workbook, Worksheet

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "Times New Roman", "font_size": 12},
}
_CREATED = datetime(2023, 3, 1)


@dataclass(frozen=True)
class Layout:
    """How a ward lays out its own workbook; see books.toml."""

    titles: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    numbered: bool = False
    total: bool = False
    chart: bool = False

    def spell(self, text: str) -> str:
        """A title or header in the letters of this workbook."""
        text = text.upper() if "upper" in self.letters else text
        return unicodedata.normalize("NFD", text) if "nfd" in self.letters else text


@cache
def books() -> Mapping[str, Any]:
    """books.toml."""
    return tomllib.loads(Path(__file__).with_name("books.toml").read_text(encoding="utf-8"))


def write_own_book(path: Path, ward: Ward) -> None:
    """Write the workbook of a ward whose plan names a layout; raises OSError."""
    layout = Layout(**books()["books"][ward.plan.book])
    file = io.BytesIO()
    book = Workbook(file, _OPTIONS)
    book.set_properties({"title": ward.unit.name, "created": _CREATED})
    page = _Page(book, layout)
    page.write_profile(ward.tabs["units"][0])
    for tab in WARD[1:]:
        page.write_tab(tab, ward)
    if layout.chart:
        page.draw_chart(ward)
    book.close()
    path.write_bytes(file.getvalue())


class _Page:
    """The sheets of one workbook in the making."""

    def __init__(self, book: Workbook, layout: Layout) -> None:
        self._book, self._layout = book, layout
        self._head = book.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "align": "center"}
        )
        self._bold = book.add_format({"bold": True})
        self._text = book.add_format({"border": 1, "num_format": "@"})
        self._date = book.add_format({"border": 1, "num_format": "dd/mm/yyyy"})
        self._plain = book.add_format({"border": 1})

    def write_profile(self, values: Row) -> None:
        """The two columns of `Đơn vị`."""
        sheet = self._add(UNITS, {})
        sheet.set_column(0, 1, 34)
        for at, title in enumerate((UNIT_LABEL, UNIT_VALUE)):
            sheet.write_string(0, at, self._layout.spell(title), self._head)
        for row, column in enumerate(UNITS.columns, 1):
            sheet.write_string(row, 0, self._layout.spell(column.header), self._bold)
            self._write(sheet, row, 1, values.get(column.field), column)

    def _add(self, tab: Tab, titles: Mapping[str, str]) -> Worksheet:
        title = titles.get(tab.table) or self._layout.titles.get(tab.table, tab.title)
        return self._book.add_worksheet(self._layout.spell(title))

    def write_tab(self, tab: Tab, ward: Ward) -> None:
        """Title lines, header, rows and the line of totals of one tab."""
        sheet, layout = self._add(tab, ward.titles), self._layout
        for at, line in enumerate(layout.above):
            sheet.write_string(at, 0, line, self._bold)
        top, left = len(layout.above), int(layout.numbered)
        columns = [c for c in tab.columns if (tab.table, c.field) not in ward.dropped]
        self._write_header(sheet, top, left, tab, columns)
        rows = ward.tabs[tab.table]
        for number, row in enumerate(rows, 1):
            if left:
                sheet.write_number(top + number, 0, number, self._plain)
            for at, column in enumerate(columns, left):
                self._write(sheet, top + number, at, row.get(column.field), column)
        if layout.total and rows:
            sheet.write_string(top + len(rows) + 1, 0, f"Tổng cộng: {len(rows)} dòng", self._bold)

    def _write_header(
        self, sheet: Worksheet, top: int, left: int, tab: Tab, columns: list[Column]
    ) -> None:
        if left:
            sheet.write_string(top, 0, "TT", self._head)
        own = self._layout.headers.get(tab.table, {})
        for at, column in enumerate(columns, left):
            header = own.get(column.field, column.header)
            sheet.write_string(top, at, self._layout.spell(header), self._head)
            sheet.set_column(
                at, at, column.width, self._date if column.kind == "date" else self._text
            )
        sheet.freeze_panes(top + 1, 0)

    def _write(self, sheet: Worksheet, row: int, at: int, value: Any, column: Column) -> None:
        look: Format = self._text if column.kind in ("phone", "text", "number") else self._plain
        if value in (None, ""):
            sheet.write_blank(row, at, None, look)
        elif isinstance(value, date):
            sheet.write_datetime(row, at, value, self._date)
        elif isinstance(value, int):
            sheet.write_number(row, at, value, self._plain)
        else:
            sheet.write_string(row, at, value, look)

    def draw_chart(self, ward: Ward) -> None:
        """A sheet that counts each team's people with formulas, and their bars."""
        sheet = self._book.add_worksheet("Biểu đồ")
        names = [row["hamlet"] for row in ward.tabs["teams"] if row.get("hamlet")]
        sheet.write_row(0, 0, ["Tổ", "Số người"], self._head)
        for row, name in enumerate(names, 1):
            count = sum(one["team"] == name for one in ward.tabs["members"])
            sheet.write_string(row, 0, name, self._plain)
            sheet.write_formula(
                row, 1, f"=COUNTIF('Thành viên'!$B:$B,A{row + 1})", self._plain, count
            )
        chart = self._book.add_chart({"type": "bar"})
        cells = [sheet.get_name(), 1, 0, len(names), 0]
        chart.add_series({"categories": cells, "values": [cells[0], 1, 1, len(names), 1]})
        chart.set_title({"name": "Số người của từng tổ"})
        chart.set_legend({"none": True})
        sheet.insert_chart("D2", chart)
        self._count_people(ward)

    def _count_people(self, ward: Ward) -> None:
        """A formula below the members, as people like to keep one."""
        count = len(ward.tabs["members"])
        sheet = self._book.get_worksheet_by_name("Thành viên")
        sheet.write_string(count + 1, 0, "Tổng số", self._bold)
        sheet.write_formula(count + 1, 3, f"=COUNTA(D2:D{count + 1})", self._plain, count)
