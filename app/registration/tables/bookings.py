"""Booking links, bookings and the seats of a session. No column holds free text: there is no place for a name.

Texts are hashes, codes of lists and words of enumerations, each with its CHECK or foreign key.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.kernel.types import Sex
from app.platform.db import check, one_of
from app.registration.rules.bookings import BookingStatus


class BookingLink(SQLModel, table=True):
    """An address under which seats of one session can be booked. Only the hash of its token is kept.

    `tickets`: whoever books here may draw tickets for confirmed seats.
    """

    __tablename__ = "booking_link"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        check("token_hash_is_one", "length(token_hash) = 64"),
        check("max_seats_range", "max_seats BETWEEN 1 AND 50"),
        check("closes_after_opening", "closes_at > opens_at"),
        Index("ix_booking_link_session", "session_id", "created_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    token_hash: str = Field(max_length=64)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    max_seats: int
    tickets: bool = False
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    revoked_at: datetime | None = None
    created_at: datetime
    created_by: UUID = Field(foreign_key="person.id")


class SessionSeats(SQLModel, table=True):
    """The counters of a session's seats, changed only while its session is held.

    `allowed` is the capacity when it was last looked at, or what was confirmed before it was made smaller; the
    database itself refuses one seat more. `last_place` numbers the bookings in the order they came.
    """

    __tablename__ = "session_seats"
    __table_args__ = (
        check("confirmed_within", "confirmed >= 0 AND confirmed <= allowed"),
        check("waiting_not_negative", "waiting >= 0"),
    )

    session_id: UUID = Field(primary_key=True, foreign_key="awareness_session.id")
    allowed: int
    confirmed: int = 0
    waiting: int = 0
    last_place: int = 0


class Booking(SQLModel, table=True):
    """Some seats, confirmed or waiting, by whoever holds the reference. Only a keyed hash of it is kept."""

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("reference_hash"),
        UniqueConstraint("session_id", "place"),
        one_of("status", BookingStatus),
        check("reference_hash_is_one", "length(reference_hash) = 64"),
        check("seats_positive", "seats > 0"),
        Index("ix_booking_waiting", "session_id", "status", "place", "seats"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    link_id: UUID = Field(foreign_key="booking_link.id", index=True)
    reference_hash: str = Field(max_length=64)
    status: str = Field(max_length=20)
    seats: int
    place: int
    created_at: datetime
    changed_at: datetime
    promoted_at: datetime | None = None


class BookingLine(SQLModel, table=True):
    """Seats of a booking for people of one community, perhaps of one sex and age."""

    __tablename__ = "booking_line"
    __table_args__ = (one_of("sex", Sex), check("seats_positive", "seats > 0"))

    booking_id: UUID = Field(primary_key=True, foreign_key="booking.id")
    number: int = Field(primary_key=True)
    community: str = Field(foreign_key="community.code", max_length=64)
    sex: str | None = Field(default=None, max_length=2)
    age_band: str | None = Field(default=None, foreign_key="age_band.code", max_length=64)
    seats: int


class DrawnPlace(SQLModel, table=True):
    """A code that a booking drew, by its place in the order in which codes are made; no two bookings share one.

    Which ticket that is cannot be told from the database: a place leads to a code only by the key of the house, and
    tickets are numbered in an order of their own (app/decisions/0028). There is no time here, and no number.
    """

    __tablename__ = "drawn_place"

    session_id: UUID = Field(primary_key=True, foreign_key="awareness_session.id")
    place: int = Field(primary_key=True)
    booking_id: UUID = Field(foreign_key="booking.id", index=True)
