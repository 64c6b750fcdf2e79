"""Texts that never change, handed to the drivers themselves on the connection's transaction.

Four fifths of what SQLAlchemy needs for such a text goes into a result nobody looks at. What psycopg needs goes into
looking anew at a text it has prepared long ago: it names its parameters, asks each for its type, and walks through
twenty functions of Python to wait for an answer. So a text that the server keeps prepared goes to libpq as it stands,
with its values already written: 20 µs of CPU instead of 70. Types of what comes back, refusals, and which texts the
server keeps are psycopg's all the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Protocol
from uuid import UUID

import orjson
import psycopg
from psycopg.adapt import Transformer
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import JSON, Connection, Float, Uuid
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DataError, DBAPIError

Convert = Callable[[Any], Any]


def is_sqlite(dialect: Dialect) -> bool:
    """Whether it is SQLite's."""
    return dialect.name == "sqlite"


@cache
def worded_for(dialect: Dialect) -> Dialect:
    """The dialect in which texts for `run` are written: parameters are numbered, `?` or `$1`."""
    return dialect if is_sqlite(dialect) else type(dialect)(paramstyle="numeric_dollar")  # type: ignore[call-arg]


def run(
    connection: Connection, text: str, given: Sequence[Any], *, many: bool = False, answers: bool = True
) -> list[Any]:
    """Hand a text to the driver; its plain rows. `given`: its parameters as `writer` makes them, with `many` (for
    SQLite alone) several times over.

    Whoever listens to the engine (the unit of work, counters of statements) hears of it, and refusals are SQLAlchemy's,
    as everywhere.
    """
    if not connection.in_transaction():
        connection.begin()  # as SQLAlchemy does before its first statement
    driver = _driver_of(connection)
    try:
        for hear in connection.dispatch.before_cursor_execute:
            hear(connection, driver.cursor, text, given, None, many)
        return driver.run(text, given, many=many, answers=answers)
    except connection.dialect.loaded_dbapi.Error as refused:
        raise _told_by_sqlalchemy(connection, text, given, refused) from refused


def _told_by_sqlalchemy(connection: Connection, text: str, given: Sequence[Any], refused: Any) -> Any:
    """The refusal as one of SQLAlchemy's. A connection whose server is gone is not given back to be used again."""
    dialect = connection.dialect
    is_lost = dialect.is_disconnect(refused, connection.connection.dbapi_connection, None)
    if is_lost:
        connection.invalidate(refused)
    return DBAPIError.instance(
        text, given, refused, dialect.loaded_dbapi.Error, connection_invalidated=is_lost, dialect=dialect
    )


class _Driver(Protocol):
    """A connection as its driver knows it, with the one cursor it keeps for these texts."""

    cursor: Any

    def run(self, text: str, given: Sequence[Any], *, many: bool, answers: bool) -> list[Any]: ...


def _driver_of(connection: Connection) -> _Driver:
    kept = connection.info
    driver: _Driver | None = kept.get("driver")
    if driver is None:
        own: Any = connection.connection.driver_connection
        driver = kept["driver"] = _Sqlite(own) if is_sqlite(connection.dialect) else _Libpq(own)
    return driver


class _Sqlite:
    def __init__(self, own: sqlite3.Connection) -> None:
        self.cursor = own.cursor()

    def run(self, text: str, given: Sequence[Any], *, many: bool, answers: bool) -> list[Any]:
        if many:
            self.cursor.executemany(text, given)
        else:
            self.cursor.execute(text, given)
        return self.cursor.fetchall() if answers else []


class _Libpq:
    """A connection of psycopg, passed by where the server knows the text already."""

    def __init__(self, own: psycopg.Connection[Any]) -> None:
        self.cursor = psycopg.RawCursor(own)
        self._own = own
        self._pq = own.pgconn
        # What psycopg has had prepared, by text and types. It empties this when the server forgets (after a rollback).
        self._prepared = own._prepared._names  # noqa: SLF001 - the one place where that is written
        self._read = Transformer(own)
        self._keys: dict[str, tuple[bytes, tuple[int, ...]]] = {}

    def run(self, text: str, given: Sequence[Any], *, many: bool, answers: bool) -> list[Any]:  # noqa: ARG002
        key = self._keys.get(text)
        if key is None:
            key = self._keys[text] = (text.encode(), (0,) * len(given))
        if (name := self._prepared.get(key)) is None or not self._has_begun():
            return self._through_psycopg(text, given, answers=answers)
        self._prepared.move_to_end(key)  # it is in use, and not to be forgotten before others
        result = self._pq.exec_prepared(name, given)
        if result.status == ExecStatus.TUPLES_OK:
            self._read.set_pgresult(result)
            return self._read.load_rows(0, result.ntuples, tuple)
        if result.status != ExecStatus.COMMAND_OK:
            raise _refusal(self._pq, result)
        return []

    def _has_begun(self) -> bool:
        """Whether a transaction runs; begins one where psycopg was told of no other kind (a look has begun already)."""
        if self._pq.transaction_status == TransactionStatus.IDLE:
            if self._own.isolation_level is not None or self._own.read_only is not None:
                return False
            self._pq.exec_(b"BEGIN")
        return self._pq.transaction_status == TransactionStatus.INTRANS

    def _through_psycopg(self, text: str, given: Sequence[bytes | None], *, answers: bool) -> list[Any]:
        """As long as the text is new to the server. What psycopg gets are texts without a type, as libpq does."""
        self.cursor.execute(text, [None if one is None else one.decode() for one in given])
        return self.cursor.fetchall() if answers else []


def _refusal(pgconn: PGconn, result: PGresult) -> psycopg.Error:
    """What psycopg would say of it."""
    if pgconn.status != ConnStatus.OK:
        return psycopg.OperationalError("the connection to the server is lost")
    return psycopg.errors.error_from_result(result)


def writer(kind: Any, dialect: Dialect) -> Convert | None:
    """What turns a value of a column's type into a parameter for `run`; None where nothing has to be done."""
    plain = kind.dialect_impl(dialect)
    convert: Convert | None = plain.bind_processor(dialect)
    if is_sqlite(dialect):
        return convert
    if isinstance(plain, Uuid):
        return _id
    if isinstance(plain, JSON):
        return _document
    return (lambda value: _written(convert(value))) if convert else _written


def reader(kind: Any, dialect: Dialect) -> Convert | None:
    """What turns a value that `run` answered (but None) into one of the column's type; None where it is one already."""
    plain = kind.dialect_impl(dialect)
    if is_sqlite(dialect) and isinstance(plain, Uuid):
        return _id_from
    if isinstance(plain, Float):
        return None  # SQLAlchemy would ask what kind of number the driver has found
    convert: Convert | None = plain.result_processor(dialect, None)
    return convert


@lru_cache(maxsize=10_000)
def _id_from(text: str) -> UUID:
    """The same tablets, sessions and people come again and again, and to make an id of its text takes Python long."""
    return UUID(text)


def _id(value: UUID | None) -> bytes | None:
    return None if value is None else value.hex.encode()


def _document(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)


def _written(value: Any) -> bytes | None:
    return _WRITTEN.get(type(value), signs)(value)


def signs(value: Any) -> bytes:
    """A text as libpq takes it."""
    text = str(value).encode()
    if b"\0" in text:  # to libpq a text ends there
        message = "PostgreSQL text fields cannot contain NUL (0x00) bytes"
        raise DataError(None, None, psycopg.DataError(message))
    return text


_WRITTEN: dict[type, Callable[[Any], bytes | None]] = {
    type(None): lambda _nothing: None,
    bool: lambda value: b"t" if value else b"f",
    int: b"%d".__mod__,
    datetime: lambda value: value.isoformat().encode(),
    date: lambda value: value.isoformat().encode(),
    UUID: _id,
    str: signs,
}
