"""JSON face of sessions."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from app.kernel.paging import Limit, Page
from app.kernel.types import Code, Text
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.versions import SeenVersion
from app.sessions import use_cases
from app.sessions.rules import SessionStatus
from app.sessions.schemas import (
    AnswerInvitation,
    ChangeSession,
    Email,
    ProposeSession,
    SessionLine,
    SessionSearch,
    SessionView,
    TakeStep,
)

router = APIRouter(prefix="/sessions", tags=["sessions"])

SessionId = Annotated[UUID, Path(examples=["01981d3e-0000-7000-8000-000000000001"])]
Moment = Annotated[Text, Query(max_length=40, examples=["2022-07-30"])]
Cursor = Annotated[Text, Query(max_length=400)]


class Order(StrEnum):
    """By start: oldest first or newest first."""

    OLDEST_FIRST = "starts_at"
    NEWEST_FIRST = "-starts_at"


@router.get("", summary="List sessions", response_model=Page[SessionLine])
def list_sessions(
    actor: CurrentActor,
    uow: Uow,
    *,
    begins: Annotated[Moment | None, Query(alias="from", description="First day, or instant")] = None,
    ends: Annotated[Moment | None, Query(alias="to", description="Last day, or instant (excluded)")] = None,
    organisation: Annotated[Code | None, Query(description="Leads or takes part")] = None,
    project: Annotated[Code | None, Query()] = None,
    status: Annotated[SessionStatus | None, Query()] = None,
    area: Annotated[Code | None, Query(description="P-code; areas below it are included")] = None,
    facilitator: Annotated[Email | None, Query(description="E-mail of a facilitator")] = None,
    venue: Annotated[UUID | None, Query()] = None,
    order: Annotated[Order, Query()] = Order.NEWEST_FIRST,
    cursor: Annotated[Cursor | None, Query()] = None,
    limit: Limit = 50,
) -> Response:
    """Sessions that exist for you, newest first, page by page."""
    search = SessionSearch(
        begins=begins,
        ends=ends,
        organisation=organisation,
        project=project,
        status=status,
        area=area,
        facilitator=facilitator,
        venue=venue,
        newest_first=order is Order.NEWEST_FIRST,
    )
    page = use_cases.written_list(actor, search, uow=uow, cursor=cursor, limit=limit)
    return Response(page, media_type="application/json")


@router.post("", status_code=201, summary="Propose a session")
def propose_session(
    command: ProposeSession, actor: CurrentActor, uow: Uow, response: Response
) -> SessionView:
    """201 when proposed, 200 when the same request was taken before.

    409 `session.clash` when the venue or a facilitator is taken; 409 `id.reused` when the id was used before.
    """
    outcome = use_cases.propose_session(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/{session_id}", summary="One session")
def get_session(session_id: SessionId, actor: CurrentActor, uow: Uow, response: Response) -> SessionView:
    """The session with this id."""
    session = use_cases.get_session(actor, session_id, uow=uow)
    response.headers["ETag"] = f'"{session.version}"'
    return session


@router.patch("/{session_id}", summary="Change a session")
def change_session(
    session_id: SessionId, command: ChangeSession, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> SessionView:
    """Needs If-Match with the version seen; 412 when someone saved a newer one.

    409 `session.closed` once it was reported or called off, `session.clash` when the new time or place is taken.
    """
    return use_cases.change_session(actor, session_id, command, seen, uow=uow)


@router.post("/{session_id}/transitions", summary="Take a step of the life line")
def take_step(session_id: SessionId, command: TakeStep, actor: CurrentActor, uow: Uow) -> SessionView:
    """Confirm, start, cancel, postpone, verify or send back. 409 `session.step` says why it is not possible.

    A report is made by closing the session. Postponing answers the old session; `followed_by` is the new one.
    """
    return use_cases.take_step(actor, session_id, command, uow=uow)


@router.post("/{session_id}/partners/{organisation}/answer", summary="Answer for a partner organisation")
def answer_invitation(
    session_id: SessionId,
    organisation: Annotated[Code, Path(examples=["LAW"])],
    command: AnswerInvitation,
    actor: CurrentActor,
    uow: Uow,
) -> SessionView:
    """The partner's own planner says whether it takes part. Who declines drops out."""
    return use_cases.answer_invitation(actor, session_id, organisation, command, uow=uow)
