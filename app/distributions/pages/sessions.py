"""HTML face of distributions: the kits of one session, and its section of the session page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.distributions import use_cases
from app.distributions.pages.people import SEX_NAMES
from app.distributions.rules import more_than_people
from app.distributions.schemas import HandOutKits, LoadBag, ReverseHandOut, SessionKitsView
from app.distributions.use_cases import KitPanel
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.words import Words, _, _n
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render
from app.platform.web.panels import Panel

router = APIRouter(prefix="/sessions/{session_id}/kits")

_IDS_TO_LOAD = {"item": "load-item", "quantity": "load-quantity"}
"""The form to load stands beside the one to hand out, which has these fields too."""


def _show(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    session_id: UUID,
    *,
    form: FormView | None = None,
    load: FormView | None = None,
    status: int = 200,
) -> Response:
    desk = use_cases.desk(actor, session_id, uow=uow)
    given = desk.kits
    giving = form or FormView({"id": str(new_id())})
    refused = form or load
    return render(
        request,
        "distributions/kits.html",
        status=status,
        desk=desk,
        session=desk.session,
        kits=given,
        warning=_warning(given),
        form=giving,
        load=load or FormView({"id": str(new_id())}),
        problems=_problems(refused, {} if form else _IDS_TO_LOAD) if refused else [],
        sexes=[(sex.value, name) for sex, name in SEX_NAMES.items()],
        sex_names=SEX_NAMES,
        fresh_ids=[new_id() for _row in given.hand_outs],
    )


def _problems(form: FormView, ids: Mapping[str, str]) -> list[FieldError]:
    """What stands on top: the errors of the fields, or the refusal itself when it names none."""
    if form.problems or form.message is None:
        return [replace(one, field=ids.get(one.field, one.field)) for one in form.problems]
    return [FieldError("", "refused", form.message)]


def _warning(kits: SessionKitsView | KitPanel) -> Words | None:
    """More kits than people, once people were counted."""
    return more_than_people(kits.kits_given, kits.people_reached) if kits.people_reached else None


@router.get("")
def show(request: Request, session_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """What was loaded, given and should be left, with the forms to load and hand out."""
    return _show(request, actor, uow, session_id)


def _beside(refusal: AppError, form: SubmittedForm) -> FormView:
    """The form as it was typed, with the refusal at its fields."""
    if refusal.status in {403, 404}:
        raise refusal
    return FormView.refused(form, refusal)


@router.post("/hand-outs")
def hand_out(request: Request, session_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Hand out; too little in the bag stands beside the quantity with its numbers."""
    answers = form.data()
    command, problems = parse(HandOutKits, {**answers, "session": session_id})
    if command is None:
        actor.require(Permission.KITS_HAND_OUT)
        return _show(request, actor, uow, session_id, form=FormView.wrong(form, problems), status=422)
    try:
        use_cases.hand_out(actor, command, uow=uow)
    except AppError as refusal:
        view = _beside(refusal, form)
        return _show(request, actor, uow, session_id, form=view, status=refusal.status)
    return go(
        request, f"/sessions/{session_id}/kits", _("%(count)s handed out.") % {"count": command.quantity}
    )


@router.post("/hand-outs/{hand_out_id}/reverse")
def reverse(
    request: Request,
    session_id: UUID,
    hand_out_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    uow: Uow,
) -> Response:
    """Take a hand-out back."""
    command, problems = parse(ReverseHandOut, form.data())
    if command is None:
        actor.require(Permission.KITS_HAND_OUT)
        return _show(request, actor, uow, session_id, form=_fresh(problems), status=422)
    try:
        use_cases.reverse_hand_out(actor, hand_out_id, command, uow=uow)
    except AppError as refusal:
        view = _beside(refusal, form)
        return _show(
            request,
            actor,
            uow,
            session_id,
            form=_fresh(view.problems, view.message),
            status=refusal.status,
        )
    return go(request, f"/sessions/{session_id}/kits", _("Taken back."))


def _fresh(problems: list[FieldError], message: Words | None = None) -> FormView:
    """The hand-out form as new, under the errors of another form."""
    return FormView({"id": str(new_id())}, {}, problems, message)


@router.post("/loads")
def load(request: Request, session_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Load the bag from a store."""
    command, problems = parse(LoadBag, {**form.data(), "session": session_id})
    if command is None:
        actor.require(Permission.STOCK_MOVE)
        return _show(request, actor, uow, session_id, load=FormView.wrong(form, problems), status=422)
    try:
        use_cases.load_bag(actor, command, uow=uow)
    except AppError as refusal:
        view = _beside(refusal, form)
        return _show(request, actor, uow, session_id, load=view, status=refusal.status)
    return go(request, f"/sessions/{session_id}/kits", _("%(count)s loaded.") % {"count": command.quantity})


@dataclass(frozen=True, slots=True)
class TillChip:
    """Whether the till closes, in a few words."""

    kind: str
    text: Words


def till_chip(kits: SessionKitsView | KitPanel) -> TillChip:
    """The till closes when no bag should hold anything any more."""
    missing = sum(line.should_hold for line in kits.lines)
    if not any(line.loaded for line in kits.lines):
        return TillChip("plain", _("Nothing is loaded yet"))
    if missing:
        return TillChip("warn", _n("%(num)s still to account for", "%(num)s still to account for", missing))
    return TillChip("ok", _("The till closes"))


_ROWS = (
    (_("Promised"), "planned"),
    (_("Loaded"), "loaded"),
    (_("Given"), "given"),
    (_("Returned"), "returned"),
    (_("Damaged"), "damaged"),
)


def panel(actor: Actor, session_id: UUID, uow: UnitOfWork) -> Panel | None:
    """The section "Kits" of the session page."""
    if not actor.may(Permission.SESSION_SEE):
        return None
    shown = use_cases.kit_panel(actor, session_id, uow=uow)
    return Panel(
        "distributions/_panel.html",
        {
            "kits": shown,
            "rows": _ROWS,
            "chip": till_chip(shown),
            "warning": _warning(shown),
            "session_id": session_id,
            "may_hand_out": shown.may_hand_out,
            "may_load": shown.may_load,
        },
    )
