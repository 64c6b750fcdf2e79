"""JSON face of several answers and confirmations at once."""

from __future__ import annotations

from fastapi import APIRouter, Request

from app.platform import catalogues
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import language_of
from app.sessions.schemas.several import AnswerSeveral, ConfirmSeveral, SeveralDone
from app.sessions.use_cases.several import answer_several, confirm_several

router = APIRouter(prefix="/sessions", tags=["sessions"])


@router.post("/answers", summary="Answer several invitations")
def answer(command: AnswerSeveral, request: Request, actor: CurrentActor, uow: Uow) -> SeveralDone:
    """Each answer is saved by itself; 200 also when some were refused: `outcomes` says which and why."""
    with catalogues.speaking(language_of(request)):
        return answer_several(actor, command, uow=uow)


@router.post("/confirmations", summary="Confirm several proposals")
def confirm(command: ConfirmSeveral, request: Request, actor: CurrentActor, uow: Uow) -> SeveralDone:
    """Each session is confirmed by itself; 200 also when some were refused: `outcomes` says which and why."""
    with catalogues.speaking(language_of(request)):
        return confirm_several(actor, command, uow=uow)
