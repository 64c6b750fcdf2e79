"""Something leaves a place, or is found there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.words import _
from app.kits import use_cases
from app.kits.pages.refusing import refused, wrong
from app.kits.pages.when import happened_at
from app.kits.rules import OUTSIDE, REASON_NAMES, STOCK, STORES, LocationKind, MovementReason
from app.kits.schemas import LocationView, Move
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render

router = APIRouter(prefix="/kits/move")

_TO_A_PLACE = frozenset({MovementReason.TRANSFER, MovementReason.LOAD, MovementReason.RETURN})
_TO_PEOPLE = frozenset({MovementReason.DISTRIBUTED_WITHOUT_RECORD})
_OUT_OF_LOSS = frozenset({MovementReason.FOUND})

_FROM_A_STORE = (
    MovementReason.TRANSFER,
    MovementReason.LOAD,
    MovementReason.DAMAGE,
    MovementReason.EXPIRY,
    MovementReason.LOSS,
    MovementReason.COUNT_ADJUSTMENT,
    MovementReason.FOUND,
    MovementReason.DISTRIBUTED_WITHOUT_RECORD,
)
_FROM_A_BAG = (
    MovementReason.RETURN,
    MovementReason.DAMAGE,
    MovementReason.LOSS,
    MovementReason.FOUND,
)

NOTES = {
    MovementReason.TRANSFER: _("to another place"),
    MovementReason.LOAD: _("to a bag"),
    MovementReason.RETURN: _("back to a store"),
    MovementReason.COUNT_ADJUSTMENT: _("fewer were there than the books say"),
    MovementReason.FOUND: _("more were there than the books say"),
}


def _form(
    request: Request, actor: CurrentActor, uow: Uow, place: LocationView, form: FormView, status: int = 200
) -> Response:
    reasons = _FROM_A_STORE if place.kind in STORES else _FROM_A_BAG
    lots = use_cases.lots_at_place(actor, place.id, uow=uow)
    targets = [one for one in use_cases.own_choices(actor, STOCK, uow=uow) if one.id != place.id]
    return render(
        request,
        "kits/move.html",
        status=status,
        form=form,
        place=place,
        reasons=[(reason.value, REASON_NAMES[reason], NOTES.get(reason)) for reason in reasons],
        lots=lots,
        targets=targets,
    )


@router.get("/{place_id}")
def new(request: Request, place_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """An empty form for what leaves this place."""
    place = use_cases.own_place(actor, place_id, uow=uow)
    return _form(request, actor, uow, place, FormView({"id": str(new_id())}))


def _ends(
    actor: CurrentActor, uow: Uow, place: LocationView, form: SubmittedForm
) -> tuple[dict[str, Any], list[FieldError]]:
    """From and to: another place is chosen, the outside world is this organisation's own."""
    here = str(place.id)
    try:
        reason = MovementReason(form.get("reason"))
    except ValueError:
        return {"from": here, "to": here}, []
    if reason in _TO_A_PLACE:
        if not form.get("to"):
            return {}, [FieldError("to", "missing", _("Choose where it goes."))]
        return {"from": here, "to": form.get("to")}, []
    kind = LocationKind.BENEFICIARIES if reason in _TO_PEOPLE else LocationKind.LOSS
    outside = str(use_cases.outside_place(actor, place.id, kind, uow=uow))
    if reason in _OUT_OF_LOSS:
        return {"from": outside, "to": here}, []
    return {"from": here, "to": outside}, []


@router.post("/{place_id}")
def move(request: Request, place_id: UUID, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Enter the movement; too little stands beside the quantity with its numbers."""
    place = use_cases.own_place(actor, place_id, uow=uow)
    if place.kind in OUTSIDE:
        return go(request, f"/kits/places/{place_id}")
    ends, missing = _ends(actor, uow, place, form)
    answers = {name: value for name, value in form.data().items() if name not in {"to", "day"}}
    command, problems = parse(
        Move, {"from": place.id, "to": place.id, **answers, **ends, **happened_at(form.get("day"))}
    )
    if command is None or missing:
        return _form(request, actor, uow, place, wrong(form, problems + missing), 422)
    try:
        use_cases.move(actor, command, uow=uow)
    except AppError as refusal:
        return _form(request, actor, uow, place, refused(form, refusal), refusal.status)
    return go(request, f"/kits/places/{place_id}", _("Moved."))
