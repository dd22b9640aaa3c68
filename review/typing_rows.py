"""Rows that somebody may still be typing: what is blank in them is not asked for yet."""

from collections.abc import Mapping, Sequence

import pandas as pd

from shapes import Sheet, Tab, Workbook
from sync.headers import find_sheet

Rows = frozenset[tuple[str, ...]]


def wait_for_typing(
    flags: pd.DataFrame,
    books: Sequence[Workbook],
    before: Mapping[str, Sequence[Sheet]],
    known: frozenset[str],
    schema: Sequence[Tab],
) -> pd.DataFrame:
    """`flags` without FM01 in rows that changed since the wards' last reading.

    before: each ward's sheets as last kept; a ward read for the first time waits for nothing.
    known: ids of flags that are open already: these stay.
    """
    blank = flags[(flags["rule"] == "FM01") & ~flags["id"].isin(known) & flags["unit"].isin(before)]
    now = {book.unit: book.sheets for book in books}
    tabs = {tab.title: tab for tab in schema}
    waiting = []
    for (unit, title), rows in blank.groupby(["unit", "tab"]):
        sheet, old = (find_sheet(sheets[str(unit)], tabs[str(title)]) for sheets in (now, before))
        kept = _rows(old)
        for index, row in rows["row"].items():
            if sheet is not None and _cut(sheet.rows[int(row) - 1]) not in kept:
                waiting.append(index)
    return flags.drop(index=waiting)


def _rows(sheet: Sheet | None) -> Rows:
    return frozenset(map(_cut, sheet.rows)) if sheet is not None else frozenset()


def _cut(row: tuple[str, ...]) -> tuple[str, ...]:
    """A row without the blanks at its end, which come and go with the sheet's width."""
    width = len(row)
    while width and not row[width - 1]:
        width -= 1
    return row[:width]
