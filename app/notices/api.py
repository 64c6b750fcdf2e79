"""JSON face of the inbox."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel

from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.notices import use_cases
from app.notices.schemas import ChooseLetters, MarkRead, NoticeView
from app.platform import catalogues
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import language_of

router = APIRouter(prefix="/notices", tags=["notices"])


class Marked(BaseModel):
    """How many notices were not read before."""

    marked: int


@router.get("", summary="List one's own notices")
def list_notices(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    cursor: Text | None = None,
    limit: Limit = 50,
    *,
    unread: bool = False,
) -> Page[NoticeView]:
    """Newest first, in the reader's language; `unread=true` leaves out what was read."""
    with catalogues.speaking(language_of(request)):
        return use_cases.list_notices(actor, uow=uow, cursor=cursor, limit=limit, unread=unread)


@router.post("/read", summary="Mark notices as read")
def mark_read(command: MarkRead, actor: CurrentActor, uow: Uow) -> Marked:
    """These, or all up to a moment; others' notices are not touched."""
    return Marked(marked=use_cases.mark_read(actor, command, uow=uow))


@router.get("/letters", summary="Whether notices also come by e-mail")
def wants_letters(actor: CurrentActor, uow: Uow) -> ChooseLetters:
    """One's own choice."""
    return ChooseLetters(by_mail=use_cases.wants_letters(actor, uow=uow))


@router.put("/letters", summary="Choose whether notices also come by e-mail")
def choose_letters(command: ChooseLetters, actor: CurrentActor, uow: Uow) -> ChooseLetters:
    """Letters leave only where the house has a mail server."""
    return ChooseLetters(by_mail=use_cases.choose_letters(actor, command, uow=uow))
