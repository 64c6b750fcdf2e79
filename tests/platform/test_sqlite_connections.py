"""What every connection to SQLite promises: a commit is on the disk, references hold, and the log stays short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.commands.demo.story import not_waiting_for_the_disk
from app.platform import db as database_module
from app.platform.db import LOG_PAGES, Database

WAITS_FOR_THE_DISK = 2
"""PRAGMA synchronous=FULL, as SQLite tells it."""
PAGE_BYTES = 4096


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the house is kept."""
    return tmp_path / "karama.db"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    """An empty house."""
    made = Database(f"sqlite:///{file}")
    yield made
    made.close()


def _told(engine: Engine, setting: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {setting}").scalar_one()


def _waits(database: Database) -> None:
    assert _told(database.writer, "synchronous") == WAITS_FOR_THE_DISK
    assert _told(database.writer, "wal_autocheckpoint") == LOG_PAGES


def test_a_commit_is_on_the_disk_and_references_hold(database: Database) -> None:
    _waits(database)
    assert _told(database.writer, "journal_mode") == "wal"
    assert _told(database.writer, "foreign_keys") == 1
    assert _told(database.reader, "query_only") == 1


def test_whoever_tells_the_story_leaves_the_writer_waiting_for_the_disk_again(database: Database) -> None:
    def tell() -> None:
        with not_waiting_for_the_disk(database):
            assert _told(database.writer, "synchronous") != WAITS_FOR_THE_DISK
            raise RuntimeError

    with pytest.raises(RuntimeError):
        tell()
    _waits(database)


def test_the_log_is_copied_and_begun_anew(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "LOG_PAGES", 20)
    database = Database(f"sqlite:///{file}")
    with database.writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE line (text VARCHAR)")
    for _time in range(200):
        with database.writer.begin() as connection:
            connection.exec_driver_sql("INSERT INTO line VALUES (?)", ("x" * PAGE_BYTES,))
    log = file.with_name(file.name + "-wal").stat().st_size
    assert 20 * PAGE_BYTES < log < 40 * PAGE_BYTES
    assert file.stat().st_size > 180 * PAGE_BYTES
    database.close()
