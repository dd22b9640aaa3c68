"""How the tabs look that the jobs write: fonts, colours, borders, widths."""

from collections.abc import Iterable, Mapping
from copy import copy
from textwrap import wrap
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter

from rules.terms import SEVERITIES
from shapes import Column, Tab
from sync.notes import COLOURS
from sync.xlsx_keep import AutoRow

Widths = Mapping[int, float]

DATE_FORMAT = "dd/mm/yyyy"
HEADER_COLOUR, PEOPLES_HEADER_COLOUR = "1F4E78", "37672F"
INPUT_COLOUR = "F4FAEF"
_OWN = {*COLOURS.values(), HEADER_COLOUR, PEOPLES_HEADER_COLOUR, INPUT_COLOUR}
FONT: dict[str, Any] = {"name": "Arial", "size": 10}  # as provisioning has it
_LINK_COLOUR, _QUIET_COLOUR = "0B57A4", "595959"
_LINE = Side(style="thin", color="FFD0D5DA")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
HEADER_HEIGHT = 34
_LINE_HEIGHT, _MAX_HEIGHT, _PLAIN_WIDTH = 13, 400, 8
_CENTRED = frozenset(
    (
        "severity", "agreed", "since", "until", "days", "status", "rule", "handling", "id", "when",
        "phone", "founded", "teams", "members", "dispatch", "entry", "warnings", "rank",
    )
)  # fmt: skip
_QUIET = frozenset(("clause", "rule", "id"))
SEVERITY_OF = {word: name for name, shown in SEVERITIES.items() for word in (name, shown)}


def is_own_colour(fill: Any) -> bool:
    """Whether a fill is one that the jobs give; no fill at all is nobody's."""
    if fill.fill_type is None:
        return True
    return fill.fill_type == "solid" and colour_of(fill) in _OWN


def colour_of(fill: Any) -> str:
    """The six digits of a solid fill, "" when it has none."""
    colour = fill.fgColor
    return colour.rgb[-6:].upper() if colour is not None and isinstance(colour.rgb, str) else ""


def solid(colour: str) -> PatternFill:
    """A fill in this colour of six digits."""
    return PatternFill("solid", fgColor=f"FF{colour}", bgColor=f"FF{colour}")


def is_centred(column: Column) -> bool:
    """Whether a column of ours holds numbers, days or single words."""
    return column.kind in ("count", "date") or column.field in _CENTRED


class Looks:
    """The styles of one tab's cells, each made once for a sheet."""

    def __init__(self, sheet: Any, kept: tuple[str, ...] = ()) -> None:
        self._sheet, self._kept = sheet, kept
        self._known: dict[tuple[str, str], Any] = {}

    def cell(self, column: Column, severity: str = "") -> Any:
        """The style of one of our cells, or of a person's that is still blank."""
        shade = severity if column.field == "severity" else ""
        style = self._known.get((column.field, shade))
        if style is None:
            style = self._known[column.field, shade] = self._make(column, shade)
        return copy(style)

    def header(self, column: Column) -> Any:
        """The style of a header; those of people's columns have another colour."""
        colour = PEOPLES_HEADER_COLOUR if column.field in self._kept else HEADER_COLOUR
        cell: Any = Cell(self._sheet, 1, 1)
        cell.font = Font(**FONT, bold=True, color="FFFFFFFF")
        cell.fill = solid(colour)
        cell.border = _BORDER
        cell.alignment = Alignment("center", "center", wrap_text=True)
        return cell._style

    def _make(self, column: Column, severity: str) -> Any:
        name = column.field
        cell: Any = Cell(self._sheet, 1, 1)
        cell.font = Font(**FONT, **_letters(name))
        cell.border = _BORDER
        side = (
            {"horizontal": "center"} if is_centred(column) else {"horizontal": "left", "indent": 1}
        )
        cell.alignment = Alignment(**side, vertical="top", wrap_text=True)
        if column.kind == "date":
            cell.number_format = DATE_FORMAT
        if severity in SEVERITY_OF:
            cell.fill = solid(COLOURS[SEVERITY_OF[severity]])
        if name in self._kept:
            cell.fill = solid(INPUT_COLOUR)
            cell.protection = Protection(locked=False)
        return cell._style


def _letters(name: str) -> dict[str, Any]:
    if name == "place":
        return {"color": f"FF{_LINK_COLOUR}", "underline": "single"}
    if name in _QUIET:
        return {"color": f"FF{_QUIET_COLOUR}"}
    return {"bold": name == "severity"}


def column_widths(sheet: Any) -> dict[int, float]:
    """The width of each column that has one of its own, by number."""
    widths: dict[int, float] = {}
    for known in sheet.column_dimensions.values():
        known.reindex()
        # A group may reach to the last column of the sheet.
        widths |= dict.fromkeys(range(known.min, min(known.max, known.min + 50) + 1), known.width)
    return widths


def fit_height(sheet: Any, row: int, texts: Iterable[tuple[int, str]], widths: Widths) -> None:
    """Make the row as high as its texts (by column) need; it still grows when somebody types."""
    lines = max((lines_of(text, widths.get(at, _PLAIN_WIDTH)) for at, text in texts), default=1)
    made = AutoRow(sheet, index=row, ht=min(lines * _LINE_HEIGHT + 4, _MAX_HEIGHT))
    sheet.row_dimensions[row] = made


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of this width."""
    if len(text) < width * 0.9 and "\n" not in text:
        return 1
    # Vietnamese letters are a little wider than the digits by which a column is measured.
    fitting = max(int(width * 1.02), 4)
    return sum(max(len(wrap(line, fitting)), 1) for line in text.split("\n"))


def set_up_page(sheet: Any, tab: Tab, columns: dict[str, int], top: int) -> None:
    """Widths, frozen header and printing of a tab that has just been made."""
    for column in tab.columns:
        sheet.column_dimensions[get_column_letter(columns[column.field])].width = column.width
    sheet.freeze_panes = f"A{top + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.print_title_rows = f"{top}:{top}"
