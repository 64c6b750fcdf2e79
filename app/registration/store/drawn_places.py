"""SQL of the places in the order of codes that bookings drew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from app.registration.tables import DrawnPlace


def of_booking(db: Session, booking_id: UUID) -> list[int]:
    """The places of a booking, in order."""
    query = select(DrawnPlace.place).where(DrawnPlace.booking_id == booking_id)
    return list(db.exec(query.order_by(col(DrawnPlace.place))))


def add(db: Session, session_id: UUID, booking_id: UUID, places: Sequence[int]) -> None:
    """These places are this booking's; the database refuses one that was drawn before."""
    db.connection().execute(
        insert(DrawnPlace),
        [{"session_id": session_id, "place": place, "booking_id": booking_id} for place in places],
    )


def forget(db: Session, booking_ids: Collection[UUID]) -> None:
    """These bookings drew nothing any more."""
    db.connection().execute(delete(DrawnPlace).where(col(DrawnPlace.booking_id).in_(booking_ids)))


def remove(db: Session, booking_id: UUID, places: Collection[int]) -> None:
    """These places are nobody's any more; they are not drawn again."""
    db.connection().execute(
        delete(DrawnPlace).where(col(DrawnPlace.booking_id) == booking_id, col(DrawnPlace.place).in_(places))
    )
