"""What waits for the reader, with the step to take beside it, for one session or for several at once."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.kernel.errors import FieldError
from app.kernel.types import Text
from app.kernel.words import Words, _, _n
from app.platform import catalogues
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, language_of, render
from app.sessions.pages.listing import STATUS_CHIPS
from app.sessions.rules import STATUS_NAMES
from app.sessions.schemas.several import AnswerSeveral, ConfirmSeveral, SeveralDone
from app.sessions.use_cases.inbox import inbox
from app.sessions.use_cases.several import answer_several, confirm_several

router = APIRouter()


def _show(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    *,
    choose: str = "",
    problems: list[FieldError] | None = None,
    done: int = 0,
    status: int = 200,
) -> Response:
    return render(
        request,
        "calendar/inbox.html",
        status=status,
        inbox=inbox(actor, uow=uow),
        chips=STATUS_CHIPS,
        status_names=STATUS_NAMES,
        choose=choose,
        form=FormView({}, {}, problems or []),
        done=done,
    )


@router.get("/inbox")
def show(request: Request, actor: CurrentActor, uow: Uow, choose: Text = "") -> Response:
    """Invitations, reports to make, to correct and to verify, proposals to confirm: as far as they are the reader's.

    `choose` (invitations or proposals) shows that list with everything chosen.
    """
    return _show(request, actor, uow, choose=choose)


def _told(request: Request, actor: Actor, uow: UnitOfWork, result: SeveralDone, text: Words) -> Response:
    """Back to the inbox when all went well; else the inbox with what was refused, and how many were saved."""
    refused = [one for one in result.outcomes if not one.done]
    if not refused:
        return go(request, "/inbox", text)
    problems = [
        FieldError(f"chosen-{one.session}", one.code or "", Words(one.message or "")) for one in refused
    ]
    return _show(request, actor, uow, problems=problems, done=len(result.outcomes) - len(refused), status=409)


def _nothing_chosen(request: Request, actor: Actor, uow: UnitOfWork, anchor: str) -> Response:
    message = _("Choose at least one session first.")
    return _show(request, actor, uow, problems=[FieldError(anchor, "missing", message)], status=422)


def _answers(form: SubmittedForm) -> dict[str, Any]:
    """The chosen pairs of session and organisation, all with the answer of the button that was pressed."""
    pairs = [one.partition("/") for one in form.all("chosen")]
    accepted = form.get("accepted")
    return {
        "answers": [
            {"session": session, "organisation": organisation, "accepted": accepted}
            for session, _slash, organisation in pairs
        ]
    }


@router.post("/inbox/answers")
def answer(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """The chosen invitations are accepted, or declined."""
    command, _problems = parse(AnswerSeveral, _answers(form))
    if command is None:
        return _nothing_chosen(request, actor, uow, "invitations")
    with catalogues.speaking(language_of(request)):
        result = answer_several(actor, command, uow=uow)
    done = sum(one.done for one in result.outcomes)
    if command.answers[0].accepted:
        text = _n("Taking part in %(num)s session.", "Taking part in %(num)s sessions.", done)
    else:
        text = _n("%(num)s session declined.", "%(num)s sessions declined.", done)
    return _told(request, actor, uow, result, text)


@router.post("/inbox/confirmations")
def confirm(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """The chosen proposals are confirmed."""
    command, _problems = parse(ConfirmSeveral, {"sessions": form.all("chosen")})
    if command is None:
        return _nothing_chosen(request, actor, uow, "to-confirm")
    with catalogues.speaking(language_of(request)):
        result = confirm_several(actor, command, uow=uow)
    text = _n(
        "%(num)s session confirmed.", "%(num)s sessions confirmed.", sum(one.done for one in result.outcomes)
    )
    return _told(request, actor, uow, result, text)
