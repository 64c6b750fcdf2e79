"""Find a booking by its reference and hold its session, the first step of whatever its holder asks for."""

from __future__ import annotations

from app.kernel.errors import NotFound
from app.kernel.words import _
from app.platform.unit_of_work import Tx
from app.registration.public.bookings import EVERYBODY
from app.registration.rules import booking_secrets as secrets_of
from app.registration.rules.bookings import BookingStatus
from app.registration.store import booking_links as links
from app.registration.store import bookings as store
from app.registration.tables import Booking, BookingLink
from app.sessions import public as sessions
from app.sessions.public import SessionFacts

REFERENCE_UNKNOWN = _("We do not know this reference. Please check each sign.")


def held(tx: Tx, reference: str, secret: str, link_token: str | None) -> tuple[Booking, SessionFacts]:
    """The booking with this reference and its session, held. Raises NotFound for a reference that is not known.

    `link_token`: the address at which the reference was given; a booking of another session is not known there.
    """
    hashed = secrets_of.reference_hash(secret, reference)
    row = store.booking_of(tx.db, hashed) if hashed else None
    if row is not None and link_token is not None:
        link = links.find(tx.db, secrets_of.token_hash(link_token))
        if link is None or link.session_id != row.session_id:
            row = None
    if row is None:
        raise NotFound("booking.unknown", REFERENCE_UNKNOWN)
    session = sessions.hold(tx, EVERYBODY, row.session_id)
    tx.db.refresh(row)
    while row.session_id != session.id:  # postponed while we stood in line: the booking went to the new date
        session = sessions.hold(tx, EVERYBODY, row.session_id)
        tx.db.refresh(row)
    return row, session


def offers_tickets(row: Booking, link: BookingLink) -> bool:
    """Whether tickets can be drawn for the seats of a booking: they are confirmed, and its link offers tickets."""
    return link.tickets and row.status == BookingStatus.CONFIRMED.value
