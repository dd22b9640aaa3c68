"""The number format that a formula's result takes over: `=A1+7` is a date where A1 is one."""

from tests.sheets_server.errors import Json
from tests.sheets_server.formula_text import Call, FormulaError, Node, Ref, parse_formula
from tests.sheets_server.grid import Book, Sheet
from tests.sheets_server.locales import locale_of

_DATES = ("TODAY", "DATE", "DATEVALUE", "EDATE", "EOMONTH")
_OF_FIRST = ("positive", "negative", "SUM", "MIN", "MAX", "AVERAGE", "IFERROR", "ROUND", "*", "/")


def inherited_format(book: Book, sheet: Sheet, formula: str, depth: int = 8) -> Json | None:
    """The format of the cells or functions that the formula begins with, through so many formulas."""
    try:
        tree = parse_formula(formula, locale_of(book.locale))
    except FormulaError:
        return None
    return _Format(book, sheet, depth).of(tree) if depth else None


class _Format:
    """Looks through one formula's tree."""

    def __init__(self, book: Book, sheet: Sheet, depth: int) -> None:
        self.book = book
        self.sheet = sheet
        self.depth = depth

    def of(self, node: Node) -> Json | None:
        if isinstance(node, Ref):
            return self.of_cell(node)
        if not isinstance(node, Call):
            return None
        if node.name in _DATES:
            return {"type": "DATE"}
        if node.name == "NOW":
            return {"type": "DATE_TIME"}
        arguments = node.arguments[1:] if node.name == "IF" else node.arguments
        found = [self.of(argument) for argument in arguments]
        if node.name in ("+", "-"):
            return _of_sum(node.name, found)
        first = node.name == "IF" or node.name in _OF_FIRST
        return next((one for one in found if one), None) if first else None

    def of_cell(self, ref: Ref) -> Json | None:
        tab = self.sheet if ref.title is None else self.book.titled(ref.title)
        row, column = ref.start.row or 0, ref.start.column or 0
        if tab is None or row >= len(tab.rows):
            return None
        cell = tab.cell(row, column)
        own: Json | None = cell.get("userEnteredFormat", {}).get("numberFormat")
        formula = cell.get("userEnteredValue", {}).get("formulaValue")
        if own or not formula:
            return own if own and own.get("type") else None
        return inherited_format(self.book, tab, formula, self.depth - 1)


def _of_sum(sign: str, found: list[Json | None]) -> Json | None:
    """A day less a day is a number; a day and a number are a day."""
    left, right = found
    both = left and right and "DATE" in left["type"] and "DATE" in right["type"]
    return None if both and sign == "-" else left or right
