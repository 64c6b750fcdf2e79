"""What whoever follows a booking link sees, and the booking behind a reference."""

from __future__ import annotations

from uuid import UUID

from app.kernel.errors import NotFound
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.registration.public.bookings import EVERYBODY, booked
from app.registration.rules import booking_secrets as secrets_of
from app.registration.rules.bookings import BookingStatus
from app.registration.schemas.bookings import BookingPage, CommunityChoice, HeldBooking
from app.registration.store import booking_links as links
from app.registration.store import bookings as store
from app.registration.tables import BookingLink
from app.registration.use_cases.booking_links import state_of
from app.registration.use_cases.bookings import LINK_UNKNOWN
from app.registration.use_cases.holding import REFERENCE_UNKNOWN, offers_tickets
from app.sessions import public as sessions
from app.sessions.public import SessionFacts, SessionStatus
from app.vocabularies import public as vocabularies

NOT_STATED_BAND = "ns"


def booking_page(token: str, *, uow: UnitOfWork) -> BookingPage:
    """The session of a booking link. Raises NotFound `booking.link_unknown`."""
    with uow.read() as look:
        link = links.find(look.db, secrets_of.token_hash(token))
        if link is None:
            raise NotFound("booking.link_unknown", LINK_UNKNOWN)
        return page_of(look, link, sessions.facts(look, EVERYBODY, link.session_id))


def poster_page(session_id: UUID, link_id: UUID, *, uow: UnitOfWork) -> BookingPage:
    """The same for a link that the caller was allowed to print."""
    with uow.read() as look:
        return page_of(look, links.by_id(look.db, link_id), sessions.facts(look, EVERYBODY, session_id))


def page_of(look: ReadTx, link: BookingLink, session: SessionFacts) -> BookingPage:
    """The public facts of a session: a sensitive venue shows neither its name nor the hour."""
    venue = places.venues_by_ids(look, [session.venue_id])[session.venue_id]
    area = places.areas_by_codes(look, [session.area_code])[session.area_code]
    lead = organisations.by_ids(look, [session.lead_organisation_id])[session.lead_organisation_id]
    spoken = {one.code: one.autonym for one in vocabularies.languages(look)}
    topics = vocabularies.topic_names(look)
    confirmed, waiting = booked(look, session.id)
    hidden = venue.sensitive
    return BookingPage(
        session=session.id,
        session_version=session.version,
        link=link.id,
        state=state_of(link, session),
        title=session.title,
        confirmed=session.status is not SessionStatus.PROPOSED,
        sensitive=hidden,
        local_date=session.local_date,
        moved_from=sessions.day_before_moving(look, session.id),
        starts_at=None if hidden else session.starts_at,
        ends_at=None if hidden else session.ends_at,
        time_zone=session.time_zone,
        venue=None if hidden else venue.name,
        address=None if hidden else venue.address,
        accessible=venue.accessible and not hidden,
        area=area.names,
        organisation=lead.names,
        spoken=spoken.get(session.language_code, session.language_code),
        spoken_code=session.language_code,
        topics=[topics[code] for code in session.topics if code in topics],
        opens_at=link.opens_at,
        closes_at=link.closes_at if hidden else links.window(link).last(session.ends_at),
        max_seats=min(link.max_seats, session.capacity),
        capacity=session.capacity,
        free=max(0, session.capacity - confirmed),
        waiting=waiting,
        languages=list(link.languages),
        communities=[
            CommunityChoice(code=one.code, names=one.names, languages=list(one.languages))
            for one in vocabularies.communities(look)
        ],
        age_bands=[one.code for one in vocabularies.age_bands(look) if one.code != NOT_STATED_BAND],
    )


def find_booking(token: str, reference: str, *, uow: UnitOfWork, secret: str) -> HeldBooking:
    """The booking with this reference, at the address of a link of its session.

    Raises NotFound `booking.unknown` for any other.
    """
    with uow.read() as look:
        link = links.find(look.db, secrets_of.token_hash(token))
        hashed = secrets_of.reference_hash(secret, reference)
        row = store.booking_of(look.db, hashed) if hashed else None
        if link is None or row is None or row.session_id != link.session_id:
            raise NotFound("booking.unknown", REFERENCE_UNKNOWN)
        return HeldBooking(
            reference=secrets_of.show_code(secrets_of.reference_of(secret, row.id)),
            status=BookingStatus(row.status),
            seats=row.seats,
            tickets=offers_tickets(row, links.by_id(look.db, row.link_id)),
            lines=store.lines_of(look.db, [row.id])[row.id],
        )
