"""What two ledgers refer to is there, and stays: PostgreSQL asks once a statement, SQLite for every row."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Column, Executable, ForeignKey, Table, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.all_tables import ASKED_ONCE, metadata
from app.platform.unit_of_work import UnitOfWork
from tests.attendance.held import a_session
from tests.field.tablet import Tablet

REFERENCES = sorted(
    (key for name in ASKED_ONCE for key in metadata.tables[name].foreign_keys),
    key=lambda key: str(key.parent),
)


def _strange(key: Column[Any]) -> Any:
    """A value of the right kind that nothing has."""
    return "none" if key.name == "code" else uuid4()


def _counted(uow: UnitOfWork, ledger: Table) -> dict[str, Any]:
    """A row of this ledger: Chantal counted one woman."""
    tablet, session = Tablet(uow), a_session(uow)
    tablet.send(tablet.count(session))
    with uow.read() as look:
        return dict(look.db.connection().execute(select(ledger)).mappings().one())


@pytest.mark.parametrize("key", REFERENCES, ids=lambda key: str(key.parent))
def test_one_row_among_many_that_refers_to_nothing_is_refused(lone_uow: UnitOfWork, key: ForeignKey) -> None:
    ledger, column = key.parent.table, key.parent.name
    row = _counted(lone_uow, ledger)
    good = [{**row, "id": uuid4()} for _ in range(3)]
    strange = {**row, "id": uuid4(), column: _strange(key.column)}
    constraint = "FOREIGN KEY" if lone_uow.database.is_sqlite else key.constraint.name  # type: ignore[union-attr]
    with (
        pytest.raises(IntegrityError, match=str(constraint)),
        lone_uow.begin(housekeeping="a fault") as tx,
    ):
        tx.db.connection().execute(insert(ledger).values([*good, strange]))
    with lone_uow.begin(housekeeping="what is right") as tx:
        tx.db.connection().execute(insert(ledger).values(good))
        if column == "reverses":  # what the same statement brings may be referred to
            first = {**row, "id": uuid4()}
            tx.db.connection().execute(
                insert(ledger).values([{**first, "id": uuid4(), column: first["id"]}, first])
            )
    with lone_uow.read() as look:
        stored = look.db.connection().execute(select(ledger.c.id)).all()
    assert len(stored) == (6 if column == "reverses" else 4)


REFERRED_TO = sorted({key.column.table.name: key.column for key in REFERENCES}.values(), key=str)


@pytest.mark.parametrize("key", REFERRED_TO, ids=str)
def test_what_they_refer_to_is_never_removed(lone_uow: UnitOfWork, key: Column[Any]) -> None:
    """On PostgreSQL nothing is held while a ledger is written, so not even what nobody refers to may go."""
    table = key.table
    row = _counted(lone_uow, metadata.tables["count_entry"])
    (naming,) = {one.parent.name for one in REFERENCES if one.column is key and one.parent.name in row}
    used = key == row["id" if naming == "reverses" else naming]
    attacks: list[Executable] = [
        table.delete().where(used),
        table.update().where(used).values({key: _strange(key)}),
    ]
    if not lone_uow.database.is_sqlite:
        attacks += [table.delete(), text(f"TRUNCATE {table.name} CASCADE")]
    for attack in attacks:
        with pytest.raises(DBAPIError), lone_uow.begin(housekeeping="an attack") as tx:
            tx.db.connection().execute(attack)
    if naming != "reverses":
        with lone_uow.begin(housekeeping="its key stays as it is") as tx:
            tx.db.connection().execute(table.update().where(used).values({key: key}))
