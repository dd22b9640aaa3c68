"""The ward's own tab `Đơn vị` of a Google spreadsheet: a line for each thing that is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapes import Unit
from sync import google_requests as ask
from sync import google_style as style
from sync.google_checks import rule_of
from sync.google_guard import HEADER, protect
from sync.google_layout import Features, Layout
from sync.google_read import Grid
from sync.google_requests import Json
from sync.headers import find_profile, profile_columns
from sync.schema import UNIT_LABEL, UNIT_VALUE, UNITS
from vietnamese.text import clean, key

NUMBER = 2
_WIDTHS = (34, 46)
_ROWS = 30
_LABEL, _VALUE = 1, 2


Planned = tuple[list[Json], str, str]


def plan_profile(layout: Layout, unit: Unit, editors: Sequence[str]) -> Planned:
    """What makes the tab, adds the lines that are missing, fills in what the register knows; that
    in words; and what a person should look at."""
    values = {"name": unit.name, "own_hamlets": unit.hamlets}
    grid = layout.find(UNITS)
    if grid and grid.sheet.rows:
        return _repair(layout, grid, values, editors)
    number = grid.id if grid else layout.free_id(NUMBER)
    features = layout.features[grid.id] if grid else Features()
    requests = [_add(number)]
    if grid:
        lacking = len(_WIDTHS) - grid.column_count
        requests = [ask.append(grid.id, "COLUMNS", lacking)] if lacking > 0 else []
    place = _Place(number, _LABEL, _VALUE, _rows())
    requests += [*_write(number, values), *_rules(place, features)]
    requests += _guard(place, features, editors, _ROWS)
    return requests, f"thêm trang {UNITS.title}", ""


@dataclass(frozen=True)
class _Place:
    """The tab's number, the columns of what is asked and answered, the row of each field."""

    sheet: int
    label: int
    value: int
    rows: Mapping[str, int]


def _add(number: int) -> Json:
    size = {"rowCount": _ROWS, "columnCount": 2, "frozenRowCount": 1}
    properties = {
        "sheetId": number,
        "title": UNITS.title,
        "gridProperties": size,
        "tabColor": ask.colour(style.INK),
    }
    return {"addSheet": {"properties": properties}}


def _rows() -> dict[str, int]:
    """The row of each field in a tab that we make."""
    return {column.field: row for row, column in enumerate(UNITS.columns, 2)}


def _write(number: int, values: Mapping[str, Any]) -> Iterator[Json]:
    titles = [_cell(title, style.header()) for title in (UNIT_LABEL, UNIT_VALUE)]
    rows = [titles, *(_line(column.field, values) for column in UNITS.columns)]
    yield ask.cells(number, 1, 1, rows, "userEnteredValue,userEnteredFormat")
    for at, width in enumerate(_WIDTHS, 1):
        yield ask.dimension(number, "COLUMNS", at, {"pixelSize": style.pixels(width)})


def _line(name: str, values: Mapping[str, Any]) -> list[Json]:
    column = UNITS[name]
    look = style.data(column) | {"horizontalAlignment": "LEFT", "wrapStrategy": "WRAP"}
    look |= {"numberFormat": style.number_format(column)}
    label = {"textFormat": style.letters(bold=True), "verticalAlignment": "MIDDLE"}
    return [_cell(column.header, label), _cell(values.get(name), look)]


def _cell(value: Any, look: Json) -> Json:
    return {"userEnteredValue": ask.entered(value), "userEnteredFormat": look}


# --- a tab that is there -------------------------------------------------------------------------


def _repair(
    layout: Layout, grid: Grid, values: Mapping[str, Any], editors: Sequence[str]
) -> Planned:
    found = find_profile(grid.sheet, UNITS)
    if not found:
        return [], "", f"trang {grid.sheet.title} không có các mục như mẫu nên để nguyên"
    missing = [column.field for column in UNITS.columns if column.field not in found]
    last = len(grid.sheet.rows)
    rows = {name: row for name, (row, _text) in found.items()}
    rows |= {name: last + n for n, name in enumerate(missing, 1)}
    label, value = (at + 1 for at in profile_columns(grid.sheet))
    place, features = _Place(grid.id, label, value, rows), layout.features[grid.id]
    blank = [name for name in values if name in found and not found[name][1].strip()]
    filled = [name for name in blank if values[name] not in (None, "")]
    requests = [
        *_add_lines(grid, place, missing, values),
        *(_fill(place, name, values[name]) for name in filled),
        *_rules(place, features),
        *_guard(place, features, editors, grid.row_count),
    ]
    remark = _other_name(found.get("name", (0, ""))[1], str(values["name"]))
    words = _words(grid.sheet.title, missing, filled)
    return requests, words if requests else "", remark


def _other_name(there: str, name: str) -> str:
    if not there.strip() or key(there) == key(name):
        return ""
    return (
        f"trang {UNITS.title} ghi «{clean(there)}»; xem lại liên kết bảng tính, hoặc sửa tên ở đó"
    )


def _words(title: str, missing: Sequence[str], filled: Sequence[str]) -> str:
    """What is done to a tab that is there; its lists and its protection where nothing else is."""
    added = ", ".join(UNITS[name].header for name in missing)
    wrote = ", ".join(UNITS[name].header for name in filled)
    words = [f"thêm mục {added}"] * bool(added) + [f"ghi {wrote}"] * bool(wrote)
    return f"trang {title}: {'; '.join(words) or 'đặt lại kiểm tra số và bảo vệ'}"


def _add_lines(
    grid: Grid, place: _Place, missing: Sequence[str], values: Mapping[str, Any]
) -> Iterator[Json]:
    if not missing:
        return
    first = len(grid.sheet.rows) + 1
    yield from ask.room(grid.id, "ROWS", first, len(missing), grid.row_count)
    fields = "userEnteredValue,userEnteredFormat"
    lines = [_line(name, values) for name in missing]
    for column, at in ((place.label, 0), (place.value, 1)):
        yield ask.cells(grid.id, first, column, [[line[at]] for line in lines], fields)


def _fill(place: _Place, name: str, value: Any) -> Json:
    cell = {"userEnteredValue": ask.entered(value)}
    return ask.cells(place.sheet, place.rows[name], place.value, [[cell]], "userEnteredValue")


def _rules(place: _Place, features: Features) -> Iterator[Json]:
    for column in UNITS.columns:
        rule, row = rule_of(column, {}), place.rows[column.field]
        if rule and (row, place.value) not in features.conditions:
            where = ask.area(place.sheet, row, place.value, row, place.value)
            yield ask.validation(where, rule)


def _guard(place: _Place, features: Features, editors: Sequence[str], rows: int) -> Iterator[Json]:
    """What is asked, not what is answered."""
    top = max(min(place.rows.values()) - 1, 1)
    where = ask.area(place.sheet, top, place.label, max(place.rows.values()), place.label)
    return protect(features, HEADER, where, (), editors, rows)
