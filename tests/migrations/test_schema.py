"""The schema comes from the migrations: up, no drift, down, up again; ledgers refuse to be changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.all_tables import metadata, stands_in
from app.platform import schema
from app.platform.db import Database
from app.platform.unit_of_work import UnitOfWork
from tests.postgres_plugin import postgres_server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        database.close()
        return
    server = postgres_server()
    name = f"e{uuid4().hex[:12]}"
    server.create_database(name)
    database = Database(server.url(name))
    yield database
    database.close()
    server.drop_database(name)


def _drift(database: Database) -> list[object]:
    with database.reader.connect() as connection:
        opts = {"compare_type": True, "include_object": stands_in(connection.dialect.name)}
        return list(compare_metadata(MigrationContext.configure(connection, opts=opts), metadata))


def _down(database: Database) -> None:
    alembic = schema.config()
    with database.writer.connect() as connection:
        alembic.attributes["connection"] = connection
        command.downgrade(alembic, "base")
        connection.commit()


def test_up_without_drift_down_and_up_again(empty: Database) -> None:
    assert not schema.is_current(empty)
    schema.migrate(empty)
    assert schema.is_current(empty)
    assert _drift(empty) == []
    _down(empty)
    with empty.reader.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        if not empty.is_sqlite:
            left = connection.execute(
                text(
                    "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'"
                )
            ).all()
            assert left == []
    schema.migrate(empty)
    assert _drift(empty) == []


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    schema.migrate(empty)
    schema.migrate(empty)
    assert schema.is_current(empty)


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory.from_config(schema.config()).get_heads()) == 1


def test_every_constraint_has_a_name_of_ours(empty: Database) -> None:
    schema.migrate(empty)
    with empty.reader.connect() as connection:
        look = inspect(connection)
        for table in metadata.tables:
            for constraint in [*look.get_foreign_keys(table), *look.get_check_constraints(table)]:
                assert constraint["name"], (table, constraint)


def test_sqlite_builds_no_table_to_check_a_word(tmp_path: Path) -> None:
    """For a list of words in a CHECK it does, for every row that is written."""
    database = Database(f"sqlite:///{tmp_path / 'house.db'}")
    schema.migrate(database)
    with database.reader.connect() as connection:
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        tables = {str(one.name): str(one.sql) for one in found}
        whole = connection.execute(text("PRAGMA integrity_check")).scalar_one()
    database.close()
    assert {name for name, told in tables.items() if re.search(r"CHECK \([^,]* IN \(", told)} == set()
    assert "CHECK (sex = 'f' OR sex = 'm' OR sex = 'o' OR sex = 'ns')" in tables["count_entry"]
    assert whole == "ok"


LEDGERS = [
    "audit_event",
    "audit_seal",
    "count_entry",
    "cell_mark",
    "door_entry",
    "movement",
    "hand_out",
    "distribution_point_till",
    "feedback_sheet",
    "feedback_tally",
    "session_step",
    "redemption",
    "tally_sheet_entry",
    "field_event",
    "field_reversal",
    "field_quarantine",
    "report_snapshot",
    "released_cell",
    "sent_figures",
    "late_acceptance",
    "late_earmark_settled",
]


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_ledger_is_append_only_in_the_database_itself(lone_uow: UnitOfWork, ledger: str) -> None:
    """Statement triggers fire on PostgreSQL even without rows; on SQLite they are looked up by name."""
    if lone_uow.database.is_sqlite:
        with lone_uow.read() as look:
            names = set(
                look.db.connection()
                .execute(
                    text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t"),
                    {"t": ledger},
                )
                .scalars()
            )
        assert names >= {f"{ledger}_no_update", f"{ledger}_no_delete"}
        return
    with pytest.raises(DBAPIError, match="append-only"), lone_uow.begin(housekeeping="an attack") as tx:
        tx.db.connection().execute(text(f"DELETE FROM {ledger}"))  # noqa: S608 - a name of ours
