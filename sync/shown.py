"""What a backend's cells look like as text, the same for every kind of workbook."""

from decimal import Decimal
from math import isfinite


def spread_merged(
    rows: list[list[str]], merged: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    """Give a value merged down one column to its rows, but for those that are otherwise blank.

    A blank row under a merged `Tổ` is room left for a person, not a person without a name.
    """
    used = [any(row) for row in rows] if merged else []
    for (top, left), (bottom, right) in merged:
        if left != right or top >= len(rows) or left >= len(rows[top]):
            continue
        for row, in_use in zip(rows[top + 1 : bottom + 1], used[top + 1 : bottom + 1], strict=True):
            if in_use and not row[left]:
                row[left] = rows[top][left]


def trimmed(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """`rows` without the blank ones at the end and the blank columns at the right."""
    height = next((at for at in range(len(rows), 0, -1) if any(rows[at - 1])), 0)
    width = len(rows[0]) if height else 0
    while width and not any(row[width - 1] for row in rows):
        width -= 1
    return tuple(tuple(row[:width]) for row in rows[:height])


def show_number(number: float) -> str:
    """A number as a person would type it: no exponent, no needless fraction, the comma for decimals."""
    if not isfinite(number):
        return "#NUM!"
    if number.is_integer():
        return str(int(number))
    return format(Decimal(f"{number:.15g}"), "f").replace(".", ",")
