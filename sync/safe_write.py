"""Replacing a workbook that people also write: whole or not at all, never one that is in use.

The new content stands complete and on the disk in a temporary file of the same folder before one
rename puts it in place; whatever dies in between, the workbook is the old or the new one.
"""

import errno
import filecmp
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

TEMPORARY = "~so-to-"
COPIES_KEPT = 10
_TIME = r"\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.\d{6}"
_REASONS = {
    "disk_full": ("ENOSPC", "EDQUOT", "EFBIG"),
    "read_only": ("EACCES", "EPERM", "EROFS"),
    "gone": ("ENOENT", "ENOTDIR", "ESTALE"),
    "locked": ("EBUSY", "ETXTBSY"),
}
_IN_USE_ON_WINDOWS = (32, 33)


class BlockedError(Exception):
    """The workbook may not be replaced now; `reason`: locked, changed, read_only, …"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reason_of(error: OSError) -> str:
    """One word for why the disk refused: disk_full, read_only, gone, locked or io_error."""
    if getattr(error, "winerror", None) in _IN_USE_ON_WINDOWS:
        return "locked"
    name = errno.errorcode.get(error.errno or 0, "")
    return next((word for word, names in _REASONS.items() if name in names), "io_error")


def is_open(path: Path) -> bool:
    """Whether Excel or LibreOffice has left its lock file beside the workbook."""
    locks = (f"~${path.name}", f".~lock.{path.name}#")
    return any(path.with_name(lock).exists() for lock in locks)


def is_read_only(path: Path) -> bool:
    """Whether somebody has protected the file itself against writing."""
    return not path.stat().st_mode & stat.S_IWUSR or not os.access(path, os.W_OK)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of a run that was killed."""
    with suppress(OSError):
        for leftover in folder.glob(f"{TEMPORARY}*"):
            leftover.unlink(missing_ok=True)


def replace(
    path: Path,
    content: bytes,
    backups: Path,
    check: Callable[[Path], None],
    like: Path | None = None,
) -> None:
    """Put `content` in the place of `path` after copying what was there into `backups`.

    `check` gets the complete temporary file just before the rename and may raise BlockedError.
    What somebody saves into the old file in that very moment is put back, and blocks, too.
    A new file takes the permissions of `like`. Raises OSError; then, and when blocked, `path` is
    as it was and no temporary file is left.
    """
    target = path.resolve()
    temporary = _write_beside(target, content)
    aside = temporary.with_name(f"{temporary.stem}-old{target.suffix}")
    try:
        _take_permissions(temporary, target if target.exists() else like)
        if target.exists():
            back_up(path, backups)
        known = _second_name(target, aside)
        check(temporary)
        temporary.replace(target)
        if known and _state(aside) != known:
            aside.replace(target)
            raise BlockedError("changed")
    finally:
        for leftover in (temporary, aside):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _second_name(target: Path, aside: Path) -> tuple[int, int] | None:
    """Another name by which the file is still known once its own is another's; None for none."""
    try:
        os.link(target, aside)
        return _state(aside)
    except OSError:  # there is no file yet, or a file system without hard links
        return None


def _state(path: Path) -> tuple[int, int]:
    """What changes whenever somebody writes into the file."""
    known = path.stat()
    return known.st_mtime_ns, known.st_size


def place_new(made: Path, path: Path) -> None:
    """Give a file that was made under another name its own; raises FileExistsError if that is taken."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError as why:  # a file system without hard links
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from why
        made.rename(path)


def _write_beside(target: Path, content: bytes) -> Path:
    number, name = tempfile.mkstemp(target.suffix, TEMPORARY, target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _take_permissions(temporary: Path, like: Path | None) -> None:
    if like is None:
        return
    known = like.stat()
    # Not every file system knows owners, and not everybody may give files away.
    with suppress(OSError, AttributeError):
        os.chown(temporary, known.st_uid, known.st_gid)
    temporary.chmod(stat.S_IMODE(known.st_mode))


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last; systems that cannot open a folder do without."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


# --- copies ------------------------------------------------------------------------------------


def back_up(path: Path, backups: Path) -> None:
    """Copy `path` to `<name> <time of its last change>` in `backups`; the newest ten are kept."""
    backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    remove_leftovers(backups)
    copy = _free_name(path, backups)
    if not copy.exists():
        temporary = backups / f"{TEMPORARY}{copy.name}"
        shutil.copyfile(path, temporary)
        temporary.chmod(0o600)
        temporary.replace(copy)
    _forget_old_copies(path, backups)


def forget_copies(backups: Path, before: datetime) -> None:
    """Remove the copies that were made before that moment."""
    with suppress(OSError):
        for copy in backups.iterdir():
            if copy.is_file() and copy.stat().st_mtime < before.timestamp():
                copy.unlink(missing_ok=True)


def _free_name(path: Path, backups: Path) -> Path:
    """The copy's name; that of an equal copy if there is one already."""
    changed = datetime.fromtimestamp(path.stat().st_mtime)
    while True:
        copy = backups / f"{path.stem} {changed:%Y-%m-%d %H.%M.%S.%f}{path.suffix}"
        if not copy.exists() or filecmp.cmp(path, copy, shallow=False):
            return copy
        # Some file systems keep whole seconds only: two versions may bear one time.
        changed += timedelta(microseconds=1)


def original_of(copy: Path) -> Path:
    """The name of the workbook that this is a copy of, its own when it is none."""
    return copy.with_name(re.sub(f" {_TIME}$", "", copy.stem) + copy.suffix)


def _forget_old_copies(path: Path, backups: Path) -> None:
    of_this = re.compile(f"{re.escape(path.stem)} {_TIME}{re.escape(path.suffix)}")
    copies = sorted(copy for copy in backups.iterdir() if of_this.fullmatch(copy.name))
    for copy in copies[:-COPIES_KEPT]:
        copy.unlink(missing_ok=True)
