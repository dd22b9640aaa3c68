"""Taking a person out of everything that is remembered. Doing it twice does no harm."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from shapes import Sheet
from store.cards import forget_cards
from store.schema import EVENTS, FLAGS, OUTBOX, OUTBOX_FILES, REPAIRS, WARDS
from store.snapshot import digest, pack, unpack
from store.snapshots import rewrite_snapshot, sheets_of, snapshots
from store.store import Store
from vietnamese.mention import Mention

Without = Callable[[Sequence[Sheet]], tuple[Sheet, ...]]
_SETTLED = ("sent", "refused", "uncertain", "dropped")


@dataclass(frozen=True)
class Forgotten:
    """How much of the store spoke of the person."""

    snapshots: int = 0
    flags: int = 0
    lines: int = 0
    mails: int = 0


def every_version(store: Store, unit: str) -> list[tuple[Sheet, ...]]:
    """The ward's tabs as last read, and as every snapshot has them."""
    last = store.sheets([unit])
    return [*last.values(), *(sheets_of(store, one) for one in snapshots(store, unit))]


def forget_person(
    store: Store, unit: str, person: Mention, without: Without, write: bool = True
) -> Forgotten:
    """Takes the person out of the ward's contents and flags, of `Nhật ký` and of mails.

    `without` gives a ward's tabs without the person. Unless `write`, it is only counted what would
    be changed.
    """
    changed = _snapshots(store, unit, without, write)
    with store.engine.begin() as connection:
        if write:
            _last_content(connection, unit, without)
            _repairs(connection, unit, person)
            forget_cards(connection, unit)
        flags = _flags(connection, unit, person, write)
        lines = _rewritten(connection, EVENTS, ("detail",), person, write)
        mails = _rewritten(connection, OUTBOX, ("subject", "text", "html"), person, write)
        if write:
            _files(connection, mails)
    return Forgotten(changed, flags, len(lines), len(mails))


def note_forgotten(store: Store, unit_name: str, copies: int, now: datetime) -> None:
    """Leaves a dated entry without the name, and makes SQLite wipe what was taken out."""
    detail = f"Đã xóa thông tin của một người khỏi kho dữ liệu, các bản lưu và {copies} bản sao."
    with store.engine.begin() as connection:
        entry = {"at": now, "what": "Xóa thông tin cá nhân", "unit": unit_name, "detail": detail}
        connection.execute(insert(EVENTS).values(entry))
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _snapshots(store: Store, unit: str, without: Without, write: bool) -> int:
    changed = 0
    for one in snapshots(store, unit):
        sheets = sheets_of(store, one)
        rest = without(sheets)
        if rest != sheets:
            changed += 1
            if write:
                rewrite_snapshot(store, one, rest)
    return changed


def _last_content(connection: Connection, unit: str, without: Without) -> None:
    content = connection.scalar(select(WARDS.c.content).where(WARDS.c.unit == unit))
    if content is None:
        return
    rest = pack(without(unpack(content)))
    values = {"content": rest, "content_digest": digest(rest)}
    connection.execute(update(WARDS).where(WARDS.c.unit == unit).values(values))


def _repairs(connection: Connection, unit: str, person: Mention) -> None:
    of_ward = select(REPAIRS.c.id, REPAIRS.c.old, REPAIRS.c.new).where(REPAIRS.c.unit == unit)
    for number, old, new in connection.execute(of_ward).all():
        if person.is_in(old) or person.is_in(new):
            connection.execute(delete(REPAIRS).where(REPAIRS.c.id == number))


def _flags(connection: Connection, unit: str, person: Mention, write: bool) -> int:
    """The ward's flags that speak of the person, without what they say of them; how many."""
    said = ("value", "suggestion", "answer", "remark", "params")
    columns = [FLAGS.c.id, *(FLAGS.c[name] for name in said)]
    changed = 0
    for row in connection.execute(select(*columns).where(FLAGS.c.unit == unit)).mappings().all():
        rest = {name: _without(row[name], person) for name in said}
        if any(rest[name] != row[name] for name in said):
            changed += 1
            if write:
                connection.execute(update(FLAGS).where(FLAGS.c.id == row["id"]).values(rest))
    return changed


def _without(value: Any, person: Mention) -> Any:
    if isinstance(value, dict):
        return {name: _without(given, person) for name, given in value.items()}
    return person.without(value) if isinstance(value, str) else value


def _rewritten(
    connection: Connection, table: Any, names: tuple[str, ...], person: Mention, write: bool
) -> list[int]:
    """The numbers of the rows whose texts speak of the person, after they no longer do."""
    found = []
    columns = [table.c.id, *(table.c[name] for name in names)]
    for row in connection.execute(select(*columns)).mappings().all():
        rest = {name: person.without(row[name]) for name in names}
        if any(rest[name] != row[name] for name in names):
            found.append(int(row["id"]))
            if write:
                connection.execute(update(table).where(table.c.id == row["id"]).values(rest))
    return found


def _files(connection: Connection, mails: Sequence[int]) -> None:
    """The files of settled mails that spoke of the person may do so, too."""
    settled = select(OUTBOX.c.id).where(OUTBOX.c.id.in_(mails) & OUTBOX.c.state.in_(_SETTLED))
    connection.execute(delete(OUTBOX_FILES).where(OUTBOX_FILES.c.mail.in_(settled)))
