"""Talking to the person at the terminal: hints, what a system says, progress."""

import difflib
import errno
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from vietnamese.text import plain

T = TypeVar("T")
_NO_RIGHT = (
    "không có quyền đọc, ghi ở đây, hoặc tệp đang mở trong chương trình khác",
    "Đóng tệp nếu đang mở, kiểm tra quyền rồi chạy lại.",
)
_FULL = ("đĩa đã đầy", "Dọn bớt đĩa rồi chạy lại.")
_OF_SYSTEM = {
    errno.ENOENT: ("không có tệp hoặc thư mục này", "Kiểm tra lại đường dẫn."),
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: _NO_RIGHT,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EEXIST: ("tên này đã có", "Chọn tên khác."),
    errno.EISDIR: ("đây là thư mục, không phải tệp", "Ghi cả tên tệp."),
    errno.ENOTDIR: ("trong đường dẫn có một tệp không phải thư mục", "Kiểm tra lại đường dẫn."),
}


def did_you_mean(text: str, known: Sequence[str]) -> str:
    """' Có phải là «…»?' with the nearest known word, '' when none is near.

    Marks and capitals do not count, and a part of a name is enough where only one has it.
    """
    words, wanted = {plain(word): word for word in known}, plain(text)
    holding = [word for word in words if f" {wanted} " in f" {word} "]
    near = holding if len(holding) == 1 else difflib.get_close_matches(wanted, words, n=1)
    return f" Có phải là «{words[near[0]]}»?" if near else ""


def system_says(why: OSError) -> str:
    """What an operating system refused, and what to do: `đĩa đã đầy. Dọn bớt đĩa rồi chạy lại.`"""
    known = (why.strerror or type(why).__name__, "Kiểm tra quyền ghi và dung lượng đĩa.")
    return ". ".join(_OF_SYSTEM.get(why.errno or 0, known))


def this_python() -> str:
    """How the person at the terminal calls the Python that runs this."""
    known = shutil.which("python")
    if known and Path(known).parent == Path(sys.executable).parent:
        return "python"
    shorter = os.path.relpath(sys.executable)
    return sys.executable if shorter.startswith("..") else shorter


def without_packages(why: ImportError) -> str:
    """What to do where this Python lacks the packages, or is too old."""
    return (
        f"Python này ({sys.executable}) chưa có gói «{why.name}» của Sổ Tổ. Chạy bằng .venv/bin/python "
        "(Windows: .venv\\Scripts\\python); chưa có thư mục .venv thì cài Python 3.11 trở lên rồi làm "
        "theo mục «Try it» trong README.md."
    )


def progress(items: Iterable[T], total: int, what: str) -> Iterable[T]:
    """The items, with a progress bar while they come when somebody watches."""
    if not sys.stderr.isatty() or total < 3:
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, what, total, console=Console(stderr=True), transient=True)
