"""Making ward workbooks and the coordination workbook with XlsxWriter, from the schema alone.

What comes in is written as it is: text stays text whatever it begins with, so nothing from outside
ever becomes a formula or a link. The same input gives the same bytes.
"""

import io
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from shapes import Recipient, Tab, Unit
from sync.guide import TITLE
from sync.notes import AUTHOR
from sync.prefilled import (
    FROZEN_COLUMNS,
    MAX_MEMBERS,
    expected_teams,
    mail_rows,
    unit_rows,
)
from sync.safe_write import TEMPORARY
from sync.schema import (
    FOLLOW_UP,
    FOLLOW_UP_CITY_FIELDS,
    GUIDE_TITLE,
    MEMBERS,
    RECIPIENTS,
    REGISTER,
    REGISTER_TITLE,
    REGISTER_UNITS,
    TEAMS,
    TODO,
    TODO_HEADER_ROW,
    TODO_INTRO,
    TODO_WARD_FIELDS,
    UNIT_LABEL,
    UNIT_VALUE,
    UNITS,
    WARD,
)
from sync.xlsx_checks import (
    RECIPIENT_NAMES,
    TEAM_NAMES,
    VALIDATED_ROWS,
    add_validations,
    define_growing_list,
    show_missing,
    show_repeated_people,
    validation,
)
from sync.xlsx_guide import write_guide
from sync.xlsx_style import FONT, INK, TAB_COLOURS, Styles, Workbook, Worksheet, set_up_page
from sync.xlsx_table import write_rows, write_table, write_value

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
_CREATED = datetime(2023, 3, 1)  # the same in every workbook, so that equal ones are equal
_UNIT_WIDTHS = (34, 46)


def make_ward(
    path: Path,
    unit: Unit,
    rows: Mapping[str, pd.DataFrame] | None = None,
    max_members: int = MAX_MEMBERS,
) -> None:
    """Make a ward's workbook, in the place of what is at `path`.

    `rows` gives, by table, frames of fields (any of the schema's) as a person would have typed
    them: text, numbers, dates, None; that of `units` has one row. Without `teams` among them the
    teams are those that the register expects. Raises ValueError for a field that does not exist,
    OSError when it cannot be written.
    """
    given = rows or {}
    content = {TEAMS.table: expected_teams(unit), **given}
    with new_workbook(path, f"{TITLE} - {unit.name}".rstrip(" -")) as (book, styles):
        for title in (GUIDE_TITLE, *(tab.title for tab in WARD), TODO.title):
            book.add_worksheet(title)
        define_growing_list(book, TEAM_NAMES, TEAMS, TEAMS["hamlet"])
        write_guide(book, styles, unit.name, max_members)
        _write_unit(_sheet(book, UNITS), styles, _unit_values(unit, given.get(UNITS.table)))
        for tab in WARD[1:]:
            _write_data_tab(_sheet(book, tab), tab, content.get(tab.table), styles)
        show_repeated_people(_sheet(book, MEMBERS), MEMBERS, styles, max_members)
        _write_todo(_sheet(book, TODO), styles)


def make_template(path: Path) -> None:
    """Make an empty ward workbook that names no unit; raises OSError."""
    make_ward(path, Unit(code="", name=""))


def make_register(path: Path, units: Sequence[Unit], recipients: Sequence[Recipient]) -> None:
    """Make the coordination workbook with its units and recipients; raises OSError."""
    content = {REGISTER_UNITS.table: unit_rows(units), RECIPIENTS.table: mail_rows(recipients)}
    with new_workbook(path, REGISTER_TITLE) as (book, styles):
        for tab in REGISTER:
            sheet = book.add_worksheet(tab.title)
            peoples = FOLLOW_UP_CITY_FIELDS if tab is FOLLOW_UP else ()
            write_table(
                sheet, tab, styles, frozen=FROZEN_COLUMNS.get(tab.table, 1), peoples=peoples
            )
            add_validations(sheet, tab, 0)
            if tab.table in content:
                show_missing(sheet, tab, styles)
                write_rows(sheet, tab, content[tab.table], styles)
        define_growing_list(book, RECIPIENT_NAMES, RECIPIENTS, RECIPIENTS["name"])
        _sheet(book, FOLLOW_UP).autofilter(0, 0, VALIDATED_ROWS, len(FOLLOW_UP.columns) - 1)


# --- the file -------------------------------------------------------------------------------


@contextmanager
def new_workbook(path: Path, title: str) -> Iterator[tuple[Workbook, Styles]]:
    """A workbook to fill; it stands at `path`, whole, once the block has ended well."""
    file = io.BytesIO()
    # A fresh dictionary each time: XlsxWriter adds its own entries to it.
    book = Workbook(file, _OPTIONS | {"default_format_properties": dict(FONT)})
    book.set_properties({"title": title, "author": AUTHOR, "created": _CREATED})
    yield book, Styles(book)
    book.close()
    _put(path, file.getvalue())


def _put(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _sheet(book: Workbook, tab: Tab) -> Worksheet:
    return book.get_worksheet_by_name(tab.title)


# --- a ward's tabs --------------------------------------------------------------------------


def _unit_values(unit: Unit, given: pd.DataFrame | None) -> dict[str, Any]:
    values: dict[str, Any] = {"name": unit.name, "own_hamlets": unit.hamlets}
    if given is not None and len(given):
        values |= {str(field): value for field, value in given.iloc[0].to_dict().items()}
    unknown = values.keys() - {column.field for column in UNITS.columns}
    if unknown:
        raise ValueError(f"no field {min(unknown)!r} in the tab {UNITS.title!r}")
    return values


def _write_unit(sheet: Worksheet, styles: Styles, values: Mapping[str, Any]) -> None:
    """Two columns: what is asked, and the answer."""
    label = styles.get(bold=True, indent=1)
    for at, (title, width) in enumerate(zip((UNIT_LABEL, UNIT_VALUE), _UNIT_WIDTHS, strict=True)):
        sheet.set_column(at, at, width, None if at else label)
        sheet.write_string(0, at, title, styles.header())
    sheet.set_row(0, 30)
    for row, column in enumerate(UNITS.columns, 1):
        look = styles.data(column, align="left", indent=1, text_wrap=True)
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, column.header, label)
        sheet.write_blank(row, 1, None, look)
        write_value(sheet, row, 1, values.get(column.field), look)
        sheet.data_validation(row, 1, row, 1, validation(UNITS, column))
    sheet.freeze_panes(1, 0)
    set_up_page(sheet, 0)


def _write_data_tab(sheet: Worksheet, tab: Tab, rows: pd.DataFrame | None, styles: Styles) -> None:
    write_table(sheet, tab, styles, frozen=FROZEN_COLUMNS.get(tab.table, 0))
    sheet.set_tab_color(INK)
    add_validations(sheet, tab, 0, 0 if rows is None else len(rows))
    show_missing(sheet, tab, styles)
    if rows is not None:
        write_rows(sheet, tab, rows, styles)


def _write_todo(sheet: Worksheet, styles: Styles) -> None:
    """Line 1 and the header; the rows are written by the jobs."""
    top = TODO_HEADER_ROW - 1
    write_table(sheet, TODO, styles, top, peoples=TODO_WARD_FIELDS, hidden=("id",))
    sheet.write_string(0, 0, TODO_INTRO, styles.get(italic=True, font_size=11, font_color=INK))
    sheet.set_row(0, 26)
    sheet.set_tab_color(TAB_COLOURS["todo"])
    add_validations(sheet, TODO, top)
