"""A PostgreSQL server that was started anew: connections that rested are replaced, those in use are not bothered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.platform import db as database_module
from app.platform.db import Database


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    """With one connection that was used once."""
    made = Database(postgres_url, pool_size=1)
    assert _server_of(made)
    yield made
    made.close()


def _server_of(database: Database) -> int:
    """The process of the server behind the connection."""
    with database.writer.begin() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def _end(database: Database, server: int, postgres_url: str) -> None:
    """End that process, as a restart does."""
    other = Database(postgres_url, pool_size=1)
    with other.writer.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": server})
    other.close()


def test_a_connection_that_rested_is_replaced_unseen(
    database: Database, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "RESTED_SECONDS", 0.0)
    before = _server_of(database)
    _end(database, before, postgres_url)
    assert _server_of(database) != before


def test_a_connection_in_steady_use_is_not_asked(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(database.writer.dialect, "do_ping", asked.append)
    monkeypatch.setattr(database_module, "RESTED_SECONDS", 3600.0)
    before = _server_of(database)
    assert (_server_of(database), asked) == (before, [])
    monkeypatch.setattr(database_module, "RESTED_SECONDS", 0.0)
    assert (_server_of(database), len(asked)) == (before, 1)


def test_whoever_meets_the_restart_itself_fails_once_and_is_well_afterwards(
    database: Database, postgres_url: str
) -> None:
    before = _server_of(database)
    _end(database, before, postgres_url)
    with pytest.raises(OperationalError):
        _server_of(database)
    assert _server_of(database) != before
