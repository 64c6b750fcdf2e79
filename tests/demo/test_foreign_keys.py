"""Foreign keys that are looked at once: the same ones afterwards, and no row gets past them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.commands.demo import scale
from app.commands.demo.foreign_keys import looked_at_once
from app.commands.ledgers import differences
from app.platform.unit_of_work import UnitOfWork


def keys(uow: UnitOfWork) -> list[tuple[Any, ...]]:
    """Every foreign key of PostgreSQL with its definition, and whether it was seen to hold; SQLite keeps its own."""
    if uow.database.is_sqlite:
        return []
    question = text(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint "
        "WHERE contype = 'f' ORDER BY 1, 2"
    )
    with uow.read() as look:
        return [tuple(row) for row in look.db.connection().execute(question)]


def test_after_very_many_rows_every_key_is_there_and_holds(
    lone_uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys(lone_uow)
    monkeypatch.setattr(scale, "MANY_SESSIONS", 50)
    scale.fill(lone_uow, 60)
    assert keys(lone_uow) == before
    assert all(validated for *_key, validated in before)
    assert differences(lone_uow) == []


def test_a_row_that_breaks_a_key_takes_everything_back(lone_uow: UnitOfWork) -> None:
    before = keys(lone_uow)
    stray = text("INSERT INTO session_number (prefix, day, last) VALUES ('ZZZ', '2025-06-12', 1)")
    broken = text(
        "INSERT INTO session_topic (session_id, topic_code) VALUES ('00000000000000000000000000000001', 'none')"
    )

    def write() -> None:
        with (
            lone_uow.begin(housekeeping="rows that must not stay") as tx,
            looked_at_once(tx, ["session_topic"]),
        ):
            tx.db.connection().execute(stray)
            tx.db.connection().execute(broken)

    with pytest.raises(IntegrityError):
        write()
    assert keys(lone_uow) == before
    with lone_uow.read() as look:
        assert look.db.connection().execute(text("SELECT count(*) FROM session_number")).scalar_one() == 0
