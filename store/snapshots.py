"""How each ward's workbook looked at each change, each tab's content kept once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from shapes import Sheet
from store.schema import SNAPSHOT_TABS, SNAPSHOTS
from store.snapshot import digest, pack, unpack
from store.store import Store


@dataclass(frozen=True)
class Snapshot:
    """A ward's workbook from `at` to the next one: the titles and digests of its tabs, in order."""

    id: int
    unit: str
    at: datetime
    tabs: tuple[tuple[str, str], ...]


def keep_snapshot(store: Store, unit: str, sheets: Sequence[Sheet], now: datetime) -> None:
    """Keeps how the workbook looks now, unless it looked just so when it was last kept."""
    tabs, contents = _packed(sheets)
    last = select(SNAPSHOTS.c.tabs).where(SNAPSHOTS.c.unit == unit).order_by(SNAPSHOTS.c.id.desc())
    with store.engine.begin() as connection:
        if connection.scalar(last.limit(1)) == tabs:
            return
        _keep_tabs(connection, contents)
        connection.execute(insert(SNAPSHOTS).values(unit=unit, at=now, tabs=tabs))


def _packed(sheets: Sequence[Sheet]) -> tuple[list[list[str]], dict[str, bytes]]:
    """Title and digest of each tab, and the contents by digest."""
    tabs, contents = [], {}
    for sheet in sheets:
        content = pack([sheet])
        name = digest(content)
        tabs.append([sheet.title, name])
        contents[name] = content
    return tabs, contents


def _keep_tabs(connection: Connection, contents: dict[str, bytes]) -> None:
    wanted = select(SNAPSHOT_TABS.c.digest).where(SNAPSHOT_TABS.c.digest.in_(contents))
    there = set(connection.scalars(wanted))
    new = [{"digest": d, "content": c} for d, c in contents.items() if d not in there]
    if new:
        connection.execute(insert(SNAPSHOT_TABS), new)


def snapshots(store: Store, unit: str = "") -> list[Snapshot]:
    """The snapshots of this ward, of all wards when none is named, oldest first."""
    wanted = select(SNAPSHOTS).order_by(SNAPSHOTS.c.id)
    if unit:
        wanted = wanted.where(SNAPSHOTS.c.unit == unit)
    with store.engine.connect() as connection:
        return [
            Snapshot(row.id, row.unit, row.at, tuple((title, d) for title, d in row.tabs))
            for row in connection.execute(wanted)
        ]


def sheets_of(store: Store, snapshot: Snapshot) -> tuple[Sheet, ...]:
    """The tabs of a snapshot, in the ward's order."""
    digests = {d for _, d in snapshot.tabs}
    wanted = select(SNAPSHOT_TABS).where(SNAPSHOT_TABS.c.digest.in_(digests))
    with store.engine.connect() as connection:
        known = {row.digest: unpack(row.content)[0] for row in connection.execute(wanted)}
    return tuple(known[d] for _, d in snapshot.tabs)


def rewrite_snapshot(store: Store, snapshot: Snapshot, sheets: Sequence[Sheet]) -> None:
    """Puts these tabs in the place of what the snapshot held."""
    tabs, contents = _packed(sheets)
    with store.engine.begin() as connection:
        _keep_tabs(connection, contents)
        same = SNAPSHOTS.c.id == snapshot.id
        connection.execute(SNAPSHOTS.update().where(same).values(tabs=tabs))
        drop_unused_tabs(connection)


def drop_snapshots(connection: Connection, ids: Iterable[int]) -> None:
    """Takes snapshots away, and the contents that no other one has."""
    connection.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.id.in_(list(ids))))
    drop_unused_tabs(connection)


def drop_unused_tabs(connection: Connection) -> None:
    """Takes away the contents that belong to no snapshot."""
    used = {d for tabs in connection.scalars(select(SNAPSHOTS.c.tabs)) for _, d in tabs}
    unused = set(connection.scalars(select(SNAPSHOT_TABS.c.digest))) - used
    for one in unused:
        connection.execute(delete(SNAPSHOT_TABS).where(SNAPSHOT_TABS.c.digest == one))
