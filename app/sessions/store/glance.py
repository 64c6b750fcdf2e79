"""A few figures and lists for start pages: each one statement, each bounded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, and_, bindparam, case, exists, func, literal, null, select
from sqlmodel import Session, col

from app.access.actor import Scope
from app.sessions.rules import PartnerRole, SessionStatus
from app.sessions.store import listing
from app.sessions.store.listing import Row
from app.sessions.store.scope import in_scope, takes_part
from app.sessions.tables import AwarenessSession, SessionPartner, SessionProject

MOST_LOOKED_AT = 1000
"""So many verified sessions of a period are looked at for partners; of more, no number of joint ones is told."""

_partner = SessionPartner.__table__.c  # type: ignore[attr-defined]
_ASKED = (SessionStatus.PROPOSED.value, SessionStatus.CONFIRMED.value)
_UNVERIFIED = (
    SessionStatus.CONFIRMED.value,
    SessionStatus.IN_PROGRESS.value,
    SessionStatus.REPORTED.value,
)


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """Of the sessions between two days: cancelled ones, and verified ones of several organisations (None: too many to tell)."""

    joint: int | None
    cancelled: int


def period_counts(db: Session, scope: Scope, from_day: date, to_day: date) -> PeriodCounts:
    """Days are the sessions' own, both included; one statement."""
    asked = {"from_day": from_day, "to_day": to_day}
    joint, off = db.connection().execute(_period_query(scope), asked).one()
    return PeriodCounts(None if joint is None else int(joint), int(off))


@lru_cache(maxsize=128)
def _period_query(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Joint sessions (NULL: too many to tell) and cancelled ones; built once a reader.

    Partners are looked for only where there are few enough sessions: a CASE works out no more than it needs.
    """
    day = col(AwarenessSession.local_date)
    days = (day >= bindparam("from_day", type_=Date), day <= bindparam("to_day", type_=Date))
    verified = (
        select(literal(1))
        .select_from(AwarenessSession)
        .where(col(AwarenessSession.status) == SessionStatus.VERIFIED.value, *days, in_scope(scope))
    )
    looked_at = select(func.count()).select_from(verified.limit(MOST_LOOKED_AT + 1).subquery())
    with_partner = exists().where(
        col(SessionPartner.session_id) == col(AwarenessSession.id),
        col(SessionPartner.role) != PartnerRole.LEAD.value,
        takes_part(),
    )
    joint = select(func.count()).select_from(verified.where(with_partner).subquery())
    cancelled = (
        select(func.count())
        .select_from(AwarenessSession)
        .where(col(AwarenessSession.status) == SessionStatus.CANCELLED.value, *days, in_scope(scope))
    )
    few = looked_at.scalar_subquery() <= MOST_LOOKED_AT
    return select(case((few, joint.scalar_subquery()), else_=null()), cancelled.scalar_subquery())


def not_reported(db: Session, scope: Scope, last_day: date) -> dict[SessionStatus, int]:
    """How many confirmed and begun sessions of days up to one (included) have no report yet; one statement."""
    counted = dict.fromkeys((SessionStatus.CONFIRMED, SessionStatus.IN_PROGRESS), 0)
    status = col(AwarenessSession.status)
    query = (
        select(status, func.count())
        .where(
            status.in_([one.value for one in counted]),
            col(AwarenessSession.local_date) <= last_day,
            in_scope(scope),
        )
        .group_by(status)
    )
    for code, many in db.connection().execute(query):
        counted[SessionStatus(code)] = int(many)
    return counted


def unverified_by_day(
    db: Session, scope: Scope, project_ids: Collection[UUID], from_day: date, to_day: date
) -> list[tuple[UUID, date, int]]:
    """(project, day, how many) of sessions between two days (included) that wait to be reported or verified."""
    project, day = col(SessionProject.project_id), col(AwarenessSession.local_date)
    query = (
        select(project, day, func.count())
        .select_from(AwarenessSession)
        .join(SessionProject, col(SessionProject.session_id) == col(AwarenessSession.id))
        .where(
            project.in_(list(project_ids)),
            col(AwarenessSession.status).in_(_UNVERIFIED),
            day.between(from_day, to_day),
            in_scope(scope),
        )
        .group_by(project, day)
    )
    return [(project_id, on, int(many)) for project_id, on, many in db.connection().execute(query)]


def invitations(db: Session, organisation_ids: Collection[UUID], begins: datetime, limit: int) -> list[Row]:
    """Sessions from an instant on that wait for one of these organisations' yes or no, the next one first."""
    if not organisation_ids:
        return []
    ids = tuple(sorted(organisation_ids))
    return listing.rows_of(db, _invitations_query(ids, limit), {"begins": begins})


@lru_cache(maxsize=128)
def _invitations_query(organisation_ids: tuple[UUID, ...], limit: int) -> Select[*tuple[Any, ...]]:
    """Built once a reader: the start page asks it."""
    begins = col(SessionPartner.starts_at)
    asked = select(col(SessionPartner.session_id)).where(
        col(SessionPartner.organisation_id).in_(organisation_ids),
        begins >= bindparam("begins", type_=_partner.starts_at.type),
        col(SessionPartner.accepted).is_(None),
        col(SessionPartner.role) != PartnerRole.LEAD.value,
    )
    return (
        select(*listing.COLUMNS)
        .where(and_(col(AwarenessSession.id).in_(asked), col(AwarenessSession.status).in_(_ASKED)))
        .order_by(col(AwarenessSession.starts_at), col(AwarenessSession.id))
        .limit(limit)
    )
