"""What is kept of each ward so that a pass may leave it alone."""

import sqlalchemy as sa
from alembic import op

revision = "0003_cards"
down_revision = "0002_history"


def upgrade() -> None:
    """Makes the two tables, empty: the next pass checks every ward and fills them."""
    op.create_table(
        "cards",
        sa.Column("unit", sa.String(80), primary_key=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "phones",
        sa.Column("phone", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("unit", sa.String(80), primary_key=True),
        if_not_exists=True,
    )
    op.create_index("ix_phones_unit", "phones", ["unit"], if_not_exists=True)
