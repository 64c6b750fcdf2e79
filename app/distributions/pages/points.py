"""Distribution points on pages: the list, and a new one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.distributions.rules.points import POINT_STATE_NAMES, PointState
from app.distributions.schemas.points import PlanPoint
from app.distributions.use_cases import points as use_cases
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.words import _
from app.places.public import labels_of, venue_named
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import go, language_of, render

router = APIRouter(prefix="/points")

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


def _plan(
    request: Request, offer: use_cases.PointForm, labels: dict[str, str], form: FormView, status: int = 200
) -> Response:
    return render(
        request,
        "distributions/point_new.html",
        status=status,
        offer=offer,
        venues=[(label, "") for label in labels],
        form=form,
        planned=range(_PLANNED),
    )


@router.get("/new")
def new(request: Request, actor: CurrentActor, uow: Uow) -> Response:
    """The form of a new point."""
    offer, labels = _offered(request, actor, uow)
    return _plan(request, offer, labels, FormView({"id": str(new_id())}))


def _offered(
    request: Request, actor: Actor, uow: UnitOfWork, typed: str = ""
) -> tuple[use_cases.PointForm, dict[str, str]]:
    """What can be chosen, and label → id of the venues: those called for by name are among them."""
    offer = use_cases.plan_form(actor, uow=uow, sought=(typed,) if typed else ())
    return offer, labels_of(offer.venues, language_of(request))


@router.post("/new")
def plan(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Plan a point."""
    actor.require(Permission.POINT_PLAN)
    offer, labels = _offered(request, actor, uow, form.get("venue"))
    wanted = ("id", "organisation", "partner", "held_on", "project", "handed_out_by")
    answers: dict[str, Any] = {name: value for name in wanted if (value := form.get(name))}
    venue, unknown = venue_named(form.get("venue"), labels)
    if venue is not None:
        answers["venue"] = venue
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
    if unknown is not None:
        problems = [one for one in problems if one.field != "venue"] + [unknown]
    if command is None:
        return _plan(request, offer, labels, FormView.wrong(form, _at_rows(problems, rows)), 422)
    try:
        point = use_cases.plan_point(actor, command, uow=uow).value
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        view = FormView.wrong(form, _at_rows(list(refusal.errors), rows), message=refusal.message)
        return _plan(request, offer, labels, view, refusal.status)
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
