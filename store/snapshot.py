"""A ward's workbook as bytes: what is kept of each ward so that every check runs over all."""

import hashlib
import json
import zlib
from collections.abc import Sequence

from shapes import Sheet


def pack(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as compressed JSON."""
    plain = [[sheet.title, [list(row) for row in sheet.rows]] for sheet in sheets]
    return zlib.compress(json.dumps(plain, ensure_ascii=False).encode(), level=6)


def unpack(content: bytes) -> tuple[Sheet, ...]:
    """The sheets that `pack` was given."""
    plain = json.loads(zlib.decompress(content))
    return tuple(Sheet(title, tuple(map(tuple, rows))) for title, rows in plain)


def digest(content: bytes) -> str:
    """A short name of this content; equal for equal content."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()
