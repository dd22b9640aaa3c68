"""The store: one database per city, opened with a URL. SQLite by default."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Table, bindparam, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from shapes import Sheet, records
from store.engine import StoreError, open_engine, reason_of
from store.schema import DAYS, EVENTS, FACTS, FLAGS, HISTORY, RUNS, WARDS
from store.snapshot import digest, pack, unpack

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FEW = 500  # more values than that are not looked for one by one
FLAG_COLUMNS = [column.name for column in FLAGS.columns]


class Store:
    """Everything that is remembered between runs. All methods commit before they return."""

    def __init__(self, url: str, read_only: bool = False) -> None:
        """Opens the store at this SQLAlchemy URL as `open_engine` does. Raises StoreError."""
        self.engine: Engine = open_engine(url, read_only)

    @classmethod
    @contextmanager
    def opened(cls, url: str, read_only: bool = False) -> Iterator["Store"]:
        """The store at `url`, closed in the end; with `read_only` none is made where there is none.

        Raises StoreError when it cannot be opened.
        """
        store = cls(url, read_only)
        try:
            yield store
        except SQLAlchemyError as why:
            raise StoreError(
                f"Kho dữ liệu không đọc, ghi được: {reason_of(why)}. Kiểm tra dung lượng đĩa và quyền ghi."
            ) from why
        finally:
            store.engine.dispose()

    # --- runs ----------------------------------------------------------------------------------

    def last_day(self) -> date | None:
        """The latest day of a run that was carried through, or failed after it had found something;
        None before the first."""
        found = (RUNS.c.outcome == "failed") & RUNS.c.as_of.in_(select(DAYS.c.day))
        done = select(func.max(RUNS.c.as_of)).where((RUNS.c.outcome == "done") | found)
        with self.engine.connect() as connection:
            day: date | None = connection.scalar(done)
        return day

    def begin_run(self, as_of: date, now: datetime) -> int:
        """Writes down that a run starts, and returns its number; one still running has died."""
        with self.engine.begin() as connection:
            died = update(RUNS).where(RUNS.c.outcome == "running")
            connection.execute(died.values(outcome="interrupted"))
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
        now = {"content": content, "content_digest": digest(content), "last_edit": day}
        is_ward = WARDS.c.unit == unit
        with self.engine.begin() as connection:
            known = connection.execute(select(WARDS.c.content_digest).where(is_ward)).first()
            if known is None:
                connection.execute(insert(WARDS).values(unit=unit, **now))
            elif known[0] != now["content_digest"]:
                connection.execute(update(WARDS).where(is_ward).values(now))

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

    def keep_flags(self, flags: pd.DataFrame, turns: pd.DataFrame | None = None) -> None:
        """Adds new flags, overwrites those that changed and adds `turns` (flag, unit, rule, day,
        what) to the history, all or none."""
        rows = [
            {name: _plain(value) for name, value in row.items()}
            for row in records(flags[FLAG_COLUMNS])
        ]
        with self.engine.begin() as connection:
            _replace(connection, FLAGS, rows, ["id"])
            if turns is not None and len(turns):
                connection.execute(insert(HISTORY), records(turns))

    def history(self) -> pd.DataFrame:
        """id, flag, unit, rule, day, what (opened, reopened, closed, dropped), in their order."""
        return self._frame(select(HISTORY).order_by(HISTORY.c.id))

    # --- figures by day ------------------------------------------------------------------------

    def days(self) -> pd.DataFrame:
        """day, unit, founded, teams, members, people of every ward on every day of a run."""
        return self._frame(select(*(c for c in DAYS.columns if c.name != "rows")))

    def days_known(self, before: date) -> "pd.Series[Any]":
        """The days before this one of which there are figures."""
        wanted = select(DAYS.c.day).where(DAYS.c.day < before).distinct()
        return pd.Series(self._frame(wanted)["day"])

    def keep_day(self, figures: pd.DataFrame) -> None:
        """Keeps the wards' figures of a day (columns as in `days`, and how many `rows` each tab has);
        a second run on it overwrites."""
        with self.engine.begin() as connection:
            _replace(connection, DAYS, records(figures), ["day", "unit"])

    def rows_before(self, day: date) -> pd.DataFrame:
        """unit, table, rows, day: how many rows each tab had at the end of the last earlier day."""
        last = (
            select(DAYS.c.unit, func.max(DAYS.c.day).label("day"))
            .where(DAYS.c.day < day)
            .group_by(DAYS.c.unit)
            .subquery()
        )
        wanted = select(DAYS.c.unit, DAYS.c.rows, DAYS.c.day).join(
            last, (DAYS.c.unit == last.c.unit) & (DAYS.c.day == last.c.day)
        )
        with self.engine.connect() as connection:
            counts = [
                (unit, table, count, then)
                for unit, rows, then in connection.execute(wanted)
                for table, count in rows.items()
            ]
        return pd.DataFrame(counts, columns=["unit", "table", "rows", "day"])

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

    def log_once(self, now: datetime, lines: Iterable[tuple[str, str, str]]) -> None:
        """As `log`, without the lines that were written on the same day already."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        today = select(EVENTS.c.what, EVENTS.c.unit, EVENTS.c.detail).where(EVENTS.c.at >= midnight)
        with self.engine.connect() as connection:
            known = {tuple(row) for row in connection.execute(today)}
        self.log(now, [line for line in lines if line not in known])

    def unshown_events(self) -> pd.DataFrame:
        """Events that do not stand in `Nhật ký` yet, newest first."""
        return self._frame(select(EVENTS).where(~EVENTS.c.shown).order_by(EVENTS.c.id.desc()))

    def shown_events(self, limit: int) -> pd.DataFrame:
        """The last events that stood in `Nhật ký`, newest first."""
        shown = select(EVENTS).where(EVENTS.c.shown).order_by(EVENTS.c.id.desc())
        return self._frame(shown.limit(limit))

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
        with self.engine.begin() as connection:
            _replace(connection, FACTS, [{"name": name, "value": value}], ["name"])

    # --- inside --------------------------------------------------------------------------------

    def _frame(self, query: Any) -> pd.DataFrame:
        with self.engine.connect() as connection:
            result = connection.execute(query)
            rows = [tuple(row) for row in result]
            return pd.DataFrame(rows, columns=list(result.keys()))


def _replace(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], keys: Sequence[str]
) -> None:
    """Writes rows, each instead of the one with the same keys; one that stands there is let be."""
    firsts = {row[keys[0]] for row in rows}
    wanted = select(table)
    if len(firsts) < _FEW:
        wanted = wanted.where(table.c[keys[0]].in_(firsts))
    known = {tuple(row[k] for k in keys): row for row in connection.execute(wanted).mappings()}
    by_keys = {tuple(row[k] for k in keys): row for row in rows}
    if new := [row for at, row in by_keys.items() if at not in known]:
        connection.execute(insert(table), new)
    changed = [
        {f"same_{name}" if name in keys else name: value for name, value in row.items()}
        for at, row in by_keys.items()
        if at in known and any(known[at][name] != value for name, value in row.items())
    ]
    if changed:
        same = [table.c[name] == bindparam(f"same_{name}") for name in keys]
        connection.execute(update(table).where(*same), changed)


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
