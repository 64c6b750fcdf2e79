"""What other packages may ask of bookings, and do to them, inside their own transaction."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from app.access.actor import Actor, Scope
from app.kernel import clock
from app.platform.unit_of_work import ReadTx, Tx
from app.registration.rules import bookings as rules
from app.registration.store import booking_links as links
from app.registration.store import bookings as store
from app.registration.store import drawn_places
from app.registration.tables import SessionSeats
from app.sessions import public as sessions
from app.sessions.public import SessionFacts, SessionStatus

seats_table = SessionSeats.__table__  # type: ignore[attr-defined]
"""`session_seats`: session_id, confirmed, waiting. Read only."""

EVERYBODY = Scope(everything=True)
"""Who books sees no rows but the one session of the link: the token says which."""

BOOKABLE = frozenset({SessionStatus.PROPOSED, SessionStatus.CONFIRMED, SessionStatus.IN_PROGRESS})
"""States in which seats can be given."""

CALLED_OFF = frozenset({SessionStatus.CANCELLED, SessionStatus.POSTPONED})
"""States in which nobody should come."""


def settle(tx: Tx, session: SessionFacts, seats: SessionSeats, *, newest: UUID | None = None) -> int:
    """Give free seats of a held session to those who wait, first in first out by what fits; how many bookings.

    Called in the transaction of everything that may free a seat. `newest` is the booking that has just come:
    it is confirmed by this, not promoted.
    """
    free = session.capacity - seats.confirmed
    chosen: list[rules.Waiting] = []
    if free > 0 and seats.waiting > 0 and session.status in BOOKABLE:
        chosen = rules.to_confirm(free, store.waiting(tx.db, session.id, free))
    given = sum(one.seats for one in chosen)
    seats.confirmed += given
    seats.waiting -= given
    tx.db.add(seats)
    tx.db.flush()
    if chosen:
        store.confirm(tx.db, [one.booking_id for one in chosen])
    for one in chosen:
        if one.booking_id != newest:
            tx.record(
                "booking.promoted",
                None,
                "booking",
                one.booking_id,
                organisation_id=session.lead_organisation_id,
                data={"session": str(session.id)},
            )
    return len(chosen)


def seats_may_be_free(tx: Tx, session_id: UUID) -> int:
    """After a plan was changed: a larger capacity gives seats to those who wait. How many bookings were promoted.

    Sessions stand below bookings and cannot call up; main hangs this on their `plan_changed`.
    """
    session = sessions.hold(tx, EVERYBODY, session_id)
    if store.find_seats(tx.db, session_id) is None or clock.now() >= session.ends_at:
        return 0
    return settle(tx, session, store.seats(tx.db, session_id, session.capacity))


def follow(tx: Tx, actor: Actor, before_id: UUID, after_id: UUID) -> None:
    """A held session was postponed: its links and bookings go to the session at the new date, in the same order.

    The address on the poster and the reference stay good. Tickets that guests drew are of the old session and let
    nobody in; who asks for them again draws new ones. `sessions.public.plan_changed.on_postponed` calls this.
    """
    before, after = sessions.facts(tx, EVERYBODY, before_id), sessions.facts(tx, EVERYBODY, after_id)
    moved_links = links.move(tx.db, before_id, after_id, later=after.starts_at - before.starts_at)
    if not moved_links:
        return
    moved = store.move(tx.db, before_id, after_id, after.capacity)
    drawn_places.forget(tx.db, moved)
    tx.record(
        "bookings.moved",
        actor,
        "session",
        after_id,
        organisation_id=after.lead_organisation_id,
        data={"from": str(before_id), "links": moved_links, "bookings": len(moved)},
    )


def listen(tx: Tx, _actor: Actor, session_id: UUID) -> None:
    """`seats_may_be_free` in the shape of a listener to changed plans."""
    seats_may_be_free(tx, session_id)


def booked(look: ReadTx, session_id: UUID) -> tuple[int, int]:
    """(seats confirmed, seats waiting) of a session."""
    return store.seats_taken(look.db, session_id)


def booked_of(look: ReadTx, session_ids: Collection[UUID]) -> dict[UUID, int]:
    """The seats confirmed of each of these sessions that somebody ever booked; one statement."""
    return store.seats_of(look.db, session_ids) if session_ids else {}


def booking_differences(look: ReadTx) -> list[str]:
    """Counters of seats that are not the sums of their bookings, for `karama check`."""
    return store.differences(look.db)
