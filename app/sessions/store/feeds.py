"""Calendar feeds, kept as hashes, and what a feed says of sessions besides what lists say."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from app.sessions.tables import AwarenessSession, CalendarFeed


def add(db: Session, row: CalendarFeed) -> None:
    """Insert a feed."""
    db.add(row)
    db.flush()


def live(db: Session, person_id: UUID, *, after: UUID | None = None, limit: int = 200) -> list[CalendarFeed]:
    """A person's feeds that still work, oldest first."""
    query = (
        select(CalendarFeed)
        .where(CalendarFeed.person_id == person_id, col(CalendarFeed.revoked_at).is_(None))
        .order_by(col(CalendarFeed.id))
        .limit(limit)
    )
    return list(db.exec(query if after is None else query.where(col(CalendarFeed.id) > after)))


def how_many(db: Session, person_id: UUID) -> int:
    """How many of a person's feeds still work."""
    return db.exec(
        select(func.count())
        .select_from(CalendarFeed)
        .where(CalendarFeed.person_id == person_id, col(CalendarFeed.revoked_at).is_(None))
    ).one()


def of_person(db: Session, person_id: UUID, feed_id: UUID, *, lock: bool = False) -> CalendarFeed | None:
    """One feed of a person, revoked or not; `lock` holds it until the transaction ends."""
    query = select(CalendarFeed).where(CalendarFeed.id == feed_id, CalendarFeed.person_id == person_id)
    return db.exec(query.with_for_update() if lock else query).first()


def by_hash(db: Session, token_hash: str) -> CalendarFeed | None:
    """The feed with this secret, when it still works."""
    return db.exec(
        select(CalendarFeed).where(
            CalendarFeed.token_hash == token_hash, col(CalendarFeed.revoked_at).is_(None)
        )
    ).first()


def touch(db: Session, feed_id: UUID, now: datetime) -> None:
    """Note when a feed was last read."""
    db.connection().execute(
        update(CalendarFeed).where(col(CalendarFeed.id) == feed_id).values(last_used_at=now)
    )


class Told(NamedTuple):
    """Why a session was called off (empty if it was not), and when it was last changed."""

    reason: str
    changed_at: datetime


def told(db: Session, ids: Collection[UUID]) -> dict[UUID, Told]:
    """Reason and last change of these sessions; one statement."""
    rows = db.connection().execute(
        select_columns(
            col(AwarenessSession.id), col(AwarenessSession.status_reason), col(AwarenessSession.updated_at)
        ).where(col(AwarenessSession.id).in_(ids))
    )
    return {session_id: Told(reason, changed_at) for session_id, reason, changed_at in rows}
