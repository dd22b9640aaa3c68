"""Writing one tab of a workbook that we make: header, columns, rows."""

from collections.abc import Sequence
from datetime import date, datetime
from math import ceil
from numbers import Real
from textwrap import wrap
from typing import Any

import pandas as pd

from shapes import Column, Tab
from sync.xlsx_style import Format, Styles, Worksheet, set_up_page
from vietnamese.text import show_date

_MAX_CELL = 32_767
_HEADER_HEIGHT, _LINE_HEIGHT = 34, 13.5
_STAR = " *"


def header_of(column: Column) -> str:
    """The header as people read it: starred where every row needs the cell."""
    return column.header + (_STAR if column.required else "")


def lines_of(text: str, width: float) -> int:
    """How many lines `text` takes in a cell of this width."""
    fitting = max(int(width), 1)
    return sum(max(len(wrap(line, fitting)), 1) for line in text.split("\n"))


def write_table(
    sheet: Worksheet,
    tab: Tab,
    styles: Styles,
    top: int = 0,
    frozen: int = 0,
    peoples: Sequence[str] = (),
    hidden: Sequence[str] = (),
    grey: Sequence[str] = (),
) -> None:
    """Header in row `top` (from 0), columns and page of a tab.

    `frozen` columns stay in view; `peoples` fields are the only ones that people fill in, `hidden`
    and `grey` ones are the program's own.
    """
    written_by_us = bool(peoples)
    for at, column in enumerate(tab.columns):
        more = {"font_color": "#808080"} if column.field in grey else {}
        hide = {"hidden": column.field in hidden}
        sheet.set_column(at, at, column.width, styles.data(column, **more), hide)
        look = styles.header(column.required or written_by_us, column.field in peoples)
        sheet.write_string(top, at, header_of(column), look)
    sheet.set_row(top, _header_height(tab))
    sheet.freeze_panes(top + 1, frozen)
    set_up_page(sheet, top)


def _header_height(tab: Tab) -> float:
    # Bold letters, and words are not cut: a fifth less fits than the width says.
    lines = max(lines_of(header_of(column), column.width * 0.8) for column in tab.columns)
    return max(_HEADER_HEIGHT, ceil(lines * _LINE_HEIGHT + 8))


def write_rows(
    sheet: Worksheet, tab: Tab, rows: pd.DataFrame, styles: Styles, top: int = 0
) -> None:
    """Write the fields of `rows` below the header as a person would have typed them.

    Raises ValueError for a field that the tab does not have.
    """
    places = {column.field: at for at, column in enumerate(tab.columns)}
    for field in rows.columns:
        if field not in places:
            raise ValueError(f"no column {field!r} in the tab {tab.title!r}")
        look = styles.data(tab[field])
        for row, value in enumerate(rows[field].tolist(), top + 1):
            write_value(sheet, row, places[field], value, look)


def write_value(sheet: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    """Write one value of whatever kind; text stays text, whatever it begins with."""
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, value[:_MAX_CELL], look)
    elif pd.isna(value):
        return
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, (datetime, date)):
        _write_date(sheet, row, column, value, look)
    elif isinstance(value, Real):
        sheet.write_number(row, column, float(value), look)
    else:
        sheet.write_string(row, column, str(value)[:_MAX_CELL], look)


def _write_date(sheet: Worksheet, row: int, column: int, day: date, look: Format) -> None:
    if day.year < 1900:  # Excel's first year
        sheet.write_string(row, column, show_date(day), look)
    else:
        sheet.write_datetime(row, column, day, look)
