"""Periods on pages: the list with completeness, one month, its late box, closing and reopening."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.clock import zone
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.types import Text, western_digits
from app.kernel.words import Words, _, _n
from app.periods.rules import LATE_REASON_NAMES, PHASE_NAMES, REOPENED_AT_MOST, Phase
from app.periods.schemas import AcceptLate, ClosePeriod, ReopenPeriod
from app.periods.use_cases import closing, late_box, looking
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow, settings_of
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.listing import next_page
from app.platform.web.pages import go, render
from app.sessions.public import STATUS_NAMES

router = APIRouter(prefix="/periods")

PeriodName = Annotated[Text, Path(max_length=64)]

CHIPS = {Phase.OPEN: "blue", Phase.CLOSING: "warn", Phase.CLOSED: "ok", Phase.REOPENED: "warn"}

A_YEAR = 12


@router.get("")
def listing(request: Request, actor: CurrentActor, uow: Uow, cursor: Text | None = None) -> Response:
    """Months, the newest first, each with how complete it is."""
    found = looking.list_periods(actor, uow=uow, cursor=cursor, limit=A_YEAR)
    return render(
        request,
        "periods/list.html",
        periods=found.items,
        next_href=next_page(found.next),
        phases=PHASE_NAMES,
        chips=CHIPS,
    )


def _show(
    request: Request,
    actor: Actor,
    period: str,
    uow: UnitOfWork,
    *,
    form: FormView | None = None,
    status: int = 200,
) -> Response:
    with uow.read():
        found = looking.see_period(actor, period, uow=uow)
        closes = actor.may(Permission.PERIOD_CLOSE)
        box = late_box.see_box(actor, period, uow=uow, limit=200) if closes else None
        out, into = late_box.accepted(actor, period, uow=uow) if closes else ([], [])
    return render(
        request,
        "periods/period.html",
        status=status,
        period=found,
        box=box,
        accepted=out,
        told_here=into,
        closes=closes,
        form=form or FormView({"id": str(new_id())}),
        phases=PHASE_NAMES,
        chips=CHIPS,
        statuses=STATUS_NAMES,
        reasons=list(LATE_REASON_NAMES.items()),
        reason_names=LATE_REASON_NAMES,
        figure_names=FIGURE_NAMES,
        most_days=REOPENED_AT_MOST.days,
        time_zone=settings_of(request).time_zone,
        ends_later=found.to_date >= clock.today(settings_of(request).time_zone),
    )


FIGURE_NAMES: dict[str, Words] = {
    "people_reached": _("People reached"),
    "sessions_held": _("Sessions held"),
    "kits_given": _("Dignity kits given"),
}
"""The figures that are kept at closing, in their order."""


@router.get("/{period}")
def see(request: Request, period: PeriodName, actor: CurrentActor, uow: Uow) -> Response:
    """One month: completeness and timeliness by organisation, figures at closing, the late box."""
    return _show(request, actor, period, uow)


def _refused(
    request: Request, actor: Actor, period: str, uow: UnitOfWork, form: SubmittedForm, refusal: AppError
) -> Response:
    """The page again with what is wrong; strangers and those without the right get their own page."""
    if refusal.status in {403, 404}:
        raise refusal
    problems = list(refusal.errors) or [FieldError("form", refusal.code, refusal.message)]
    view = FormView.wrong(form, problems, message=refusal.message, id=str(new_id()))
    return _show(request, actor, period, uow, form=view, status=refusal.status)


@router.post("/{period}/close")
def close(request: Request, period: PeriodName, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the next step."""
    command, problems = parse(ClosePeriod, {"to": form.get("to") or None})
    if command is None:
        return _show(request, actor, period, uow, form=FormView.wrong(form, problems), status=422)
    try:
        done = closing.close_period(actor, period, command, uow=uow)
    except AppError as refusal:
        return _refused(request, actor, period, uow, form, refusal)
    said = _("The period is closed.") if done.state is Phase.CLOSED else _("The period is being closed.")
    return go(request, f"/periods/{done.code}", said)


def _until(request: Request, form: SubmittedForm) -> datetime | None:
    """The end of the day that was chosen, in the programme's time zone; None when it is no day."""
    try:
        day = date.fromisoformat(str(western_digits(form.get("until"))))
        return datetime.combine(day, time(23, 59, 59), zone(settings_of(request).time_zone))
    except (ValueError, OverflowError):
        return None


@router.post("/{period}/reopen")
def reopen(request: Request, period: PeriodName, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Open it again until the end of a day."""
    answers: dict[str, Any] = {"reason": form.get("reason"), "until": _until(request, form)}
    command, problems = parse(ReopenPeriod, {name: value for name, value in answers.items() if value})
    if command is None:
        actor.require(Permission.PERIOD_CLOSE)
        return _show(request, actor, period, uow, form=FormView.wrong(form, problems), status=422)
    try:
        done = closing.reopen_period(actor, period, command, uow=uow)
    except AppError as refusal:
        return _refused(request, actor, period, uow, form, refusal)
    return go(request, f"/periods/{done.code}", _("The period is open again for a while."))


@router.post("/{period}/late-box")
def accept(request: Request, period: PeriodName, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Accept what came late to a session."""
    command, problems = parse(AcceptLate, form.data())
    if command is None:
        actor.require(Permission.PERIOD_CLOSE)
        return _show(request, actor, period, uow, form=_at_session(form, problems), status=422)
    try:
        done = late_box.accept_late(actor, period, command, uow=uow).value
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        problems = list(refusal.errors) or [FieldError("", refusal.code, refusal.message)]
        return _show(request, actor, period, uow, form=_at_session(form, problems), status=refusal.status)
    said = _n(
        "Accepted: %(num)s person more counts, told in %(into)s.",
        "Accepted: %(num)s people more count, told in %(into)s.",
        done.people,
    ) % {"into": done.into}
    return go(request, f"/periods/{done.period}", said)


def _at_session(form: SubmittedForm, problems: list[FieldError]) -> FormView:
    """What was typed into the late box of one session, and what is wrong with it at the fields of that session."""
    session = form.get("session")
    names = {"reason": f"late-reason-{session}", "note": f"late-note-{session}"}
    told = [FieldError(names.get(one.field, ""), one.code, one.message, one.facts) for one in problems]
    errors = {one.field: one.message for one in reversed(told) if one.field}
    values = {names[name]: form.get(name) for name in names}
    return FormView({"id": str(new_id()), **values}, errors, told)
