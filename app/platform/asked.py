"""What is asked and told with every batch of a tablet and every page: its SQL is written once a dialect, not each time.

To build a statement, to widen its lists to as many marks as there are values and to read its rows through the ORM's
machinery costs several times what the database needs to answer. Here the text never changes (a list is one
parameter), so that drivers and databases keep it prepared, and values pass through the types of their columns only.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

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
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import ClauseList

from app.platform.drivers import Convert, is_sqlite, reader, run, signs, worded_for, writer

Among = Callable[[Any, str], Any]
"""`among(column, name)`: the condition that the column is one of the values given under this name."""


class Later(UUID):
    """Stands for an id in a question that is written once for many readers; each asks with ids of his own.

    `name` is the name under which they are given. To whoever writes the question it is an id like any other.
    """

    __slots__ = ("name",)

    name: str

    def __init__(self, name: str) -> None:
        super().__init__(int=uuid5(NAMESPACE_OID, name).int)
        object.__setattr__(self, "name", name)


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


def _ids_as_array(values: Iterable[UUID]) -> bytes:
    return b"{" + orjson.dumps([*values])[1:-1] + b"}"


def _as_array(values: Iterable[Any]) -> bytes:
    """A list as PostgreSQL writes one: its driver would look at each value."""
    return signs(f"{{{','.join([_in_quotes(str(one)) for one in values])}}}")


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _the_one(convert: Convert | None) -> Convert:
    def write(values: Iterable[Any]) -> Any:
        (one,) = values
        return convert(one) if convert else one

    return write


class _Prepared:
    """The text and the converters of one dialect. `of_one`: every list has one value, and is asked for as that: SQLite
    would build a table for each list.
    """

    def __init__(self, write: Callable[[Among], Any], dialect: Dialect, *, of_one: bool) -> None:
        lists: dict[str, Convert] = {}

        def among(column: Any, name: str) -> Any:
            if of_one:
                lists[name] = _the_one(writer(column.type, dialect))
                return column == bindparam(name, type_=column.type)
            if is_sqlite(dialect):
                kind = column.type.dialect_impl(dialect)
                lists[name] = _as_json(kind, kind.bind_processor(dialect))
                return _among_json(column, name)
            lists[name] = _ids_as_array if isinstance(column.type, Uuid) else _as_array
            return _among_array(column, name)

        statement = _spelled_out(write(among))
        compiled = statement.compile(dialect=worded_for(dialect))
        self.sql = str(compiled)
        self.lists = tuple(lists)
        self.fixed: list[Any] = []
        self.open: list[tuple[int, str, Convert | None, Any]] = []
        for place, name in enumerate(compiled.positiontup or ()):
            bind = compiled.binds[name]
            convert = lists.get(name) or writer(bind.type, dialect)
            value, later = bind.value, isinstance(bind.value, Later)
            if later or not bind.unique:
                self.open.append((place, bind.value.name if later else name, convert, value))
                value = None
            self.fixed.append(convert(value) if convert and value is not None else value)
        columns = list(statement.exported_columns)
        self.row = _named_row([column.key for column in columns])
        found = [reader(column.type, dialect) for column in columns]
        self.read = [(place, convert) for place, convert in enumerate(found) if convert is not None]

    def given(self, values: Mapping[str, Any]) -> list[Any]:
        """The parameters as the driver wants them; those that stand in the statement itself keep their value."""
        ready = list(self.fixed)
        for place, name, convert, usual in self.open:
            value = values.get(name, usual)
            ready[place] = convert(value) if convert else value
        return ready

    def told(self, found: list[Any]) -> list[Any]:
        """The driver's rows as named ones, their values those of their columns' types."""
        if not self.read:
            return [self.row._make(one) for one in found]
        out = []
        for one in found:
            values = list(one)
            for place, convert in self.read:
                if values[place] is not None:
                    values[place] = convert(values[place])
            out.append(self.row._make(values))
        return out


def _spelled_out(statement: Any) -> Any:
    """The question with a mark for each value of a list that stands in it."""

    def is_list(element: Any) -> bool:
        return isinstance(element, BindParameter) and element.expanding and element.value is not None

    def one_by_one(element: Any, **_ways: Any) -> Any:
        if not is_list(element):
            return None
        marks = (bindparam(None, value, type_=element.type, unique=True) for value in element.value)
        return ClauseList(*marks, operator=operators.comma_op).self_group()

    if not any(is_list(element) for element in visitors.iterate(statement)):
        return statement
    return visitors.replacement_traverse(statement, {}, one_by_one)


def _named_row(names: list[str]) -> Any:
    return namedtuple("Row", names, rename=True)  # noqa: PYI024 - its fields are a statement's columns


class _Known:
    """A statement that is prepared when a dialect first needs it."""

    def __init__(self, write: Callable[[Among], Any]) -> None:
        self._write = write
        self._prepared: dict[tuple[str, bool], _Prepared] = {}

    def _for(self, dialect: Dialect, *, of_one: bool = False) -> _Prepared:
        prepared = self._prepared.get((dialect.name, of_one))
        if prepared is None:
            prepared = _Prepared(self._write, dialect, of_one=of_one)
            self._prepared[dialect.name, of_one] = prepared
        return prepared


class Asked(_Known):
    """A question, written by a function of `among` (for the conditions on lists)."""

    @classmethod
    def just(cls, statement: Any) -> Asked:
        """A question that asks for no list of values."""
        return cls(lambda _among: statement)

    def rows(self, connection: Connection, **given: Any) -> list[Any]:
        """The rows, as named tuples; each list and value of the question by its name."""
        prepared = self._for(connection.dialect)
        if prepared.lists and all(len(given[name]) == 1 for name in prepared.lists):
            prepared = self._for(connection.dialect, of_one=True)
        return prepared.told(run(connection, prepared.sql, prepared.given(given)))

    def plain(self, connection: Connection, **given: Any) -> list[Any]:
        """The rows as the driver gives them: ids and instants are text on SQLite."""
        prepared = self._for(connection.dialect)
        return run(connection, prepared.sql, prepared.given(given))

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
