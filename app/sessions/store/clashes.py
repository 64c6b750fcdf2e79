"""Finds sessions that take the same hall or the same facilitator at the same time.

The venue row and the rows of the people are locked before anybody looks (see use_cases.clashes), so two
requests for one hall stand in line and the second one sees the first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from app.access.actor import Scope
from app.sessions.rules import OCCUPYING, Audience
from app.sessions.rules.plan import LONGEST, SessionPlan
from app.sessions.store.scope import in_scope, takes_part
from app.sessions.tables import AwarenessSession, SessionFacilitator, SessionPartner

_OCCUPYING = sorted(status.value for status in OCCUPYING)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another session in the way. `person_id` is the facilitator both need, None for the hall."""

    session_id: UUID
    code: str
    starts_at: datetime
    ends_at: datetime
    person_id: UUID | None


def _at_that_time(
    begins: Mapped[datetime], starts_at: datetime, ends_at: datetime, but_not: UUID | None
) -> list[ColumnElement[bool]]:
    """Overlaps the span. `begins` is the start column of the index to walk: a day's range of it is enough."""
    conditions = [
        begins < ends_at,
        begins > starts_at - LONGEST,
        col(AwarenessSession.ends_at) > starts_at,
        col(AwarenessSession.status).in_(_OCCUPYING),
    ]
    if but_not is not None:
        conditions.append(col(AwarenessSession.id) != but_not)
    return conditions


def in_venue(
    db: Session, venue_id: UUID, starts_at: datetime, ends_at: datetime, *, but_not: UUID | None
) -> list[Overlap]:
    """Sessions in this hall at that time."""
    rows = db.connection().execute(
        select(
            col(AwarenessSession.id),
            col(AwarenessSession.code),
            col(AwarenessSession.starts_at),
            col(AwarenessSession.ends_at),
        )
        .where(
            col(AwarenessSession.venue_id) == venue_id,
            *_at_that_time(col(AwarenessSession.starts_at), starts_at, ends_at, but_not),
        )
        .order_by(col(AwarenessSession.starts_at))
        .limit(10)
    )
    return [Overlap(session_id, code, begins, ends, None) for session_id, code, begins, ends in rows]


def with_people(
    db: Session,
    person_ids: Collection[UUID],
    starts_at: datetime,
    ends_at: datetime,
    *,
    but_not: UUID | None,
) -> list[Overlap]:
    """Sessions for which these people are needed at that time."""
    if not person_ids:
        return []
    rows = db.connection().execute(
        select(
            col(AwarenessSession.id),
            col(AwarenessSession.code),
            col(AwarenessSession.starts_at),
            col(AwarenessSession.ends_at),
            col(SessionFacilitator.person_id),
        )
        .join(AwarenessSession, col(AwarenessSession.id) == col(SessionFacilitator.session_id))
        .where(
            col(SessionFacilitator.person_id).in_(sorted(person_ids)),
            *_at_that_time(col(SessionFacilitator.starts_at), starts_at, ends_at, but_not),
        )
        .order_by(col(SessionFacilitator.starts_at))
        .limit(20)
    )
    return [
        Overlap(session_id, code, begins, ends, person_id)
        for session_id, code, begins, ends, person_id in rows
    ]


def of_organisation(
    db: Session, organisation_id: UUID, starts_at: datetime, ends_at: datetime, *, but_not: UUID | None
) -> bool:
    """Whether the organisation takes part in another session at that time (a warning, never a refusal)."""
    found = db.connection().execute(
        select(col(AwarenessSession.id))
        .select_from(SessionPartner)
        .join(AwarenessSession, col(AwarenessSession.id) == col(SessionPartner.session_id))
        .where(
            col(SessionPartner.organisation_id) == organisation_id,
            takes_part(),
            *_at_that_time(col(SessionPartner.starts_at), starts_at, ends_at, but_not),
        )
        .limit(1)
    )
    return found.first() is not None


def known_among(db: Session, scope: Scope, ids: Collection[UUID]) -> set[UUID]:
    """Those of the sessions that exist for a reader."""
    if not ids:
        return set()
    rows = db.connection().execute(
        select(col(AwarenessSession.id)).where(col(AwarenessSession.id).in_(sorted(ids)), in_scope(scope))
    )
    return {session_id for (session_id,) in rows}


def same_language_same_day(
    db: Session, plan: SessionPlan, *, but_not: UUID | None, limit: int = 10
) -> list[tuple[UUID, str, UUID]]:
    """Sessions for communities in the same language and district on the same day: (id, code, venue).

    A session does not name its communities; those who are invited share its language and its district.
    """
    day = plan.local_date
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
    conditions = [
        col(AwarenessSession.area_code) == plan.area_code,
        col(AwarenessSession.starts_at) >= begins - LONGEST,
        col(AwarenessSession.starts_at) <= begins + 2 * LONGEST,
        col(AwarenessSession.local_date) == day,
        col(AwarenessSession.language_code) == plan.language_code,
        col(AwarenessSession.audience) == Audience.COMMUNITY.value,
        col(AwarenessSession.status).in_(_OCCUPYING),
    ]
    if but_not is not None:
        conditions.append(col(AwarenessSession.id) != but_not)
    rows = db.connection().execute(
        select(col(AwarenessSession.id), col(AwarenessSession.code), col(AwarenessSession.venue_id))
        .where(*conditions)
        .order_by(col(AwarenessSession.starts_at), col(AwarenessSession.id))
        .limit(limit)
    )
    return [(session_id, code, venue_id) for session_id, code, venue_id in rows]
