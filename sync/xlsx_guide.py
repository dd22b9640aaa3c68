"""The tab `Hướng dẫn` of an .xlsx, the first that a ward sees: to be read and printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sync.guide import COLUMN_TITLES, EXCEL, Line, guide_lines
from sync.schema import GUIDE_TITLE, WARD
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

_LISTS_HELP = "Các ô chọn lấy từ đây. Không sửa, không xóa phần này."


def write_guide(book: Workbook, styles: Styles, unit_name: str, max_members: int) -> None:
    """Fill the tab and define the names of the lists that stand at its end."""
    page = _Page(book.get_worksheet_by_name(GUIDE_TITLE), styles)
    for line in guide_lines(unit_name, max_members, EXCEL):
        page.write(line)
    _write_lists(book, page)


def _write_lists(book: Workbook, page: "_Page") -> None:
    page.heading("Danh sách của các ô chọn")
    page.paragraph(_LISTS_HELP)
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

    def write(self, line: Line) -> None:
        """Write one line of the guide."""
        text = line.texts[0]
        if line.kind == "pair":
            self._pair(line)
        elif line.kind == "column":
            self._column(line)
        elif line.kind == "tab":
            self._tab(text, line.tab)
        elif line.kind == "heading":
            self.heading(text)
        elif line.kind == "paragraph":
            self.paragraph(text)
        elif line.kind == "bullet":
            needed = self._needed([(text, sum(_WIDTHS) - 6)])
            self._across(f"•  {text}", self._look(indent=1), needed)
        else:
            size, colour, height = _TITLES[line.kind]
            self._across(text, self._look(font_size=size, bold=True, font_color=colour), height)

    def heading(self, text: str) -> None:
        self._height(10)
        look = self._look(font_size=13, bold=True, font_color=INK, bottom=2, bottom_color=INK)
        self._across(text, look, 24)
        self._height(4)

    def paragraph(self, text: str) -> None:
        self._across(text, self._look(bold=True), self._needed([(text, sum(_WIDTHS))]))

    def _pair(self, line: Line) -> None:
        word, meaning = line.texts
        look = self._look(bold=True, indent=1, **_FRAME, **(_LINK if line.tab else {}))
        if line.severity:
            look = self.styles.severity(line.severity)
        if line.tab:
            self.sheet.write_url(self.row, 0, f"internal:'{line.tab}'!A1", look, word)
        else:
            self.sheet.write_string(self.row, 0, word, look)
        meant = self._look(indent=1, **_FRAME)
        self.sheet.merge_range(self.row, 1, self.row, _LAST, "", meant)
        self.sheet.write_string(self.row, 1, meaning, meant)
        self._height(self._needed([(meaning, sum(_WIDTHS[1:]) - 2)]))

    def _tab(self, text: str, title: str) -> None:
        """What stands above the columns of a tab."""
        self._height(8)
        look = self._look(font_size=11, bold=True, indent=0, **_LINK)
        self.sheet.write_url(self.row, 0, f"internal:'{title}'!A1", look, text)
        self._height(20)
        self._table_row(COLUMN_TITLES, self.styles.header())

    def _column(self, line: Line) -> None:
        band = {"bg_color": BAND} if line.number % 2 else {}
        looks = [self._look(indent=1, **_FRAME, **band, **more) for more in _CELL_LOOKS]
        if line.required:
            looks[1] = self._look(indent=1, bold=True, font_color=TYPING, **_FRAME, **band)
        self._table_row(line.texts, *looks)

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
_TITLES = {"title": (20, INK, 34), "unit": (14, GREY, 24)}
