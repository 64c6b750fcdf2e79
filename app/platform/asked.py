"""What is asked and told with every batch of a tablet: its SQL is written once a dialect, not each time.

To build a statement, to widen its lists to as many marks as there are values and to read its rows through the ORM's
machinery costs several times what the database needs to answer. Here the text never changes (a list is one
parameter), so that drivers and databases keep it prepared, and values pass through the types of their columns only.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BindParameter,
    Connection,
    String,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import visitors

Convert = Callable[[Any], Any]
Among = Callable[[Any, str], Any]
"""`among(column, name)`: the condition that the column is one of the values given under this name."""


def is_sqlite(dialect: Dialect) -> bool:
    """Whether it is SQLite's."""
    return dialect.name == "sqlite"


def _among_json(column: Any, name: str) -> Any:
    listed = func.json_each(bindparam(name, type_=String())).table_valued("value")
    return column.in_(select(listed.c.value))


def _among_array(column: Any, name: str) -> Any:
    return column == func.any(bindparam(name, type_=ARRAY(column.type)))


def _as_json(kind: Any, convert: Convert | None) -> Convert:
    def write(values: Iterable[Any]) -> str:
        return orjson.dumps([convert(one) for one in values] if convert else list(values)).decode()

    def write_ids(values: Iterable[Any]) -> str:
        return orjson.dumps(list(values)).decode().replace("-", "")

    return write_ids if isinstance(kind, Uuid) else write


def _as_array(values: Iterable[Any]) -> str:
    """A list of ids as PostgreSQL writes one: its driver would look at each of them."""
    return f"{{{orjson.dumps(list(values)).decode()[1:-1]}}}"


def run(
    connection: Connection, sql: str, given: Any, *, many: bool = False, answers: bool = True
) -> list[Any]:
    """Hand a text to the driver itself, on the connection's transaction; its plain rows.

    Four fifths of what SQLAlchemy needs for such a text goes into a result nobody looks at. Whoever listens to the
    engine (the unit of work, counters of statements) hears of it, and refusals are SQLAlchemy's, as everywhere.
    """
    cursor = _cursor(connection)
    try:
        for hear in connection.dispatch.before_cursor_execute:
            hear(connection, cursor, sql, given, None, many)
        if many:
            cursor.executemany(sql, given)
        else:
            cursor.execute(sql, given)
        return list(cursor.fetchall()) if answers else []
    except connection.dialect.loaded_dbapi.Error as refused:
        raise DBAPIError.instance(
            sql, given, refused, connection.dialect.loaded_dbapi.Error, dialect=connection.dialect
        ) from refused


def _cursor(connection: Connection) -> Any:
    """The one cursor that a connection keeps for these texts: their rows are always fetched before the next."""
    kept = connection.info
    if "asked" not in kept:
        kept["asked"] = connection.connection.cursor()
    return kept["asked"]


class _Prepared:
    """The text and the converters of one dialect."""

    def __init__(self, write: Callable[[Among], Any], dialect: Dialect) -> None:
        lists: dict[str, Convert] = {}

        def among(column: Any, name: str) -> Any:
            kind = column.type.dialect_impl(dialect)
            if is_sqlite(dialect):
                lists[name] = _as_json(kind, kind.bind_processor(dialect))
                return _among_json(column, name)
            if isinstance(kind, Uuid):
                lists[name] = _as_array
            return _among_array(column, name)

        statement = write(among)
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self.named = not compiled.positional
        self.parameters: list[tuple[str, Convert | None, Any]] = []
        for name in compiled.positiontup or compiled.binds:
            bind = compiled.binds[name]
            kind = bind.type.dialect_impl(dialect)
            convert = lists.get(name) or kind.bind_processor(dialect)
            self.parameters.append((name, convert, bind.value))
        columns = list(statement.exported_columns)
        self.row = _named_row([column.key for column in columns])
        found = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self.read = [(place, convert) for place, convert in enumerate(found) if convert is not None]

    def given(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver wants them; those that stand in the statement itself keep their value."""
        ready = [
            (name, convert(values.get(name, fixed)) if convert else values.get(name, fixed))
            for name, convert, fixed in self.parameters
        ]
        return dict(ready) if self.named else tuple(value for _name, value in ready)


def _named_row(names: list[str]) -> Any:
    return namedtuple("Row", names, rename=True)  # noqa: PYI024 - its fields are a statement's columns


class _Known:
    """A statement that is prepared when a dialect first needs it."""

    def __init__(self, write: Callable[[Among], Any]) -> None:
        self._write = write
        self._prepared: dict[str, _Prepared] = {}

    def _for(self, dialect: Dialect) -> _Prepared:
        prepared = self._prepared.get(dialect.name)
        if prepared is None:
            prepared = self._prepared[dialect.name] = _Prepared(self._write, dialect)
        return prepared


class Asked(_Known):
    """A question, written by a function of `among` (for the conditions on lists)."""

    def rows(self, connection: Connection, **given: Any) -> list[Any]:
        """The rows, as named tuples; each list and value of the question by its name."""
        prepared = self._for(connection.dialect)
        found = run(connection, prepared.sql, prepared.given(given))
        out = []
        for one in found:
            values = list(one)
            for place, convert in prepared.read:
                if values[place] is not None:
                    values[place] = convert(values[place])
            out.append(prepared.row._make(values))
        return out

    def first(self, connection: Connection, **given: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.rows(connection, **given)), None)


class _Together(_Known):
    """A change for many rows of PostgreSQL in one statement: each parameter is taken from a list in JSON."""

    def __init__(self, write: Callable[[], Any]) -> None:
        super().__init__(lambda _among: self._from_a_list(write()))
        self.names: dict[str, Any] = {}

    def _from_a_list(self, statement: Any) -> Any:
        rows = func.jsonb_array_elements(cast(bindparam(_ROWS, type_=String()), JSONB)).table_valued(
            "value", name="told"
        )

        def from_its_row(element: Any, **_ways: Any) -> Any:
            if not isinstance(element, BindParameter) or not element.required:
                return None
            self.names.setdefault(element.key, element.type)
            return cast(rows.c.value.op("->>")(literal_column(f"'{element.key}'")), element.type)

        return visitors.replacement_traverse(statement, {}, from_its_row)

    def tell(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        prepared = self._for(connection.dialect)
        listed = [{name: row[name] for name in self.names} for row in rows]
        given = {_ROWS: orjson.dumps(listed, option=orjson.OPT_UTC_Z).decode()}
        run(connection, prepared.sql, prepared.given(given), answers=False)


_ROWS = "the_rows"


class Told(_Known):
    """A change, written by a function; nothing is answered."""

    def __init__(self, write: Callable[[], Any]) -> None:
        super().__init__(lambda _among: write())
        self._together = _Together(write)

    def tell(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Make the change for each of these rows of parameters, each of which changes rows of its own."""
        if len(rows) > 1 and not is_sqlite(connection.dialect):
            self._together.tell(connection, rows)
            return
        prepared = self._for(connection.dialect)
        given = [prepared.given(row) for row in rows]
        many = len(given) > 1
        run(connection, prepared.sql, given if many else given[0], many=many, answers=False)
