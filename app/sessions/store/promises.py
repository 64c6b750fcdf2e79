"""Kits planned for the coming sessions of an organisation; one statement along its index of starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.sessions.rules import PartnerRole, SessionStatus
from app.sessions.tables import AwarenessSession, SessionPartner, SessionPlannedKit, SessionProject


def projects_of(db: Session, session_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Session → the projects that pay for it; one statement however many."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = db.connection().execute(
        select(col(SessionProject.session_id), col(SessionProject.project_id)).where(
            col(SessionProject.session_id).in_(sorted(session_ids))
        )
    )
    for session_id, project_id in rows:
        found[session_id].add(project_id)
    return {session_id: frozenset(paying) for session_id, paying in found.items()}


MOST_PROMISES = 2000
_COMING = (SessionStatus.PROPOSED.value, SessionStatus.CONFIRMED.value)


def planned_by(
    db: Session, organisation_id: UUID, item_codes: Collection[str], begins: datetime
) -> list[tuple[UUID, str, int]]:
    """(session, item code, quantity), the next session first; at most 2,000 of them."""
    rows = db.connection().execute(
        select(
            col(SessionPlannedKit.session_id),
            col(SessionPlannedKit.item_code),
            col(SessionPlannedKit.quantity),
        )
        .select_from(SessionPartner)
        .join(AwarenessSession, col(AwarenessSession.id) == col(SessionPartner.session_id))
        .join(SessionPlannedKit, col(SessionPlannedKit.session_id) == col(AwarenessSession.id))
        .where(
            col(SessionPartner.organisation_id) == organisation_id,
            col(SessionPartner.role) == PartnerRole.LEAD.value,
            col(SessionPartner.starts_at) >= begins,
            col(AwarenessSession.status).in_(_COMING),
            col(SessionPlannedKit.item_code).in_(sorted(item_codes)),
        )
        .order_by(col(SessionPartner.starts_at))
        .limit(MOST_PROMISES)
    )
    return [(session_id, code, quantity) for session_id, code, quantity in rows]
