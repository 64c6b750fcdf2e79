"""Foreign keys looked at once, after very many rows, and not at each row: on PostgreSQL that is most of the work.

The keys are taken away and put back in the transaction that writes the rows. To put one back PostgreSQL looks at
every row of its table, so at the end each key holds for all of them, or nothing was written at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from psycopg import sql
from sqlalchemy import text

from app.platform.unit_of_work import Tx

_KEYS = text(
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype = 'f' AND conrelid::regclass::text = ANY(:tables) ORDER BY 1, 2"
)


@contextmanager
def looked_at_once(tx: Tx, tables: Sequence[str]) -> Iterator[None]:
    """In the block nobody looks at the foreign keys of these tables; at its end they hold for every row.

    Raises IntegrityError at the end when one does not. The tables are locked until the transaction ends.
    SQLite looks at keys at little cost and cannot take them away: there nothing changes.
    """
    connection = tx.db.connection()
    if connection.dialect.name != "postgresql":
        yield
        return
    keys = [tuple(map(str, row)) for row in connection.execute(_KEYS, {"tables": list(tables)})]
    for table, name, _definition in keys:
        connection.exec_driver_sql(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
            .format(sql.Identifier(table), sql.Identifier(name))
            .as_string()
        )
    yield
    for table in tables:  # so that the looking is planned for the rows there are now
        connection.exec_driver_sql(sql.SQL("ANALYZE {}").format(sql.Identifier(table)).as_string())
    for table, name, definition in keys:
        # the definition comes from PostgreSQL's own catalogue
        connection.exec_driver_sql(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ")
            .format(sql.Identifier(table), sql.Identifier(name))
            .as_string()
            + definition.replace("%", "%%")
        )
