"""HTML face of tickets: their page below a session, and their section of the session page."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _, _n
from app.platform import catalogues
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, language_of, render
from app.platform.web.panels import Panel
from app.registration.pages.ticket_paper import print_tickets
from app.registration.rules.tickets import (
    ANSWER_WORDS,
    GIVEN_BACK,
    SHOWN_NAMES,
    TRIES_A_MINUTE,
    UNKNOWN_A_MINUTE,
    CheckInAnswer,
)
from app.registration.schemas.tickets import CheckedIn, CheckIn, MakeTickets, VoidTickets
from app.registration.use_cases import making_tickets, seeing_tickets, using_tickets

router = APIRouter(prefix="/sessions/{session_id}/tickets")

CHIPS = {
    CheckInAnswer.ON_THE_LIST: "ok",
    CheckInAnswer.ALREADY_USED: "warn",
    CheckInAnswer.VOID: "stop",
    CheckInAnswer.NOT_ON_THE_LIST: "warn",
}
STATE_CHIPS = {"issued": "plain", "attended": "ok", "void": "stop"}


def _fresh() -> FormView:
    return FormView({"id": str(new_id())})


def _show(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    session_id: UUID,
    *,
    cursor: str | None = None,
    status: int = 200,
    make: FormView | None = None,
    void: FormView | None = None,
    desk: FormView | None = None,
    answer: CheckedIn | None = None,
) -> Response:
    shown = seeing_tickets.ticket_desk(actor, session_id, uow=uow, cursor=cursor)
    refused = make or void or desk
    return render(
        request,
        "registration/tickets.html",
        status=status,
        tickets=shown,
        session=shown.session,
        make=make or _fresh(),
        void=void or FormView(),
        desk=desk or _fresh(),
        answer=answer,
        answer_chip=CHIPS[answer.answer] if answer else "",
        answer_words=ANSWER_WORDS[answer.answer] if answer else "",
        problems=_problems(refused) if refused else [],
        state_names=SHOWN_NAMES,
        state_chips=STATE_CHIPS,
        void_words={GIVEN_BACK: _("The booking was cancelled or made smaller.")},
        next_href=f"?cursor={quote(shown.tickets.next)}" if shown.tickets.next else None,
        languages=list(catalogues.LANGUAGES.items()),
    )


def _problems(form: FormView) -> list[FieldError]:
    """What stands on top: the errors of the fields, or the refusal itself when it names none."""
    if form.problems or form.message is None:
        return form.problems
    return [FieldError("", "refused", form.message)]


def _beside(refusal: AppError, form: SubmittedForm) -> FormView:
    if refusal.status in {403, 404, 429}:
        raise refusal
    return FormView.refused(form, refusal)


@router.get("")
def show(
    request: Request,
    session_id: UUID,
    actor: CurrentActor,
    uow: Uow,
    cursor: Annotated[Text | None, Query(max_length=1000)] = None,
) -> Response:
    """Make, print, check in, void; and the list by number."""
    return _show(request, actor, uow, session_id, cursor=cursor)


@router.post("")
def make(request: Request, session_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Make tickets; their sheet can then be printed."""
    command, problems = parse(MakeTickets, form.data())
    if command is None:
        actor.require(Permission.SESSION_SCHEDULE)
        return _show(request, actor, uow, session_id, make=FormView.wrong(form, problems), status=422)
    try:
        key = str(request.app.state.signing_key)
        made = making_tickets.make_tickets(actor, session_id, command, key=key, uow=uow).value
    except AppError as refusal:
        view = _beside(refusal, form)
        return _show(request, actor, uow, session_id, make=view, status=refusal.status)
    count = made.last_number - made.first_number + 1
    said = _n("%(num)s ticket made. Print it now.", "%(num)s tickets made. Print them now.", count)
    return go(request, f"/sessions/{session_id}/tickets", said)


@router.post("/void")
def void(request: Request, session_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Make a range void."""
    command, problems = parse(VoidTickets, form.data())
    if command is None:
        actor.require(Permission.SESSION_SCHEDULE)
        return _show(request, actor, uow, session_id, void=FormView.wrong(form, problems), status=422)
    try:
        done = using_tickets.void_tickets(actor, session_id, command, uow=uow)
    except AppError as refusal:
        view = _beside(refusal, form)
        return _show(request, actor, uow, session_id, void=view, status=refusal.status)
    said = _n("%(num)s ticket is void now.", "%(num)s tickets are void now.", done.void)
    return go(request, f"/sessions/{session_id}/tickets", said)


@router.post("/check-in")
def check_in(request: Request, session_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Check a typed code in; the answer stands above the field, which is empty again for the next person."""
    request.app.state.rates.hit("tickets", str(actor.person_id), TRIES_A_MINUTE)
    command, problems = parse(CheckIn, form.data())
    if command is None:
        actor.require(Permission.SESSION_COUNT)
        return _show(request, actor, uow, session_id, desk=FormView.wrong(form, problems), status=422)
    try:
        answer = using_tickets.check_in(actor, session_id, command, uow=uow).value
    except AppError as refusal:
        view = _beside(refusal, form)
        return _show(request, actor, uow, session_id, desk=view, status=refusal.status)
    if answer.answer is CheckInAnswer.NOT_ON_THE_LIST:
        request.app.state.rates.hit("tickets unknown", str(actor.person_id), UNKNOWN_A_MINUTE)
    kept = {"ticket": command.ticket} if answer.answer is CheckInAnswer.NOT_ON_THE_LIST else {}
    desk = FormView({"id": str(new_id()), **({} if answer.recorded else kept)})
    return _show(request, actor, uow, session_id, desk=desk, answer=answer)


@router.post("/{batch_id}/seal")
def seal(request: Request, session_id: UUID, batch_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """Seal a batch: its sheet cannot be printed any more."""
    making_tickets.seal_tickets(actor, session_id, batch_id, uow=uow)
    said = _("Sealed. These tickets cannot be printed again.")
    return go(request, f"/sessions/{session_id}/tickets", said)


@router.post("/{batch_id}/sheet.pdf")
def sheet(
    request: Request, session_id: UUID, batch_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """The A4 sheet. A form, not a link: codes leave the house, which is recorded and never fetched ahead."""
    language = form.get("lang")
    if language not in catalogues.LANGUAGES:
        language = language_of(request)
    key = str(request.app.state.signing_key)
    tickets = making_tickets.ticket_sheet(actor, session_id, batch_id, key=key, uow=uow)
    name = f"{tickets.code}-tickets-{tickets.tickets[0][0] if tickets.tickets else 0}-{language}.pdf"
    return Response(
        print_tickets(tickets, language),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def panel(actor: Actor, session_id: UUID, uow: UnitOfWork) -> Panel | None:
    """The section "Tickets" of the session page."""
    shown = seeing_tickets.ticket_panel(actor, session_id, uow=uow)
    if shown is None:
        return None
    return Panel("registration/_tickets_panel.html", {"tickets": shown, "session_id": session_id})
