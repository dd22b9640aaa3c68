"""Values put into cells: as typed (USER_ENTERED) or as they are (RAW), and taken out again."""

from typing import Any

from tests.sheets_server.entering import enter
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.grid import Cell, Sheet
from tests.sheets_server.serials import plain

MAX_TEXT = 50_000
_TOO_LONG = "Your input contains more than the maximum of 50000 characters in a single cell."


def with_value(cell: Cell, value: Any, option: str, locale: str) -> Cell:
    """The cell with another value in it; format, note and validation stay."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise SheetsError(_TOO_LONG)
    if isinstance(value, str) and option == "USER_ENTERED":
        had = cell.get("userEnteredFormat", {}).get("numberFormat")
        entered, number_format = enter(value, locale, had)
        return with_number_format(with_entered(cell, entered), number_format)
    return with_entered(cell, _raw(value))


def _raw(value: Any) -> Json | None:
    if value == "" or value is None:
        return None
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": plain(value)}


def with_entered(cell: Cell, entered: Json | None) -> Cell:
    """The cell with another userEnteredValue."""
    kept = {n: v for n, v in cell.items() if n not in ("userEnteredValue", "textFormatRuns")}
    return kept | {"userEnteredValue": entered} if entered else kept


def with_number_format(cell: Cell, number_format: Json | None) -> Cell:
    """The cell with another number format."""
    had = cell.get("userEnteredFormat", {})
    if had.get("numberFormat") == number_format:
        return cell
    return cell | {"userEnteredFormat": had | {"numberFormat": number_format}}


def clear_values(sheet: Sheet, cells: list[tuple[int, int, Cell]]) -> None:
    """Takes the values out of these cells; what else they have stays."""
    for row, column, cell in cells:
        sheet.put(row, column, with_entered(cell, None))
