"""At what hours an organisation usually meets: those of the session it planned last."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.sessions.rules import PartnerRole
from app.sessions.tables import AwarenessSession, SessionPartner

_LATEST = 20
"""Of so many sessions, the last ones in the calendar, the one written last counts: an index finds them."""


def last_hours(db: Session, organisation_id: UUID) -> tuple[datetime, datetime, str] | None:
    """Begin, end and time zone of the session that this organisation, as lead, planned last; one statement."""
    rows = db.exec(
        select(
            AwarenessSession.created_at,
            AwarenessSession.starts_at,
            AwarenessSession.ends_at,
            AwarenessSession.time_zone,
        )
        .join(SessionPartner, col(SessionPartner.session_id) == col(AwarenessSession.id))
        .where(
            col(SessionPartner.organisation_id) == organisation_id,
            col(SessionPartner.role) == PartnerRole.LEAD.value,
        )
        .order_by(col(SessionPartner.starts_at).desc(), col(SessionPartner.session_id).desc())
        .limit(_LATEST)
    ).all()
    if not rows:
        return None
    _written, begins, ends, time_zone = max(rows, key=lambda row: row[0])
    return begins, ends, time_zone
