"""All SQL of bookings and of the seats of a session. The caller holds the session while it writes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, delete, func, insert, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from app.kernel import clock
from app.kernel.types import Sex
from app.platform.asked import Asked as Question
from app.registration.rules.bookings import Asked, BookingStatus, Waiting, allowance
from app.registration.schemas.bookings import BookedLine, BookingView
from app.registration.tables import Booking, BookingLine, SessionSeats

_FRESH = {"populate_existing": True}


def seats(db: Session, session_id: UUID, capacity: int) -> SessionSeats:
    """The counters of a held session, made when missing.

    The database refuses a seat more than the capacity, or than what was confirmed before it was made smaller.
    """
    query = select(SessionSeats).where(SessionSeats.session_id == session_id)
    row = db.exec(query.execution_options(**_FRESH)).first()
    if row is None:
        row = SessionSeats(session_id=session_id, allowed=capacity)
    row.allowed = allowance(capacity, row.confirmed)
    db.add(row)
    db.flush()
    return row


def find_seats(db: Session, session_id: UUID) -> SessionSeats | None:
    """The counters of a session, if anything was ever booked."""
    return db.exec(select(SessionSeats).where(SessionSeats.session_id == session_id)).first()


_seats: Any = SessionSeats.__table__.c  # type: ignore[attr-defined]
_SEATS = Question.just(
    select_columns(_seats.confirmed, _seats.waiting).where(_seats.session_id == bindparam("session_id"))
)


def seats_taken(db: Session, session_id: UUID) -> tuple[int, int]:
    """(seats confirmed, seats waiting) of a session."""
    found = _SEATS.first(db.connection(), session_id=session_id)
    return (found.confirmed, found.waiting) if found else (0, 0)


_SEATS_OF = Question(
    lambda among: select_columns(_seats.session_id, _seats.confirmed).where(
        among(_seats.session_id, "session_ids")
    )
)


def seats_of(db: Session, session_ids: Collection[UUID]) -> dict[UUID, int]:
    """Seats confirmed, by session, of those that have counters; one statement."""
    return dict(_SEATS_OF.rows(db.connection(), session_ids=session_ids))


def booking(db: Session, booking_id: UUID) -> Booking | None:
    """The booking with this id, as it is now."""
    return db.exec(select(Booking).where(Booking.id == booking_id).execution_options(**_FRESH)).first()


def booking_of(db: Session, reference_hash: str) -> Booking | None:
    """The booking with this (hashed) reference, as it is now."""
    query = select(Booking).where(Booking.reference_hash == reference_hash)
    return db.exec(query.execution_options(**_FRESH)).first()


def add(db: Session, row: Booking, lines: Sequence[Asked]) -> None:
    """Insert a booking with its lines."""
    db.add(row)
    db.flush()
    _add_lines(db, row.id, lines)


def _add_lines(db: Session, booking_id: UUID, lines: Sequence[Asked]) -> None:
    db.connection().execute(
        insert(BookingLine),
        [
            {
                "booking_id": booking_id,
                "number": number,
                "community": line.community,
                "sex": line.sex,
                "age_band": line.age_band,
                "seats": line.seats,
            }
            for number, line in enumerate(lines, 1)
        ],
    )


def replace_lines(db: Session, booking_id: UUID, lines: Sequence[Asked]) -> None:
    """Give a booking other lines."""
    db.connection().execute(delete(BookingLine).where(col(BookingLine.booking_id) == booking_id))
    _add_lines(db, booking_id, lines)


def waiting(db: Session, session_id: UUID, at_most: int) -> list[Waiting]:
    """The bookings that wait and need at most so many seats, in the order they came."""
    rows = db.connection().execute(
        select_columns(col(Booking.id), col(Booking.seats))
        .where(
            col(Booking.session_id) == session_id,
            col(Booking.status) == BookingStatus.WAITLISTED.value,
            col(Booking.seats) <= at_most,
        )
        .order_by(col(Booking.place))
    )
    return [Waiting(booking_id, needed) for booking_id, needed in rows]


def confirm(db: Session, booking_ids: Collection[UUID]) -> None:
    """Bookings that waited get their seats."""
    now = clock.now()
    db.connection().execute(
        update(Booking)
        .where(col(Booking.id).in_(booking_ids))
        .values(status=BookingStatus.CONFIRMED.value, promoted_at=now, changed_at=now)
    )


def move(db: Session, before: UUID, after: UUID, capacity: int) -> list[UUID]:
    """All bookings of a held session that were not cancelled are another's now, each in its place; which.

    The other is new: nobody booked for it before.
    """
    kept = find_seats(db, before)
    if kept is None:
        return []
    moved = SessionSeats(
        session_id=after,
        allowed=allowance(capacity, kept.confirmed),
        confirmed=kept.confirmed,
        waiting=kept.waiting,
        last_place=kept.last_place,
    )
    kept.confirmed = kept.waiting = 0
    db.add_all([kept, moved])
    db.flush()
    ids = db.connection().execute(
        update(Booking)
        .where(col(Booking.session_id) == before, col(Booking.status) != BookingStatus.CANCELLED.value)
        .values(session_id=after, changed_at=clock.now())
        .returning(col(Booking.id))
    )
    return list(ids.scalars())


def lines_of(db: Session, booking_ids: Collection[UUID]) -> dict[UUID, list[BookedLine]]:
    """The lines of these bookings, in their order."""
    found: dict[UUID, list[BookedLine]] = {one: [] for one in booking_ids}
    if not found:
        return found
    rows = db.exec(
        select(BookingLine)
        .where(col(BookingLine.booking_id).in_(list(found)))
        .order_by(col(BookingLine.booking_id), col(BookingLine.number))
        .execution_options(**_FRESH)
    )
    for row in rows:
        found[row.booking_id].append(
            BookedLine(
                community=row.community,
                seats=row.seats,
                sex=Sex(row.sex) if row.sex else None,
                age_band=row.age_band,
            )
        )
    return found


def listing(db: Session, session_id: UUID, *, after: int | None, limit: int) -> list[Booking]:
    """The bookings of a session in the order they came, after a place."""
    query = select(Booking).where(Booking.session_id == session_id)
    if after is not None:
        query = query.where(col(Booking.place) > after)
    return list(db.exec(query.order_by(col(Booking.place)).limit(limit)))


def view(row: Booking, lines: list[BookedLine]) -> BookingView:
    """The plain view of a booking."""
    return BookingView(
        id=row.id,
        place=row.place,
        status=BookingStatus(row.status),
        seats=row.seats,
        lines=lines,
        created_at=row.created_at,
    )


def by_community(db: Session, session_id: UUID) -> list[tuple[str, int, int]]:
    """(community, seats confirmed, seats waiting) of a session; one statement."""
    confirmed = func.sum(case((col(Booking.status) == "confirmed", col(BookingLine.seats)), else_=0))
    waits = func.sum(case((col(Booking.status) == "waitlisted", col(BookingLine.seats)), else_=0))
    rows = db.connection().execute(
        select_columns(col(BookingLine.community), confirmed, waits)
        .join(Booking, col(Booking.id) == col(BookingLine.booking_id))
        .where(col(Booking.session_id) == session_id, col(Booking.status) != "cancelled")
        .group_by(col(BookingLine.community))
        .order_by(col(BookingLine.community))
    )
    return [(community, int(sure), int(hoping)) for community, sure, hoping in rows]


def differences(db: Session) -> list[str]:
    """Sessions whose counters are not the sums of their bookings, and bookings that are not the sum of their lines."""
    sure = func.coalesce(func.sum(case((col(Booking.status) == "confirmed", col(Booking.seats)), else_=0)), 0)
    hope = func.coalesce(
        func.sum(case((col(Booking.status) == "waitlisted", col(Booking.seats)), else_=0)), 0
    )
    counters = db.connection().execute(
        select_columns(
            col(SessionSeats.session_id), col(SessionSeats.confirmed), col(SessionSeats.waiting), sure, hope
        )
        .join(Booking, col(Booking.session_id) == col(SessionSeats.session_id), isouter=True)
        .group_by(col(SessionSeats.session_id), col(SessionSeats.confirmed), col(SessionSeats.waiting))
        .having((col(SessionSeats.confirmed) != sure) | (col(SessionSeats.waiting) != hope))
        .order_by(col(SessionSeats.session_id))
    )
    total = func.coalesce(func.sum(col(BookingLine.seats)), 0)
    bookings = db.connection().execute(
        select_columns(col(Booking.id), col(Booking.seats), total)
        .join(BookingLine, col(BookingLine.booking_id) == col(Booking.id), isouter=True)
        .group_by(col(Booking.id), col(Booking.seats))
        .having(col(Booking.seats) != total)
        .order_by(col(Booking.id))
    )
    return [
        *(
            f"seats of session {one}: {kept} confirmed and {waits} waiting are kept, bookings say {a} and {b}"
            for one, kept, waits, a, b in counters
        ),
        *(f"booking {one}: {kept} seats are kept, its lines say {sums}" for one, kept, sums in bookings),
    ]
