"""Reports that came back and reports of one's own; one statement each."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.access.actor import Scope
from app.sessions.rules import SessionStatus
from app.sessions.store import listing
from app.sessions.store.listing import Row
from app.sessions.store.scope import in_scope
from app.sessions.tables import AwarenessSession, SessionStep


def sent_back(db: Session, scope: Scope, limit: int) -> list[tuple[Row, str]]:
    """Sessions whose report was sent back and not made again, with the last note; the longest ago first.

    A session in progress that was reported once can only have come back; its note is its last step's reason.
    """
    came_back = select(col(SessionStep.session_id)).where(
        col(SessionStep.session_id) == col(AwarenessSession.id),
        col(SessionStep.from_status) == SessionStatus.REPORTED.value,
        col(SessionStep.to_status) == SessionStatus.IN_PROGRESS.value,
    )
    query = (
        select(*listing.COLUMNS)
        .where(
            col(AwarenessSession.status) == SessionStatus.IN_PROGRESS.value,
            came_back.exists(),
            in_scope(scope),
        )
        .order_by(col(AwarenessSession.starts_at), col(AwarenessSession.id))
        .limit(limit)
    )
    rows = listing.rows_of(db, query)
    notes = select(col(AwarenessSession.id), col(AwarenessSession.status_reason)).where(
        col(AwarenessSession.id).in_([row.id for row in rows])
    )
    by_id = {one.id: one.status_reason for one in db.connection().execute(notes)}
    return [(row, by_id[row.id]) for row in rows]


def reported_by(db: Session, person_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of the sessions whose report this person made: somebody else verifies them."""
    rows = db.connection().execute(
        select(col(AwarenessSession.id)).where(
            col(AwarenessSession.id).in_(ids), col(AwarenessSession.reported_by) == person_id
        )
    )
    return {session_id for (session_id,) in rows}
