"""People and halls that were there before keep everything when they get languages and opening hours."""

from __future__ import annotations

from alembic import command
from sqlalchemy import text

from app.platform import schema
from app.platform.db import Database
from tests.migrations.test_schema import empty

__all__ = ["empty"]

FEEDS = "0006"
BEFORE = "0005"

PERSON = """INSERT INTO person (id, email, name, language, active, failed_tries, code_tries, version, created_at)
VALUES ('00000000000000000000000000000001', 'old@example.org', 'Amina', 'en', true, 0, 0, 1, '2026-01-01 00:00:00')"""
AREA = """INSERT INTO area (code, level, country, name_en, active, version)
VALUES ('LBN', 0, 'LBN', 'Lebanon', true, 1)"""
VENUE = """INSERT INTO venue (id, name, area_code, address, capacity, accessible, sensitive, active, version)
VALUES ('00000000000000000000000000000002', 'Old hall', 'LBN', '', 80, false, false, true, 1)"""


def _to(database: Database, revision: str) -> None:
    alembic = schema.config()
    with database.writer.connect() as connection:
        alembic.attributes["connection"] = connection
        (command.upgrade if revision == FEEDS else command.downgrade)(alembic, revision)
        connection.commit()


def test_rows_stay_and_old_code_still_writes(empty: Database) -> None:
    alembic = schema.config()
    with empty.writer.connect() as connection:
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, BEFORE)
        for statement in (PERSON, AREA, VENUE):
            connection.execute(text(statement))
        connection.commit()
    _to(empty, FEEDS)
    with empty.writer.begin() as connection:
        assert connection.execute(text("SELECT name, languages FROM person")).all() == [("Amina", "")]
        halls = connection.execute(text("SELECT name, opens, closes, closed_days FROM venue")).all()
        assert halls == [("Old hall", None, None, "")]
        connection.execute(text(VENUE.replace("0002", "0003").replace("Old", "Next")))  # as the old code does
    _to(empty, BEFORE)
    with empty.reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM venue")).scalar() == 2
        assert connection.execute(text("SELECT count(*) FROM person")).scalar() == 1
