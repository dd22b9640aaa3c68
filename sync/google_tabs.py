"""Making the tabs of a Google spreadsheet, and adding the columns that are missing in one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from shapes import Column, Tab
from sync import google_requests as ask
from sync import google_style as style
from sync.google_layout import Features, Layout, Stand
from sync.google_read import Grid
from sync.google_requests import Json
from sync.headers import Header, find_exact_header
from sync.xlsx_table import header_of as starred

_SPARE_ROWS, _OWN_COLUMNS = 20, 4


@dataclass(frozen=True)
class Spec:
    """How a tab is made: its number, its header's row, rows, frozen columns, hidden fields.

    `peoples` are the only fields that people fill in a tab that the jobs write.
    """

    tab: Tab
    number: int
    rows: int = 200
    top: int = 1
    frozen: int = 0
    peoples: tuple[str, ...] | None = None
    hidden: tuple[str, ...] = ()
    colour: str = style.INK


def place_tab(layout: Layout, spec: Spec) -> tuple[Stand | None, list[Json], str]:
    """Where the tab stands or will stand, what makes it or adds its columns, and that in words.

    No Stand for a tab whose header nobody can find: whatever is in it is let be.
    """
    grid = layout.find(spec.tab)
    if grid is None:
        made = _new_stand(spec, layout.free_id(spec.number))
        return made, [_add_sheet(spec, made), *_lay_out(spec, made)], f"thêm trang {made.title}"
    header = find_exact_header(grid.sheet, spec.tab)
    features = layout.features[grid.id]
    if header.columns:
        return _complete(spec, grid, header, features)
    if grid.sheet.rows:
        return None, [], f"trang {grid.sheet.title} chưa có dòng tiêu đề như mẫu nên để nguyên"
    stand = _new_stand(spec, grid.id, grid, features)
    more = _columns_lacking(grid, len(spec.tab.columns))
    return stand, [*more, *_lay_out(spec, stand)], f"kẻ trang {grid.sheet.title}"


def _new_stand(
    spec: Spec, number: int, grid: Grid | None = None, features: Features | None = None
) -> Stand:
    columns = {column.field: at for at, column in enumerate(spec.tab.columns, 1)}
    title = grid.sheet.title if grid else spec.tab.title
    rows = grid.row_count if grid else spec.rows
    known = features or Features(frozen_rows=spec.top)
    return Stand(spec.tab, number, title, spec.top, columns, rows, grid, known, spec.peoples)


def _add_sheet(spec: Spec, stand: Stand) -> Json:
    own = _OWN_COLUMNS if spec.peoples is None else 0  # room for what a ward wants to note
    size = {
        "rowCount": stand.row_count,
        "columnCount": len(spec.tab.columns) + own,
        "frozenRowCount": spec.top,
        "frozenColumnCount": spec.frozen,
    }
    properties = {
        "sheetId": stand.sheet,
        "title": stand.title,
        "gridProperties": size,
        "tabColor": ask.colour(spec.colour),
    }
    return {"addSheet": {"properties": properties}}


# --- columns -------------------------------------------------------------------------------------


def _complete(
    spec: Spec, grid: Grid, header: Header, features: Features
) -> tuple[Stand, list[Json], str]:
    """A tab that is there, with the columns that a newer version has behind its last one."""
    missing = [column for column in spec.tab.columns if column.field not in header.columns]
    last = max(map(len, grid.sheet.rows))
    columns = {name: at + 1 for name, at in header.columns.items()}
    columns |= {column.field: last + n for n, column in enumerate(missing, 1)}
    rows, title = grid.row_count, grid.sheet.title
    stand = Stand(spec.tab, grid.id, title, header.row, columns, rows, grid, features, spec.peoples)
    if not missing:
        return stand, [], ""
    requests = list(ask.room(grid.id, "COLUMNS", last + 1, len(missing), grid.column_count))
    for column in missing:
        requests += [_header_cell(spec, stand, column), *_column_look(spec, stand, column)]
    names = ", ".join(column.header for column in missing)
    return stand, requests, f"trang {title}: thêm cột {names}"


def _columns_lacking(grid: Grid, wanted: int) -> list[Json]:
    lacking = wanted - grid.column_count
    return [ask.append(grid.id, "COLUMNS", lacking)] if lacking > 0 else []


def _lay_out(spec: Spec, stand: Stand) -> Iterator[Json]:
    """Header, widths and looks of a tab in which nothing stands yet."""
    headers = [_header(spec, column) for column in spec.tab.columns]
    fields = "userEnteredValue,userEnteredFormat"
    yield ask.cells(stand.sheet, stand.top, 1, [headers], fields)
    height = {"pixelSize": style.HEADER_PIXELS}
    yield ask.dimension(stand.sheet, "ROWS", stand.top, height)
    for column in spec.tab.columns:
        yield from _column_look(spec, stand, column)


def _header(spec: Spec, column: Column) -> Json:
    ours, peoples = spec.peoples is not None, column.field in (spec.peoples or ())
    look = style.header(column.required or ours, peoples)
    return {"userEnteredValue": ask.entered(starred(column)), "userEnteredFormat": look}


def _header_cell(spec: Spec, stand: Stand, column: Column) -> Json:
    at, cell = stand.columns[column.field], _header(spec, column)
    return ask.cells(stand.sheet, stand.top, at, [[cell]], "userEnteredValue,userEnteredFormat")


def _column_look(spec: Spec, stand: Stand, column: Column) -> Iterator[Json]:
    at = stand.columns[column.field]
    size: Json = {"pixelSize": style.pixels(column.width)}
    size |= {"hiddenByUser": True} if column.field in spec.hidden else {}
    yield ask.dimension(stand.sheet, "COLUMNS", at, size)
    look = style.data(column)
    if spec.peoples is None or column.kind == "date" or column.field in spec.peoples:
        look |= {"numberFormat": style.number_format(column)}
    yield ask.same(stand.below(column.field), {"userEnteredFormat": look}, "userEnteredFormat")


def freeze_header(stand: Stand) -> Iterator[Json]:
    """Keep the header in view; not where merged cells lie across its end, which Google refuses."""
    merged = stand.texts.merged if stand.texts else ()
    across = any(top <= stand.top < bottom for top, _left, bottom, _right in merged)
    if stand.features.frozen_rows < stand.top and not across:
        size = {"frozenRowCount": stand.top}
        properties = {"sheetId": stand.sheet, "gridProperties": size}
        fields = "gridProperties.frozenRowCount"
        yield {"updateSheetProperties": {"properties": properties, "fields": fields}}


# --- rows ----------------------------------------------------------------------------------------


def first_rows(stand: Stand, rows: pd.DataFrame) -> Iterator[Json]:
    """Write these rows below the header; nothing where any row is filled already."""
    grid = stand.texts
    if rows.empty or (grid and any(map(any, grid.sheet.rows[stand.top :]))):
        return
    lacking = stand.top + len(rows) - stand.row_count
    if lacking > 0:
        yield ask.append(stand.sheet, "ROWS", lacking + _SPARE_ROWS)
    for name in rows.columns:
        cells = [[_entered(value)] for value in rows[name].tolist()]
        at = stand.columns[str(name)]
        yield ask.cells(stand.sheet, stand.top + 1, at, cells, "userEnteredValue")


def add_rows(stand: Stand, rows: Sequence[Mapping[str, Any]]) -> Iterator[Json]:
    """Put new rows, of fields, below the last one that is filled, whatever is typed meanwhile."""
    if not rows:
        return
    first = max(len(stand.texts.sheet.rows) if stand.texts else 0, stand.top) + 1
    like_before = first > stand.top + 1
    yield from ask.room(stand.sheet, "ROWS", first, len(rows), stand.row_count, like_before)
    for name, at in stand.columns.items():
        look = {"userEnteredFormat": {"numberFormat": style.number_format(stand.tab[name])}}
        cells = [[_entered(row.get(name)) | look] for row in rows]
        fields = "userEnteredValue,userEnteredFormat.numberFormat"
        yield ask.cells(stand.sheet, first, at, cells, fields)


def _entered(value: Any) -> Json:
    return {"userEnteredValue": ask.entered(value)}
