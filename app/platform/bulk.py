"""Many rows into a table in one statement, cheaply: its text is written once, and most values are sent once.

Rows of a batch share most of their values (the same tablet, session, instants). What they share is one parameter.
What differs is handed to SQLite row by row in one text, and travels to PostgreSQL as one list in JSON, which it takes
apart itself: each is the cheapest way measured there, and needs half of what a driver does row after row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import JSON, Connection, String, Table, Uuid, bindparam, literal_column, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlmodel.sql.sqltypes import UTCDateTime

from app.platform.drivers import Convert, is_sqlite, reader, run, worded_for, writer

Column = tuple[Any, ...]
"""The values of one column, row after row."""

Finish = Callable[[Any], Any]
"""Completes an insert of the dialect, e.g. with what to do on a conflict, or what to answer."""

MOST = {"sqlite": 100, "postgresql": 2_000}
"""Rows in one statement: SQLite reads a text for each number of rows, to PostgreSQL every statement is a way there and
back.
"""

_LIST = "the_rows"


class _Prepared:
    """What is the same in both dialects: which columns the rows share, and how values become parameters."""

    def __init__(
        self, table: Table, columns: Sequence[str], dialect: Dialect, shared: Sequence[bool]
    ) -> None:
        self.columns = columns
        self.types = {name: table.c[name].type for name in columns}
        self.differing = [place for place, same in enumerate(shared) if not same]
        self.shared: list[tuple[str, int, Convert | None]] = [
            (columns[place], place, writer(self.types[columns[place]], dialect))
            for place, same in enumerate(shared)
            if same
        ]

    def once(self, columns: Sequence[Column]) -> list[Any]:
        """What all rows share, in the order of `shared`."""
        return [
            convert(columns[place][0]) if convert else columns[place][0]
            for _name, place, convert in self.shared
        ]

    def understand(self, statement: Any, dialect: Dialect) -> Any:
        """The statement in the words of the dialect, and how its answers are read."""
        self.answers: list[Convert | None] = [
            reader(column.type, dialect) for column in statement.exported_columns
        ]
        return statement.compile(dialect=worded_for(dialect), column_keys=list(self.columns))


class RowAfterRow(_Prepared):
    """For SQLite: `VALUES (?1, ?2, ?5), (?1, ?2, ?6)`, where what is shared comes first and once."""

    def __init__(
        self, table: Table, columns: Sequence[str], finish: Finish, dialect: Dialect, shared: Sequence[bool]
    ) -> None:
        super().__init__(table, columns, dialect, shared)
        written = str(self.understand(finish(sqlite.insert(table)), dialect))
        head, self._tail = written.split(f" VALUES ({', '.join('?' * len(columns))})")
        self._head = f"{head[: head.index('(')]}({', '.join(map(_quoted, columns))}) VALUES "
        self._same = {name: f"?{number}" for number, (name, _place, _way) in enumerate(self.shared, 1)}
        self._texts: dict[int, str] = {}
        self._ways = [
            (at, way)
            for at, place in enumerate(self.differing)
            if (way := _way(self.types[columns[place]], writer(self.types[columns[place]], dialect)))
        ]

    def text_for(self, many: int) -> str:
        """The text for so many rows."""
        if many not in self._texts:
            number = iter(range(len(self.shared) + 1, len(self.shared) + 1 + many * len(self.differing)))
            rows = (
                ", ".join(self._same.get(name) or f"?{next(number)}" for name in self.columns)
                for _row in range(many)
            )
            self._texts[many] = f"{self._head}({'), ('.join(rows)}){self._tail}"
        return self._texts[many]

    def given(self, columns: Sequence[Column]) -> tuple[Any, ...]:
        """The parameters: converted column by column, handed over row by row."""
        differing: list[Sequence[Any]] = [columns[place] for place in self.differing]
        for at, convert in self._ways:
            differing[at] = convert(differing[at])
        return (*self.once(columns), *chain.from_iterable(zip(*differing, strict=True)))


class _AsAList(_Prepared):
    """For PostgreSQL: what differs comes as one JSON list of lists."""

    def __init__(
        self, table: Table, columns: Sequence[str], finish: Finish, dialect: Dialect, shared: Sequence[bool]
    ) -> None:
        super().__init__(table, columns, dialect, shared)
        insert = postgresql.insert(table)
        if self.differing:
            insert = insert.from_select(list(columns), self._listed(dialect))
        written = self.understand(finish(insert), dialect)
        self._text = str(written)
        marks = list(written.positiontup)
        self._place_of_list = marks.index(_LIST) if self.differing else -1
        self.shared.sort(key=lambda one: marks.index(one[0]))

    def _listed(self, dialect: Dialect) -> Any:
        """The rows of the list, with what they share beside each."""
        at = {self.columns[place]: number for number, place in enumerate(self.differing)}
        whole = [
            literal_column(f"CAST(j.value ->> {at[name]} AS {self.types[name].compile(dialect=dialect)})")
            if name in at
            else bindparam(name, type_=self.types[name])
            for name in self.columns
        ]
        source = text(f"jsonb_array_elements(CAST(:{_LIST} AS JSONB)) AS j(value)")
        return select(*whole).select_from(source.bindparams(bindparam(_LIST, type_=String())))

    def text_for(self, _many: int) -> str:
        """The text, the same for any number of rows."""
        return self._text

    def given(self, columns: Sequence[Column]) -> list[Any]:
        """The parameters."""
        values = self.once(columns)
        if self.differing:
            listed = [*zip(*(columns[place] for place in self.differing), strict=True)]
            values.insert(self._place_of_list, orjson.dumps(listed, option=orjson.OPT_NON_STR_KEYS))
        return values


def _way(kind: Any, convert: Convert | None) -> Callable[[Sequence[Any]], Sequence[Any]] | None:
    """How the values of a column become parameters, None when they are. Ids and instants are written all at once."""
    if isinstance(kind, Uuid):
        return _ids
    if isinstance(kind, UTCDateTime):
        return _instants
    if isinstance(kind, JSON):
        return _documents
    if convert is None:
        return None
    return lambda values: [*map(convert, values)]


def _as_a_list(values: Sequence[Any]) -> str:
    return orjson.dumps(values, option=orjson.OPT_UTC_Z).decode()


def _ids(values: Sequence[Any]) -> Sequence[str | None]:
    listed = _as_a_list(values)
    if _NOTHING in listed:
        return [None if value is None else f"{value.int:032x}" for value in values]
    return listed[2:-2].replace("-", "").split(_BETWEEN)


def _instants(values: Sequence[Any]) -> Sequence[str | None]:
    """As SQLite keeps them: `2022-07-30 07:10:42.000000`, in UTC."""
    listed = _as_a_list(values)
    if _NOTHING in listed:
        return [None if value is None else _instant(value) for value in values]
    written = listed[2:-2].replace("T", " ").split(_BETWEEN)
    return [
        text[:-1] if len(text) == _TO_THE_MICROSECOND and text[-1] == "Z" else _instant(value)
        for text, value in zip(written, values, strict=True)
    ]


def _instant(value: datetime) -> str:
    return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat(" ", "microseconds")[:26]


def _documents(values: Sequence[Any]) -> Sequence[str]:
    return [orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode() for value in values]


_BETWEEN, _NOTHING = '","', "null"
_TO_THE_MICROSECOND = len("2022-07-30 07:10:42.000000Z")


def _quoted(name: str) -> str:
    return f'"{name}"'


def _picker(keys: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """What stands under these keys, as a tuple even when it is one."""
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda row: tuple(row[key] for key in keys)


def as_a_select(table: Table, columns: Sequence[str], insert: Any) -> Any:
    """An insert that takes its rows from a select, as one within another statement has to."""
    if insert.select is not None:
        return insert
    one = (bindparam(name, type_=table.c[name].type) for name in columns)
    return insert.from_select(list(columns), select(*one))


class Bulk:
    """An insert of these columns of a table, prepared once a dialect. Values of JSON columns are lists or mappings."""

    def __init__(self, table: Table, columns: Sequence[str], finish: Finish = lambda insert: insert) -> None:
        self._table = table
        self._columns = tuple(columns)
        self._finish = finish
        self._pick = _picker(self._columns)
        self._documents = tuple(isinstance(table.c[name].type, JSON) for name in self._columns)
        self._prepared: dict[tuple[str, tuple[bool, ...]], RowAfterRow | _AsAList] = {}

    def write(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Insert these rows; each holds every column. Answers what the statement answers, if it was told to."""
        most = MOST[connection.dialect.name]
        return [
            answer
            for begin in range(0, len(rows), most)
            for answer in self._write(connection, [*map(self._pick, rows[begin : begin + most])])
        ]

    def _write(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        columns: list[Column] = [*zip(*rows, strict=True)]
        shared = (True,) * len(columns) if len(rows) == 1 else self._shared(columns)
        key = (connection.dialect.name, shared)
        prepared = self._prepared.get(key)
        if prepared is None:
            kind = RowAfterRow if is_sqlite(connection.dialect) else _AsAList
            prepared = kind(self._table, self._columns, self._finish, connection.dialect, shared)
            self._prepared[key] = prepared
        text_of_it, given = prepared.text_for(len(rows)), prepared.given(columns)
        found = run(connection, text_of_it, given, answers=bool(prepared.answers))
        return (
            tuple(
                convert(value) if convert and value is not None else value
                for convert, value in zip(prepared.answers, row, strict=True)
            )
            for row in found
        )

    def _shared(self, columns: Sequence[Column]) -> tuple[bool, ...]:
        """Which columns hold one value in all rows. Documents never do: a shared one would need another text."""
        return tuple(
            not document and values[0] == values[-1] and values.count(values[0]) == len(values)
            for document, values in zip(self._documents, columns, strict=True)
        )
