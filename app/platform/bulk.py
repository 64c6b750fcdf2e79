"""Many rows into a table in one statement, cheaply: its text is written once, and most values are sent once.

Rows of a batch share most of their values (the same tablet, session, instants). What they share is sent as one
parameter; what differs travels as one list in JSON, which the database itself takes apart: a third of what a driver
needs that is handed row after row, and Python does not wait in between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    String,
    Table,
    Uuid,
    bindparam,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import Dialect

from app.platform.asked import Convert, is_sqlite

Finish = Callable[[Any], Any]
"""Completes an insert of the dialect, e.g. with what to do on a conflict, or what to answer."""

_LIST = "the_rows"


def _instant(value: datetime | None) -> str | None:
    """As SQLite keeps it: UTC, to the microsecond, without an offset."""
    if value is None:
        return None
    return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat(" ", "microseconds")[:26]


class _Prepared:
    """The text of one dialect for rows that share some of their columns, and what turns values into parameters."""

    def __init__(
        self, table: Table, columns: Sequence[str], finish: Finish, dialect: Dialect, shared: Sequence[bool]
    ) -> None:
        make: Any = sqlite.insert if is_sqlite(dialect) else postgresql.insert
        self.differing = [place for place, same in enumerate(shared) if not same]
        self.pick = _picker(self.differing)
        types = {name: table.c[name].type for name in columns}
        if self.differing:
            known = {
                name: bindparam(name, type_=types[name])
                for name, same in zip(columns, shared, strict=True)
                if same
            }
            listed = {columns[place]: types[columns[place]] for place in self.differing}
            source = self._listed(known, columns, listed, dialect)
            statement = finish(make(table).from_select(list(columns), source))
            compiled = statement.compile(dialect=dialect)
        else:
            statement = finish(make(table))
            compiled = statement.compile(dialect=dialect, column_keys=list(columns))
        self.sql = str(compiled)
        self.order: list[str] | None = list(compiled.positiontup) if compiled.positional else None
        self.converters: list[tuple[str, int, Convert | None]] = [
            (name, place, types[name].dialect_impl(dialect).bind_processor(dialect))
            for place, (name, same) in enumerate(zip(columns, shared, strict=True))
            if same
        ]
        self.answers = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.exported_columns
        ]
        self.instants = [
            at
            for at, place in enumerate(self.differing)
            if is_sqlite(dialect) and _is_an_instant(types[columns[place]])
        ]

    @staticmethod
    def _listed(
        known: Mapping[str, Any], columns: Sequence[str], listed: Mapping[str, Any], dialect: Dialect
    ) -> Any:
        """The rows of the list, with what they share beside each."""
        if is_sqlite(dialect):
            out = {
                name: f"replace(j.value ->> {place}, '-', '')"
                if isinstance(kind, Uuid)
                else f"j.value ->> {place}"
                for place, (name, kind) in enumerate(listed.items())
            }
            source = text(f"json_each(:{_LIST}) AS j")
        else:
            out = {
                name: f"CAST(j.value ->> {place} AS {kind.compile(dialect=dialect)})"
                for place, (name, kind) in enumerate(listed.items())
            }
            source = text(f"jsonb_array_elements(CAST(:{_LIST} AS JSONB)) AS j(value)")
        whole = [known[name] if name in known else literal_column(out[name]) for name in columns]
        source = source.bindparams(bindparam(_LIST, type_=String()))
        return (
            select(*whole).select_from(source).where(text("1 = 1"))
        )  # SQLite reads "… ON CONFLICT" wrongly else

    def given(self, rows: Sequence[tuple[Any, ...]]) -> Any:
        """The parameters as the driver wants them."""
        first = rows[0]
        values = {
            name: convert(first[place]) if convert else first[place]
            for name, place, convert in self.converters
        }
        if self.differing:
            values[_LIST] = orjson.dumps(self._differences(rows), option=orjson.OPT_NON_STR_KEYS).decode()
        return tuple(values[name] for name in self.order) if self.order is not None else values

    def _differences(self, rows: Sequence[tuple[Any, ...]]) -> Sequence[Any]:
        out: list[Any] = [*map(self.pick, rows)]
        if self.instants:
            out = [*map(list, out)]
            for at in self.instants:
                for row in out:
                    row[at] = _instant(row[at])
        return out


def _picker(keys: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """What stands under these keys, as a tuple even when it is one."""
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda row: tuple(row[key] for key in keys)


def _is_an_instant(kind: Any) -> bool:
    return isinstance(getattr(kind, "impl", kind), DateTime)


class Bulk:
    """An insert of these columns of a table, prepared once a dialect. Values of JSON columns are lists or mappings."""

    def __init__(self, table: Table, columns: Sequence[str], finish: Finish = lambda insert: insert) -> None:
        self._table = table
        self._columns = tuple(columns)
        self._finish = finish
        self._pick = _picker(self._columns)
        self._documents = tuple(isinstance(table.c[name].type, JSON) for name in self._columns)
        self._prepared: dict[tuple[str, tuple[bool, ...]], _Prepared] = {}

    def write(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Insert these rows; each holds every column. Answers what the statement answers, if it was told to."""
        if not rows:
            return []
        picked = [*map(self._pick, rows)]
        dialect = connection.dialect
        shared = (True,) * len(self._columns) if len(picked) == 1 else self._shared(picked)
        prepared = self._prepared.get((dialect.name, shared))
        if prepared is None:
            prepared = _Prepared(self._table, self._columns, self._finish, dialect, shared)
            self._prepared[dialect.name, shared] = prepared
        done = connection.exec_driver_sql(prepared.sql, prepared.given(picked))
        if not prepared.answers:
            return []
        return [
            tuple(
                convert(value) if convert else value
                for convert, value in zip(prepared.answers, row, strict=True)
            )
            for row in done
        ]

    def _shared(self, rows: Sequence[tuple[Any, ...]]) -> tuple[bool, ...]:
        """Which columns hold the very same value in all rows. Documents never do: a shared one would need another text."""
        first, last = rows[0], rows[-1]
        return tuple(
            first[place] is last[place] and not document and all(row[place] is first[place] for row in rows)
            for place, document in enumerate(self._documents)
        )
