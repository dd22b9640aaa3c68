"""The store: one database per city, opened with a URL. SQLite by default."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Table, create_engine, event, func, insert, make_url, select, update
from sqlalchemy.exc import SQLAlchemyError

from shapes import Sheet, UserError, records
from store.schema import DAYS, EVENTS, FACTS, FLAGS, METADATA, RUNS, WARDS
from store.snapshot import digest, pack, unpack

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FLAG_COLUMNS = [column.name for column in FLAGS.columns]


class StoreError(UserError):
    """The store cannot be opened or written; the text says what to do and holds no secret."""


class Store:
    """Everything that is remembered between runs. All methods commit before they return."""

    def __init__(self, url: str) -> None:
        """Opens the store at this SQLAlchemy URL, and makes it where there is none.

        Raises StoreError when it cannot.
        """
        parsed = make_url(url)
        try:
            if parsed.get_backend_name() == "sqlite" and parsed.database:
                _make_private(Path(parsed.database))
            self.engine: Engine = create_engine(parsed)
            if parsed.get_backend_name() == "sqlite":
                event.listen(self.engine, "connect", _careful)
            METADATA.create_all(self.engine)
        except (SQLAlchemyError, OSError) as why:
            place = parsed.render_as_string(hide_password=True)
            reason = getattr(why, "orig", None) or type(why).__name__
            raise StoreError(
                f"Không mở được kho dữ liệu {place}: {reason}. Kiểm tra mục [store] url, quyền ghi và dung lượng đĩa."
            ) from why

    @classmethod
    @contextmanager
    def opened(cls, url: str, read_only: bool = False) -> Iterator["Store"]:
        """The store at `url`, closed in the end; with `read_only` none is made where there is none.

        Raises StoreError when it cannot be opened.
        """
        store = cls(_or_memory(url) if read_only else url)
        try:
            yield store
        except SQLAlchemyError as why:
            reason = getattr(why, "orig", None) or type(why).__name__
            raise StoreError(
                f"Kho dữ liệu không đọc, ghi được: {reason}. Kiểm tra dung lượng đĩa và quyền ghi."
            ) from why
        finally:
            store.engine.dispose()

    # --- runs ----------------------------------------------------------------------------------

    def last_day(self) -> date | None:
        """The day of the latest run that was carried through, None before the first."""
        done = select(func.max(RUNS.c.as_of)).where(RUNS.c.outcome != "running")
        with self.engine.connect() as connection:
            day: date | None = connection.scalar(done)
        return day

    def begin_run(self, as_of: date, now: datetime) -> int:
        """Writes down that a run starts, and returns its number."""
        with self.engine.begin() as connection:
            made = connection.execute(
                insert(RUNS).values(as_of=as_of, started=now, outcome="running")
            )
            return int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0

    def end_run(self, run: int, now: datetime, outcome: str, detail: str = "") -> None:
        """Writes down how a run ended."""
        with self.engine.begin() as connection:
            connection.execute(
                update(RUNS)
                .where(RUNS.c.id == run)
                .values(finished=now, outcome=outcome, detail=detail)
            )

    # --- wards ---------------------------------------------------------------------------------

    def wards(self) -> pd.DataFrame:
        """unit, version, marks_digest, content_digest and last_edit of every ward ever read."""
        wanted = [
            WARDS.c.unit,
            WARDS.c.version,
            WARDS.c.marks_digest,
            WARDS.c.content_digest,
            WARDS.c.last_edit,
        ]
        return self._frame(select(*wanted)).set_index("unit")

    def sheets(self, units: Sequence[str]) -> dict[str, tuple[Sheet, ...]]:
        """The sheets of these wards as they were last read."""
        wanted = select(WARDS.c.unit, WARDS.c.content).where(WARDS.c.unit.in_(units))
        with self.engine.connect() as connection:
            return {unit: unpack(content) for unit, content in connection.execute(wanted)}

    def keep_ward(self, unit: str, sheets: Sequence[Sheet], day: date) -> None:
        """Keeps what a ward's workbook holds now; the day of its last edit moves if that is new."""
        content = pack(sheets)
        with self.engine.begin() as connection:
            known = connection.execute(
                select(WARDS.c.content_digest).where(WARDS.c.unit == unit)
            ).first()
            if known is None:
                connection.execute(
                    insert(WARDS).values(
                        unit=unit, content=content, content_digest=digest(content), last_edit=day
                    )
                )
            elif known[0] != digest(content):
                changed = {"content": content, "content_digest": digest(content), "last_edit": day}
                connection.execute(update(WARDS).where(WARDS.c.unit == unit).values(changed))

    def keep_version(self, unit: str, version: str, marks_digest: str) -> None:
        """Keeps which version of a ward's workbook shows which marks."""
        with self.engine.begin() as connection:
            connection.execute(
                update(WARDS)
                .where(WARDS.c.unit == unit)
                .values(version=version, marks_digest=marks_digest)
            )

    # --- flags ---------------------------------------------------------------------------------

    def flags(self) -> pd.DataFrame:
        """Every flag ever, one row each, with the columns of the table."""
        flags = self._frame(select(FLAGS))
        return flags.assign(params=flags["params"].map(_with_days))

    def open_flags(self) -> list[str]:
        """Ids of the flags that are open."""
        with self.engine.connect() as connection:
            return list(connection.scalars(select(FLAGS.c.id).where(FLAGS.c.closed.is_(None))))

    def keep_flags(self, flags: pd.DataFrame) -> None:
        """Adds new flags and overwrites known ones, all or none."""
        rows = [
            {name: _plain(value) for name, value in row.items()}
            for row in records(flags[FLAG_COLUMNS])
        ]
        self._replace(FLAGS, rows, ["id"])

    # --- figures by day ------------------------------------------------------------------------

    def days(self) -> pd.DataFrame:
        """day, unit, founded, teams, members, people, rows of every ward on every day of a run."""
        return self._frame(select(DAYS))

    def keep_day(self, figures: pd.DataFrame) -> None:
        """Keeps the wards' figures of a day (columns as in `days`); a second run on it overwrites."""
        self._replace(DAYS, records(figures), ["day", "unit"])

    def rows_before(self, day: date) -> pd.DataFrame:
        """unit, table, rows: how many rows each tab had at the end of the last earlier day."""
        days = self.days()
        earlier = days[days["day"] < day].sort_values("day").drop_duplicates("unit", keep="last")
        counts = [
            (unit, t, n)
            for unit, rows in zip(earlier["unit"], earlier["rows"], strict=True)
            for t, n in rows.items()
        ]
        return pd.DataFrame(counts, columns=["unit", "table", "rows"])

    # --- events and facts ----------------------------------------------------------------------

    def log(self, now: datetime, lines: Iterable[tuple[str, str, str]]) -> None:
        """Writes lines (what, unit's name, detail) for `Nhật ký`."""
        rows = [
            {"at": now, "what": what, "unit": unit, "detail": detail}
            for what, unit, detail in lines
        ]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(insert(EVENTS), rows)

    def unshown_events(self) -> pd.DataFrame:
        """Events that do not stand in `Nhật ký` yet, newest first."""
        return self._frame(select(EVENTS).where(~EVENTS.c.shown).order_by(EVENTS.c.id.desc()))

    def events(self, what: str, since: datetime) -> pd.DataFrame:
        """Events of one kind from a moment on, the oldest first: at, what, unit, detail, shown."""
        wanted = (EVENTS.c.what == what) & (EVENTS.c.at >= since)
        return self._frame(select(EVENTS).where(wanted).order_by(EVENTS.c.id))

    def show_events(self) -> None:
        """Notes that every event so far stands in `Nhật ký`."""
        with self.engine.begin() as connection:
            connection.execute(update(EVENTS).where(~EVENTS.c.shown).values(shown=True))

    def fact(self, name: str) -> Any:
        """A single remembered value, None when there is none."""
        with self.engine.connect() as connection:
            return connection.scalar(select(FACTS.c.value).where(FACTS.c.name == name))

    def keep_fact(self, name: str, value: Any) -> None:
        """Remembers a single value (anything that JSON holds)."""
        self._replace(FACTS, [{"name": name, "value": value}], ["name"])

    # --- inside --------------------------------------------------------------------------------

    def _frame(self, query: Any) -> pd.DataFrame:
        with self.engine.connect() as connection:
            result = connection.execute(query)
            rows = [tuple(row) for row in result]
            return pd.DataFrame(rows, columns=list(result.keys()))

    def _replace(
        self, table: Table, rows: Sequence[Mapping[str, Any]], keys: Sequence[str]
    ) -> None:
        """Writes rows in one transaction, each instead of the one with the same keys."""
        if not rows:
            return
        with self.engine.begin() as connection:
            columns = [table.c[key] for key in keys]
            there = {tuple(row) for row in connection.execute(select(*columns))}
            new = [row for row in rows if tuple(row[key] for key in keys) not in there]
            known = [row for row in rows if tuple(row[key] for key in keys) in there]
            if new:
                connection.execute(insert(table), new)
            for row in known:
                same = [column == row[column.name] for column in columns]
                connection.execute(update(table).where(*same).values(**row))


def _or_memory(url: str) -> str:
    """The store if there is one, else an empty one in memory: a trial run leaves nothing behind."""
    parsed = make_url(url)
    new = parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists()
    return "sqlite://" if new else url


def _make_private(path: Path) -> None:
    """The store holds people's data: only its user may read it."""
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=0o700)
    if not path.exists():
        path.touch(mode=0o600)
    with suppress(OSError):
        path.chmod(0o600)


def _careful(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


def _with_days(params: Mapping[str, Any]) -> dict[str, Any]:
    """A message's parameters as they were before JSON made text of the days in them."""
    return {
        name: date.fromisoformat(given)
        if isinstance(given, str) and _DAY.fullmatch(given)
        else given
        for name, given in params.items()
    }


def _plain(value: Any) -> Any:
    """A cell of a DataFrame as the database takes it."""
    if isinstance(value, Mapping):
        return {
            name: given.isoformat() if isinstance(given, date) else given
            for name, given in value.items()
        }
    if (
        value is None
        or value is pd.NaT
        or value is pd.NA
        or (isinstance(value, float) and value != value)
    ):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return int(value) if hasattr(value, "item") and not isinstance(value, str) else value
