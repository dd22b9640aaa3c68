"""Requests about rows and columns: put in, taken out, moved, sized, grouped."""

from tests.sheets_server.a1 import Box
from tests.sheets_server.batch import Batch, request
from tests.sheets_server.batch_sheets import check_cells
from tests.sheets_server.cells import shown
from tests.sheets_server.errors import Json, SheetsError
from tests.sheets_server.grid import Row, Sheet
from tests.sheets_server.masks import merged_by
from tests.sheets_server.protection import guard_between
from tests.sheets_server.structure import delete_lines, insert_lines, move_lines

DEFAULT_SIZE = {"ROWS": 21, "COLUMNS": 100}


def lines_of(batch: Batch, lines: Json | None) -> tuple[Sheet, str, int, int]:
    """Tab, dimension, start and end of a DimensionRange, its open ends filled in."""
    if not lines or "dimension" not in lines:
        raise SheetsError("No dimension specified.")
    sheet = batch.book.tab(lines.get("sheetId", 0))
    size = line_count(sheet, lines["dimension"])
    start, end = lines.get("startIndex", 0), lines.get("endIndex", size)
    if start < 0 or end < 0:
        raise SheetsError("DimensionRange indexes must be >= 0")
    if end < start:
        raise SheetsError(f"endIndex[{end}] must be after startIndex[{start}]")
    return sheet, lines["dimension"], start, end


def line_count(sheet: Sheet, dimension: str) -> int:
    """How many rows or columns the tab has."""
    return len(sheet.rows) if dimension == "ROWS" else len(sheet.columns)


def lines_box(sheet: Sheet, dimension: str, start: int, end: int) -> Box:
    """The cells of whole rows or columns."""
    size = sheet.size
    if dimension == "ROWS":
        return Box(start, end, 0, size.right)
    return Box(0, size.bottom, start, end)


def _check_inside(sheet: Sheet, dimension: str, start: int, verb: str) -> None:
    size = line_count(sheet, dimension)
    if start >= size:
        kind = "row" if dimension == "ROWS" else "column"
        raise SheetsError(
            f"Cannot {verb} a {kind} that doesn't exist. Tried to {verb} {kind} index {start} "
            f"but there are only {size} {kind}s."
        )


@request("insertDimension")
def insert_dimension(batch: Batch, body: Json) -> None:
    """Empty rows or columns before a line, with the look of the line before or after."""
    sheet, dimension, start, end = lines_of(batch, body.get("range"))
    size, before = line_count(sheet, dimension), body.get("inheritFromBefore", False)
    if before and start == 0:
        raise SheetsError(
            "inheritFromBefore cannot be true if inserting at the beginning of the grid."
        )
    if start > size or (start == size and not before):
        raise SheetsError(f"range.startIndex[{start}] is too large: the grid has {size}.")
    check_cells(batch, (end - start) * line_count(sheet, _other(dimension)))
    guard_between(batch.book, sheet, dimension, start, batch.account, batch.owner)
    like = start - 1 if before else start
    insert_lines(batch.book, sheet, dimension, start, end - start, like if like < size else None)


def _other(dimension: str) -> str:
    return "COLUMNS" if dimension == "ROWS" else "ROWS"


@request("deleteDimension")
def delete_dimension(batch: Batch, body: Json) -> None:
    """Rows or columns out."""
    sheet, dimension, start, end = lines_of(batch, body.get("range"))
    size = line_count(sheet, dimension)
    _check_inside(sheet, dimension, start, "delete")
    end = min(end, size)
    batch.guard(sheet, lines_box(sheet, dimension, start, end))
    kind = "rows" if dimension == "ROWS" else "columns"
    if end - start >= size:
        raise SheetsError(f"You can't delete all the {kind} on the sheet.")
    _keep_unfrozen(sheet, dimension, start, end)
    delete_lines(batch.book, sheet, dimension, start, end)


def _keep_unfrozen(sheet: Sheet, dimension: str, start: int, end: int) -> None:
    name = "frozenRowCount" if dimension == "ROWS" else "frozenColumnCount"
    frozen = sheet.properties.get("gridProperties", {}).get(name, 0)
    kind = "rows" if dimension == "ROWS" else "columns"
    if frozen and start <= frozen and end >= line_count(sheet, dimension):
        raise SheetsError(f"Sorry, it is not possible to delete all non-frozen {kind}.")


@request("appendDimension")
def append_dimension(batch: Batch, body: Json) -> None:
    """Empty rows or columns at the end."""
    sheet = batch.book.tab(body.get("sheetId", 0))
    dimension, length = body.get("dimension"), body.get("length", 0)
    if dimension is None:
        raise SheetsError("No dimension specified.")
    if length < 1:
        raise SheetsError("length must be greater than 0")
    check_cells(batch, length * line_count(sheet, _other(dimension)))
    if dimension == "ROWS":
        sheet.rows += [Row() for _ in range(length)]
    else:
        sheet.columns += [{} for _ in range(length)]


@request("moveDimension")
def move_dimension(batch: Batch, body: Json) -> None:
    """Rows or columns to another place."""
    sheet, dimension, start, end = lines_of(batch, body.get("source"))
    to = body.get("destinationIndex", 0)
    if to > line_count(sheet, dimension) or to < 0:
        raise SheetsError(f"destinationIndex[{to}] is out of range.")
    _check_inside(sheet, dimension, start, "move")
    batch.guard(sheet, lines_box(sheet, dimension, start, end))
    if not start <= to <= end:
        move_lines(batch.book, sheet, dimension, start, end, to)


def props_of(sheet: Sheet, dimension: str, at: int) -> Json:
    """The properties of a row or column."""
    return sheet.rows[at].props if dimension == "ROWS" else sheet.columns[at]


@request("updateDimensionProperties")
def update_dimension_properties(batch: Batch, body: Json) -> None:
    """Sizes, and whether lines are hidden."""
    mask = batch.mask(body.get("fields"), "DimensionProperties")
    sheet, dimension, start, end = lines_of(batch, body.get("range"))
    given = body.get("properties", {})
    size = line_count(sheet, dimension)
    if start >= size:
        raise SheetsError(f"range.startIndex[{start}] is out of range: the grid has {size}.")
    if given.get("pixelSize", 0) < 0:
        raise SheetsError("pixelSize must be non-negative")
    for at in range(start, min(end, size)):
        props = props_of(sheet, dimension, at)
        new = merged_by(props, given, mask or {name: {} for name in given})
        props.clear()
        props.update(new)


@request("autoResizeDimensions")
def auto_resize(batch: Batch, body: Json) -> None:
    """Columns as wide as their longest text (seven pixels a letter, as in Arial 10)."""
    sheet, dimension, start, end = lines_of(batch, body.get("dimensions"))
    for at in range(start, min(end, line_count(sheet, dimension))):
        props_of(sheet, dimension, at).pop("pixelSize", None)
        width = _width(batch, sheet, at) if dimension == "COLUMNS" else None
        if width:
            sheet.columns[at]["pixelSize"] = width


def _width(batch: Batch, sheet: Sheet, column: int) -> int | None:
    box = Box(0, len(sheet.rows), column, column + 1)
    texts = [shown(batch.book, sheet, r, c, cell) for r, c, cell in sheet.cells(box)]
    longest = max((len(text) for text in texts), default=0)
    return max(21, 7 * longest + 7) if longest else None


# --- groups -----------------------------------------------------------------------------------


def _group_key(dimension: str) -> str:
    return "rowGroups" if dimension == "ROWS" else "columnGroups"


def _depths(sheet: Sheet, dimension: str) -> list[int]:
    depths = [0] * line_count(sheet, dimension)
    for group in sheet.parts[_group_key(dimension)]:
        for at in range(group["range"]["startIndex"], group["range"]["endIndex"]):
            depths[at] = max(depths[at], group["depth"])
    return depths


def _regroup(sheet: Sheet, dimension: str, depths: list[int]) -> list[Json]:
    """Groups from the depth of each line; those that were collapsed stay so."""
    key = _group_key(dimension)
    had = {
        (g["range"]["startIndex"], g["range"]["endIndex"], g["depth"]): g for g in sheet.parts[key]
    }
    groups: list[Json] = []
    for depth in range(1, max(depths, default=0) + 1):
        for start, end in _stretches(depths, depth):
            lines = {"dimension": dimension, "startIndex": start, "endIndex": end}
            known = had.get((start, end, depth), {})
            groups.append(known | {"range": {"sheetId": sheet.id} | lines, "depth": depth})
    sheet.parts[key] = groups
    return [_shown_group(group) for group in groups]


def _shown_group(group: Json) -> Json:
    lines = {n: v for n, v in group["range"].items() if n != "sheetId" or v}
    return group | {"range": lines}


def _stretches(depths: list[int], depth: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for at, here in enumerate(depths):
        if here < depth:
            continue
        if found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


@request("addDimensionGroup")
def add_group(batch: Batch, body: Json) -> Json:
    """Lines one level deeper."""
    sheet, dimension, start, end = lines_of(batch, body.get("range"))
    _check_inside(sheet, dimension, start, "group")
    depths = _depths(sheet, dimension)
    if max(depths[start:end], default=0) >= 8:
        raise SheetsError("Cannot create a group with depth greater than 8.")
    after = "rowGroupControlAfter" if dimension == "ROWS" else "columnGroupControlAfter"
    sheet.properties.setdefault("gridProperties", {}).setdefault(after, True)
    raised = [d + 1 if start <= at < end else d for at, d in enumerate(depths)]
    return {"dimensionGroups": _regroup(sheet, dimension, raised)}


@request("deleteDimensionGroup")
def delete_group(batch: Batch, body: Json) -> Json:
    """Lines one level up."""
    sheet, dimension, start, end = lines_of(batch, body.get("range"))
    depths = _depths(sheet, dimension)
    if not any(depths[start:end]):
        raise SheetsError("There is no group in the specified range.")
    lowered = [max(0, d - 1) if start <= at < end else d for at, d in enumerate(depths)]
    groups = _regroup(sheet, dimension, lowered)
    return {"dimensionGroups": groups} if groups else {}


@request("updateDimensionGroup")
def update_group(batch: Batch, body: Json) -> None:
    """A group collapsed or opened: its lines are hidden or shown."""
    mask = batch.mask(body.get("fields"), "DimensionGroup")
    given = body.get("dimensionGroup", {})
    sheet, dimension, start, end = lines_of(batch, given.get("range"))
    for group in sheet.parts[_group_key(dimension)]:
        lines = group["range"]
        place = (lines["startIndex"], lines["endIndex"], group["depth"])
        if place == (start, end, given.get("depth", 1)):
            if not mask or "collapsed" in mask:
                group["collapsed"] = given.get("collapsed", False)
                for at in range(start, end):
                    props_of(sheet, dimension, at)["hiddenByUser"] = group["collapsed"]
            return
    raise SheetsError("There is no group at the specified range and depth.")
