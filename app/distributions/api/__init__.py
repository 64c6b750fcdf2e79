"""JSON face of distributions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.distributions import use_cases
from app.distributions.api.points import router as points_router
from app.distributions.rules import nowhere
from app.distributions.schemas import HandOutKits, HandOutView, ReverseHandOut
from app.distributions.use_cases import points
from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, Uow

router = APIRouter(prefix="/handouts", tags=["kits"])
routers: tuple[APIRouter, ...] = (router, points_router)


@router.get("", summary="Hand-outs of a session or a distribution point")
def list_hand_outs(
    actor: CurrentActor,
    uow: Uow,
    session: UUID | None = None,
    distribution_point: UUID | None = None,
    cursor: Annotated[Text | None, Query(max_length=1000)] = None,
    limit: Limit = 50,
) -> Page[HandOutView]:
    """Of one of the two, newest first; a reversal is an entry of its own with `reverses`."""
    if distribution_point is not None and session is None:
        return points.list_hand_outs(actor, distribution_point, uow=uow, cursor=cursor, limit=limit)
    if session is None or distribution_point is not None:
        raise nowhere()
    return use_cases.list_hand_outs(actor, session, uow=uow, cursor=cursor, limit=limit)


@router.post("", status_code=201, summary="Hand out kits")
def hand_out(command: HandOutKits, actor: CurrentActor, uow: Uow, response: Response) -> HandOutView:
    """201 when handed out, 200 on replay, 409 `kits.insufficient` with the numbers when the bag holds too little.

    The first hand-out starts a confirmed session. Without `from` the kits leave the session's bag; from a store
    they pass through the bag, so that the till can close. A ticket must have been issued for the session (422) and
    gives one of each item: 409 `ticket.already_got_kit` with the time, or `ticket.void`.

    With `distribution_point` instead of `session` they leave the bag of the point while it is open (409
    `point.step`); tickets belong to sessions (422 `ticket.of_a_session`).
    """
    outcome = use_cases.hand_out(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.post("/{hand_out_id}/reverse", status_code=201, summary="Take a hand-out back")
def reverse_hand_out(
    hand_out_id: UUID, command: ReverseHandOut, actor: CurrentActor, uow: Uow, response: Response
) -> HandOutView:
    """Once, with a reason, until the session's report is sent or the distribution point is closed. The ticket it
    was given for may get the item again. 201 when taken back, 200 on replay.
    """
    outcome = use_cases.reverse_hand_out(actor, hand_out_id, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value
