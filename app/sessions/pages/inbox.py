"""What waits for the reader, with the step to take beside it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import render
from app.sessions.pages.listing import STATUS_CHIPS
from app.sessions.rules import STATUS_NAMES
from app.sessions.use_cases.inbox import inbox

router = APIRouter()


@router.get("/inbox")
def show(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """Invitations, reports to make, to correct and to verify, proposals to confirm: as far as they are the reader's."""
    return render(
        request,
        "calendar/inbox.html",
        inbox=inbox(actor, uow=uow),
        chips=STATUS_CHIPS,
        status_names=STATUS_NAMES,
    )
