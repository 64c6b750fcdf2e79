"""Engines for SQLite and PostgreSQL, column types that behave the same on both, and names for constraints."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import CheckConstraint, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.pool import QueuePool
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

BUSY_TIMEOUT_MS = 15_000
"""How long a SQLite writer waits for the one before him."""

LOG_PAGES = 4_000
"""How long SQLite's log grows (16 MB) before it is copied into the file: as long as one table finds a page in it."""


def one_of(column: str, values: type[StrEnum] | Iterable[str]) -> CheckConstraint:
    """A named CHECK that a text column holds one of an enumeration's lower-case values (or NULL).

    One by one, and not `IN (…)`: SQLite would build a table of the list, anew for every row that is written.
    """
    known = ("'" + str(value).replace("'", "''") + "'" for value in values)
    return CheckConstraint(" OR ".join(f"{column} = {value}" for value in known), name=f"{column}_known")


def check(name: str, condition: str) -> CheckConstraint:
    """A named CHECK constraint."""
    return CheckConstraint(condition, name=name)


def _to_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Each new SQLite connection: we begin transactions ourselves, foreign keys hold, readers never block."""
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - tells the type checker what the dialect is
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
    cursor.execute("PRAGMA cache_size=-32000")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def _forbid_writing(connection: Any, _record: Any) -> None:
    """A reading connection that tries to write is a fault in Karama: SQLite itself refuses."""
    connection.execute("PRAGMA query_only=ON")


_AS_THE_ONLY_WRITER = "BEGIN IMMEDIATE"


def _sqlite_engine(url: URL, begin: Callable[[Any], None], pool_size: int) -> Engine:
    engine = create_engine(
        url,
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_MS / 1000,
        connect_args={
            "check_same_thread": False,
            "timeout": BUSY_TIMEOUT_MS / 1000,
            "cached_statements": 256,
        },
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", begin)
    return engine


def _begin_writing(connection: Any) -> None:
    """Wait for the one before us; straight to the driver too, but a refusal comes as SQLAlchemy's."""
    try:
        connection.connection.driver_connection.execute(_AS_THE_ONLY_WRITER)
    except sqlite3.Error as refused:
        raise DBAPIError.instance(
            _AS_THE_ONLY_WRITER, (), refused, sqlite3.Error, dialect=connection.dialect
        ) from refused


def _begin_reading(connection: Any) -> None:
    """A look waits for nobody and cannot be refused: straight to the driver, because every page begins some."""
    connection.connection.driver_connection.execute("BEGIN")


_LOOK = b"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def _begin_looking(connection: Any) -> None:
    """The same of PostgreSQL: a snapshot in which nothing can be written.

    To tell psycopg so, and to take it back when the connection is given to somebody else, costs more than a
    statement. A connection that is lost says so at the first question, as after any other rest.
    """
    connection.connection.driver_connection.pgconn.exec_(_LOOK)


RESTED_SECONDS = 5.0
"""A connection that nobody used for so long is asked whether its server is still there."""


def _ask_those_that_rested(engine: Engine) -> None:
    """Like `pool_pre_ping`, but one in steady use is not asked before every transaction: to ask costs as much as a
    statement. One that does not answer is replaced before anybody notices.
    """

    def note(_connection: Any, record: Any) -> None:
        record.info["used_at"] = time.monotonic()

    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        used_at = record.info.get("used_at")
        if used_at is None or time.monotonic() - used_at < RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as gone:
            raise InvalidatePoolError from gone

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", ask)


_PATIENCE = "-c lock_timeout=15000 -c statement_timeout=120000"
_AS_IT_COMES = "-c jit=off"
"""PostgreSQL would translate a statement over a whole house into machine code first, which takes it three times as
long (1.4 s) as then to read every row of 100,000 sessions."""


class Database:
    """A database with two hands: `writer` decides and writes, `reader` looks at one moment and never blocks.

    On SQLite the writer is one connection whose transactions start with BEGIN IMMEDIATE; on PostgreSQL
    both share a pool and the reader works in a REPEATABLE READ, READ ONLY snapshot.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self.writer = _sqlite_engine(self.url, _begin_writing, 1)
            self.reader = _sqlite_engine(self.url, _begin_reading, pool_size)
            event.listen(self.reader, "connect", _forbid_writing)
            return
        self.writer = create_engine(
            self.url,
            json_serializer=_to_json,
            json_deserializer=orjson.loads,
            pool_size=pool_size,
            max_overflow=5,
            pool_timeout=15,
            pool_use_lifo=True,  # the connection that was just given back is warm, and knows what is asked often
            connect_args={"options": f"-c timezone=utc {_AS_IT_COMES} {_PATIENCE}"},
        )
        _ask_those_that_rested(self.writer)
        self.reader = self.writer.execution_options()
        event.listen(self.reader, "begin", _begin_looking)

    def close(self) -> None:
        """Give all connections back to the system."""
        self.writer.dispose()
        self.reader.dispose()
