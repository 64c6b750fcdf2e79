"""A few figures and lists for start pages: each one statement, each bounded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, case, exists, func, select
from sqlmodel import Session, col

from app.access.actor import Scope
from app.sessions.rules import PartnerRole, SessionStatus
from app.sessions.store import listing
from app.sessions.store.listing import Row
from app.sessions.store.scope import in_scope, takes_part
from app.sessions.tables import AwarenessSession, SessionPartner

MOST_LOOKED_AT = 1000
"""So many verified sessions of a period are looked at for partners; of more, no number of joint ones is told."""

_session = AwarenessSession.__table__  # type: ignore[attr-defined]
_ASKED = (SessionStatus.PROPOSED.value, SessionStatus.CONFIRMED.value)


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """Of the sessions between two days: cancelled ones, and verified ones of several organisations (None: too many to tell)."""

    joint: int | None
    cancelled: int


def period_counts(db: Session, scope: Scope, from_day: date, to_day: date) -> PeriodCounts:
    """Days are the sessions' own, both included."""
    days = (col(AwarenessSession.local_date) >= from_day, col(AwarenessSession.local_date) <= to_day)
    with_partner = exists().where(
        col(SessionPartner.session_id) == col(AwarenessSession.id),
        col(SessionPartner.role) != PartnerRole.LEAD.value,
        takes_part(),
    )
    verified = (
        select(case((with_partner, 1), else_=0).label("joint"))
        .where(col(AwarenessSession.status) == SessionStatus.VERIFIED.value, *days, in_scope(scope))
        .limit(MOST_LOOKED_AT + 1)
        .subquery()
    )
    looked_at = (
        select(func.count(), func.coalesce(func.sum(verified.c.joint), 0)).select_from(verified).subquery()
    )
    cancelled = (
        select(func.count())
        .select_from(AwarenessSession)
        .where(col(AwarenessSession.status) == SessionStatus.CANCELLED.value, *days, in_scope(scope))
        .scalar_subquery()
    )
    held, joint, off = db.connection().execute(select(looked_at.c[0], looked_at.c[1], cancelled)).one()
    return PeriodCounts(int(joint) if held <= MOST_LOOKED_AT else None, int(off))


def invitations(db: Session, organisation_ids: Collection[UUID], begins: datetime, limit: int) -> list[Row]:
    """Sessions from an instant on that wait for one of these organisations' yes or no, the next one first."""
    if not organisation_ids:
        return []
    asked = select(col(SessionPartner.session_id)).where(
        col(SessionPartner.organisation_id).in_(sorted(organisation_ids)),
        col(SessionPartner.starts_at) >= begins,
        col(SessionPartner.accepted).is_(None),
        col(SessionPartner.role) != PartnerRole.LEAD.value,
    )
    query = (
        select(*listing.COLUMNS)
        .where(and_(col(AwarenessSession.id).in_(asked), col(AwarenessSession.status).in_(_ASKED)))
        .order_by(col(AwarenessSession.starts_at), col(AwarenessSession.id))
        .limit(limit)
    )
    return listing.rows_of(db, query)
