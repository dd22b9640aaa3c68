"""The colours and notes that the jobs put on cells, and how to know them again.

Nothing remembers which marks are ours: a fill is ours by its exact colour, a note by its author,
its beginning and its last line. So a note that a person has edited is theirs from then on.
"""

import re
from hashlib import blake2b

AUTHOR = "Sổ Tổ"
SIGNATURE = "Sổ Tổ tự xóa ghi chú này khi ô đã đúng."
# Light red, amber and blue that stand in no palette of Excel, LibreOffice or Google Sheets,
# so nobody picks them by chance. Black on the darkest of them has a contrast above 14 : 1.
COLOURS = {"violation": "F9D2CE", "warning": "FCE7B5", "hint": "D4E5F8"}

_CODE = re.compile(r"[A-Z]{2}\d\d\b")
_SIGNED = re.compile(rf"(.*)\n\s*{re.escape(SIGNATURE)} \(([0-9a-f]{{4}})\)\s*", re.DOTALL)


def signed(note: str) -> str:
    """`note` with the last line that says who wrote it, and a check of every word before it."""
    return f"{note.rstrip()}\n{SIGNATURE} ({_check(note)})"


def is_ours(author: str | None, text: str | None) -> bool:
    """Whether a note is one of ours that nobody has changed. LibreOffice forgets all authors."""
    if (author or "").strip() not in (AUTHOR, "") or not _CODE.match(text or ""):
        return False
    found = _SIGNED.fullmatch(text or "")
    return found is not None and found[2] == _check(found[1])


def _check(note: str) -> str:
    """Four letters that change with the words; programs may change line ends and spaces."""
    return blake2b(" ".join(note.split()).encode(), digest_size=2).hexdigest()
