"""Tables in a grid: cells that hang together, as `append` looks for them.

Source: "Appending values" in the Sheets API's guide "Reading & writing cell values".
"""

from tests.sheets_server.a1 import Box
from tests.sheets_server.grid import Sheet


def last_table(sheet: Sheet, box: Box) -> Box | None:
    """The lowest table that the box meets, None if there is none in it."""
    tables = [table for table in _tables(sheet) if table.meets(box)]
    return max(tables, key=lambda table: (table.bottom, table.left), default=None)


def table_at(sheet: Sheet, row: int, column: int) -> Box | None:
    """The table around or right beside a cell."""
    beside = Box(row - 1, row + 2, column - 1, column + 2)
    return next((table for table in _tables(sheet) if table.meets(beside)), None)


def _tables(sheet: Sheet) -> list[Box]:
    """Rectangles around cells with values that touch, corners too."""
    boxes: list[Box] = []
    for start in _runs(sheet):
        run = start
        while touching := [box for box in boxes if _touch(box, run)]:
            boxes = [box for box in boxes if not _touch(box, run)]
            run = _around([run, *touching])
        boxes.append(run)
    return boxes


def _runs(sheet: Sheet) -> list[Box]:
    """Stretches of neighbouring cells with values, row by row."""
    runs: list[Box] = []
    for at, row in enumerate(sheet.rows):
        for column in sorted(c for c, cell in row.cells.items() if "userEnteredValue" in cell):
            if runs and runs[-1].top == at and runs[-1].right == column:
                runs[-1] = Box(at, at + 1, runs[-1].left, column + 1)
            else:
                runs.append(Box(at, at + 1, column, column + 1))
    return runs


def _touch(one: Box, other: Box) -> bool:
    return one.meets(Box(other.top - 1, other.bottom + 1, other.left - 1, other.right + 1))


def _around(boxes: list[Box]) -> Box:
    return Box(
        min(box.top for box in boxes),
        max(box.bottom for box in boxes),
        min(box.left for box in boxes),
        max(box.right for box in boxes),
    )
