"""Engines share what they compiled, never what they found."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session, select

from app.organisations.tables import Organisation
from app.platform.db import Database
from tests.world import ORGANISATIONS


def _codes(database: Database) -> list[str]:
    with Session(database.reader) as look:
        return sorted(look.exec(select(Organisation.code)))


def test_two_databases_share_statements_and_nothing_else(
    database_url: str, sqlite_world: Path, tmp_path: Path
) -> None:
    one = Database(database_url)
    assert _codes(one) == sorted(ORGANISATIONS)
    shutil.copy(sqlite_world, tmp_path / "other.db")
    two = Database(f"sqlite:///{tmp_path / 'other.db'}")
    with two.writer.begin() as change:
        change.execute(text("UPDATE organisation SET code = 'OTHER' WHERE code = 'KAFA'"))
    assert _codes(two) == sorted({*ORGANISATIONS, "OTHER"} - {"KAFA"})
    three = Database(database_url)
    kept = len(three.writer._compiled_cache or ())
    assert _codes(three) == sorted(ORGANISATIONS)
    assert kept > 0
    assert len(three.writer._compiled_cache or ()) == kept, "compiled once more"
    for database in (one, two, three):
        database.close()
