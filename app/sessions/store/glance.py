"""A few figures and lists for start pages: each one statement, each bounded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, Select, bindparam, case, exists, func, literal, null, select, union_all
from sqlmodel import Session, col

from app.access.actor import Scope
from app.platform.asked import Among, Asked
from app.platform.readers import kind_of
from app.sessions.rules import OPEN, PartnerRole, SessionStatus
from app.sessions.schemas.listed import ListedSession
from app.sessions.store.named import dressed, listed
from app.sessions.store.scope import in_scope, takes_part
from app.sessions.tables import AwarenessSession, SessionPartner, SessionProject

MOST_COUNTED = 1000
"""A number of waiting sessions is counted up to here."""

MOST_LOOKED_AT = 1000
"""So many verified sessions of a period are looked at for partners; of more, no number of joint ones is told."""

_session = AwarenessSession.__table__.c  # type: ignore[attr-defined]
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
    reader, own = kind_of(scope)
    joint, off = _period(reader).first(db.connection(), from_day=from_day, to_day=to_day, **own)
    return PeriodCounts(None if joint is None else int(joint), int(off))


@lru_cache(maxsize=128)
def _period(scope: Scope) -> Asked:
    """Joint sessions (NULL: too many to tell) and cancelled ones.

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
    return Asked.just(select(case((few, joint.scalar_subquery()), else_=null()), cancelled.scalar_subquery()))


def counts_of_open(db: Session, scope: Scope) -> dict[SessionStatus, int]:
    """How many sessions stand in each state in which somebody has something to do; 1,000 means that or more.

    One statement. Finished sessions, the many, are not counted.
    """
    counted = dict.fromkeys(OPEN, 0)
    if scope.nothing:
        return counted
    reader, own = kind_of(scope)
    for status_text, n in _open(reader).rows(db.connection(), **own):
        counted[SessionStatus(status_text)] = n
    return counted


@lru_cache(maxsize=128)
def _open(scope: Scope) -> Asked:
    parts = []
    for status in OPEN:
        waiting = (
            select(literal(1).label("one"))
            .select_from(AwarenessSession)
            .where(col(AwarenessSession.status) == status.value, in_scope(scope))
            .limit(MOST_COUNTED)
            .subquery()
        )
        parts.append(
            select(literal(status.value).label("status"), func.count().label("n")).select_from(waiting)
        )
    return Asked.just(union_all(*parts))


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


def invitations(
    db: Session, organisation_ids: Collection[UUID], begins: datetime, limit: int
) -> list[ListedSession]:
    """Sessions from an instant on that wait for one of these organisations' yes or no, the next one first."""
    if not organisation_ids:
        return []
    return listed(
        _INVITATIONS.rows(db.connection(), organisations=organisation_ids, begins=begins, limit=limit)
    )


def _invited(among: Among) -> Select[*tuple[Any, ...]]:
    begins = _partner.starts_at
    asked = select(_partner.session_id).where(
        among(_partner.organisation_id, "organisations"),
        begins >= bindparam("begins", type_=begins.type),
        _partner.accepted.is_(None),
        _partner.role != PartnerRole.LEAD.value,
    )
    return (
        dressed(select(_session.id))
        .where(_session.id.in_(asked), _session.status.in_(_ASKED))
        .order_by(_session.starts_at, _session.id)
        .limit(bindparam("limit", type_=Integer))
    )


_INVITATIONS = Asked(_invited)
