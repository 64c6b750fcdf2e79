"""JSON face of sessions."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.kernel.paging import Limit, Page
from app.kernel.types import Code, Text
from app.platform.web import queries
from app.platform.web.deps import CurrentActor, Uow, actor_of, uow_of
from app.platform.web.doors import PlainDoor
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

router = APIRouter(prefix="/sessions", tags=["sessions"], route_class=PlainDoor)

SessionId = Annotated[UUID, Path(examples=["01981d3e-0000-7000-8000-000000000001"])]
Moment = Annotated[Text, Field(max_length=40, examples=["2022-07-30"])]
Cursor = Annotated[Text, Field(max_length=400)]


class Order(StrEnum):
    """By start: oldest first or newest first."""

    OLDEST_FIRST = "starts_at"
    NEWEST_FIRST = "-starts_at"


class ListSessions(BaseModel):
    """The query of the list. What is not named here is let pass."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    begins: Annotated[Moment | None, Field(alias="from", description="First day, or instant")] = None
    ends: Annotated[Moment | None, Field(alias="to", description="Last day, or instant (excluded)")] = None
    organisation: Annotated[Code | None, Field(description="Leads or takes part")] = None
    project: Code | None = None
    status: SessionStatus | None = None
    area: Annotated[Code | None, Field(description="P-code; areas below it are included")] = None
    facilitator: Annotated[Email | None, Field(description="E-mail of a facilitator")] = None
    venue: UUID | None = None
    order: Order = Order.NEWEST_FIRST
    cursor: Cursor | None = None
    limit: Limit = 50

    def search(self) -> SessionSearch:
        """The same as the use case takes it; every part was looked at already."""
        return SessionSearch.model_construct(
            begins=self.begins,
            ends=self.ends,
            organisation=self.organisation,
            project=self.project,
            status=self.status,
            area=self.area,
            facilitator=self.facilitator,
            venue=self.venue,
            newest_first=self.order is Order.NEWEST_FIRST,
        )


@router.get(
    "",
    summary="List sessions",
    response_model=Page[SessionLine],
    openapi_extra=queries.documented(ListSessions),
)
def list_sessions(request: Request) -> Response:
    """Sessions that exist for you, newest first, page by page."""
    actor, asked = actor_of(request), queries.read(ListSessions, request)
    page = use_cases.written_list(
        actor, asked.search(), uow=uow_of(request), cursor=asked.cursor, limit=asked.limit
    )
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
