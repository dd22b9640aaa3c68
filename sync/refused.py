"""Addresses that the mail server refuses, shown where a person puts them right: on their cells."""

from collections.abc import Mapping
from typing import Any

from openpyxl.comments import Comment

from sync.keyed_tab import KeyedTab, Line
from sync.notes import AUTHOR
from sync.register import addresses
from sync.schema import RECIPIENTS, REGISTER_UNITS

PLACES = ((REGISTER_UNITS, "emails"), (RECIPIENTS, "email"))  # where addresses stand
_START, _END = "Thư gửi bị từ chối.", "Mời kiểm tra lại địa chỉ."


def refusal(text: str, refused: Mapping[str, str]) -> str:
    """The note on a cell that holds this text, by address → reason; "" where none is refused."""
    found = [one for one in addresses(text) if one.lower() in refused]
    lines = [f"{one}: {refused[one.lower()]}" for one in found]
    return "\n".join([_START, *lines, _END]) if lines else ""


def is_refusal(note: str) -> bool:
    """Whether a note is such a one; not once a person has written on below it."""
    return note.startswith(_START) and note.rstrip().endswith(_END)


def show_refused(tab: KeyedTab, field: str, refused: Mapping[str, str]) -> bool:
    """Notes on the cells of `field` that hold an address in `refused` (address → reason), none of
    ours on the others; whether anything changed. A person's own note stays as it is."""
    changed = [_show(tab, line, field, refused) for line in tab.lines if tab.found]
    return any(changed)


def _show(tab: KeyedTab, line: Line, field: str, refused: Mapping[str, str]) -> bool:
    cell: Any = tab.cell(line, field)
    note = cell._comment if cell is not None else None
    if cell is None or (note is not None and not _is_ours(note)):
        return False
    wanted = refusal(str(cell._value or ""), refused)
    if wanted == (note.content if note is not None else ""):
        return False
    cell.comment = Comment(wanted, AUTHOR, height=90, width=320) if wanted else None
    return True


def _is_ours(note: Any) -> bool:
    return note.author in (AUTHOR, "") and is_refusal(str(note.content))
