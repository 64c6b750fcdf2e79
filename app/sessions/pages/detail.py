"""The page of one session: life line, next step, plan, partners, the panels of other packages, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.kernel.errors import AppError, FieldError
from app.kernel.types import Text
from app.kernel.words import Words, _
from app.platform import catalogues, formats
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, language_of, render, safe_next
from app.sessions import use_cases
from app.sessions.pages.listing import STATUS_CHIPS
from app.sessions.pages.planning import read_times
from app.sessions.rules import (
    ACTIVITY_NAMES,
    AUDIENCE_NAMES,
    PARTNER_ROLE_NAMES,
    STATUS_NAMES,
    SessionStatus,
)
from app.sessions.rules.life import Possibility, StepName
from app.sessions.schemas import AnswerInvitation, SessionView, TakeStep
from app.sessions.use_cases import SessionPage

router = APIRouter(prefix="/sessions")

WARNINGS: dict[str, Words] = {
    "answers_pending": _("Not every partner has answered yet."),
    "over_capacity": _("More seats are planned than the venue holds."),
    "outside_project": _("The day lies outside the dates of a project that pays."),
    "organisation_busy": _("The lead organisation has another session at this time."),
}

TAKEN: dict[SessionStatus, Words] = {
    SessionStatus.CONFIRMED: _("Confirmed."),
    SessionStatus.IN_PROGRESS: _("Started."),
    SessionStatus.VERIFIED: _("Verified."),
    SessionStatus.CANCELLED: _("Cancelled; the reason is kept."),
    SessionStatus.POSTPONED: _("Postponed; the session at the new date is proposed."),
}

_LINE: tuple[tuple[SessionStatus, Words], ...] = (
    (SessionStatus.PROPOSED, _("Proposed")),
    (SessionStatus.CONFIRMED, _("Confirmed")),
    (SessionStatus.IN_PROGRESS, _("Held")),
    (SessionStatus.REPORTED, _("Reported")),
    (SessionStatus.VERIFIED, _("Verified")),
)

_NEXT: dict[SessionStatus, StepName] = {
    SessionStatus.PROPOSED: StepName.CONFIRM,
    SessionStatus.CONFIRMED: StepName.START,
    SessionStatus.IN_PROGRESS: StepName.REPORT,
    SessionStatus.REPORTED: StepName.VERIFY,
}
_CALLED_OFF = frozenset({SessionStatus.CANCELLED, SessionStatus.POSTPONED})


@dataclass(frozen=True, slots=True)
class Milestone:
    """A point of the life line, as ui.life_line draws it."""

    label: Words
    state: str
    detail: str | None


def _when_and_who(page: SessionPage, status: SessionStatus) -> str | None:
    """`12 July 2022, 09:30 · Bilal` of the last time this state was reached."""
    taken = [step for step in page.history if step.to is status and not step.sent_back]
    if not taken:
        return None
    moment = formats.moment(taken[-1].at, page.session.time_zone)
    return f"{moment} · {taken[-1].who}" if taken[-1].who else moment


def _life_line(page: SessionPage) -> list[Milestone]:
    status = page.session.status
    order = [one for one, _label in _LINE]
    reached = order.index(status) if status in order else 0
    if status in _CALLED_OFF:
        confirmed = any(step.to is SessionStatus.CONFIRMED for step in page.history)
        passed = _LINE[: 2 if confirmed else 1]
        done = [Milestone(label, "done", _when_and_who(page, one)) for one, label in passed]
        label = _("Cancelled") if status is SessionStatus.CANCELLED else _("Postponed")
        return [*done, Milestone(label, "stopped", _when_and_who(page, status))]
    line = []
    for position, (one, label) in enumerate(_LINE):
        final = status is SessionStatus.VERIFIED
        state = "done" if position < reached or (final and position == reached) else "todo"
        if position == reached and not final:
            state = "now"
        detail = _when_and_who(page, one) if state != "todo" else None
        if one is SessionStatus.VERIFIED and state == "todo":
            detail = str(_("by someone else than the author"))
        line.append(Milestone(label, state, detail))
    return line


def _steps(page: SessionPage) -> dict[str, Possibility]:
    """The steps worth a button or a sentence now, by name: the next one, and the ways off the line."""
    by_name = {one.step.name: one for one in page.steps}
    status = page.session.status
    shown: dict[str, Possibility] = {}
    if status in _NEXT:
        shown["next"] = by_name[_NEXT[status]]
    if status is SessionStatus.REPORTED:
        shown["send_back"] = by_name[StepName.SEND_BACK]
    if status not in _CALLED_OFF and status is not SessionStatus.VERIFIED:
        shown["cancel"] = by_name[StepName.CANCEL]
        if by_name[StepName.POSTPONE].possible:
            shown["postpone"] = by_name[StepName.POSTPONE]
    return shown


def _panels(request: Request, actor: Actor, session_id: UUID, uow: UnitOfWork) -> list[Any]:
    """What other packages have to say about this session, in their order."""
    made = (panel(actor, session_id, uow) for panel in request.app.state.session_panels)
    return [panel for panel in made if panel is not None]


def _show(
    request: Request,
    actor: Actor,
    session_id: UUID,
    uow: UnitOfWork,
    *,
    form: FormView | None = None,
    status: int = 200,
) -> Response:
    with uow.read(), catalogues.speaking(language_of(request)):  # all sections show the same moment
        page = use_cases.session_page(actor, session_id, uow=uow)
        life = _life_line(page)
        panels = _panels(request, actor, session_id, uow)
    return render(
        request,
        "sessions/detail.html",
        status=status,
        form=form or FormView(),
        detail=page,
        session=page.session,
        life=life,
        steps=_steps(page),
        panels=panels,
        status_names=STATUS_NAMES,
        chips=STATUS_CHIPS,
        kinds=ACTIVITY_NAMES,
        audiences=AUDIENCE_NAMES,
        roles=PARTNER_ROLE_NAMES,
        warnings=[WARNINGS[code] for code in page.session.warnings],
    )


@router.get("/{session_id}")
def show(request: Request, session_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """The page of a session."""
    return _show(request, actor, session_id, uow)


def _without_prefix(form: SubmittedForm, to: str) -> SubmittedForm:
    """Each step's fields carry its name on the page (`cancelled-reason`), so that no two are called the same."""
    prefix = f"{to}-"
    return SubmittedForm(
        {name.removeprefix(prefix): values for name, values in form.fields.items()}, form.files
    )


def _step_of(form: SubmittedForm, session: SessionView) -> tuple[TakeStep | None, list[FieldError]]:
    """The step asked for. A new date is given on the clocks of the session's own zone."""
    data: dict[str, Any] = {name: form.get(name) for name in ("to", "reason", "override_reason")}
    problems: list[FieldError] = []
    if data["to"] == SessionStatus.POSTPONED.value:
        times, problems = read_times(form, session.time_zone)
        if times:
            data["postponed"] = times
        if not data["reason"]:
            problems.append(
                FieldError(
                    "reason", "reason.missing", _("Please say why; the reason is kept with the session.")
                )
            )
    command, found = parse(TakeStep, data)
    return (None if problems else command), [*problems, *found]


_SHOWN_AT = {"postponed.starts_at": "date", "postponed.ends_at": "end", "venue": "date", "to": ""}


def _beside(to: str, problems: Sequence[FieldError]) -> list[FieldError]:
    """Each problem named after the field of the form that was sent: `cancelled-reason`, `postponed-date`."""
    named = []
    for one in problems:
        name = _SHOWN_AT.get(one.field, one.field)
        if name.startswith("facilitators."):
            name = "date"
        named.append(FieldError(f"{to}-{name}" if name else "", one.code, one.message, one.facts))
    return named


def _onwards(form: SubmittedForm, session_id: UUID) -> str:
    """Back to the page that sent the form, when it says so (the inbox); else to the session."""
    return safe_next(form.get("next", f"/sessions/{session_id}"))


@router.post("/{session_id}/steps")
def take_step(request: Request, session_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take a step of the life line. A step that was taken already (pressed twice) shows the page."""
    session = use_cases.get_session(actor, session_id, uow=uow)
    to = form.get("to")
    form = _without_prefix(form, to)
    command, problems = _step_of(form, session)
    status = 422
    if command is not None and not problems:
        try:
            use_cases.take_step(actor, session_id, command, uow=uow)
            return go(request, _onwards(form, session_id), TAKEN.get(command.to, _("Saved.")))
        except AppError as refusal:
            if refusal.status == 404:
                raise
            if session.status is command.to:
                return go(request, f"/sessions/{session_id}", refusal.message, "warn")
            status = refusal.status
            problems = list(refusal.errors) or [FieldError("to", refusal.code, refusal.message)]
    typed = {f"{to}-{name}": value for name, value in form.values().items()}
    beside = _beside(to, problems)
    view = FormView(typed, {one.field: one.message for one in beside}, beside)
    return _show(request, actor, session_id, uow, form=view, status=status)


@router.post("/{session_id}/partners/{organisation}/answer")
def answer(
    request: Request, session_id: UUID, organisation: Text, form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """A partner says yes or no."""
    command, problems = parse(
        AnswerInvitation,
        {name: value for name, value in form.data().items() if name in {"accepted", "reason"}},
    )
    if command is None:
        view = FormView({}, {}, problems)
        return _show(request, actor, session_id, uow, form=view, status=422)
    use_cases.answer_invitation(actor, session_id, organisation, command, uow=uow)
    if command.accepted:
        return go(request, _onwards(form, session_id), _("Your organisation takes part."))
    return go(
        request,
        safe_next(form.get("next", "/sessions")),
        _("Declined. The session is no longer on your list."),
    )
