"""How the tabs look that we make in a Google spreadsheet; as in an .xlsx (xlsx_style)."""

from shapes import Column
from sync import google_requests as ask
from sync.google_requests import Json
from sync.looks import HEADER_COLOUR, PEOPLES_HEADER_COLOUR, is_centred

INK, GREY, BAND, LINE = HEADER_COLOUR, "595959", "EEF3F8", "C9D3DE"
OPTIONAL_HEADER = "DCE6F1"
TYPING = "7030A0"  # what is missing or repeated while typing: no colour of a mark
MISSING = "EBDDF6"  # conditional formats of Google Sheets have no borders
GUIDE_COLOUR, TODO_COLOUR = "7F7F7F", "C55A11"  # of their tabs
LINK = "0B57A4"
HEADER_PIXELS = 52
_CENTRED = ("year", "phone", "tick")
_WRAPPED_FROM = 20


def pixels(width: float) -> int:
    """The width of a column of so many letters."""
    return round(width * 7 + 5)


def letters(size: int = 10, bold: bool = False, colour: str = "") -> Json:
    """A text's look."""
    look = {"fontFamily": "Arial", "fontSize": size, "bold": bold}
    return look | ({"foregroundColor": ask.colour(colour)} if colour else {})


def frame() -> Json:
    """A thin line around a cell."""
    line = {"style": "SOLID", "color": ask.colour(LINE)}
    return dict.fromkeys(("top", "bottom", "left", "right"), line)


def header(required: bool = True, peoples: bool = False) -> Json:
    """Of a header: dark where the cell must be filled in, green where only people write."""
    dark = required or peoples
    fill = PEOPLES_HEADER_COLOUR if peoples else INK if required else OPTIONAL_HEADER
    return {
        "backgroundColor": ask.colour(fill),
        "textFormat": letters(bold=True, colour="FFFFFF" if dark else INK),
        "horizontalAlignment": "CENTER", "verticalAlignment": "MIDDLE", "wrapStrategy": "WRAP",
        "borders": frame(),
    }  # fmt: skip


def data(column: Column) -> Json:
    """Of a column's cells. No fill: a fill in a data tab is a mark."""
    centred = is_centred(column) or column.kind in _CENTRED or column.width <= 10
    return {
        "textFormat": letters(),
        "horizontalAlignment": "CENTER" if centred else "LEFT",
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP" if column.width >= _WRAPPED_FROM else "OVERFLOW_CELL",
    }


def number_format(column: Column) -> Json:
    """As typed, so that 0912345678 keeps its 0 and 3/4 is no date; but for days and counts."""
    known = {
        "date": ask.DATE_FORMAT,
        "count": {"type": "NUMBER", "pattern": "0"},
        "year": {"type": "NUMBER", "pattern": "0"},
    }
    return known.get(column.kind, ask.TEXT_FORMAT)
