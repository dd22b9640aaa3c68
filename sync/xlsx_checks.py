"""What helps while typing: drop-downs, short hints, and what is shown as missing or repeated.

Only the classic forms of Excel are used: a rule that refers straight to another tab is saved by
Excel in a newer form, which openpyxl would lose. Other tabs are reached through a defined name.
Nothing here stops anybody: our reading takes more than these lists, and a pasted list is never
checked by Excel at all.
"""

from datetime import date
from typing import Any

from shapes import Column, Tab
from sync.schema import YES
from sync.typing_checks import Formulas
from sync.xlsx_style import Styles, Workbook, Worksheet, letter
from vietnamese.text import plain

VALIDATED_ROWS = 1000
CHECKED_ROWS = 600
TEAM_NAMES = "TenTo"
RECIPIENT_NAMES = "TenNguoiNhan"
_LISTED_ROWS = 400
_MAX_TITLE, _MAX_TEXT = 32, 255  # Excel refuses a workbook with longer ones
_FIRST_DAY = date(2000, 1, 1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


# --- lists ----------------------------------------------------------------------------------


def list_name(tab: Tab, column: Column) -> str:
    """The defined name of a column's words, "" where they can stand in the rule itself."""
    words = tuple(column.choices.values())
    if any("," in word for word in words) or len(",".join(words)) > _MAX_TEXT:
        return f"{_camel(tab.title)}_{_camel(column.header)}"
    return ""


def _camel(text: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in plain(text)).split()
    return "".join(word.capitalize() for word in words)


def define_growing_list(book: Workbook, name: str, tab: Tab, column: Column) -> None:
    """Name the cells below a header as far down as they are filled, however rows move or go."""
    at = letter(tab.columns.index(column))
    whole = f"'{tab.title}'!${at}:${at}"
    cells = f"'{tab.title}'!${at}$1:${at}${_LISTED_ROWS}"
    last = f'MAX(2,SUMPRODUCT(MAX(({cells}<>"")*ROW({cells}))))'
    book.define_name(name, f"=INDEX({whole},2):INDEX({whole},{last})")


# --- drop-downs and hints -------------------------------------------------------------------


def add_validations(sheet: Worksheet, tab: Tab, top: int, rows: int = 0) -> None:
    """Rules for the cells below the header in row `top` (from 0); `rows` are filled already."""
    last = top + max(VALIDATED_ROWS, rows + VALIDATED_ROWS // 2)
    for at, column in enumerate(tab.columns):
        rule = validation(tab, column)
        if rule:
            sheet.data_validation(top + 1, at, last, at, rule)


def validation(tab: Tab, column: Column) -> dict[str, Any]:
    """The rule of a column's cells in XlsxWriter's words; {} when there is nothing to say."""
    hint = _hint(column)
    return _rule(tab, column) | hint if hint else _rule(tab, column, alone=True)


def _rule(tab: Tab, column: Column, alone: bool = False) -> dict[str, Any]:
    if column.choices:
        return _choice_rule(tab, column)
    if column.offers:
        return {"validate": "list", "source": list(column.offers), "show_error": False}
    if column.kind in _RULES:
        return _RULES[column.kind]
    return {} if alone else {"validate": "any"}


def _choice_rule(tab: Tab, column: Column) -> dict[str, Any]:
    name = list_name(tab, column)
    source = {"validate": "list", "source": f"={name}" if name else list(column.choices.values())}
    if column.choices.keys() >= YES.keys():
        # Ticks of every kind count as Có, so a mild question will do.
        return source | _alert("information", "Xem lại ô này", _YES_TEXT)
    return source | _alert("warning", "Chưa có trong danh sách", _LIST_TEXT)


def _alert(kind: str, title: str, text: str) -> dict[str, Any]:
    return {"error_type": kind, "error_title": title, "error_message": text}


_LIST_TEXT = "Mời chọn một giá trị trong danh sách (bấm mũi tên ở bên phải ô)."
_YES_TEXT = "Mời chọn trong danh sách. Bấm OK nếu vẫn giữ giá trị vừa ghi."
_RULES: dict[str, dict[str, Any]] = {
    "team": {"validate": "list", "source": f"={TEAM_NAMES}"}
    | _alert(
        "warning",
        "Chưa có tổ này",
        "Mời chọn trong danh sách. Nếu là khối, xóm mới, ghi thêm vào trang Danh sách tổ trước.",
    ),
    "date": {"validate": "date", "criteria": ">=", "value": _FIRST_DAY}
    | _alert(
        "information",
        "Xem lại ngày",
        "Ghi ngày trước, tháng sau, ví dụ 15/03/2023. "
        "Nếu đã ghi đúng như vậy, bấm OK: hệ thống vẫn đọc được.",
    ),
    "count": {"validate": "integer", "criteria": ">=", "value": 0}
    | _alert("warning", "Xem lại số", "Mời ghi một số nguyên, không kèm chữ, ví dụ 35."),
    "year": {
        "validate": "integer",
        "criteria": "between",
        "minimum": _FIRST_YEAR,
        "maximum": _LAST_YEAR,
    }
    | _alert("information", "Xem lại năm", "Mời ghi năm bốn chữ số, ví dụ 1985."),
    "tick": {"validate": "list", "source": ["x"]}
    | _alert("information", "Xem lại ô này", "Chọn x, hoặc để trống nếu chưa đồng ý."),
}


def _hint(column: Column) -> dict[str, Any]:
    """What Excel shows beside a cell that is selected."""
    if not column.help:
        return {}
    example = f"\nVí dụ: {column.example}" if column.example else ""
    text = column.help + example
    title = column.header if len(column.header) <= _MAX_TITLE else ""
    shown = {"input_message": text if len(text) <= _MAX_TEXT else column.help[:_MAX_TEXT]}
    return shown | ({"input_title": title} if title else {})


# --- what is missing or repeated ------------------------------------------------------------


def show_missing(sheet: Worksheet, tab: Tab, styles: Styles) -> None:
    """Frame the blank cells that must be filled in, in rows that have anything in them."""
    look = styles.missing()
    required = [column.field for column in tab.columns if column.required]
    conditional = [[column.field] for column in tab.columns if column.required_with is not None]
    for fields in filter(None, (required, *conditional)):
        areas = [_checked(tab, field) for field in fields]
        shown = {"type": "formula", "criteria": _formulas(tab).missing(fields[0]), "format": look}
        sheet.conditional_format(areas[0], shown | {"multi_range": " ".join(areas)})


def show_repeated_people(sheet: Worksheet, tab: Tab, styles: Styles, max_members: int) -> None:
    """In `Thành viên`: a person who stands twice in a team, and each member over its limit."""
    formulas, look = _formulas(tab), styles.repeated()
    for field, rule in (("name", formulas.repeated()), ("team", formulas.beyond(max_members))):
        shown = {"type": "formula", "criteria": rule, "format": look}
        sheet.conditional_format(_checked(tab, field), shown)


def _formulas(tab: Tab) -> Formulas:
    letters = {column.field: letter(at) for at, column in enumerate(tab.columns)}
    return Formulas(tab, letters, last=CHECKED_ROWS + 1)


def _checked(tab: Tab, field: str) -> str:
    at = letter(tab.columns.index(tab[field]))
    return f"{at}2:{at}{CHECKED_ROWS + 1}"
