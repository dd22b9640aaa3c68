"""A1 notation: text of a range ⇄ zero-based, end-exclusive bounds; R1C1 is read too.

Source: "A1 notation" and "R1C1 notation" in the Sheets API's guide of concepts.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from tests.sheets_server.errors import Json

_CORNER = r"\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,7})?"
_RANGE = re.compile(rf"{_CORNER}(?::{_CORNER})?")
_R1C1 = re.compile(r"R([1-9]\d*)C([1-9]\d*)(?::R([1-9]\d*)C([1-9]\d*))?", re.IGNORECASE)
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|R[0-9]*C[0-9]*", re.IGNORECASE)


@dataclass(frozen=True)
class Area:
    """A rectangle of a grid: from `top`, `left` to before `bottom`, `right`; None is open."""

    top: int = 0
    bottom: int | None = None
    left: int = 0
    right: int | None = None

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell."""
        return self.bottom == self.top + 1 and self.right == self.left + 1


@dataclass(frozen=True)
class Box:
    """A rectangle with all four sides known."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def rows(self) -> range:
        """Its row indices."""
        return range(self.top, self.bottom)

    @property
    def columns(self) -> range:
        """Its column indices."""
        return range(self.left, self.right)

    def meets(self, other: "Box") -> bool:
        """Whether the two share a cell."""
        return (
            self.top < other.bottom
            and other.top < self.bottom
            and self.left < other.right
            and other.left < self.right
        )

    def holds(self, other: "Box") -> bool:
        """Whether all of the other lies in it."""
        return (
            self.top <= other.top
            and other.bottom <= self.bottom
            and self.left <= other.left
            and other.right <= self.right
        )

    def area(self) -> Area:
        """The same rectangle as an area."""
        return Area(self.top, self.bottom, self.left, self.right)


def column_index(letters: str) -> int:
    """`A` is 0, `Z` 25, `AA` 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


@lru_cache(maxsize=4096)
def column_letters(index: int) -> str:
    """0 is `A`, 25 `Z`, 26 `AA`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def parse_cells(text: str) -> Area | None:
    """The bounds that `A1`, `A1:B2`, `A:B`, `1:3`, `A5:B` or `R1C1:R2C2` name, None if none of these."""
    if match := _R1C1.fullmatch(text):
        top, left, bottom, right = (int(part) if part else None for part in match.groups())
        assert top is not None and left is not None
        return _ordered(top - 1, (bottom or top) - 1, left - 1, (right or left) - 1)
    match = _RANGE.fullmatch(text)
    if not text or not match:
        return None
    c0, r0, c1, r1 = match.groups()
    return _area(c0, r0, c1, r1, ":" in text)


def _area(c0: str | None, r0: str | None, c1: str | None, r1: str | None, two: bool) -> Area | None:
    if not two:
        c1, r1 = c0, r0
        if not (c0 and r0):
            return None
    if not (c0 or r0) or not (c1 or r1):
        return None
    left, right = (column_index(c) if c else None for c in (c0, c1))
    top, bottom = (int(r) - 1 if r else None for r in (r0, r1))
    return _ordered(top, bottom, left, right)


def _ordered(top: int | None, bottom: int | None, left: int | None, right: int | None) -> Area:
    """Corners in any order; a side that one corner leaves out is open after the other."""
    first, after = _side(top, bottom)
    begin, end = _side(left, right)
    return Area(first, after, begin, end)


def _side(one: int | None, other: int | None) -> tuple[int, int | None]:
    known = [side for side in (one, other) if side is not None]
    if len(known) == 2:
        return min(known), max(known) + 1
    return (known[0], None) if known else (0, None)


def show_cells(area: Area) -> str:
    """`A1:B2`, `A1`, and open ranges as Google writes them: `A1001:B`, `AA1:2`."""
    start = f"{column_letters(area.left)}{area.top + 1}"
    if area.is_cell:
        return start
    column = "" if area.right is None else column_letters(area.right - 1)
    row = "" if area.bottom is None else str(area.bottom)
    return f"{start}:{column}{row}" if column or row else start


def show_title(title: str) -> str:
    """A tab's title as it stands before `!`: in quotes unless it is a plain word."""
    if _PLAIN_TITLE.fullmatch(title) and not _LOOKS_LIKE_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def show_range(title: str, area: Area) -> str:
    """`Sheet1!A1:B2`."""
    return f"{show_title(title)}!{show_cells(area)}"


def split_range(text: str) -> tuple[str | None, str | None]:
    """`'My tab'!A1` as title and cells; either part is None where it is missing."""
    if match := re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text, re.DOTALL):
        return match[1].replace("''", "'"), match[2]
    if "!" in text:
        title, cells = text.rsplit("!", 1)
        return title, cells
    return None, text


def grid_range(sheet_id: int, area: Area) -> Json:
    """The area as a GridRange; open sides are left out."""
    sides = {
        "startRowIndex": area.top,
        "endRowIndex": area.bottom,
        "startColumnIndex": area.left,
        "endColumnIndex": area.right,
    }
    return {"sheetId": sheet_id} | {name: side for name, side in sides.items() if side is not None}


def area_of(grid: Json) -> Area:
    """The bounds of a GridRange."""
    return Area(
        grid.get("startRowIndex", 0),
        grid.get("endRowIndex"),
        grid.get("startColumnIndex", 0),
        grid.get("endColumnIndex"),
    )
