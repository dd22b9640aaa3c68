"""One run at a time per store: a lock that dies with the process that holds it.

SQLite: a locked file beside the database, and one that says who holds it. PostgreSQL: an advisory
lock, whose connection says who holds it.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from shapes import UserError
from store.engine import StoreError, make_private_folder, reason_of, sqlite_path, store_url

_KEY = 0x536F546F  # "SoTo"; advisory locks are counted per database


class BusyError(UserError):
    """Another run holds the store; the text says which, and since when."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            f"Đang có một lượt khác chạy trên kho dữ liệu này ({_shown(holder)}). Chờ lượt đó xong rồi chạy lại."
        )


def alone(url: str, now: datetime) -> AbstractContextManager[None]:
    """Holds the store at `url` for this process; raises BusyError when another one does, StoreError."""
    path = sqlite_path(url)
    if path:
        return _alone_beside(path, now)
    if store_url(url).get_backend_name() == "postgresql":
        return _alone_in_server(url, now)
    return nullcontext()


def _me(now: datetime) -> str:
    """This process, computer and moment; ASCII and below 63 letters, as PostgreSQL keeps it."""
    host = socket.gethostname().encode("ascii", "replace").decode().replace(" ", "-")
    return f"{os.getpid()} {host[:30]} {now:%Y-%m-%dT%H:%M}"


def _shown(holder: str) -> str:
    """What `_me` wrote, for people."""
    with suppress(ValueError):
        process, host, since = holder.split()
        begun = datetime.fromisoformat(since)
        return f"tiến trình {process}, máy {host}, từ {begun:%H:%M} ngày {begun:%d/%m/%Y}"
    return "vừa bắt đầu"


@contextmanager
def _alone_beside(path: Path, now: datetime) -> Iterator[None]:
    from filelock import FileLock, Timeout

    make_private_folder(path.parent)
    holder = path.with_name(f"{path.name}.holder")
    lock = FileLock(f"{path}.lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout as why:
        raise BusyError(_read(holder)) from why
    try:
        holder.write_text(_me(now), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _read(holder: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return holder.read_text(encoding="utf-8")
    return ""


@contextmanager
def _alone_in_server(url: str, now: datetime) -> Iterator[None]:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        connection = engine.connect()
    except SQLAlchemyError as why:
        raise StoreError(
            f"Không mở được kho dữ liệu: {reason_of(why)}. Kiểm tra mục [store] url và máy chủ PostgreSQL."
        ) from why
    with connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}):
            raise BusyError(connection.scalar(text(_HOLDER), {"key": _KEY}) or "")
        connection.execute(
            text("SELECT set_config('application_name', :who, false)"), {"who": _me(now)}
        )
        yield


_HOLDER = """
    SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
    WHERE locktype = 'advisory' AND granted AND objid = :key AND classid = 0
"""
