"""Rows and columns put in, taken out and moved: cells, references in formulas and all ranges follow."""

import copy
from collections.abc import Callable
from typing import Any

from tests.sheets_server.errors import Json
from tests.sheets_server.formula_text import Corner, Ref, rewritten
from tests.sheets_server.grid import Book, Cell, Row, Sheet

# Where an index goes, and where an end (after the last index) goes; None: it is gone.
Shift = Callable[[int], int | None]
_KEYS = {
    "ROWS": ("startRowIndex", "endRowIndex", "row"),
    "COLUMNS": ("startColumnIndex", "endColumnIndex", "column"),
}


def insert_lines(
    book: Book, sheet: Sheet, dimension: str, at: int, count: int, like: int | None
) -> None:
    """Puts empty rows or columns before the one at `at`; formats as those of line `like`, if given."""
    if dimension == "ROWS":
        made = [_like_row(sheet, like) for _ in range(count)]
        sheet.rows[at:at] = made
    else:
        sheet.columns[at:at] = [
            copy.deepcopy(sheet.columns[like]) if like is not None else {} for _ in range(count)
        ]
        for row in sheet.rows:
            _insert_cells(row, at, count, like)
    _follow(book, sheet, dimension, lambda index: index + count if index >= at else index)


def _like_row(sheet: Sheet, like: int | None) -> Row:
    if like is None:
        return Row()
    cells = {column: look(cell) for column, cell in sheet.rows[like].cells.items()}
    return Row({column: cell for column, cell in cells.items() if cell})


def look(cell: Cell) -> Cell:
    """What of a cell a new line beside it inherits."""
    return {n: v for n, v in cell.items() if n in ("userEnteredFormat", "dataValidation")}


def _insert_cells(row: Row, at: int, count: int, like: int | None) -> None:
    model = look(row.cells.get(like, {})) if like is not None else {}
    row.cells = {c + count if c >= at else c: cell for c, cell in row.cells.items()}
    if model:
        row.cells |= dict.fromkeys(range(at, at + count), model)


def delete_lines(book: Book, sheet: Sheet, dimension: str, start: int, end: int) -> None:
    """Takes rows or columns out."""
    count = end - start
    if dimension == "ROWS":
        del sheet.rows[start:end]
    else:
        del sheet.columns[start:end]
        for row in sheet.rows:
            kept = {c: cell for c, cell in row.cells.items() if not start <= c < end}
            row.cells = {c - count if c >= end else c: cell for c, cell in kept.items()}

    def shift(index: int) -> int | None:
        if start <= index < end:
            return None
        return index - count if index >= end else index

    _follow(book, sheet, dimension, shift)
    _shrink_frozen(sheet, dimension, start, end)


def _shrink_frozen(sheet: Sheet, dimension: str, start: int, end: int) -> None:
    name = "frozenRowCount" if dimension == "ROWS" else "frozenColumnCount"
    grid = sheet.properties.get("gridProperties", {})
    frozen = grid.get(name, 0)
    if frozen > start:
        grid[name] = frozen - (min(end, frozen) - start)


def move_lines(book: Book, sheet: Sheet, dimension: str, start: int, end: int, to: int) -> None:
    """Moves rows or columns before the line that is now at `to`."""
    size = len(sheet.rows) if dimension == "ROWS" else len(sheet.columns)
    order = list(range(size))
    moved = order[start:end]
    rest = order[:start] + order[end:]
    at = to if to <= start else to - len(moved)
    order = rest[:at] + moved + rest[at:]
    new_place = {old: new for new, old in enumerate(order)}
    if dimension == "ROWS":
        sheet.rows = [sheet.rows[old] for old in order]
    else:
        sheet.columns = [sheet.columns[old] for old in order]
        for row in sheet.rows:
            row.cells = {new_place[column]: cell for column, cell in row.cells.items()}
    _follow(book, sheet, dimension, lambda index: new_place.get(index, index))


def _follow(book: Book, sheet: Sheet, dimension: str, shift: Shift) -> None:
    """Lets formulas everywhere and ranges on the tab follow a shift of its lines."""
    for other in book.sheets:
        _shift_formulas(other, sheet, dimension, shift)
    sheet.parts = {
        name: _shifted_parts(parts, dimension, shift) for name, parts in sheet.parts.items()
    }
    sheet.metadata = _shifted_metadata(sheet.metadata, dimension, shift)
    if sheet.basic_filter and "range" in sheet.basic_filter:
        kept = _shifted_parts([sheet.basic_filter], dimension, shift)
        sheet.basic_filter = kept[0] if kept else None
    own = [n for n in book.named_ranges if n["range"].get("sheetId", 0) == sheet.id]
    kept = _shifted_parts(own, dimension, shift)
    by_id = {named["namedRangeId"]: named for named in kept}
    book.named_ranges = [
        by_id.get(n["namedRangeId"], n)
        for n in book.named_ranges
        if n not in own or n["namedRangeId"] in by_id
    ]
    book.touched()


def _shift_formulas(sheet: Sheet, target: Sheet, dimension: str, shift: Shift) -> None:
    def change(ref: Ref) -> Ref | None:
        title = sheet.title if ref.title is None else ref.title
        if title.casefold() != target.title.casefold():
            return ref
        return _shifted_ref(ref, _KEYS[dimension][2], shift)

    for row, column, cell in sheet.cells():
        formula = cell.get("userEnteredValue", {}).get("formulaValue")
        if formula:
            changed = rewritten(formula, change)
            if changed != formula:
                sheet.put(row, column, cell | {"userEnteredValue": {"formulaValue": changed}})


def _shifted_ref(ref: Ref, side: str, shift: Shift) -> Ref | None:
    start, end = getattr(ref.start, side), getattr(ref.end, side) if ref.end else None
    if ref.end is None or start is None or end is None:
        moved = [_shifted_corner(corner, side, shift) for corner in (ref.start, ref.end) if corner]
        if None in moved:
            return None
        return Ref(ref.title, moved[0], moved[1] if ref.end else None)  # type: ignore[arg-type]
    span = shifted_span(min(start, end), max(start, end) + 1, shift)
    if span is None:
        return None
    first, last = _at(ref.start, side, span[0]), _at(ref.end, side, span[1] - 1)
    return Ref(ref.title, first, last)


def _shifted_corner(corner: Corner, side: str, shift: Shift) -> Corner | None:
    index = getattr(corner, side)
    if index is None:
        return corner
    moved = shift(index)
    return None if moved is None else _at(corner, side, moved)


def _at(corner: Corner, side: str, index: int) -> Corner:
    row, column = (index, corner.column) if side == "row" else (corner.row, index)
    return Corner(row, column, corner.fixed_row, corner.fixed_column)


def shifted_span(start: int, end: int, shift: Shift) -> tuple[int, int] | None:
    """Where the lines from `start` to before `end` are after the shift; None when all are gone."""
    if start >= end:
        moved = shift(start)
        return (moved, moved) if moved is not None else None
    places = [place for place in map(shift, _ends(start, end, shift)) if place is not None]
    return (min(places), max(places) + 1) if places else None


def _ends(start: int, end: int, shift: Shift) -> list[int]:
    """The first and the last line of the span that are still there."""
    if shift(start) is not None and shift(end - 1) is not None:
        return [start, end - 1]
    kept = [index for index in range(start, end) if shift(index) is not None]
    return [kept[0], kept[-1]] if kept else []


def _shifted_parts(parts: list[Json], dimension: str, shift: Shift) -> list[Json]:
    moved = [_shifted_part(part, dimension, shift) for part in parts]
    return [part for part in moved if part is not None]


def _shifted_part(part: Json, dimension: str, shift: Shift) -> Json | None:
    """A thing on the tab with its range or ranges shifted; None when nothing of it is left."""
    if "ranges" in part:
        ranges = [g for g in (shifted_grid(one, dimension, shift) for one in part["ranges"]) if g]
        return part | {"ranges": ranges} if ranges else None
    if "dimension" in part.get("range", {}):
        return _shifted_group(part, dimension, shift)
    grid = part.get("range", part)
    moved = shifted_grid(grid, dimension, shift)
    if moved is None:
        return None
    free = [shifted_grid(one, dimension, shift) for one in part.get("unprotectedRanges", [])]
    extra = {"unprotectedRanges": [one for one in free if one]} if free else {}
    return part | {"range": moved} | extra if "range" in part else moved


def _shifted_metadata(metadata: list[Json], dimension: str, shift: Shift) -> list[Json]:
    kept = []
    for one in metadata:
        lines = one["location"].get("dimensionRange")
        if lines is None or lines["dimension"] != dimension:
            kept.append(one)
        elif (span := shifted_span(lines["startIndex"], lines["endIndex"], shift)) is not None:
            moved = lines | {"startIndex": span[0], "endIndex": span[1]}
            kept.append(one | {"location": one["location"] | {"dimensionRange": moved}})
    return kept


def shifted_grid(grid: Json, dimension: str, shift: Shift) -> Json | None:
    """A GridRange after a shift of the tab's lines."""
    first, last, _ = _KEYS[dimension]
    start, end = grid.get(first), grid.get(last)
    if start is None or end is None:
        return grid
    span = shifted_span(start, end, shift)
    return None if span is None else grid | {first: span[0], last: span[1]}


def _shifted_group(part: Json, dimension: str, shift: Shift) -> Json | None:
    lines: dict[str, Any] = part["range"]
    if lines["dimension"] != dimension:
        return part
    span = shifted_span(lines["startIndex"], lines["endIndex"], shift)
    if span is None:
        return None
    return part | {"range": lines | {"startIndex": span[0], "endIndex": span[1]}}


def retitle(book: Book, title: str, new: str | None) -> None:
    """Lets formulas follow a tab's new title; with None they lose it."""

    def change(ref: Ref) -> Ref | None:
        if ref.title is None or ref.title.casefold() != title.casefold():
            return ref
        return None if new is None else Ref(new, ref.start, ref.end)

    for sheet in book.sheets:
        for row, column, cell in sheet.cells():
            formula = cell.get("userEnteredValue", {}).get("formulaValue")
            if formula and "!" in formula:
                changed = rewritten(formula, change)
                sheet.put(row, column, cell | {"userEnteredValue": {"formulaValue": changed}})
