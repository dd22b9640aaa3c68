"""The tables of the first version. Those that a database made by it has already are let be."""

import sqlalchemy as sa
from alembic import op

revision = "0001_first"
down_revision = None


def upgrade() -> None:
    """Makes the tables."""
    _runs_and_wards()
    _flags()
    _days_and_events()
    _outbox_and_facts()


def _runs_and_wards() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("finished", sa.DateTime()),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "wards",
        sa.Column("unit", sa.String(80), primary_key=True),
        sa.Column("version", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_digest", sa.String(64), nullable=False),
        sa.Column("marks_digest", sa.String(64), nullable=False),
        sa.Column("last_edit", sa.Date()),
        if_not_exists=True,
    )


def _flags() -> None:
    op.create_table(
        "flags",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("unit", sa.String(80), nullable=False),
        sa.Column("rule", sa.String(8), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("tab", sa.Text()),
        sa.Column("row", sa.Integer()),
        sa.Column("column", sa.Text()),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.Column("table", sa.String(20), nullable=False),
        sa.Column("field", sa.String(20), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("opened", sa.Date(), nullable=False),
        sa.Column("closed", sa.Date()),
        sa.Column("reopened", sa.Date()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("handling", sa.String(10), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("coordinator", sa.Text(), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_flags_unit", "flags", ["unit"], if_not_exists=True)


def _days_and_events() -> None:
    op.create_table(
        "days",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("unit", sa.String(80), primary_key=True),
        sa.Column("founded", sa.Float(), nullable=False),
        sa.Column("teams", sa.Float(), nullable=False),
        sa.Column("members", sa.Float(), nullable=False),
        sa.Column("people", sa.Float(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        if_not_exists=True,
    )


def _outbox_and_facts() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("to_email", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False, unique=True),
        sa.Column("written", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime()),
        sa.Column("claimed", sa.DateTime()),
        sa.Column("error", sa.Text(), nullable=False),
        sa.UniqueConstraint("kind", "period", "to_email"),
        if_not_exists=True,
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.JSON()),
        if_not_exists=True,
    )
