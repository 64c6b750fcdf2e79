"""Brings a database to the newest schema, and tells which one it has."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.platform.db import Database

ROOT = Path(__file__).resolve().parent.parent.parent


def config() -> Config:
    """Alembic's configuration, without touching logging."""
    return Config(ROOT / "alembic.ini")


def migrate(database: Database, to: str = "head") -> None:
    """Go to a revision, forward only; one process at a time (advisory lock, or SQLite's write lock)."""
    alembic = config()
    with database.writer.connect() as connection:
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, to)
        connection.commit()


def is_current(database: Database) -> bool:
    """Whether the database has the schema this code was written for."""
    wanted = ScriptDirectory.from_config(config()).get_heads()
    with database.reader.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == set(wanted)
