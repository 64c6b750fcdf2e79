"""SQLite compares a word with those of its column one by one: for a list it built a table, anew for every row.

Locks: nothing is read or rewritten but the texts of the tables; what they allow stays the same.
Back: nothing to do, they say the same as before.
Old code: writes as before.

Revision: known_words
Follows: report_quiz
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "known_words"
down_revision = "report_quiz"

LISTED = re.compile(r"CHECK \((\w+) IN \(('[^()]+')\)\)")
"""A check as the migrations before this one wrote it: `sex IN ('f', 'm')`."""


def _one_by_one(found: re.Match[str]) -> str:
    column, words = found.groups()
    return f"CHECK ({' OR '.join(f'{column} = {word}' for word in words.split(', '))})"


def upgrade() -> None:
    """Write the checks anew in the way SQLite describes for what changes no row (lang_altertable, section 7)."""
    house = op.get_bind()
    if house.dialect.name != "sqlite":
        return
    tables = house.execute(
        sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '% IN (%'")
    ).all()
    version = house.execute(sa.text("PRAGMA schema_version")).scalar_one()
    house.execute(sa.text("PRAGMA writable_schema = ON"))
    if not house.execute(sa.text("PRAGMA writable_schema")).scalar_one():
        return  # a SQLite that is made to forbid this (Apple's): its checks stay right, and slow
    for name, told in tables:
        house.execute(
            sa.text("UPDATE sqlite_master SET sql = :told WHERE type = 'table' AND name = :name"),
            {"told": LISTED.sub(_one_by_one, told), "name": name},
        )
    house.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    house.execute(sa.text("PRAGMA writable_schema = RESET"))


def downgrade() -> None:
    """Nothing."""
