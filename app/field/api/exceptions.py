"""JSON face of exceptions and of outboxes brought in as files."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from app.field.rules.words import ExceptionState, Reason
from app.field.schemas.exceptions import ExceptionDetail, ExceptionView, ImportResult, ResolveException
from app.field.use_cases import exceptions, resolving
from app.field.use_cases.importing import bring_in
from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, Submitted, Uow

router = APIRouter(tags=["tablets"])

_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.get("/exceptions", summary="What tablets brought that needs a look")
def list_exceptions(
    actor: CurrentActor,
    uow: Uow,
    state: ExceptionState | None = None,
    reason: Reason | None = None,
    session: UUID | None = None,
    cursor: Annotated[Text | None, Query(max_length=200)] = None,
    limit: Limit = 50,
) -> Page[ExceptionView]:
    """The newest first, with the tablets and times of each. Without `state`, open and settled ones."""
    return exceptions.list_exceptions(
        actor, uow=uow, state=state, reason=reason, session_id=session, cursor=cursor, limit=limit
    )


@router.get("/exceptions/{exception_id}", summary="One exception with its events")
def see_exception(exception_id: UUID, actor: CurrentActor, uow: Uow) -> ExceptionDetail:
    """What each event said (never a ticket), and whether it was taken back."""
    return exceptions.see_exception(actor, exception_id, uow=uow)


@router.post("/exceptions/{exception_id}/resolve", summary="Settle an exception")
def resolve(
    request: Request, exception_id: UUID, command: ResolveException, actor: CurrentActor, uow: Uow
) -> ExceptionDetail:
    """accept, swap (which of two uses of a ticket counts), reverse (take it back) or note (it stays open).

    The same again changes nothing; 409 `exception.resolved` when it was settled in another way.
    """
    key = request.app.state.signing_key.encode()
    return resolving.resolve_exception(actor, exception_id, command, key=key, uow=uow)


@router.post("/field/imports", openapi_extra=_FILE, summary="Bring in the saved outbox of a tablet")
def import_outbox(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> ImportResult:
    """The file a tablet saved. As often as you like: each event counts once."""
    sent = form.files.get("file")
    content = sent.content if sent else b""
    return bring_in(actor, content, key=request.app.state.signing_key.encode(), uow=uow)
