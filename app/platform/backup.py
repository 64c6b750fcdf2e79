"""Online backup of a SQLite database, and restore that verifies first. PostgreSQL has its own tools (README)."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path


class BackupRefused(Exception):
    """The backup or restore was not done; the message says why."""


def _sound(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            has_schema = connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'awareness_session'"
            ).fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(verdict == "ok" and broken is None and has_schema)


def _copy(source: Path, target: Path) -> None:
    """Copy in one go (`pages=-1`): smaller steps start over whenever somebody writes."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(draft)) as copy:
            origin.backup(copy, pages=-1)
            # One file, nothing beside it, readable from a read-only medium.
            copy.execute("PRAGMA journal_mode = DELETE")
        if not _sound(draft):
            message = f"the copy of {source} does not pass its integrity check"
            raise BackupRefused(message)
        draft.replace(target)
    except sqlite3.Error as trouble:
        message = f"{target} cannot be written: {trouble}"
        raise BackupRefused(message) from None
    finally:
        draft.unlink(missing_ok=True)


def backup(database: Path, target: Path) -> None:
    """A consistent copy of a running database. The target appears only when it is whole and sound."""
    if not database.exists():
        message = f"there is no database at {database}"
        raise BackupRefused(message)
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy(database, target)


def restore(source: Path, database: Path) -> None:
    """Put a verified backup in place. The database it replaces is kept beside it as `.before-restore`."""
    if not source.exists() or not _sound(source):
        message = f"{source} is not a sound Karama database; nothing was changed"
        raise BackupRefused(message)
    database.parent.mkdir(parents=True, exist_ok=True)
    if database.exists():
        _copy(database, database.with_name(f"{database.name}.before-restore"))
    _copy(source, database)
    for leftover in ("-wal", "-shm"):
        database.with_name(database.name + leftover).unlink(missing_ok=True)
