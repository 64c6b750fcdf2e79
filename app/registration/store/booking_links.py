"""All SQL of booking links."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as columns_of
from sqlmodel import Session, select

from app.platform.asked import Asked
from app.registration.rules.links import LinkState, Window
from app.registration.schemas.bookings import LinkView
from app.registration.tables import BookingLink

Row = Any
"""The columns of `booking_link` by name."""


def find(db: Session, token_hash: str) -> BookingLink | None:
    """The link with this (hashed) token, revoked or not."""
    return db.exec(select(BookingLink).where(BookingLink.token_hash == token_hash)).first()


def of_session(db: Session, session_id: UUID, link_id: UUID, *, lock: bool = False) -> BookingLink | None:
    """One link of a session; `lock` holds it until the transaction ends."""
    query = select(BookingLink).where(BookingLink.id == link_id, BookingLink.session_id == session_id)
    return db.exec(query.with_for_update() if lock else query).first()


def by_id(db: Session, link_id: UUID) -> BookingLink:
    """The link with this id, which exists."""
    return db.exec(select(BookingLink).where(BookingLink.id == link_id)).one()


def add(db: Session, row: BookingLink) -> None:
    """Insert a link."""
    db.add(row)
    db.flush()


_link: Any = BookingLink.__table__  # type: ignore[attr-defined]
_LISTING = Asked.just(
    columns_of(_link)
    .where(_link.c.session_id == bindparam("session_id"))
    .order_by(_link.c.created_at.desc(), _link.c.id.desc())
    .limit(100)
)


def listing(db: Session, session_id: UUID) -> list[Row]:
    """The links of a session, the newest first (at most 100)."""
    return _LISTING.rows(db.connection(), session_id=session_id)


def revoke(db: Session, row: BookingLink, at: datetime) -> None:
    """Nobody books under this link any more."""
    row.revoked_at = at
    db.add(row)
    db.flush()


def move(db: Session, before: UUID, after: UUID, *, later: timedelta) -> int:
    """All links of a session are another's now, `later` than it (below zero: earlier); how many.

    A link closes as long before the session as it did; one that is open stays open.
    """
    rows = db.exec(select(BookingLink).where(BookingLink.session_id == before).with_for_update()).all()
    for row in rows:
        row.session_id = after
        row.closes_at = row.closes_at and row.closes_at + later
        row.opens_at = row.opens_at and row.opens_at + min(later, timedelta(0))
        db.add(row)
    db.flush()
    return len(rows)


def window(row: Row) -> Window:
    """When a link is open."""
    return Window(row.opens_at, row.closes_at, revoked=row.revoked_at is not None)


def view(row: Row, state: LinkState) -> LinkView:
    """The plain view of a link."""
    return LinkView(
        id=row.id,
        session=row.session_id,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        max_seats=row.max_seats,
        tickets=row.tickets,
        languages=list(row.languages),
        state=state,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )
