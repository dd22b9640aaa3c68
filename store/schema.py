"""The store's tables. A change here needs a step in `migrations/versions`; a test says which."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

METADATA = MetaData()


class Moment(TypeDecorator[datetime]):
    """A moment by the city's clock, without its zone: every database gives back what it was given."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """What is written."""
        return value.replace(tzinfo=None) if value else None


RUNS = Table(
    "runs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("outcome", String(20), nullable=False, default="running"),
    Column("detail", Text, nullable=False, default=""),
)

# One row per ward ever seen: its workbook as last read, and what our last writing left.
WARDS = Table(
    "wards",
    METADATA,
    Column("unit", String(80), primary_key=True),
    Column("version", String(200), nullable=False, default=""),
    Column("content", LargeBinary, nullable=False),
    Column("content_digest", String(64), nullable=False, default=""),
    Column("marks_digest", String(64), nullable=False, default=""),
    Column("last_edit", Date),
)

# How each ward's workbook looked at each change: a list of [title, digest of the tab's content].
SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("unit", String(80), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("tabs", JSON, nullable=False),
)

# The tabs of all snapshots, each content once.
SNAPSHOT_TABS = Table(
    "snapshot_tabs",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# One row per flag ever; `handling` to `coordinator` are the city's decision, as last read;
# `refused` the day on which a tick could not be carried out because its cell had changed.
FLAGS = Table(
    "flags",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("unit", String(80), nullable=False, index=True),
    Column("rule", String(8), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("tab", Text),
    Column("row", Integer),
    Column("column", Text),
    Column("value", Text, nullable=False, default=""),
    Column("suggestion", Text, nullable=False, default=""),
    Column("table", String(20), nullable=False, default=""),
    Column("field", String(20), nullable=False, default=""),
    Column("team", Text, nullable=False, default=""),
    Column("row_key", Text, nullable=False, default=""),
    Column("params", JSON, nullable=False, default=dict),
    Column("status", String(10), nullable=False),
    Column("opened", Date, nullable=False),
    Column("closed", Date),
    Column("reopened", Date),
    Column("answer", Text, nullable=False, default=""),
    Column("handling", String(10), nullable=False, default=""),
    Column("until", Date),
    Column("remark", Text, nullable=False, default=""),
    Column("coordinator", Text, nullable=False, default=""),
    Column("refused", Date),
)

# When each flag was opened, closed, reopened or dropped: what reports know of the past.
HISTORY = Table(
    "history",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("flag", String(20), nullable=False),
    Column("unit", String(80), nullable=False),
    Column("rule", String(8), nullable=False),
    Column("day", Date, nullable=False),
    Column("what", String(10), nullable=False),
)

# Figures of each ward at the end of each day, for changes from week to week and for lost rows.
DAYS = Table(
    "days",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("unit", String(80), primary_key=True),
    Column("founded", Float, nullable=False),
    Column("teams", Float, nullable=False),
    Column("members", Float, nullable=False),
    Column("people", Float, nullable=False),
    Column("rows", JSON, nullable=False, default=dict),
)

# What the reports know of each ward as it was last checked: a pass that leaves it alone reads it here.
CARDS = Table(
    "cards",
    METADATA,
    Column("unit", String(80), primary_key=True),
    Column("figures", JSON, nullable=False),
)

# Which phone numbers stood in which ward: wards that share one are checked together.
PHONES = Table(
    "phones",
    METADATA,
    Column("phone", BigInteger, primary_key=True, autoincrement=False),
    Column("unit", String(80), primary_key=True, index=True),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("what", Text, nullable=False),
    Column("unit", Text, nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
    Column("shown", Boolean, nullable=False, default=False),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("about", String(80), nullable=False, default=""),
    Column("period", String(20), nullable=False),
    Column("to_name", Text, nullable=False),
    Column("to_email", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("told", JSON, nullable=False, default=list),
    Column("message_id", Text, nullable=False, unique=True),
    Column("written", Moment, nullable=False),
    Column("state", String(12), nullable=False, default="waiting"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try", Moment),
    Column("claimed", Moment),
    Column("error", Text, nullable=False, default=""),
    UniqueConstraint("kind", "about", "period", "to_email"),
)

# The files that go with a mail, in their order.
OUTBOX_FILES = Table(
    "outbox_files",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("mail", ForeignKey("outbox.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("content_type", String(100), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("content_id", String(100), nullable=False, default=""),
)

# What was written into wards' cells because they ticked it; the old values go with the snapshots.
REPAIRS = Table(
    "repairs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("unit", String(80), nullable=False),
    Column("flag", String(20), nullable=False),
    Column("tab", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("column", Text, nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
)

FACTS = Table(
    "facts", METADATA, Column("name", String(40), primary_key=True), Column("value", JSON)
)
