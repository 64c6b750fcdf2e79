"""JSON face of tickets, below the sessions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, Uow
from app.registration.rules.tickets import TRIES_A_MINUTE, UNKNOWN_A_MINUTE, CheckInAnswer
from app.registration.schemas.tickets import (
    CheckedIn,
    CheckIn,
    MadeTickets,
    MakeTickets,
    TicketView,
    VoidedTickets,
    VoidTickets,
)
from app.registration.use_cases import making_tickets, seeing_tickets, using_tickets

router = APIRouter(prefix="/sessions/{session_id}/tickets", tags=["tickets"])


@router.get("", summary="Tickets of a session")
def list_tickets(
    session_id: UUID,
    actor: CurrentActor,
    uow: Uow,
    cursor: Annotated[Text | None, Query(max_length=1000)] = None,
    limit: Limit = 50,
) -> Page[TicketView]:
    """Numbers and states in the order of the sheet; never codes. Of tickets that guests draw, the used and the void."""
    return seeing_tickets.list_tickets(actor, session_id, uow=uow, cursor=cursor, limit=limit)


@router.post("", status_code=201, summary="Make tickets")
def make_tickets(
    session_id: UUID,
    command: MakeTickets,
    request: Request,
    response: Response,
    actor: CurrentActor,
    uow: Uow,
) -> MadeTickets:
    """The codes are in this answer only; the house keeps hashes. 201 when made, 200 when asked before.

    Asked again with the same `id`, the same codes are answered until the batch is sealed or the session over;
    then `sealed` is true and `tickets` empty. 409 `session.step` when the session is over, `tickets.too_many`.
    """
    key = str(request.app.state.signing_key)
    outcome = making_tickets.make_tickets(actor, session_id, command, key=key, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.post("/void", summary="Make a range of tickets void")
def void_tickets(session_id: UUID, command: VoidTickets, actor: CurrentActor, uow: Uow) -> VoidedTickets:
    """Used tickets of the range stay as they are. The same again changes nothing."""
    return using_tickets.void_tickets(actor, session_id, command, uow=uow)


@router.post("/check-in", status_code=201, summary="Check a ticket in at a desk")
def check_in(
    session_id: UUID, command: CheckIn, request: Request, response: Response, actor: CurrentActor, uow: Uow
) -> CheckedIn:
    """201 `on_the_list` when it came in now; 200 for every other answer and for a replay.

    `already_used` says when; `void` and `not_on_the_list` let nobody in, and with `record` the latter is kept to
    be looked at. 422 `ticket.misread` when the check sign is wrong, 429 after too many tries a minute.
    """
    request.app.state.rates.hit("tickets", str(actor.person_id), TRIES_A_MINUTE)
    outcome = using_tickets.check_in(actor, session_id, command, uow=uow)
    if outcome.value.answer is CheckInAnswer.NOT_ON_THE_LIST:
        request.app.state.rates.hit("tickets unknown", str(actor.person_id), UNKNOWN_A_MINUTE)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value
