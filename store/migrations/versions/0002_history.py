"""Snapshots, repairs and the history of flags; mails about one ward, and their files."""

import sqlalchemy as sa
from alembic import op

revision = "0002_history"
down_revision = "0001_first"


def upgrade() -> None:
    """Makes the new tables and columns, and fills the history with what the flags themselves say."""
    _snapshots()
    _repairs()
    if "refused" not in _columns("flags"):
        op.add_column("flags", sa.Column("refused", sa.Date()))
    if not sa.inspect(op.get_bind()).has_table("history"):
        _history()
    if "about" not in _columns("outbox"):
        _mails_about_wards()
    _files_of_mails()


def _columns(table: str) -> set[str]:
    return {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}


def _snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("tabs", sa.JSON(), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_snapshots_unit", "snapshots", ["unit"], if_not_exists=True)
    op.create_table(
        "snapshot_tabs",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        if_not_exists=True,
    )


def _repairs() -> None:
    op.create_table(
        "repairs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("unit", sa.String(80), nullable=False),
        sa.Column("flag", sa.String(20), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        if_not_exists=True,
    )


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("flag", sa.String(20), nullable=False),
        sa.Column("unit", sa.String(80), nullable=False),
        sa.Column("rule", sa.String(8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
    )
    into = "INSERT INTO history (flag, unit, rule, day, what) SELECT id, unit, rule,"
    op.execute(f"{into} opened, 'opened' FROM flags")
    op.execute(
        f"{into} closed, CASE WHEN status = 'dropped' THEN 'dropped' ELSE 'closed' END "
        "FROM flags WHERE closed IS NOT NULL"
    )


def _mails_about_wards() -> None:
    """One mail of a kind and day for each ward, where there was one for each address."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("outbox_kind_period_to_email_key", "outbox")
    # SQLite changes a table by copying it; the copy is without the old constraint.
    with op.batch_alter_table("outbox", copy_from=_outbox_of_before()) as outbox:
        outbox.add_column(sa.Column("about", sa.String(80), nullable=False, server_default=""))
        outbox.add_column(sa.Column("told", sa.JSON(), nullable=False, server_default="[]"))
        outbox.create_unique_constraint(
            "outbox_kind_about_period_to_email_key", ["kind", "about", "period", "to_email"]
        )


def _outbox_of_before() -> sa.Table:
    return sa.Table(
        "outbox",
        sa.MetaData(),
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
    )


def _files_of_mails() -> None:
    op.create_table(
        "outbox_files",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("mail", sa.Integer(), sa.ForeignKey("outbox.id"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.String(100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_id", sa.String(100), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_outbox_files_mail", "outbox_files", ["mail"], if_not_exists=True)
