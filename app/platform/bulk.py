"""Many rows into a table in one statement, cheaply: what SQLAlchemy prepares is prepared once, not for each row.

Rows of a batch share most of their values (the same tablet, session, instants). Each value is turned into what the
driver wants once, however many rows hold it; that is most of the cost of an insert of a hundred rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Finish = Callable[[Any], Any]
"""Completes an insert of the dialect, e.g. with what to do on a conflict."""


class Prepared:
    """The statement and the converters of one dialect."""

    def __init__(self, table: Table, columns: Sequence[str], finish: Finish, dialect: Any) -> None:
        make: Any = sqlite.insert if dialect.name == "sqlite" else postgresql.insert
        compiled = finish(make(table)).compile(dialect=dialect, column_keys=list(columns))
        self.sql = str(compiled)
        self.positions: list[str] | None = list(compiled.positiontup) if compiled.positional else None
        types = {name: table.c[name].type.dialect_impl(dialect) for name in columns}
        found = {name: kind.bind_processor(dialect) for name, kind in types.items()}
        self.converters = {name: convert for name, convert in found.items() if convert is not None}

    def rows(self, given: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The rows as the driver wants them."""
        columns = {
            name: self._column(convert, [row[name] for row in given])
            if (convert := self.converters.get(name)) is not None
            else [row[name] for row in given]
            for name in (self.positions or given[0])
        }
        together = zip(*columns.values(), strict=True)
        if self.positions is not None:
            return list(together)
        return [dict(zip(columns, row, strict=True)) for row in together]

    @staticmethod
    def _column(convert: Callable[[Any], Any], values: list[Any]) -> list[Any]:
        done: dict[int, Any] = {}
        out = []
        for value in values:
            key = id(value)  # the rows keep every value alive while this runs
            if key not in done:
                done[key] = convert(value)
            out.append(done[key])
        return out


class Bulk:
    """An insert of these columns of a table, prepared once a dialect."""

    def __init__(self, table: Table, columns: Sequence[str], finish: Finish = lambda insert: insert) -> None:
        self._table = table
        self._columns = tuple(columns)
        self._finish = finish
        self._prepared: dict[str, Prepared] = {}

    def write(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert these rows; each holds every column."""
        if not rows:
            return
        dialect = connection.dialect
        prepared = self._prepared.get(dialect.name)
        if prepared is None:
            prepared = Prepared(self._table, self._columns, self._finish, dialect)
            self._prepared[dialect.name] = prepared
        connection.exec_driver_sql(prepared.sql, prepared.rows(rows))
