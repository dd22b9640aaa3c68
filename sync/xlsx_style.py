"""How the workbooks look that we make: letters, colours, formats, the printed page."""

from typing import Any

from xlsxwriter import Workbook as Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format as Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet as Worksheet  # type: ignore[import-untyped]

from shapes import Column
from sync.looks import DATE_FORMAT, HEADER_COLOUR, PEOPLES_HEADER_COLOUR
from sync.notes import COLOURS

# The same letters on Windows, in LibreOffice (Liberation Sans is as wide) and in Google Sheets.
FONT: dict[str, Any] = {"font_name": "Arial", "font_size": 10, "font_scheme": "none"}
INK, GREY, LINE = f"#{HEADER_COLOUR}", "#595959", "#C9D3DE"
OPTIONAL_HEADER, BAND = "#DCE6F1", "#EEF3F8"
TYPING = "#7030A0"  # what is missing or repeated while typing: no colour of a mark
TAB_COLOURS = {"guide": "#7F7F7F", "todo": "#C55A11"}
A4 = 9

_TEXT = "@"  # as typed: 0912345678 keeps its 0, 3/4 is no date, =1+1 no formula
_CENTRED = ("date", "count", "year", "phone", "tick")
_WRAPPED_FROM = 20


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """A format of these XlsxWriter properties, in the workbook's letters."""
        name = tuple(sorted(properties.items()))
        if name not in self._known:
            self._known[name] = self._book.add_format(FONT | {"valign": "vcenter"} | properties)
        return self._known[name]

    def data(self, column: Column, **more: Any) -> Format:
        """Of a column's cells. No fill: a fill in a data tab is a mark."""
        number = {"date": DATE_FORMAT, "count": "0", "year": "0"}.get(column.kind, _TEXT)
        centred = column.kind in _CENTRED or column.width <= 10
        looks = {
            "num_format": number,
            "align": "center" if centred else "left",
            "text_wrap": column.width >= _WRAPPED_FROM,
        }
        return self.get(**looks | more)

    def header(self, required: bool = True, peoples: bool = False) -> Format:
        """Of a header: dark where the cell must be filled in, green where only people write."""
        dark = {"bg_color": f"#{PEOPLES_HEADER_COLOUR}" if peoples else INK, "font_color": "white"}
        light = {"bg_color": OPTIONAL_HEADER, "font_color": INK}
        colours = dark if required or peoples else light
        return self.get(
            bold=True, text_wrap=True, align="center", border=1, border_color=LINE, **colours
        )

    def severity(self, name: str) -> Format:
        """The colour that marks a cell of this severity."""
        return self.get(
            bold=True, bg_color=f"#{COLOURS[name]}", border=1, border_color=LINE, indent=1
        )

    def missing(self) -> Format:
        """Of a blank cell that must be filled in: a border, so that a mark's fill is still seen."""
        return self._book.add_format({"border": 1, "border_color": TYPING})

    def repeated(self) -> Format:
        """Of a value that stands there once too often."""
        return self._book.add_format({"bold": True, "font_color": TYPING})


def letter(at: int) -> str:
    """The letters of the column `at` (from 0)."""
    return str(xl_col_to_name(at))


def set_up_page(sheet: Worksheet, title_row: int | None = None, portrait: bool = False) -> None:
    """A4, as wide as one page, with page numbers and the header repeated on each."""
    if portrait:
        sheet.set_portrait()
    else:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&L&9&A&R&9Trang &P/&N")
    if title_row is not None:
        sheet.repeat_rows(title_row)
        sheet.hide_gridlines(0)  # shown, and printed
