"""Texts that PostgreSQL keeps prepared go straight to libpq, and say, answer and refuse the same as before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    bindparam,
    select,
    text,
)
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlmodel.sql.sqltypes import UTCDateTime

from app.platform.asked import Asked
from app.platform.bulk import Bulk
from app.platform.db import Database

OFTEN = 9
"""So often a text is asked until it certainly is prepared."""

_notes = Table(
    "note_of_a_test",
    MetaData(),
    Column("id", Uuid(), primary_key=True),
    Column("of", Uuid()),
    Column("said", String(80), nullable=False),
    Column("number", Integer),
    Column("at", UTCDateTime()),
    Column("day", Date),
    Column("more", JSON),
    Column("late", Boolean),
)
_ADD = Bulk(_notes, [column.name for column in _notes.columns])
_BY_WHAT = Asked(
    lambda among: select(_notes).where(
        among(_notes.c.said, "said"), _notes.c.number < bindparam("below", type_=Integer())
    )
)


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    made = Database(postgres_url, pool_size=1)
    with made.writer.begin() as connection:
        _notes.create(connection)
    yield made
    with made.writer.begin() as connection:
        _notes.drop(connection)
    made.close()


@pytest.fixture
def through_psycopg(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that psycopg still looks at."""
    seen: list[str] = []
    ask = psycopg.RawCursor.execute

    def note(self: Any, query: Any, *about: Any, **more: Any) -> Any:
        seen.append(query)
        return ask(self, query, *about, **more)

    monkeypatch.setattr(psycopg.RawCursor, "execute", note)
    return seen


def note(number: int, **other: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": uuid4(),
        "of": uuid4() if number % 2 else None,
        "said": f'it\'s "{number}" \\ {{a,b}} – ﷽ %s $1',
        "number": number,
        "at": datetime(2022, 7, 30, 1, number, 0, number, tzinfo=timezone(timedelta(hours=3))),
        "day": date(2022, 7, 30),
        "more": {"é": [number, None, "\u2028"]},
        "late": bool(number % 2),
    }
    return plain | other


def told(connection: Connection, said: list[str]) -> list[dict[str, Any]]:
    return [row._asdict() for row in _BY_WHAT.rows(connection, said=said, below=1_000)]


def test_the_same_words_and_answers_however_often(database: Database, through_psycopg: list[str]) -> None:
    rows = [note(number) for number in range(OFTEN)]
    rows[4] |= {"number": None, "at": None, "day": None, "more": None, "late": None}
    with database.writer.begin() as connection:
        for row in rows:
            _ADD.write(connection, [row])
            expected = [] if row["number"] is None else [row]
            assert told(connection, [row["said"], "nothing", ""]) == expected
            assert told(connection, [row["said"]]) == expected
        before = len(through_psycopg)
        _ADD.write(connection, [note(50)])
        assert told(connection, [rows[2]["said"]])[0]["at"].tzinfo is UTC
        assert len(through_psycopg) == before, "a text that is prepared goes to libpq"
        assert len(told(connection, [row["said"] for row in rows])) == OFTEN - 1


def test_what_the_server_forgot_is_prepared_anew(database: Database) -> None:
    for undo in ("ROLLBACK", "ROLLBACK TO SAVEPOINT here", "DEALLOCATE ALL"):
        with database.writer.connect() as connection:
            for _time in range(OFTEN):
                assert told(connection, ["-"]) == []
            if undo == "ROLLBACK":
                connection.rollback()
            else:
                connection.execute(text("SAVEPOINT here"))
                _ADD.write(connection, [note(1, said="-")])
                connection.execute(text(undo))
            for _time in range(OFTEN):
                assert len(told(connection, ["-"])) == (undo == "DEALLOCATE ALL")
            connection.rollback()


def test_each_transaction_is_its_own(database: Database) -> None:
    for number in range(OFTEN):
        with database.writer.begin() as connection:
            _ADD.write(connection, [note(number, said="kept")])
        with database.reader.connect() as look:
            assert len(told(look, ["kept"])) == number + 1
            isolation = look.execute(text("SHOW transaction_isolation")).scalar_one()
            assert (isolation, look.execute(text("SHOW transaction_read_only")).scalar_one()) == (
                "repeatable read",
                "on",
            )
        with database.writer.connect() as connection:
            _ADD.write(connection, [note(number, said="lost")])
            isolation = connection.execute(text("SHOW transaction_isolation")).scalar_one()
            assert isolation == "read committed"
        with database.writer.begin() as connection:
            assert told(connection, ["lost"]) == []


def test_refusals_are_those_of_sqlalchemy(database: Database) -> None:
    row = note(1)
    for time in range(OFTEN):
        with database.writer.begin() as connection:
            _ADD.write(connection, [row if time == 0 else note(1)])
    with database.writer.connect() as connection, pytest.raises(IntegrityError) as twice:
        _ADD.write(connection, [row])
    assert twice.value.orig is not None
    assert getattr(twice.value.orig, "sqlstate", "") == "23505"
    assert "pk_note_of_a_test" in str(twice.value.orig) or "note_of_a_test_pkey" in str(twice.value.orig)
    for wrong in ({"number": 3_000_000_000}, {"said": "a\0b"}):
        with database.writer.connect() as connection, pytest.raises(DataError):
            _ADD.write(connection, [note(1) | wrong])
    with database.writer.begin() as connection:
        assert len(told(connection, [row["said"]])) == OFTEN


def test_a_server_that_is_gone(database: Database, postgres_url: str) -> None:
    with database.writer.connect() as connection:
        for _time in range(OFTEN):
            told(connection, ["-"])
        server = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        other = Database(postgres_url, pool_size=1)
        with other.writer.begin() as ending:
            ending.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": server})
        other.close()
        with pytest.raises(OperationalError):
            told(connection, ["-"])
    with database.writer.begin() as connection:
        assert told(connection, ["-"]) == []
