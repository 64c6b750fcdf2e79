"""Sessions held, started and added to many at a time: what arrives from tablets comes in batches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from app.access.actor import Scope
from app.kernel.ids import new_id
from app.sessions.rules import SessionFacts, SessionStatus
from app.sessions.store import parts
from app.sessions.store.parts import AllParts
from app.sessions.store.reading import facts_from
from app.sessions.store.scope import in_scope
from app.sessions.tables import AwarenessSession, SessionStep

_session: Any = AwarenessSession.__table__  # type: ignore[attr-defined]
_WANTED = _session.c.id.in_(bindparam("ids", expanding=True))

_HOLD = select(_session).where(_WANTED).order_by(_session.c.id).with_for_update(key_share=True)
"""Everybody takes sessions in the order of their ids, so nobody waits for one another in a ring."""


def lock_many(db: Session, ids: Collection[UUID]) -> dict[UUID, SessionFacts]:
    """The facts of these sessions, held; topics and planned kits are left out. Four statements."""
    rows = db.connection().execute(_HOLD, {"ids": list(ids)}).all()
    found = [row.id for row in rows]
    if not found:
        return {}
    joined = parts.partners(db, found)
    people = parts.facilitators(db, found)
    paid = parts.projects(db, found)
    return {
        row.id: facts_from(row, AllParts(joined[row.id], people[row.id], paid[row.id], [], []))  # type: ignore[arg-type]
        for row in rows
    }


_START = (
    update(_session)
    .where(_session.c.id == bindparam("session"))
    .values(
        status=SessionStatus.IN_PROGRESS.value,
        updated_at=bindparam("now"),
        version=_session.c.version + 1,
    )
)


def start_many(db: Session, ids: Sequence[UUID], by: UUID | None, at: datetime) -> None:
    """Confirmed sessions are being held from now on; two statements."""
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
            for one in ids
        ],
    )
    db.connection().execute(_START, [{"session": one, "now": at} for one in ids])


_ROLLUPS = ("reached_count", "late_count", "door_count", "kits_count")
_ADD = (
    update(_session)
    .where(_session.c.id == bindparam("session"))
    .values({name: _session.c[name] + bindparam(f"more_{name}") for name in _ROLLUPS})
)


def add_many(db: Session, rows: Sequence[tuple[UUID, int, int, int, int]]) -> None:
    """Add (session, reached, late, door, kits) to the rollups; one statement, in the order of the ids."""
    db.connection().execute(
        _ADD,
        [
            {"session": one, **{f"more_{name}": n for name, n in zip(_ROLLUPS, added, strict=True)}}
            for one, *added in sorted(rows)
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
    joined, people, paid = parts.partners(db, ids), parts.facilitators(db, ids), parts.projects(db, ids)
    topics, kits = parts.topics(db, ids), parts.planned_kits(db, ids)
    return [
        facts_from(row, AllParts(joined[row.id], people[row.id], paid[row.id], topics[row.id], kits[row.id]))
        for row in rows
    ]
