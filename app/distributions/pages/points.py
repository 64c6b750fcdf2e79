"""Distribution points on pages: the list, a new one, and the page of one with its till."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from app.access.actor import Actor
from app.access.permissions import Permission
from app.distributions import use_cases as giving
from app.distributions.pages.people import SEX_NAMES
from app.distributions.rules.points import POINT_STATE_NAMES, PointState
from app.distributions.schemas import HandOutKits, ReverseHandOut
from app.distributions.schemas.points import BringBack, ClosePoint, LoadPoint, PlanPoint, SayWhy, SettlePoint
from app.distributions.use_cases import points as use_cases
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.words import Words, _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render

router = APIRouter(prefix="/points")

_TILL = ("returned", "damaged", "unexplained", "reason")
_PLANNED = 4
"""How many items the form of a new point has room for."""


@router.get("")
def listing(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    state: Annotated[str, Query(max_length=20)] = "",
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """Distribution points, the latest day first."""
    wanted = PointState(state) if state in {one.value for one in PointState} else None
    page = use_cases.list_points(actor, uow=uow, state=wanted, cursor=cursor)
    more = f"?state={wanted.value if wanted else ''}&cursor={page.next}" if page.next else None
    return render(
        request,
        "distributions/points.html",
        points=page.items,
        states=[(one.value, name) for one, name in POINT_STATE_NAMES.items()],
        state_names=POINT_STATE_NAMES,
        form=FormView({"state": wanted.value if wanted else ""}),
        may_plan=actor.may(Permission.POINT_PLAN),
        next_href=more,
    )


def _plan(request: Request, actor: Actor, uow: UnitOfWork, form: FormView, status: int = 200) -> Response:
    return render(
        request,
        "distributions/point_new.html",
        status=status,
        offer=use_cases.plan_form(actor, uow=uow),
        form=form,
        planned=range(_PLANNED),
    )


@router.get("/new")
def new(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """The form of a new point."""
    return _plan(request, actor, uow, FormView({"id": str(new_id())}))


@router.post("/new")
def plan(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Plan a point."""
    actor.require(Permission.POINT_PLAN)
    wanted = ("id", "organisation", "partner", "venue", "held_on", "project", "handed_out_by")
    answers: dict[str, Any] = {name: value for name in wanted if (value := form.get(name))}
    rows = [
        row
        for row in range(_PLANNED)
        if form.get(f"planned.{row}.item") or form.get(f"planned.{row}.quantity")
    ]
    answers["planned"] = [
        {part: value for part in ("item", "quantity") if (value := form.get(f"planned.{row}.{part}"))}
        for row in rows
    ]
    command, problems = parse(PlanPoint, answers)
    if command is None:
        return _plan(request, actor, uow, FormView.wrong(form, _at_rows(problems, rows)), 422)
    try:
        point = use_cases.plan_point(actor, command, uow=uow).value
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        view = FormView.wrong(form, _at_rows(list(refusal.errors), rows), message=refusal.message)
        return _plan(request, actor, uow, view, refusal.status)
    return go(request, f"/points/{point.id}", _("%(code)s is planned.") % {"code": point.code})


def _at_rows(problems: list[FieldError], rows: list[int]) -> list[FieldError]:
    """Errors at the rows of the form as they were typed, empty rows among them."""
    named = []
    for error in problems:
        parts = error.field.split(".")
        field = error.field
        if parts[0] == "planned" and len(parts) > 1:
            field = f"planned.{rows[int(parts[1])]}.{parts[2] if len(parts) > 2 else 'item'}"
        named.append(FieldError(field, error.code, error.message, error.facts))
    return named


def _show(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    point_id: UUID,
    *,
    status: int = 200,
    **forms: FormView,
) -> Response:
    desk = use_cases.desk_of(actor, point_id, uow=uow)
    refused = next(iter(forms.values()), None)
    return render(
        request,
        "distributions/point.html",
        status=status,
        desk=desk,
        point=desk.page.point,
        hand_outs=desk.page.hand_outs,
        forms={
            name: forms.get(name) or FormView({"id": str(new_id())})
            for name in ("give", "load", "back", "till", "settle")
        },
        problems=_problems(refused) if refused else [],
        sexes=[(sex.value, name) for sex, name in SEX_NAMES.items()],
        sex_names=SEX_NAMES,
        state_names=POINT_STATE_NAMES,
        ways=[("returned", _("back to the store")), ("damaged", _("damaged"))],
        fresh_ids=[new_id() for _row in desk.page.hand_outs],
    )


def _problems(form: FormView) -> list[FieldError]:
    if form.problems or form.message is None:
        return form.problems
    return [FieldError("", "refused", form.message)]


@router.get("/{point_id}")
def show(request: Request, point_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """What was planned, loaded and given, with the forms to load, hand out, take back and close."""
    return _show(request, actor, uow, point_id)


def _take(
    request: Request,
    actor: Actor,
    uow: UnitOfWork,
    point_id: UUID,
    sent: SubmittedForm,
    name: str,
    model: type[BaseModel],
    answers: dict[str, Any],
    do: Callable[[Any], Words],
) -> Response:
    """Parse one of the forms of the page, do it, and come back with words; refusals stand beside their fields."""
    actor.require(Permission.POINT_HOLD)
    command, problems = parse(model, answers)
    if command is None:
        view = FormView.wrong(sent, _at_fields(problems, answers))
        return _show(request, actor, uow, point_id, status=422, **{name: view})
    try:
        words = do(command)
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        view = FormView.wrong(sent, _at_fields(list(refusal.errors), answers), message=refusal.message)
        return _show(request, actor, uow, point_id, status=refusal.status, **{name: view})
    return go(request, f"/points/{point_id}", words)


def _at_fields(problems: list[FieldError], answers: dict[str, Any]) -> list[FieldError]:
    """Errors of the till at the form's own names: `till.0.reason` is the reason of the first item."""
    named = []
    for error in problems:
        parts = error.field.split(".")
        field = error.field
        if parts[0] == "till" and len(parts) > 1 and parts[1].isdigit():
            item = answers["till"][int(parts[1])]["item"]
            field = f"till/{item}/{parts[2] if len(parts) > 2 else 'returned'}"
        elif parts[0] == "till":
            field = f"till/{error.facts['item']}/returned" if "item" in error.facts else ""
        named.append(FieldError(field, error.code, error.message, error.facts))
    return named


@router.post("/{point_id}/hand-outs")
def hand_out(request: Request, point_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Hand out; too little in the bag stands beside the quantity with its numbers."""

    def do(command: HandOutKits) -> Words:
        giving.hand_out(actor, command, uow=uow)
        return _("%(count)s handed out.") % {"count": command.quantity}

    answers = {**form.data(), "distribution_point": point_id}
    return _take(request, actor, uow, point_id, form, "give", HandOutKits, answers, do)


@router.post("/{point_id}/hand-outs/{hand_out_id}/reverse")
def reverse(
    request: Request, point_id: UUID, hand_out_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow
) -> Response:
    """Take a hand-out back."""

    def do(command: ReverseHandOut) -> Words:
        giving.reverse_hand_out(actor, hand_out_id, command, uow=uow)
        return _("Taken back.")

    return _take(request, actor, uow, point_id, form, "settle", ReverseHandOut, form.data(), do)


@router.post("/{point_id}/loads")
def load(request: Request, point_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Load the bag from a store."""
    actor.require(Permission.STOCK_MOVE)

    def do(command: LoadPoint) -> Words:
        use_cases.load(actor, point_id, command, uow=uow)
        return _("%(count)s loaded.") % {"count": command.quantity}

    return _take(request, actor, uow, point_id, form, "load", LoadPoint, form.data(), do)


@router.post("/{point_id}/returns")
def bring_back(request: Request, point_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Kits go back to the store, or are damaged."""

    def do(command: BringBack) -> Words:
        use_cases.bring_back(actor, point_id, command, uow=uow)
        return _("Saved.")

    return _take(request, actor, uow, point_id, form, "back", BringBack, form.data(), do)


@router.post("/{point_id}/close")
def close(request: Request, point_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Close like a till; blanks count as 0."""

    def do(command: ClosePoint) -> Words:
        done = use_cases.close(actor, point_id, command, uow=uow).value
        if done.state is PointState.APPROVAL:
            return _("Much is unexplained: somebody else must look at it now.")
        return _("The till adds up. The distribution point is closed.")

    items = sorted({name.split("/")[1] for name in form.fields if name.startswith("till/")})
    answers: dict[str, Any] = {
        "till": [
            {
                "item": item,
                **{part: value for part in _TILL if (value := form.get(f"till/{item}/{part}"))},
            }
            for item in items
        ]
    }
    if identity := form.get("id"):
        answers["id"] = identity
    return _take(request, actor, uow, point_id, form, "till", ClosePoint, answers, do)


@router.post("/{point_id}/approve")
def approve(request: Request, point_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Somebody else accepts what is unexplained."""
    actor.require(Permission.STOCK_APPROVE)

    def do(command: SettlePoint) -> Words:
        use_cases.approve(actor, point_id, command, uow=uow)
        return _("Approved. The distribution point is closed.")

    return _take(request, actor, uow, point_id, form, "settle", SettlePoint, form.data(), do)


@router.post("/{point_id}/send-back")
def send_back(request: Request, point_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Open a till that waits again."""

    def do(command: SayWhy) -> Words:
        use_cases.send_back(actor, point_id, command, uow=uow)
        return _("Sent back. The till can be changed again.")

    return _take(request, actor, uow, point_id, form, "settle", SayWhy, form.data(), do)


@router.post("/{point_id}/call-off")
def call_off(request: Request, point_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Call a point off."""
    actor.require(Permission.POINT_PLAN)

    def do(command: SayWhy) -> Words:
        use_cases.call_off(actor, point_id, command, uow=uow)
        return _("Called off.")

    return _take(request, actor, uow, point_id, form, "settle", SayWhy, form.data(), do)
