"""People who were there before keep everything when they may have a PIN, and old code still writes them."""

from __future__ import annotations

from alembic import command
from sqlalchemy import text

from app.platform import schema
from app.platform.db import Database
from tests.migrations.test_feeds import PERSON
from tests.migrations.test_schema import empty

__all__ = ["empty"]


def test_people_stay_and_old_code_still_writes(empty: Database) -> None:
    alembic = schema.config()
    with empty.writer.connect() as connection:
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "0002")
        connection.execute(text(PERSON))
        connection.commit()
        command.upgrade(alembic, "0003")
        found = connection.execute(text("SELECT name, pin_salt, pin_hash, pin_rounds FROM person")).all()
        assert found == [("Amina", None, None, None)]
        later = PERSON.replace("0001'", "0002'").replace("old@", "later@")
        connection.execute(text(later))
        connection.commit()
        command.downgrade(alembic, "0002")
        assert connection.execute(text("SELECT count(*) FROM person")).scalar() == 2
        connection.commit()
