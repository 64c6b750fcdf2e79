"""One session: its row, its facts, its history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.actor import Scope
from app.platform.asked import Asked
from app.platform.readers import kind_of
from app.sessions.rules import (
    ActivityType,
    Audience,
    PartnerRole,
    SessionFacts,
    SessionLabel,
    SessionStatus,
)
from app.sessions.store.all_parts import AllParts, all_of
from app.sessions.store.scope import in_scope
from app.sessions.tables import AwarenessSession, SessionStep


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of the life line that was taken."""

    from_status: SessionStatus | None
    to_status: SessionStatus
    by: UUID | None
    at: datetime
    reason: str


Row = Any
"""The columns of `awareness_session` by name: as they stand now, and nothing that can be changed by writing to it."""


def find(db: Session, scope: Scope, session_id: UUID) -> Row | None:
    """The row, when it exists for this reader."""
    reader, own = kind_of(scope)
    return _found(reader).first(db.connection(), id=session_id, **own)


_session: Any = AwarenessSession.__table__.c  # type: ignore[attr-defined]
_WHEN_WRITTEN = {"reported_at", "verified_at", "created_at", "updated_at"}
_SHOWN = tuple(column for column in _session if column.key not in _WHEN_WRITTEN)
"""What is told of a session; of the instants at which it was written nobody asks."""


@cache
def _found(reader: Scope) -> Asked:
    return Asked.just(select_columns(*_SHOWN).where(_session.id == bindparam("id"), in_scope(reader)))


def lock(db: Session, scope: Scope, session_id: UUID) -> AwarenessSession | None:
    """The row, fresh and held until the transaction ends, when it exists for this reader."""
    return db.execute(_locked(scope), {"id": session_id}).scalars().first()


@lru_cache(maxsize=128)
def _locked(scope: Scope) -> Any:
    """Built once a reader: each change of a session asks it."""
    return (
        select(AwarenessSession)
        .where(AwarenessSession.id == bindparam("id"), in_scope(scope))
        .with_for_update(of=AwarenessSession, key_share=True)
        .execution_options(populate_existing=True)
    )


def facts_of(db: Session, row: Row) -> SessionFacts:
    """The facts of a row, with its parts (one statement)."""
    return facts_from(row, all_of(db, row.id))


def facts_from(row: Row, parts: AllParts) -> SessionFacts:
    """The facts of a row whose parts were read."""
    takes_part = [part.organisation_id for part in parts.joined if part.accepted is not False]
    return SessionFacts(
        id=row.id,
        code=row.code,
        title=row.title,
        status=SessionStatus(row.status),
        activity_type=ActivityType(row.activity_type),
        audience=Audience(row.audience),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.time_zone,
        local_date=row.local_date,
        venue_id=row.venue_id,
        area_code=row.area_code,
        language_code=row.language_code,
        lead_organisation_id=row.lead_organisation_id,
        organisation_ids=frozenset({row.lead_organisation_id, *takes_part}),
        facilitator_ids=frozenset(parts.people),
        projects=tuple(parts.projects),
        topics=tuple(parts.topics),
        planned_kits=tuple(parts.kits),
        capacity=row.capacity,
        campaign_id=row.campaign_id,
        reached_count=row.reached_count,
        late_count=row.late_count,
        door_count=row.door_count,
        tickets_count=row.tickets_count,
        kits_count=row.kits_count,
        proposed_by=row.proposed_by,
        reported_by=row.reported_by,
        verified_by=row.verified_by,
        version=row.version,
    )


def labels(db: Session, ids: Collection[UUID]) -> dict[UUID, SessionLabel]:
    """Code and title of these sessions."""
    rows = db.connection().execute(
        select_columns(
            col(AwarenessSession.id), col(AwarenessSession.code), col(AwarenessSession.title)
        ).where(col(AwarenessSession.id).in_(ids))
    )
    return {session_id: SessionLabel(session_id, code, title) for session_id, code, title in rows}


_step: Any = SessionStep.__table__.c  # type: ignore[attr-defined]
_HISTORY = Asked.just(
    select_columns(_step.from_status, _step.to_status, _step.by, _step.at, _step.reason)
    .where(_step.session_id == bindparam("session_id"))
    .order_by(_step.at, _step.id)
)


def history(db: Session, session_id: UUID) -> Sequence[StepTaken]:
    """The steps taken, oldest first."""
    rows = _HISTORY.rows(db.connection(), session_id=session_id)
    return [
        StepTaken(SessionStatus(before) if before else None, SessionStatus(after), by, at, reason)
        for before, after, by, at, reason in rows
    ]


def followed_by(db: Session, session_id: UUID) -> UUID | None:
    """The session that carries the new date of a postponed one."""
    return db.exec(
        select(AwarenessSession.id).where(AwarenessSession.follows_id == session_id).limit(1)
    ).first()


def day_before_moving(db: Session, session_id: UUID) -> date | None:
    """The day of the postponed session that this one carries on, None when it carries on none."""
    before = aliased(AwarenessSession)
    query = (
        select_columns(col(before.local_date))
        .join(AwarenessSession, col(AwarenessSession.follows_id) == col(before.id))
        .where(col(AwarenessSession.id) == session_id)
    )
    return db.connection().execute(query).scalar()


__all__ = [
    "PartnerRole",
    "Row",
    "StepTaken",
    "day_before_moving",
    "facts_from",
    "facts_of",
    "find",
    "followed_by",
    "history",
    "labels",
    "lock",
]
