"""JSON face of booking links and bookings. Booking itself needs no sign-in: the token of a link is enough."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from app.kernel.paging import Limit
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.registration.rules.booking_secrets import token_hash
from app.registration.rules.bookings import REFERENCE_TRIES, SEATS_TRIES
from app.registration.schemas.bookings import (
    Book,
    BookingAnswer,
    BookingsView,
    ChangeBooking,
    LinksView,
    LinkView,
    MakeLink,
    NewLinkView,
)
from app.registration.schemas.tickets import GuestTickets
from app.registration.use_cases import booking_links, booking_overview, bookings, guest_tickets

router = APIRouter(tags=["bookings"])

Reference = Annotated[str, Path(max_length=40, description="As shown once", examples=["7Q2M9-XKD4P-H"])]


def _secret(request: Request) -> str:
    return str(request.app.state.signing_key)


@router.post("/sessions/{session_id}/booking-links", status_code=201, summary="Make a booking link")
def make_link(
    session_id: UUID,
    command: MakeLink,
    request: Request,
    response: Response,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
) -> NewLinkView:
    """The token and the address are in this answer only. 201 when made, 200 when the same request was taken before."""
    outcome = booking_links.make_link(
        actor, session_id, command, uow=uow, secret=_secret(request), base_url=settings.base_url
    )
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/sessions/{session_id}/booking-links", summary="Booking links of a session")
def list_links(session_id: UUID, actor: CurrentActor, uow: Uow) -> LinksView:
    """The newest first, without their tokens."""
    return booking_links.list_links(actor, session_id, uow=uow)


@router.post("/sessions/{session_id}/booking-links/{link_id}/revoke", summary="Withdraw a booking link")
def revoke_link(session_id: UUID, link_id: UUID, actor: CurrentActor, uow: Uow) -> LinkView:
    """Nobody books under it any more; what was booked stays. Safe to repeat."""
    return booking_links.revoke_link(actor, session_id, link_id, uow=uow)


@router.get("/sessions/{session_id}/bookings", summary="Seats and bookings of a session")
def list_bookings(
    session_id: UUID, actor: CurrentActor, uow: Uow, cursor: Text | None = None, limit: Limit = 50
) -> BookingsView:
    """Seats by community, and the bookings in the order they came, without their references."""
    return booking_overview.list_bookings(actor, session_id, uow=uow, cursor=cursor, limit=limit)


@router.post(
    "/sessions/{session_id}/bookings/{booking_id}/cancel",
    status_code=204,
    summary="Cancel a booking as its planner",
)
def cancel_for(session_id: UUID, booking_id: UUID, request: Request, actor: CurrentActor, uow: Uow) -> None:
    """Its seats go to those who wait, in the same transaction. Safe to repeat."""
    bookings.cancel_for(actor, session_id, booking_id, uow=uow, secret=_secret(request))


@router.post("/bookings", status_code=201, summary="Book seats")
def book(command: Book, request: Request, response: Response, uow: Uow) -> BookingAnswer:
    """Confirmed when seats are free, else on the waiting list. 201 when booked, 200 when the same request was taken before."""
    request.app.state.rates.hit("booking", token_hash(command.token), SEATS_TRIES)
    outcome = bookings.book(command, uow=uow, secret=_secret(request))
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.post("/bookings/{reference}/cancel", summary="Cancel a booking")
def cancel(reference: Reference, request: Request, uow: Uow) -> BookingAnswer:
    """Its seats go to those who wait, in the same transaction. Safe to repeat."""
    request.app.state.rates.hit("reference", token_hash(reference), REFERENCE_TRIES)
    return bookings.cancel(reference, uow=uow, secret=_secret(request))


@router.post("/bookings/{reference}/tickets", summary="Tickets for the seats of a booking")
def tickets(reference: Reference, request: Request, uow: Uow) -> GuestTickets:
    """One a confirmed seat, the same whenever they are asked for. 409 `booking.no_tickets` when its link offers none."""
    request.app.state.rates.hit("reference", token_hash(reference), REFERENCE_TRIES)
    return guest_tickets.show(reference, uow=uow, secret=_secret(request))


@router.post("/bookings/{reference}/change", summary="Change a booking")
def change(reference: Reference, command: ChangeBooking, request: Request, uow: Uow) -> BookingAnswer:
    """The lines as they are to be. 409 `booking.full` when more seats are asked for than are free: it stays as it was."""
    request.app.state.rates.hit("reference", token_hash(reference), REFERENCE_TRIES)
    return bookings.change(reference, command, uow=uow, secret=_secret(request))
