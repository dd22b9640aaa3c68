"""The workbook `Cần sửa - <ward>.xlsx`: what a ward should put right, beside a workbook of theirs
that may not be written.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from shapes import Sheet
from sync.schema import TODO, TODO_INTRO
from sync.xlsx_read import Unreadable, read_sheets, version

PREFIX = f"{TODO.title} - "
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_WHY = {
    "locked": "đang được mở",
    "changed": "vừa được sửa trong lúc kiểm tra",
    "read_only": "được đặt chỉ đọc",
    "formulas": "có công thức ở trang số liệu",
    "pictures": "có hình ảnh, hình vẽ hoặc biểu đồ",
    "macros": "có macro",
    "threaded": "có trao đổi theo luồng (Comments)",
    "rich_text": "có ô dùng nhiều kiểu chữ",
}
_OTHER_REASON = "có thành phần mà hệ thống không giữ được khi ghi"


def file_name(name: str) -> str:
    """A unit's name as a file name on every system."""
    return _NOT_IN_FILE_NAMES.sub("-", name).strip(" .") or "Đơn vị"


def sidecar_path(workbook: Path, unit_name: str) -> Path:
    """Where the workbook beside a ward's workbook stands, whether it is there or not."""
    return workbook.with_name(f"{PREFIX}{file_name(unit_name)}.xlsx")


def ward_version(workbook: Path, unit_name: str) -> str:
    """What changes when the workbook or the one beside it does; raises Unreadable."""
    beside = version_or_none(sidecar_path(workbook, unit_name))
    return version(workbook) + (f"+{beside}" if beside else "")


def version_or_none(path: Path) -> str:
    """The file's version, "" when there is no such file; raises Unreadable (no_access)."""
    return version(path) if path.exists() else ""


def intro(workbook: Path, reason: str) -> str:
    """The first line of the workbook beside: what it is and why it is there."""
    why = _WHY.get(reason, _OTHER_REASON)
    return f"{TODO_INTRO} Có tệp này vì tệp «{workbook.name}» {why}."


@dataclass(frozen=True)
class Sidecar:
    """The workbook beside as it stood when the push began."""

    path: Path
    version: str = ""
    sheets: tuple[Sheet, ...] = field(default=(), repr=False)

    @classmethod
    def at(cls, workbook: Path, unit_name: str) -> "Sidecar":
        """The one of this workbook; without version and sheets when there is none."""
        path = sidecar_path(workbook, unit_name)
        known = version_or_none(path)
        return cls(path, known, read_beside(path) if known else ())

    def is_as_read(self) -> bool:
        """Whether it still is what `sheets` holds."""
        return version_or_none(self.path) == self.version


def read_beside(path: Path) -> tuple[Sheet, ...]:
    """Its sheets; none when somebody has damaged it."""
    try:
        return read_sheets(path)
    except Unreadable:
        return ()
