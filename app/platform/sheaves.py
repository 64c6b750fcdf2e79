"""Many rows into a table in sheaves: what the rows of one share is sent once for all of them.

What a tablet brings at once is such a sheaf: the tablet, the session, the person and most instants are the same in all
its rows, however many tablets are taken together. SQLite gets a statement a sheaf, in which what is shared is one
parameter; PostgreSQL one statement for all, with what is shared once before the rows of each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Connection, String, Table, bindparam, literal_column, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine.interfaces import Dialect

from app.platform.bulk import MOST, Bulk, Finish, RowAfterRow
from app.platform.drivers import is_sqlite, run, worded_for

FEW = 8
"""Rows a sheaf: of fewer, plain rows are cheaper."""

_SHEAVES = "the_sheaves"


@dataclass(frozen=True, slots=True)
class Sheaf:
    """Rows that share values. `same`: what all of them hold; `each`: the other columns, row after row, at least one."""

    same: Mapping[str, Any]
    each: Mapping[str, Sequence[Any]]

    @classmethod
    def of(
        cls, same: dict[str, Any], each: dict[str, Sequence[Any]], perhaps: Mapping[str, Sequence[Any]]
    ) -> Sheaf:
        """`perhaps`: columns that mostly hold one value in all rows; each is looked at."""
        for name, values in perhaps.items():
            if values.count(values[0]) == len(values):
                same[name] = values[0]
            else:
                each[name] = values
        return cls(same, each)

    @classmethod
    def one(cls, row: Mapping[str, Any]) -> Sheaf:
        """A row by itself; it has an `id`."""
        return cls({name: value for name, value in row.items() if name != "id"}, {"id": [row["id"]]})

    def column(self, name: str) -> Sequence[Any]:
        """The values of a column, row after row."""
        return self.each[name] if name in self.each else [self.same[name]] * len(self)

    def __len__(self) -> int:
        """How many rows."""
        return len(next(iter(self.each.values())))

    def rows(self) -> list[dict[str, Any]]:
        """The rows one by one."""
        names = tuple(self.each)
        return [
            {**self.same, **dict(zip(names, values, strict=True))}
            for values in zip(*self.each.values(), strict=True)
        ]


class Sheaves:
    """An insert of these columns of a table, prepared once a dialect and shape. Nothing is answered."""

    def __init__(
        self,
        table: Table,
        columns: Sequence[str],
        finish: Finish = lambda insert: insert,
        *,
        in_order_of: str | None = None,
    ) -> None:
        """`in_order_of`: the column by which PostgreSQL inserts the rows of all sheaves, so that two who insert the
        same never wait for one another in a ring.
        """
        self._table = table
        self._columns = tuple(columns)
        self._finish = finish
        self._in_order_of = in_order_of
        self._plain = Bulk(table, columns, finish)
        self._prepared: dict[tuple[str, ...], Callable[[Connection, Sequence[Sheaf]], None]] = {}

    def write(self, connection: Connection, sheaves: Sequence[Sheaf]) -> None:
        """Insert the rows of these sheaves; `same` and `each` of one hold every column between them."""
        if sum(map(len, sheaves)) < FEW * len(sheaves) or self._would_lose_its_order(connection, sheaves):
            rows = [row for sheaf in sheaves for row in sheaf.rows()]
            if self._in_order_of:
                rows.sort(key=itemgetter(self._in_order_of))
            self._plain.write(connection, rows)
            return
        for shape, alike in groupby(sheaves, lambda sheaf: tuple(sheaf.each)):
            self._for(shape, connection.dialect)(connection, [*alike])

    def _would_lose_its_order(self, connection: Connection, sheaves: Sequence[Sheaf]) -> bool:
        """Each shape is a statement, and orders its own rows only. SQLite has one writer, who waits for nobody."""
        if self._in_order_of is None or is_sqlite(connection.dialect):
            return False
        return len({tuple(sheaf.each) for sheaf in sheaves}) > 1

    def _for(self, shape: tuple[str, ...], dialect: Dialect) -> Callable[[Connection, Sequence[Sheaf]], None]:
        key = (dialect.name, *shape)
        if key not in self._prepared:
            if is_sqlite(dialect):
                self._prepared[key] = self._one_by_one(shape, dialect)
            else:
                self._prepared[key] = self._all_at_once(shape, dialect)
        return self._prepared[key]

    def _one_by_one(
        self, shape: tuple[str, ...], dialect: Dialect
    ) -> Callable[[Connection, Sequence[Sheaf]], None]:
        shared = [name not in shape for name in self._columns]
        prepared = RowAfterRow(self._table, self._columns, self._finish, dialect, shared)
        most = MOST[dialect.name]

        def write(connection: Connection, sheaves: Sequence[Sheaf]) -> None:
            for sheaf in sheaves:
                columns: list[Any] = [
                    (sheaf.same[name],) if alike else sheaf.each[name]
                    for name, alike in zip(self._columns, shared, strict=True)
                ]
                for begin in range(0, len(sheaf), most):
                    piece = [
                        column if alike else column[begin : begin + most]
                        for column, alike in zip(columns, shared, strict=True)
                    ]
                    text_of_it = prepared.text_for(min(most, len(sheaf) - begin))
                    run(connection, text_of_it, prepared.given(piece), answers=False)

        return write

    def _all_at_once(
        self, shape: tuple[str, ...], dialect: Dialect
    ) -> Callable[[Connection, Sequence[Sheaf]], None]:
        shared = [name for name in self._columns if name not in shape]
        insert = postgresql.insert(self._table).from_select(
            list(self._columns), self._listed(shape, shared, dialect)
        )
        prepared = str(self._finish(insert).compile(dialect=worded_for(dialect)))

        def write(connection: Connection, sheaves: Sequence[Sheaf]) -> None:
            listed = [
                [
                    *(sheaf.same[name] for name in shared),
                    [*zip(*(sheaf.each[name] for name in shape), strict=True)],
                ]
                for sheaf in sheaves
            ]
            told = orjson.dumps(listed, option=orjson.OPT_NON_STR_KEYS)
            run(connection, prepared, [told], answers=False)

        return write

    def _listed(self, shape: Sequence[str], shared: Sequence[str], dialect: Dialect) -> Any:
        """The rows of all sheaves, with what those of one share beside each; that is read once a sheaf."""

        def read(source: str, place: int, name: str) -> str:
            kind = self._table.c[name].type.compile(dialect=dialect)
            return f"CAST({source}.value ->> {place} AS {kind})"

        once = ", ".join(f"{read('g', place, name)} AS s{place}" for place, name in enumerate(shared))
        whole: list[Any] = [
            literal_column(f"g.s{shared.index(name)}")
            if name in shared
            else literal_column(read("j", shape.index(name), name))
            for name in self._columns
        ]
        source = text(
            f"(SELECT {once}, g.value -> {len(shared)} AS listed"  # noqa: S608 - names of columns
            f" FROM jsonb_array_elements(CAST(:{_SHEAVES} AS JSONB)) AS g(value) OFFSET 0) AS g"
            " CROSS JOIN LATERAL jsonb_array_elements(g.listed) AS j(value)"
        )
        rows = select(*whole).select_from(source.bindparams(bindparam(_SHEAVES, type_=String())))
        if self._in_order_of:
            rows = rows.order_by(literal_column(str(self._columns.index(self._in_order_of) + 1)))
        return rows
