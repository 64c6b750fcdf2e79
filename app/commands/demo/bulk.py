"""Very many rows into a running transaction, past the ORM: executemany on SQLite, COPY on PostgreSQL.

Values are given as the drivers keep them: ids as 32 hex digits, instants as UTC text, days as ISO text,
JSON as text. Both databases understand these.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql
from sqlmodel import SQLModel

from app.platform.unit_of_work import Tx

Row = tuple[Any, ...]


def stored(instant: datetime) -> str:
    """An aware instant as the databases keep it: UTC, to the microsecond, without a zone."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


class BulkWriter:
    """Gathers rows by table and writes them in the order in which the tables were named.

    `columns` names for each table the columns of its rows. Columns left out get the plain default that the
    table declares (0, False, ''), or NULL.
    """

    def __init__(self, tx: Tx, columns: Mapping[type[SQLModel], Sequence[str]]) -> None:
        self._connection = tx.db.connection().connection.driver_connection
        self._targets: dict[type[SQLModel], _Target] = {
            model: _Target(model, named) for model, named in columns.items()
        }
        self.rows: dict[type[SQLModel], list[Row]] = {model: [] for model in columns}
        self.written = 0

    @property
    def tables(self) -> list[str]:
        """The names of the tables, in the order in which they are written."""
        return [target.name for target in self._targets.values()]

    def flush(self) -> None:
        """Write what was gathered and forget it."""
        for model, target in self._targets.items():
            rows = self.rows[model]
            if not rows:
                continue
            if isinstance(self._connection, sqlite3.Connection):
                self._connection.executemany(target.insert, (row + target.constants for row in rows))
            else:
                self._copy(target, rows)
            self.written += len(rows)
            rows.clear()

    def _copy(self, target: _Target, rows: Sequence[Row]) -> None:
        connection = self._connection
        assert isinstance(connection, psycopg.Connection)  # noqa: S101 - tells the type checker what is left
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(target.name), sql.SQL(", ").join(map(sql.Identifier, target.columns))
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row + target.constants)


class _Target:
    """One table: the columns that are written, and the constants behind each row."""

    def __init__(self, model: type[SQLModel], named: Sequence[str]) -> None:
        table = SQLModel.metadata.tables[str(model.__tablename__)]
        unknown = set(named) - set(table.columns.keys())
        if unknown:
            message = f"{table.name} has no column {', '.join(sorted(unknown))}"
            raise KeyError(message)
        plain = {
            name: field.default
            for name, field in model.model_fields.items()
            if name not in named and isinstance(field.default, (int, str))
        }
        self.name = table.name
        self.columns = (*named, *plain)
        self.constants: Row = tuple(plain.values())
        places = ", ".join("?" * len(self.columns))
        # the names come from the table's own definition, nothing from a user
        self.insert = f'INSERT INTO "{table.name}" ({", ".join(self.columns)}) VALUES ({places})'  # noqa: S608
