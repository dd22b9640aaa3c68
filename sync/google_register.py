"""The tab `Đơn vị` of the coordination spreadsheet: units that are new, and what is blank of others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from shapes import Unit, records
from sync import google_requests as ask
from sync.google_drive import spreadsheet_id, web_address
from sync.google_layout import Stand
from sync.google_requests import Json
from sync.google_tabs import add_rows
from sync.prefilled import unit_rows
from sync.register import line_of
from vietnamese.text import clean


def fill_in_units(stand: Stand, units: Sequence[Unit]) -> tuple[list[Json], str]:
    """Add the units that have no row yet, fill in the blank cells of those that have; in words."""
    there = _lines(stand)
    rows = {unit.code: row for unit, row in zip(units, _rows(units), strict=True)}
    old = {unit.code: line for unit in units if (line := line_of(unit, there))}
    new = [row for code, row in rows.items() if code not in old]
    filled = [one for code, line in old.items() for one in _fill(stand, line, rows[code])]
    names = ", ".join(str(row["name"]) for row in new)
    words = [f"thêm {names}"] if new else []
    words += ["ghi thêm vào các ô còn trống"] if filled else []
    return [*filled, *add_rows(stand, new)], f"trang {stand.title}: {'; '.join(words)}"


def _rows(units: Sequence[Unit]) -> list[dict[str, Any]]:
    linked = [replace(unit, ref=_link(unit.ref)) for unit in units]
    return records(unit_rows(linked))


def _link(ref: str) -> str:
    return web_address(spreadsheet_id(ref)) if ref else ""


def _lines(stand: Stand) -> dict[int, Mapping[str, str]]:
    """The texts of each row below the header, by its number."""
    grid = stand.texts
    count = len(grid.sheet.rows) if grid else 0
    return {
        row: {name: clean(grid.text(row, at)) for name, at in stand.columns.items()}
        for row in range(stand.top + 1, count + 1)
        if grid
    }


def _fill(
    stand: Stand, line: tuple[int, Mapping[str, str]], row: Mapping[str, Any]
) -> Iterator[Json]:
    number, texts = line
    for name, value in row.items():
        if value not in (None, "") and not texts[name]:
            cell = {"userEnteredValue": ask.entered(value)}
            yield ask.cells(stand.sheet, number, stand.columns[name], [[cell]], "userEnteredValue")
