"""Sessions verified before the sums by month were kept are in them, and what is verified afterwards follows."""

from __future__ import annotations

from datetime import date

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import Session

from app.commands.ledgers import differences
from app.platform import schema
from app.platform.db import Database
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.factories import a_session, a_verified_session
from tests.migrations.test_schema import empty

__all__ = ["empty"]

SUMS = "0020"
WOMEN = ("ET", "f", "18-59")


def test_sums_are_made_from_what_was_verified_before(empty: Database) -> None:
    schema.migrate(empty)
    with Session(empty.writer) as db:
        world.build(db)
        for day in (date(2022, 7, 30), date(2022, 7, 31), date(2022, 8, 1)):
            a_verified_session(db, day=day, cells={WOMEN: 12}, partners={"LAW": True, "KAFA": False})
        waiting = a_session(db, status="reported", cells={WOMEN: 3})
        never = a_session(db, status="reported", cells={WOMEN: 4})
        db.commit()
    before = ScriptDirectory.from_config(schema.config()).get_revision(SUMS).down_revision
    alembic = schema.config()
    with empty.writer.connect() as connection:
        alembic.attributes["connection"] = connection
        command.downgrade(alembic, str(before))
        connection.commit()
    schema.migrate(empty)
    with empty.writer.begin() as connection:  # old code knows nothing of the sums and moves them all the same
        connection.execute(
            text("UPDATE awareness_session SET status = 'verified' WHERE id = :id"),
            {"id": waiting.hex if empty.is_sqlite else waiting},
        )
        found = connection.execute(
            text("SELECT whose, sum(people), count(*) FROM month_cell GROUP BY whose ORDER BY whose")
        ).all()
    assert [tuple(row) for row in found] == [
        ("organisation", 75, 4),
        ("programme", 39, 2),
        ("project", 39, 2),
    ]
    assert differences(UnitOfWork(empty, lambda _db, _happenings: None)) == []
    with empty.writer.begin() as connection:  # one statement for all, as tablets count
        connection.execute(text("UPDATE session_total SET count = count + 5"))
        assert (
            connection.execute(text("SELECT sum(people) FROM month_cell")).scalar()
            == (39 + 4 * 5) * 2 + 75 + 7 * 5
        )
        connection.execute(
            text("UPDATE session_total SET count = count + 100 WHERE session_id = :id"),
            {"id": never.hex if empty.is_sqlite else never},
        )
        assert (
            connection.execute(text("SELECT sum(people) FROM month_cell")).scalar()
            == (39 + 4 * 5) * 2 + 75 + 7 * 5
        )
