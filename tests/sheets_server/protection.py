"""Who may edit what a protected range holds."""

from tests.sheets_server.a1 import Box, area_of
from tests.sheets_server.errors import PROTECTED, Json, SheetsError
from tests.sheets_server.grid import Book, Sheet


def may_edit(protected: Json, account: str, owner: str) -> bool:
    """Whether this account may edit the range: its owner, who protected it, and the named editors."""
    if account in (owner, protected.get("creator")):
        return True
    editors = protected.get("editors", {})
    if editors.get("domainUsersCanEdit") and account.split("@")[-1] == owner.split("@")[-1]:
        return True
    users = [user.lower() for user in editors.get("users", [])]
    return account.lower() in users


def editors_shown(protected: Json, owner: str) -> Json:
    """The editors as those see them who may edit: the owner and the maker are always among them."""
    given = protected.get("editors", {})
    users = list(given.get("users", []))
    for also in (protected.get("creator"), owner):
        if also and also not in users:
            users.append(also)
    return dict(given) | {"users": users}


def guard(book: Book, sheet: Sheet, box: Box, account: str, owner: str) -> None:
    """Refuses an edit of cells that are protected from this account. Raises SheetsError."""
    for protected in sheet.parts["protectedRanges"]:
        if protected.get("warningOnly") or may_edit(protected, account, owner):
            continue
        if _holds_back(book, sheet, protected, box):
            raise SheetsError(PROTECTED)


def guard_between(
    book: Book, sheet: Sheet, dimension: str, at: int, account: str, owner: str
) -> None:
    """Refuses lines put in between two that are protected together. Raises SheetsError."""
    size = sheet.size
    for protected in sheet.parts["protectedRanges"]:
        held = _protected_box(book, sheet, protected)
        if held is None or protected.get("warningOnly") or may_edit(protected, account, owner):
            continue
        start, end = (held.top, held.bottom) if dimension == "ROWS" else (held.left, held.right)
        last = size.bottom if dimension == "ROWS" else size.right
        if start < at < min(end, last):
            raise SheetsError(PROTECTED)


def _holds_back(book: Book, sheet: Sheet, protected: Json, box: Box) -> bool:
    held = _protected_box(book, sheet, protected)
    if held is None or not held.meets(box):
        return False
    free = [_bounded(sheet, one) for one in protected.get("unprotectedRanges", [])]
    return not any(one.holds(_common(held, box)) for one in free)


def _protected_box(book: Book, sheet: Sheet, protected: Json) -> Box | None:
    if "range" in protected:
        return _bounded(sheet, protected["range"])
    named = next(
        (n for n in book.named_ranges if n["namedRangeId"] == protected.get("namedRangeId")), None
    )
    return _bounded(sheet, named["range"]) if named else None


def _bounded(sheet: Sheet, grid: Json) -> Box:
    area, size = area_of(grid), sheet.size
    bottom = size.bottom if area.bottom is None else area.bottom
    right = size.right if area.right is None else area.right
    return Box(area.top, bottom, area.left, right)


def _common(one: Box, other: Box) -> Box:
    return Box(
        max(one.top, other.top),
        min(one.bottom, other.bottom),
        max(one.left, other.left),
        min(one.right, other.right),
    )
