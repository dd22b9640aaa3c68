"""The figures of the city's mail as a workbook: a sheet per table, charts that Excel draws itself.

There is no formula in it, and every text is written as a text: nothing that somebody typed can
run. Its properties name the city's office and nobody.
"""

import io
from datetime import date, datetime, time
from textwrap import wrap
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from report import city_tables as tables
from report.city_page import show_period
from report.city_tables import Table, city_tables
from report.figures import CityFigures
from report.words import CityInfo
from vietnamese.text import in_sentence, show_date

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLE_ROWS = 3  # above each table: the sheet's title, whose figures of when, a blank line
_A4 = 9
_LINE_POINTS = 13
_INK, _GREY, _LINE, _BAND = "#14406B", "#595959", "#C9D3DE", "#EEF3F8"
_BLUE, _PALE, _RED, _AMBER = "#2F6FAE", "#C9D3DE", "#B3261E", "#E0A100"
_PALE_LINES = {"visible": True, "line": {"color": _LINE}}
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Series = tuple[tuple[str, str], ...]  # the columns that a chart draws, each with its colour


def city_xlsx(figures: CityFigures, city: CityInfo) -> bytes:
    """The workbook as .xlsx: no phone of anybody, names of wards and of their officers only."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, _PLAIN | {"in_memory": True})
    title = f"Tổ công nghệ số cộng đồng {in_sentence(city.name)}"
    book.set_properties(
        {
            "title": title,
            "company": city.office,
            "created": datetime.combine(figures.as_of, time()),
        }
    )
    about = f"{title}. Số liệu đến ngày {show_date(figures.as_of)}, {show_period(figures)}."
    sheets = {table.title: table for table in city_tables(figures, city)}
    looks = _Looks(book)
    for table in sheets.values():
        _write(book.add_worksheet(table.title), table, about, looks)
    _draw(book, sheets)
    book.close()
    return made.getvalue()


# --- tables ----------------------------------------------------------------------------------


class _Looks:
    """The formats of the workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        name = tuple(sorted(properties.items()))
        if name not in self._known:
            base = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
            self._known[name] = self._book.add_format(base | properties)
        return self._known[name]

    def cell(self, value: Any, **more: Any) -> Any:
        """Of a cell with this value."""
        framed = {"border": 1, "border_color": _LINE} | more
        if isinstance(value, date):
            return self.get(num_format="dd/mm/yyyy", align="center", **framed)
        if isinstance(value, float):
            return self.get(num_format="0%", **framed)
        if isinstance(value, str):
            return self.get(num_format="@", text_wrap=True, indent=1, **framed)
        return self.get(num_format="#,##0", **framed)


def _write(sheet: Any, table: Table, about: str, looks: _Looks) -> None:
    """One table with its title above, ready to be printed."""
    sheet.write_string(
        0, 0, table.title.upper(), looks.get(bold=True, font_size=14, font_color=_INK)
    )
    sheet.write_string(1, 0, about, looks.get(font_color=_GREY))
    header = looks.get(
        bold=True, text_wrap=True, align="center", border=1, border_color=_LINE,
        bg_color=_INK, font_color="white",
    )  # fmt: skip
    for at, (name, width) in enumerate(table.columns):
        sheet.set_column(at, at, width)
        sheet.write_string(_TITLE_ROWS, at, name, header)
    rows = (*table.rows, *((table.total,) if table.total else ()))
    for number, row in enumerate(rows):
        shade = {"bg_color": _BAND} if number % 2 else {}
        strong = {"bold": True} if row is table.total else {}
        lines = max(map(_height, row, (width for _, width in table.columns)))
        sheet.set_row(_TITLE_ROWS + 1 + number, _LINE_POINTS * lines + 3)
        for at, value in enumerate(row):
            _put(sheet, _TITLE_ROWS + 1 + number, at, value, looks.cell(value, **shade, **strong))
    if not rows:
        sheet.write_string(_TITLE_ROWS + 1, 0, table.empty, looks.get(italic=True))
    _set_up(sheet, table)


def _height(value: Any, width: int) -> int:
    """How many lines a cell takes in a column of this width; not every program finds out itself."""
    return max(len(wrap(value, width - 2)), 1) if isinstance(value, str) else 1


def _put(sheet: Any, row: int, at: int, value: Any, look: Any) -> None:
    """A value as what it is; a text never as a formula, a link or a number."""
    if value is None:
        sheet.write_blank(row, at, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, at, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value, look)
    else:
        sheet.write_number(row, at, value, look)


def _set_up(sheet: Any, table: Table) -> None:
    sheet.freeze_panes(_TITLE_ROWS + 1, 2 if table.title == tables.WARDS else 0)
    sheet.set_row(_TITLE_ROWS, 42 if table.title == tables.WARDS else 30)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(2 if table.title == tables.WARDS else 1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(_TITLE_ROWS)
    if table.title == tables.WARDS:
        sheet.repeat_columns(0, 1)
    sheet.set_footer("&L&9&A&R&9Trang &P/&N")


# --- charts ----------------------------------------------------------------------------------


def _draw(book: Any, sheets: dict[str, Table]) -> None:
    """Two bars per ward beside the overview; two lines beside the weeks, from the second on."""
    wards, weeks = sheets[tables.WARDS], sheets[tables.TREND]
    teams = ((tables.FOUNDED, _BLUE), (tables.UNFOUNDED, _PALE))
    repairs = ((tables.DISPATCH, _RED), (tables.ENTRY, _AMBER))
    _bars(book, wards, "Tổ theo từng đơn vị", teams, 4)
    _bars(book, wards, "Nội dung phải sửa theo từng đơn vị", repairs, 11)
    if len(weeks.rows) > 1:
        founded = ((tables.FOUNDED, _BLUE), (tables.TEAMS, _GREY))
        _lines(book, weeks, "Tổ đã thành lập", founded, _TITLE_ROWS)
        _lines(book, weeks, "Nội dung phải sửa", ((tables.VIOLATIONS, _RED),), _TITLE_ROWS + 16)


def _bars(book: Any, wards: Table, title: str, series: Series, at: int) -> None:
    """A bar per ward, its parts one after another, in the overview from column `at` on."""
    chart = _chart(book, {"type": "bar", "subtype": "stacked"}, title, wards, tables.UNIT, series)
    # Every ward is named: the height leaves room for its letters.
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": 8}})
    chart.set_x_axis({"major_gridlines": _PALE_LINES})
    overview = book.get_worksheet_by_name(tables.OVERVIEW)
    _place(overview, _TITLE_ROWS, at, chart, title, (430, 110 + 22 * len(wards.rows)))


def _lines(book: Any, weeks: Table, title: str, series: Series, row: int) -> None:
    """A line per column of the weeks, beside their table from `row` on."""
    chart = _chart(book, {"type": "line"}, title, weeks, tables.DAY, series)
    chart.set_x_axis({"num_format": "dd/mm", "text_axis": True})
    chart.set_y_axis({"min": 0, "major_gridlines": _PALE_LINES})
    sheet = book.get_worksheet_by_name(tables.TREND)
    _place(sheet, row, 6, chart, title, (560, 300))


def _chart(
    book: Any, kind: dict[str, str], title: str, table: Table, names: str,
    series: Series,
) -> Any:  # fmt: skip
    chart = book.add_chart(kind)
    first, last = _TITLE_ROWS + 1, _TITLE_ROWS + len(table.rows)
    for header, colour in series:
        at, drawn = table.at(header), {"color": colour}
        chart.add_series(
            {
                "name": [table.title, _TITLE_ROWS, at],
                "categories": [table.title, first, table.at(names), last, table.at(names)],
                "values": [table.title, first, at, last, at],
                "gap": 40,
                **({"line": drawn} if kind["type"] == "line" else {"fill": drawn}),
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 12, "color": _INK}})
    chart.set_legend({"position": "bottom"} if len(series) > 1 else {"none": True})
    return chart


def _place(sheet: Any, row: int, at: int, chart: Any, title: str, size: tuple[int, int]) -> None:
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(row, at, chart, {"description": f"Biểu đồ: {title}", "object_position": 2})
