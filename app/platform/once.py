"""Same id, same content → done before; same id, other content → conflict. One register for every create.

The row is inserted first. On PostgreSQL a second transaction with the same id waits here until the first
one is decided; on SQLite writers stand in line anyway. So twenty copies sent at once give one row.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, select

from app.kernel import clock
from app.kernel.errors import Conflict, FieldError
from app.kernel.ids import content_hash
from app.kernel.words import _
from app.platform.unit_of_work import Tx


class MintedId(SQLModel, table=True):
    """An id that was used to create something, and the hash of what was asked."""

    __tablename__ = "minted_id"

    id: UUID = Field(primary_key=True)
    kind: str = Field(max_length=40)
    content: str = Field(max_length=64)
    at: datetime


def _taking(insert: Any) -> Any:
    table = MintedId.__table__  # type: ignore[attr-defined]
    return insert(table).on_conflict_do_nothing(index_elements=["id"]).returning(table.c.id)


_TAKING = {"sqlite": _taking(sqlite.insert), "postgresql": _taking(postgresql.insert)}
"""Taking ids that nobody has, by dialect; built once, for everything that is made goes through here."""


def without_new(content: Any, added: frozenset[str]) -> Any:
    """JSON-ready content without those of the `added` fields that say nothing (none, or an empty list).

    What was sent before the fields were there and is sent again afterwards so stays the same request.
    """
    if isinstance(content, dict):
        return {
            name: without_new(value, added)
            for name, value in content.items()
            if not (name in added and value in (None, []))
        }
    return [without_new(one, added) for one in content] if isinstance(content, list) else content


def is_first(tx: Tx, kind: str, new_id: UUID, content: Any) -> bool:
    """True when this id is new; False when the very same was asked before (answer again, write nothing).

    `content` is JSON-ready. Raises Conflict `id.reused` when the id was used for anything else.
    """
    asked = content_hash(content)
    row = {"id": new_id, "kind": kind, "content": asked, "at": clock.now()}
    connection = tx.db.connection()
    first = connection.execute(
        _TAKING[connection.dialect.name], row, execution_options={"tells_nothing": True}
    )
    if first.first() is not None:
        return True
    before = tx.db.exec(select(MintedId).where(MintedId.id == new_id)).one()
    if (before.kind, before.content) != (kind, asked):
        raise Conflict(
            "id.reused",
            _("This id was already used for something else."),
            [FieldError("id", "id.reused", _("This id was already used for something else."))],
        )
    return False


def first_of_many(tx: Tx, kind: str, contents: Mapping[UUID, Any]) -> set[UUID]:
    """Which of these ids are new; a fixed number of statements for a few thousand of them.

    An id that was used before is left out, whatever it was used for: the caller looks at what is there.
    On PostgreSQL this waits for a transaction that is just using one of them; ids go in their order, so
    that two such transactions never wait for each other.
    """
    now = clock.now()
    rows = [
        {"id": one, "kind": kind, "content": content_hash(contents[one]), "at": now}
        for one in sorted(contents)
    ]
    if not rows:
        return set()
    # Given as a list, the driver's many rows go in a few statements that are built once.
    connection = tx.db.connection()
    taken = connection.execute(
        _TAKING[connection.dialect.name], rows, execution_options={"tells_nothing": True}
    )
    return set(taken.scalars())
