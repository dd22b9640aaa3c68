"""The requests of one batchUpdate, from what a tab should look like. Rows and columns count from 1."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sync.keyed_tab import Formula, Value

Json = dict[str, Any]
_EPOCH = date(1899, 12, 30)
_LONGEST_TEXT = 50_000  # Google's own limit for one cell
DATE_FORMAT = {"type": "DATE", "pattern": "dd/mm/yyyy"}
BLANK = r"^\s*$"
TEXT_FORMAT = {"type": "TEXT", "pattern": "@"}


def area(
    sheet: int, top: int, left: int, bottom: int | None = None, right: int | None = None
) -> Json:
    """A range from one corner to the other, both included; to the end where one is None."""
    found = {"sheetId": sheet, "startRowIndex": top - 1, "startColumnIndex": left - 1}
    found |= {} if bottom is None else {"endRowIndex": bottom}
    return found | ({} if right is None else {"endColumnIndex": right})


def colour(digits: str) -> Json:
    """A colour of six digits as Google has it."""
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return dict(zip(("red", "green", "blue"), parts, strict=True))


def entered(value: Value, row: int = 0) -> Json:
    """A value as it is typed in; a text stays text, whatever it begins with."""
    if value is None or value == "":
        return {}
    if isinstance(value, Formula):
        return {"formulaValue": value.format(row=row)}
    if isinstance(value, str):
        return {"stringValue": value[:_LONGEST_TEXT]}
    if isinstance(value, bool):
        return {"boolValue": value}
    day = value.date() if isinstance(value, datetime) else value
    return {"numberValue": (day - _EPOCH).days if isinstance(day, date) else day}


def cells(sheet: int, top: int, left: int, rows: Sequence[Sequence[Json]], fields: str) -> Json:
    """Write these fields of a block of cells."""
    lines = [{"values": list(row)} for row in rows]
    start = {"sheetId": sheet, "rowIndex": top - 1, "columnIndex": left - 1}
    return {"updateCells": {"start": start, "rows": lines, "fields": fields}}


def replace(where: Json, pattern: str, text: str) -> Json:
    """Type a text into those cells of a range whose whole text the pattern matches at that moment;
    cells with formulas are let be."""
    return {
        "findReplace": {
            "range": where,
            "find": pattern,
            "replacement": text,
            "searchByRegex": True,
            "matchEntireCell": True,
        }
    }


def same(where: Json, cell: Json, fields: str) -> Json:
    """Write the same into every cell of a range."""
    return {"repeatCell": {"range": where, "cell": cell, "fields": fields}}


def sort(where: Json, column: int) -> Json:
    """Sort whole rows by a column, the lowest first, blank ones last."""
    specs = [{"dimensionIndex": column - 1, "sortOrder": "ASCENDING"}]
    return {"sortRange": {"range": where, "sortSpecs": specs}}


def append(sheet: int, kind: str, count: int) -> Json:
    """Add rows ("ROWS") or columns ("COLUMNS") at the end."""
    return {"appendDimension": {"sheetId": sheet, "dimension": kind, "length": count}}


def insert(sheet: int, kind: str, first: int, count: int, like_before: bool = False) -> Json:
    """Put empty rows or columns before the one that now is `first`; they look like those behind
    them, or before."""
    return {
        "insertDimension": {
            "range": span(sheet, kind, first, count),
            "inheritFromBefore": like_before,
        }
    }


def room(
    sheet: int, kind: str, first: int, count: int, size: int, like_before: bool = False
) -> Iterator[Json]:
    """New rows ("ROWS") or columns ("COLUMNS") from `first` on, where there are `size` of them.

    Put in, not only used, so that nothing that somebody types there meanwhile is written over.
    """
    if first > size:
        yield append(sheet, kind, first - size)
    yield insert(sheet, kind, first, count, like_before)


def delete(sheet: int, kind: str, first: int, count: int) -> Json:
    """Take rows or columns away."""
    return {"deleteDimension": {"range": span(sheet, kind, first, count)}}


def span(sheet: int, kind: str, first: int, count: int) -> Json:
    """So many rows ("ROWS") or columns ("COLUMNS") from the first one."""
    return {
        "sheetId": sheet,
        "dimension": kind,
        "startIndex": first - 1,
        "endIndex": first - 1 + count,
    }


def dimension(sheet: int, kind: str, at: int, properties: Json) -> Json:
    """Set properties of one row ("ROWS") or column ("COLUMNS")."""
    return {
        "updateDimensionProperties": {
            "range": span(sheet, kind, at, 1),
            "properties": properties,
            "fields": ",".join(properties),
        }
    }


def validation(where: Json, rule: Json | None) -> Json:
    """What may be typed into a range; anything when None."""
    return {"setDataValidation": {"range": where} | ({"rule": rule} if rule else {})}


def checkbox() -> Json:
    """The rule of a cell that is a tick box."""
    return {"condition": {"type": "BOOLEAN"}, "strict": False, "showCustomUi": True}


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in ascending order as (first, last) of those without a gap."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
