"""Opening the database: private, careful, and brought to the schema of this program."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, NullPool, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from shapes import UserError
from store.migrate import HEAD, is_empty, upgrade, version_of


class StoreError(UserError):
    """The store cannot be opened or written; the text says what to do and holds no secret."""


def open_engine(url: str, read_only: bool = False) -> Engine:
    """The database at this SQLAlchemy URL, made where there is none, with this program's tables.

    An older SQLite database is copied before it is changed. With `read_only` nothing is made or
    changed: what is not there, or older, is opened as a copy in memory. Raises StoreError.
    """
    parsed = store_url(url)
    try:
        if read_only and (path := sqlite_path(url)):
            return _unchanged(parsed, path)
        if path := sqlite_path(url):
            make_private(path)
        return _current(_connected(parsed), sqlite_path(url), read_only)
    except (SQLAlchemyError, OSError, sqlite3.Error) as why:
        place = parsed.render_as_string(hide_password=True)
        raise StoreError(
            f"Không mở được kho dữ liệu {place}: {reason_of(why)}. Kiểm tra mục [store] url, quyền ghi và dung lượng đĩa."
        ) from why


def store_url(url: str) -> URL:
    """The URL in its parts; raises StoreError for one that cannot be used at all."""
    try:
        parsed = make_url(url)
        parsed.get_dialect().import_dbapi()
    except ArgumentError as why:
        raise StoreError(
            "Mục [store] url viết sai; ví dụ: sqlite:///so-to.db hoặc postgresql://tên@máy/kho."
        ) from why
    except (ImportError, SQLAlchemyError) as why:
        raise StoreError(
            f"Chưa cài gói để mở kho dữ liệu «{parsed.drivername}». "
            'Với PostgreSQL, chạy python -m pip install "psycopg[binary]" rồi chạy lại.'
        ) from why
    return parsed


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite store, None for one elsewhere or in memory; raises StoreError."""
    parsed = store_url(url)
    in_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (
        None,
        "",
        ":memory:",
    )
    return Path(str(parsed.database)) if in_file else None


def make_private(path: Path) -> None:
    """The store holds people's data: only its user may read it. Raises OSError."""
    make_private_folder(path.parent)
    if not path.exists():
        path.touch(mode=0o600)
    with suppress(OSError):
        path.chmod(0o600)


def make_private_folder(folder: Path) -> None:
    """Makes a folder that only its user may open, where there is none. Raises OSError."""
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)


def reason_of(why: Exception) -> str:
    """What the database said, in one line without a statement or a value of it."""
    return str(getattr(why, "orig", None) or type(why).__name__).strip().partition("\n")[0]


def copy_sqlite(source: Path, target: Path) -> None:
    """Copies an SQLite database as of one moment, though others write it. Raises OSError, sqlite3.Error."""
    temporary = target.with_name(f"~so-to-{target.name}")
    make_private_folder(target.parent)
    try:
        temporary.touch(mode=0o600)
        with closing(_reading(source)) as known, closing(sqlite3.connect(temporary)) as copy:
            known.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


# --- inside ------------------------------------------------------------------------------------


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _connected(url: URL, **more: Any) -> Engine:
    engine = create_engine(url, **more)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _careful)
    return engine


def _careful(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _current(engine: Engine, path: Path | None, read_only: bool = False) -> Engine:
    """The same with this program's tables."""
    known = version_of(engine)
    if known == HEAD:
        return engine
    if known > HEAD:
        raise StoreError(
            f"Kho dữ liệu do bản Sổ Tổ mới hơn tạo ra ({known}). Cập nhật chương trình rồi chạy lại."
        )
    if read_only:
        raise StoreError("Kho dữ liệu thuộc bản cũ hơn. Chạy lệnh run một lần để nâng cấp.")
    if path and not is_empty(engine):
        copy_sqlite(path, path.parent / "backups" / f"{path.stem} trước {HEAD}{path.suffix}")
    upgrade(engine)
    return engine


def _unchanged(url: URL, path: Path) -> Engine:
    """The store as it is; a new or older one is brought up to date in memory only."""
    if path.exists() and path.stat().st_size:
        looking = create_engine("sqlite://", creator=lambda: _reading(path), poolclass=NullPool)
        if version_of(looking) >= HEAD:
            return _current(_connected(url), path)
    return _current(_in_memory(path), None)


def _in_memory(path: Path) -> Engine:
    made = sqlite3.connect(":memory:", check_same_thread=False)
    if path.exists():
        with closing(_reading(path)) as known:
            known.backup(made)
    return create_engine("sqlite://", creator=lambda: made, poolclass=StaticPool)
