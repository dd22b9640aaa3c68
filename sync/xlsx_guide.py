"""The tab `Hướng dẫn`, the first that a ward sees: made from the schema, to be read and printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import rules.check  # noqa: F401  (fills the catalogue)
from rules.registry import RULES
from shapes import Column, Tab
from sync import guide
from sync.schema import GUIDE_TITLE, SEVERITIES, WARD
from sync.xlsx_checks import list_name
from sync.xlsx_style import (
    BAND,
    GREY,
    INK,
    LINE,
    TYPING,
    Format,
    Styles,
    Workbook,
    Worksheet,
    set_up_page,
)
from sync.xlsx_table import lines_of

_WIDTHS = (25, 14, 46, 27)
_LAST = len(_WIDTHS) - 1
_LINE_HEIGHT, _PADDING = 13.5, 5.0
_LETTERS = 1.08  # a column is as wide as so many digits; letters are a little narrower


def write_guide(book: Workbook, styles: Styles, unit_name: str, max_members: int) -> None:
    """Fill the tab and define the names of the lists that stand at its end."""
    page = _Page(book.get_worksheet_by_name(GUIDE_TITLE), styles)
    page.title(guide.TITLE, unit_name)
    page.heading(guide.STARTING)
    page.pairs((f"{n}. Trang {tab}", text, tab) for n, (tab, text) in enumerate(guide.START, 1))
    page.heading(guide.ENTERING)
    page.bullets(guide.advice(max_members))
    _write_todo_help(page)
    page.heading(guide.PROMISING)
    page.bullets(guide.PROMISES)
    page.heading(guide.TABS)
    page.pairs((title, text, title) for title, text in guide.tab_helps())
    page.heading(guide.COLUMNS)
    for tab in WARD:
        page.columns(tab)
    _write_rules(page)
    _write_lists(book, page)


def _write_todo_help(page: "_Page") -> None:
    page.heading(guide.ANSWERING)
    page.pairs((*answer, "") for answer in guide.ANSWERS)
    page.paragraph(guide.SEVERITY_COLUMN)
    for name, word in SEVERITIES.items():
        page.pair(word, guide.SEVERITY_HELP[name], page.styles.severity(name))
    page.paragraph(guide.STATUS_COLUMN)
    page.pairs((*status, "") for status in guide.STATUS_HELP)


def _write_rules(page: "_Page") -> None:
    """What is checked, so that the code in a cell's note can be looked up here."""
    page.heading(guide.CHECKED)
    page.paragraph("Mã ở đầu ghi chú của ô, nội dung, và ví dụ ghi đúng:")
    for code, rule in sorted(RULES.items()):
        page.pair(
            code, f"{rule.title}. Ghi đúng: {rule.right}.", page.styles.severity(rule.severity)
        )


def _write_lists(book: Workbook, page: "_Page") -> None:
    page.heading("Danh sách của các ô chọn")
    page.paragraph(guide.LISTS_HELP)
    for tab in WARD:
        for column in tab.columns:
            name = list_name(tab, column)
            if name:
                first, last = page.words(f"{tab.title}: {column.header}", column.choices.values())
                book.define_name(name, f"='{GUIDE_TITLE}'!$C${first}:$C${last}")


@dataclass
class _Page:
    """The tab while it is written, from top to bottom; `row` is the next one (from 0)."""

    sheet: Worksheet
    styles: Styles
    row: int = 0

    def __post_init__(self) -> None:
        for at, width in enumerate(_WIDTHS):
            self.sheet.set_column(at, at, width, self._look())
        self.sheet.hide_gridlines(2)
        set_up_page(self.sheet, portrait=True)

    def title(self, text: str, unit_name: str) -> None:
        self._across(text, self._look(font_size=20, bold=True, font_color=INK), 34)
        self._across(unit_name, self._look(font_size=14, bold=True, font_color=GREY), 24)

    def heading(self, text: str) -> None:
        self._height(10)
        look = self._look(font_size=13, bold=True, font_color=INK, bottom=2, bottom_color=INK)
        self._across(text, look, 24)
        self._height(4)

    def paragraph(self, text: str) -> None:
        self._across(text, self._look(bold=True), self._needed([(text, sum(_WIDTHS))]))

    def bullets(self, texts: Sequence[str]) -> None:
        look = self._look(indent=1)
        for text in texts:
            self._across(f"•  {text}", look, self._needed([(text, sum(_WIDTHS) - 6)]))

    def pairs(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Rows of a word, what it means, and the tab that the word leads to ("" for none)."""
        for word, meaning, target in rows:
            look = self._look(bold=True, indent=1, **_FRAME, **(_LINK if target else {}))
            self.pair(word, meaning, look, target)

    def pair(self, word: str, meaning: str, look: Format, target: str = "") -> None:
        if target:
            self.sheet.write_url(self.row, 0, f"internal:'{target}'!A1", look, word)
        else:
            self.sheet.write_string(self.row, 0, word, look)
        meant = self._look(indent=1, **_FRAME)
        self.sheet.merge_range(self.row, 1, self.row, _LAST, "", meant)
        self.sheet.write_string(self.row, 1, meaning, meant)
        self._height(self._needed([(meaning, sum(_WIDTHS[1:]) - 2)]))

    def columns(self, tab: Tab) -> None:
        """What to enter in each column of a tab."""
        self._height(8)
        look = self._look(font_size=11, bold=True, indent=0, **_LINK)
        self.sheet.write_url(self.row, 0, f"internal:'{tab.title}'!A1", look, f"Trang {tab.title}")
        self._height(20)
        self._table_row(guide.COLUMN_HEADERS, self.styles.header())
        for at, column in enumerate(tab.columns):
            self._column(column, tab, {"bg_color": BAND} if at % 2 else {})

    def _column(self, column: Column, tab: Tab, band: dict[str, Any]) -> None:
        needed, how = guide.needed(column), guide.how_to_fill(tab, column)
        texts = (column.header, needed, how, column.example)
        looks = [self._look(indent=1, **_FRAME, **band, **more) for more in _CELL_LOOKS]
        if column.required:
            looks[1] = self._look(indent=1, bold=True, font_color=TYPING, **_FRAME, **band)
        self._table_row(texts, *looks)

    def words(self, label: str, words: Iterable[str]) -> tuple[int, int]:
        """Write the words of a drop-down below each other; their first and last row (from 1)."""
        first = self.row + 1
        self.sheet.write_string(self.row, 0, label, self._look(bold=True, valign="top"))
        for word in words:
            self.sheet.write_string(self.row, 2, word, self._look(indent=1, **_FRAME))
            self._height(16)
        self._height(6)
        return first, self.row - 1

    def _table_row(self, texts: Sequence[str], *looks: Format) -> None:
        for at, text in enumerate(texts):
            self.sheet.write_string(self.row, at, text, looks[at % len(looks)])
        self._height(self._needed([(t, w - 2) for t, w in zip(texts, _WIDTHS, strict=True)]))

    def _across(self, text: str, look: Format, height: float) -> None:
        self.sheet.merge_range(self.row, 0, self.row, _LAST, "", look)
        self.sheet.write_string(self.row, 0, text, look)
        self._height(height)

    def _height(self, points: float) -> None:
        self.sheet.set_row(self.row, points)
        self.row += 1

    def _needed(self, cells: list[tuple[str, float]]) -> float:
        """Merged cells have no height of their own making, so it is reckoned from the letters."""
        lines = max(lines_of(text, width * _LETTERS) for text, width in cells)
        return lines * _LINE_HEIGHT + _PADDING

    def _look(self, **more: Any) -> Format:
        return self.styles.get(**{"text_wrap": True, "valign": "vcenter"} | more)


_FRAME = {"bottom": 1, "bottom_color": LINE}
_LINK = {"font_color": "#0B57A4", "underline": 1}
_CELL_LOOKS: tuple[dict[str, Any], ...] = (
    {"bold": True}, {"font_color": GREY}, {}, {"font_color": GREY, "italic": True},
)  # fmt: skip
