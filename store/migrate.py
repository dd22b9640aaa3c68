"""The store's schema through time: alembic's steps in `migrations/versions`, one file each.

A step's file name is its revision, and they sort in the order in which they are taken. Databases
made before there were steps have the tables of the first one already.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text

STEPS = Path(__file__).parent / "migrations"
HEAD = max(path.stem for path in (STEPS / "versions").glob("[0-9]*.py"))
_TABLE = "alembic_version"


def version_of(engine: Engine) -> str:
    """The last step that this database has taken, "" when none."""
    if not inspect(engine).has_table(_TABLE):
        return ""
    with engine.connect() as connection:
        return str(connection.scalar(text(f"SELECT version_num FROM {_TABLE}")) or "")


def is_empty(engine: Engine) -> bool:
    """Whether there is no table at all."""
    return not inspect(engine).get_table_names()


def upgrade(engine: Engine, to: str = "head") -> None:
    """Takes all steps up to `to` in one transaction: they are all done or none is."""
    from alembic import command

    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # The driver itself begins no transaction before a change of tables.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        command.upgrade(_settings(connection), to)
        connection.commit()


def _settings(connection: Any) -> Any:
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings
