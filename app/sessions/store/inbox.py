"""Reports that came back and reports of one's own; one statement each."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Integer, bindparam, select
from sqlmodel import Session, col

from app.access.actor import Scope
from app.platform.asked import Asked
from app.platform.readers import kind_of
from app.sessions.rules import SessionStatus
from app.sessions.schemas.listed import ListedSession
from app.sessions.store.named import COLUMNS, dressed, listed
from app.sessions.store.scope import in_scope
from app.sessions.tables import AwarenessSession, SessionStep

_session = AwarenessSession.__table__.c  # type: ignore[attr-defined]


def sent_back(db: Session, scope: Scope, limit: int) -> list[tuple[ListedSession, str]]:
    """Sessions whose report was sent back and not made again, with the last note; the longest ago first.

    A session in progress that was reported once can only have come back; its note is its last step's reason.
    """
    reader, own = kind_of(scope)
    rows = _sent_back(reader).rows(db.connection(), limit=limit, **own)
    return list(zip(listed(rows), (row.status_reason for row in rows), strict=True))


@lru_cache(maxsize=128)
def _sent_back(scope: Scope) -> Asked:
    came_back = select(col(SessionStep.session_id)).where(
        col(SessionStep.session_id) == _session.id,
        col(SessionStep.from_status) == SessionStatus.REPORTED.value,
        col(SessionStep.to_status) == SessionStatus.IN_PROGRESS.value,
    )
    return Asked.just(
        dressed(select(_session.id), (*COLUMNS.values(), _session.status_reason))
        .where(_session.status == SessionStatus.IN_PROGRESS.value, came_back.exists(), in_scope(scope))
        .order_by(_session.starts_at, _session.id)
        .limit(bindparam("limit", type_=Integer))
    )


def reported_by(db: Session, person_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of the sessions whose report this person made: somebody else verifies them."""
    rows = db.connection().execute(
        select(col(AwarenessSession.id)).where(
            col(AwarenessSession.id).in_(ids), col(AwarenessSession.reported_by) == person_id
        )
    )
    return {session_id for (session_id,) in rows}
