"""Sessions held, started and added to many at a time: what arrives from tablets comes in batches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    bindparam,
    insert,
    select,
    update,
)
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from app.access.actor import Scope
from app.kernel.ids import new_id
from app.platform.asked import Asked
from app.sessions.rules import SessionFacts, SessionStatus
from app.sessions.store import all_parts, stepping
from app.sessions.store.reading import facts_from
from app.sessions.store.scope import in_scope
from app.sessions.tables import (
    AwarenessSession,
    SessionStep,
)

_session: Any = AwarenessSession.__table__  # type: ignore[attr-defined]

_OF_FACTS = [_session.c[name] for name in SessionFacts.__dataclass_fields__ if name in _session.c]
_HOLD = Asked(
    lambda among: (
        select(*_OF_FACTS)
        .where(among(_session.c.id, "ids"))
        .order_by(_session.c.id)
        .with_for_update(key_share=True)
    )
)
"""Everybody takes sessions in the order of their ids, so nobody waits for one another in a ring."""


def lock_many(db: Session, ids: Collection[UUID]) -> dict[UUID, SessionFacts]:
    """The facts of these sessions, held; topics and planned kits are left out. Two statements."""
    rows = _HOLD.rows(db.connection(), ids=ids)
    if not rows:
        return {}
    of_each = all_parts.who_and_for_whom(db, [row.id for row in rows])
    return {row.id: facts_from(row, of_each[row.id]) for row in rows}


_START = (
    update(_session)
    .where(_session.c.id == bindparam("session"))
    .values(
        status=SessionStatus.IN_PROGRESS.value,
        updated_at=bindparam("now"),
        version=_session.c.version + 1,
    )
)


def start_many(db: Session, sessions: Sequence[tuple[UUID, UUID]], at: datetime) -> None:
    """Confirmed sessions, each with who started it, are being held from now on; two statements."""
    db.connection().execute(
        insert(SessionStep),
        [
            {
                "id": new_id(),
                "session_id": one,
                "from_status": SessionStatus.CONFIRMED.value,
                "to_status": SessionStatus.IN_PROGRESS.value,
                "by": by,
                "at": at,
                "reason": "",
            }
            for one, by in sessions
        ],
    )
    db.connection().execute(_START, [{"session": one, "now": at} for one, _by in sessions])


def add_many(db: Session, rows: Sequence[tuple[UUID, int, int, int, int]]) -> None:
    """Add (session, reached, late, door, kits) to the rollups; one statement, in the order of the ids."""
    stepping.add_to_many(
        db,
        [
            {"session": one, "reached": reached, "late": late, "door": door, "tickets": 0, "kits": kits}
            for one, reached, late, door, kits in sorted(rows)
        ],
    )


def of_tablet(db: Session, scope: Scope, begins: datetime, ends: datetime, limit: int) -> list[SessionFacts]:
    """Sessions in scope that start between two instants, the next one first, with all their parts."""
    rows = list(
        db.exec(
            select_rows(AwarenessSession)
            .where(
                in_scope(scope),
                col(AwarenessSession.starts_at) >= begins,
                col(AwarenessSession.starts_at) < ends,
                col(AwarenessSession.status) != SessionStatus.PROPOSED.value,
            )
            .order_by(col(AwarenessSession.starts_at), col(AwarenessSession.id))
            .limit(limit)
        )
    )
    ids = [row.id for row in rows]
    if not ids:
        return []
    of_each = all_parts.of_many(db, ids)
    return [facts_from(row, of_each[row.id]) for row in rows]
