"""Tickets that guests draw for their seats. The database does not tell whose a ticket was (app/decisions/0028).

All tickets of guests are made before anybody draws, numbered in a shuffled order. A booking keeps only *places* in
the order in which codes are made; from a place to a code leads the key of the house, which is not in the database.
Whoever has the reference sees the same tickets again until the session is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.access.actor import Actor
from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.words import _
from app.places import public as places_of
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork
from app.registration.public.bookings import BOOKABLE
from app.registration.rules import bookings as rules
from app.registration.rules.bookings import BookingStatus
from app.registration.rules.codes import hash_of, show_code
from app.registration.rules.tickets import GIVEN_BACK, enough_for_guests
from app.registration.schemas.tickets import GuestTickets
from app.registration.store import booking_links as links
from app.registration.store import drawn_places
from app.registration.store import tickets as store
from app.registration.tables import Booking, TicketBatch
from app.registration.use_cases.drawing import code_at, draw
from app.registration.use_cases.holding import held, offers_tickets
from app.sessions.public import SessionFacts


def make_ready(tx: Tx, actor: Actor, session: SessionFacts, key: str) -> None:
    """Tickets for guests are made when the first link offers them, before anybody books: once for a held session."""
    if not store.pools(tx.db, session.id):
        _more(tx, session, key, enough_for_guests(session.capacity), actor)


def _more(tx: Tx, session: SessionFacts, key: str, quantity: int, actor: Actor | None = None) -> TicketBatch:
    batch = draw(
        tx, session, new_id(), quantity, key, made_by=actor.person_id if actor else None, for_guests=True
    )
    tx.record(
        "tickets.made",
        actor,
        "session",
        session.id,
        organisation_id=session.lead_organisation_id,
        data={"numbers": [batch.first_number, batch.last_number], "for": "guests"},
    )
    return batch


def show(reference: str, *, uow: UnitOfWork, secret: str, link_token: str | None = None) -> GuestTickets:
    """A ticket for each confirmed seat of the booking with this reference; asked again, the same tickets.

    Raises NotFound `booking.unknown`, Conflict `booking.cancelled`, `booking.over`, `booking.no_tickets` (its link
    offers none, or it waits for seats), `tickets.too_many`.
    """
    with uow.begin() as tx:
        row, session = held(tx, reference, secret, link_token)
        if row.status == BookingStatus.CANCELLED.value:
            raise rules.refused("booking.cancelled", _("This booking was cancelled. Please book again."))
        batches = store.pools(tx.db, session.id)
        sealed = any(batch.seed is None for batch in batches)
        if sealed or session.status not in BOOKABLE or rules.over(session.ends_at, clock.now()):
            raise rules.refused(
                "booking.over", _("The session is over or called off: nothing can be changed.")
            )
        if not offers_tickets(row, links.by_id(tx.db, row.link_id)):
            raise rules.refused(
                "booking.no_tickets",
                _("There are no tickets for this booking. You do not need one to come in."),
            )
        mine = drawn_places.of_booking(tx.db, row.id)
        if len(mine) < row.seats:
            mine += _draw_for(tx, session, row, row.seats - len(mine), secret)
            tx.record(
                "booking.tickets_drawn",
                None,
                "booking",
                row.id,
                organisation_id=session.lead_organisation_id,
                data={"session": str(session.id)},
            )
        return _shown(tx, session, _codes(store.pools(tx.db, session.id), mine, secret))


def _draw_for(tx: Tx, session: SessionFacts, row: Booking, wanted: int, key: str) -> list[int]:
    """So many places that nobody drew before, for a booking of a held session."""
    drawn: list[int] = []
    for batch in store.pools(tx.db, session.id):
        drawn += _take(tx, batch, wanted - len(drawn))
    while len(drawn) < wanted:
        drawn += _take(tx, _more(tx, session, key, enough_for_guests(session.capacity)), wanted - len(drawn))
    drawn_places.add(tx.db, session.id, row.id, drawn)
    return drawn


def _take(tx: Tx, batch: TicketBatch, wanted: int) -> list[int]:
    """At most so many places of a batch that are still free."""
    given = batch.given or 0
    first = batch.first_number + given
    taken = list(range(first, min(first + wanted, batch.last_number + 1)))
    if taken:
        store.give(tx.db, batch, given + len(taken))
    return taken


def _codes(batches: Sequence[TicketBatch], places: Sequence[int], key: str) -> list[str]:
    """The codes at these places, those of sealed batches left out."""
    return [
        code_at(batch, place, key)
        for place in places
        for batch in batches
        if batch.seed is not None and batch.first_number <= place <= batch.last_number
    ]


def _shown(look: ReadTx, session: SessionFacts, codes: Sequence[str]) -> GuestTickets:
    venue = places_of.venues_by_ids(look, [session.venue_id])[session.venue_id]
    hidden = venue.sensitive
    return GuestTickets(
        title=session.title,
        day=session.local_date,
        starts_at=None if hidden else session.starts_at,
        time_zone=session.time_zone,
        venue=None if hidden else venue.name,
        tickets=[show_code(code) for code in codes],
    )


def give_back(tx: Tx, session: SessionFacts, booking_id: UUID, keep: int, key: str) -> None:
    """A booking of a held session has so many seats now: its tickets beyond them let nobody in, unless already used."""
    gone = drawn_places.of_booking(tx.db, booking_id)[keep:]
    if not gone:
        return
    codes = _codes(store.pools(tx.db, session.id), gone, key)
    store.give_back(tx.db, [hash_of(session.id, code.replace("-", "")) for code in codes], GIVEN_BACK)
    drawn_places.remove(tx.db, booking_id, gone)
