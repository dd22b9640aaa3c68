"""Formulas computed: references read from the book, functions called, errors passed on as values."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import tests.sheets_server.functions_of_days
import tests.sheets_server.functions_of_text  # noqa: F401
from tests.sheets_server.a1 import Box
from tests.sheets_server.errors import SheetsError
from tests.sheets_server.formula_text import (
    Call,
    Corner,
    ErrorLiteral,
    FormulaError,
    Literal,
    Name,
    Node,
    Ref,
    parse_formula,
    references,
)
from tests.sheets_server.functions import FUNCTIONS, LAZY, Scope
from tests.sheets_server.grid import Book, Cell, Sheet
from tests.sheets_server.locales import locale_of
from tests.sheets_server.rendering import CellError, Value
from tests.sheets_server.values_of import ERRORS, Matrix, error, scalar

_PENDING = object()
_CIRCULAR = error("REF", "Circular dependency detected.")


def compute(book: Book, sheet: Sheet, row: int, column: int) -> Value:
    """The value of the formula in that cell; kept until the book is touched.

    What it leads to is computed first, from the far end: a long chain of formulas is no deep recursion.
    """
    waiting, seen = [(sheet, row, column)], set()
    while waiting:
        place = waiting[-1]
        if _key(*place) not in book.values and _key(*place) not in seen:
            seen.add(_key(*place))
            waiting += [one for one in _needed(book, *place) if _key(*one) not in seen]
            continue
        waiting.pop()
        if _key(*place) not in book.values and _needed(book, *place):
            book.values[_key(*place)] = _CIRCULAR
        _compute_one(book, *place)
    return _compute_one(book, sheet, row, column)


def _key(sheet: Sheet, row: int, column: int) -> tuple[int, int, int]:
    return sheet.id, row, column


def _compute_one(book: Book, sheet: Sheet, row: int, column: int) -> Value:
    key = _key(sheet, row, column)
    known = book.values.get(key)
    if known is _PENDING:
        return _CIRCULAR
    if known is None:
        book.values[key] = _PENDING
        formula = sheet.cell(row, column)["userEnteredValue"]["formulaValue"]
        known = _first(evaluate(book, sheet, row, column, formula))
        book.values[key] = known
    return known


def _needed(book: Book, sheet: Sheet, row: int, column: int) -> list[tuple[Sheet, int, int]]:
    """Cells with formulas, not yet computed, that the formula in a cell leads to."""
    formula = sheet.cell(row, column)["userEnteredValue"]["formulaValue"]
    try:
        tree = parse_formula(formula, locale_of(book.locale))
    except FormulaError:
        return []
    found: list[tuple[Sheet, int, int]] = []
    for ref in references(tree):
        tab = sheet if ref.title is None else book.titled(ref.title)
        if tab is not None:
            found += [(tab, r, c) for r, c, cell in tab.cells(_box(tab, ref)) if _is_formula(cell)]
    return [one for one in found if _key(*one) not in book.values]


def _box(sheet: Sheet, ref: Ref) -> Box:
    rows = _span(ref.start, ref.end or ref.start, "row", len(sheet.rows))
    columns = _span(ref.start, ref.end or ref.start, "column", len(sheet.columns))
    return Box(rows.start, max(rows.start, rows.stop), columns.start, columns.stop)


def _is_formula(cell: Cell) -> bool:
    return "formulaValue" in cell.get("userEnteredValue", {})


def _first(result: "Value | Matrix") -> Value:
    found = scalar(result)
    return 0 if found is None else found


def evaluate(book: Book, sheet: Sheet, row: int, column: int, formula: str) -> "Value | Matrix":
    """The value of a formula as if it stood in that cell."""
    try:
        tree = parse_formula(formula, locale_of(book.locale))
    except FormulaError:
        return error("ERROR", "Formula parse error.")
    return Evaluation(book, sheet, row, column)(tree)


def link_of(book: Book, sheet: Sheet, row: int, column: int) -> str | None:
    """Where the cell's HYPERLINK formula leads, None if it is no such formula."""
    formula = sheet.cell(row, column)["userEnteredValue"]["formulaValue"]
    try:
        tree = parse_formula(formula, locale_of(book.locale))
    except FormulaError:
        return None
    if not isinstance(tree, Call) or tree.name != "HYPERLINK" or not tree.arguments:
        return None
    target = scalar(Evaluation(book, sheet, row, column)(tree.arguments[0]))
    return target if isinstance(target, str) else None


class Evaluation:
    """One formula's computing, at its place in the book."""

    def __init__(self, book: Book, sheet: Sheet, row: int, column: int) -> None:
        self.book = book
        self.sheet = sheet
        self.scope = Scope(locale_of(book.locale), self.now, row, column)

    def now(self) -> datetime:
        """The present in the spreadsheet's time zone, without it."""
        zone = ZoneInfo(self.book.properties["timeZone"])
        return self.book.clock(zone).replace(tzinfo=None)

    def __call__(self, node: Node) -> "Value | Matrix":
        """The value of a part of the formula."""
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, ErrorLiteral):
            return ERRORS[node.text]
        if isinstance(node, Name):
            return self._named(node.name)
        if isinstance(node, Ref):
            return self._reference(node)
        return self._call(node)

    def _call(self, call: Call) -> "Value | Matrix":
        if call.name in LAZY:
            return LAZY[call.name](self.scope, self._thunks(call))
        function = FUNCTIONS.get(call.name)
        if function is None:
            return error("NAME", f"Unknown function: '{call.name}'.")
        if call.name in ("ROW", "COLUMN") and call.arguments:
            return self._place(call)
        try:
            return function(self.scope, [self(argument) for argument in call.arguments])
        except (IndexError, TypeError):
            return error("N_A", f"Wrong number of arguments to {call.name}.")

    def _thunks(self, call: Call) -> "list[Callable[[], Value | Matrix]]":
        return [partial(self, argument) for argument in call.arguments]

    def _place(self, call: Call) -> Value:
        ref = call.arguments[0]
        if not isinstance(ref, Ref):
            return error("VALUE")
        index = ref.start.row if call.name == "ROW" else ref.start.column
        return 1 + (index or 0)

    def _named(self, name: str) -> "Value | Matrix":
        try:
            found = self.book.named(name)
        except SheetsError:
            found = None
        if found is None:
            return error("NAME", f"Unknown range name: '{name}'.")
        sheet, area = found
        box = sheet.clamp(area)
        return [[self._cell(sheet, r, c) for c in box.columns] for r in box.rows]

    def _reference(self, ref: Ref) -> "Value | Matrix":
        sheet = self.sheet if ref.title is None else self.book.titled(ref.title)
        if sheet is None:
            return error("REF", f"Unresolved sheet name '{ref.title}'.")
        if ref.end is None:
            assert ref.start.row is not None and ref.start.column is not None
            return self._cell(sheet, ref.start.row, ref.start.column)
        rows = _span(ref.start, ref.end, "row", len(sheet.rows))
        columns = _span(ref.start, ref.end, "column", len(sheet.columns))
        return [[self._cell(sheet, row, column) for column in columns] for row in rows]

    def _cell(self, sheet: Sheet, row: int, column: int) -> Value:
        if row >= len(sheet.rows) or column >= len(sheet.columns):
            return error("REF", "Reference does not exist.")
        entered = sheet.cell(row, column).get("userEnteredValue")
        if not entered:
            return None
        if "formulaValue" in entered:
            return _compute_one(self.book, sheet, row, column)
        if "errorValue" in entered:
            return CellError(entered["errorValue"].get("type", "ERROR"), "#ERROR!")
        return next(iter(entered.values()))  # type: ignore[no-any-return]


def _span(start: Corner, end: Corner, side: str, size: int) -> range:
    ends = [getattr(corner, side) for corner in (start, end)]
    known = [index for index in ends if index is not None]
    if not known:
        return range(size)
    last = max(known) + 1 if len(known) == 2 else size
    return range(min(known), min(last, size))
