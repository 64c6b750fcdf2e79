"""HTML face of the inbox."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.types import Text
from app.kernel.words import _
from app.notices import use_cases
from app.notices.schemas import ChooseLetters, MarkRead
from app.platform import catalogues
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow
from app.platform.web.forms import parse
from app.platform.web.pages import go, language_of, render

router = APIRouter(prefix="/notices")


@router.get("")
def inbox(
    request: Request, actor: CurrentActor, settings: CurrentSettings, uow: Uow, cursor: Text | None = None
) -> Response:
    """What happened to one's sessions, newest first."""
    with catalogues.speaking(language_of(request)):
        listed = use_cases.list_notices(actor, uow=uow, cursor=cursor)
    return render(
        request,
        "notices/inbox.html",
        has_sessions=actor.may(Permission.SESSION_SEE),
        notices=listed.items,
        next_cursor=listed.next,
        any_unread=any(not one.read for one in listed.items),
        seen_until=(listed.items[0].made_at if listed.items else clock.now()).isoformat(),
        by_mail=use_cases.wants_letters(actor, uow=uow),
        time_zone=settings.time_zone,
        has_post=bool(settings.mail_server),
    )


@router.post("/read")
def mark_read(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """All that was on the page is read."""
    command, _problems = parse(MarkRead, form.data())
    if command is not None:
        use_cases.mark_read(actor, command, uow=uow)
    return go(request, "/notices", _("All read."))


@router.post("/letters")
def choose_letters(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Letters beside the inbox, or not."""
    wanted = ChooseLetters(by_mail="by_mail" in form.data())
    use_cases.choose_letters(actor, wanted, uow=uow)
    return go(request, "/notices", _("Saved."))
