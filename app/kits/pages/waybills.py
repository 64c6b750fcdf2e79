"""Shipments on pages: what is on the road, sending, receiving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _
from app.kits import use_cases
from app.kits.pages.narrowing import Cursor, address, downloads
from app.kits.pages.refusing import refused, wrong
from app.kits.pages.when import happened_at
from app.kits.rules import STORES
from app.kits.rules.waybills import DIFFERENCE_NAMES, WAYBILL_STATE_NAMES, WaybillState
from app.kits.schemas.papers import CallBack, Dispatch, ReceiveWaybill, WaybillView
from app.kits.use_cases import waybill_lists, waybills
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render

router = APIRouter(prefix="/kits/waybills")

PATH = "/kits/waybills"
_ALL = use_cases.StockFilters()

MOST_LINES = 6
"""Lines that one form offers; a longer shipment goes by two waybills or by the API."""


@router.get("")
def listing(
    request: Request,
    actor: CurrentActor,
    settings: CurrentSettings,
    uow: Uow,
    state: Annotated[Text, Query(max_length=20)] = "",
    cursor: Cursor = None,
) -> Response:
    """Shipments from or to one's stores, newest first; those in one state when it is asked for."""
    wanted = WaybillState(state) if state in set(WaybillState) else None
    page = waybill_lists.list_waybills(actor, uow=uow, state=wanted, cursor=cursor)
    asked = {"state": wanted.value if wanted else ""}
    return render(
        request,
        "kits/waybills.html",
        waybills=page.items,
        form=FormView(dict(asked)),
        states=[(one.value, name) for one, name in WAYBILL_STATE_NAMES.items()],
        state_names=WAYBILL_STATE_NAMES,
        next_href=address(PATH, _ALL, **asked, cursor=page.next) if page.next else None,
        downloads=downloads(PATH, _ALL, **asked),
        may_send=actor.may(Permission.STOCK_MOVE),
        time_zone=settings.time_zone,
    )


def _sending(request: Request, actor: CurrentActor, uow: Uow, form: FormView, status: int = 200) -> Response:
    stores = use_cases.own_choices(actor, STORES, uow=uow)
    own = {one.id for one in stores}
    source = form.value("from")
    chosen = next((one for one in stores if str(one.id) == source), None)
    return render(
        request,
        "kits/waybill_new.html",
        status=status,
        form=form,
        stores=stores,
        source=chosen,
        destinations=[
            one for one in waybill_lists.destinations(actor, uow=uow) if chosen is None or one.id != chosen.id
        ],
        own=own,
        lots=use_cases.lots_at_place(actor, chosen.id, uow=uow) if chosen else [],
        numbers=range(MOST_LINES),
    )


@router.get("/new")
def new(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    source: Annotated[Text, Query(alias="from", max_length=40)] = "",
) -> Response:
    """First the store it leaves, then what it holds."""
    actor.require(Permission.STOCK_MOVE)
    return _sending(request, actor, uow, FormView({"id": str(new_id()), "from": source}))


def _lines(form: SubmittedForm) -> dict[int, dict[str, str]]:
    """The lines that were filled in, by where they stand on the form."""
    filled = {}
    for position in range(MOST_LINES):
        lot, quantity = form.get(f"lot.{position}"), form.get(f"quantity.{position}")
        if lot or quantity:
            filled[position] = {"lot": lot, **({"quantity": quantity} if quantity else {})}
    return filled


@router.post("/new")
def dispatch(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Send it; too little stands with its numbers on top."""
    actor.require(Permission.STOCK_MOVE)
    day = happened_at(form.get("day"))
    answers: dict[str, Any] = {
        name: form.get(name) for name in ("id", "from", "to", "vehicle", "note") if form.get(name)
    }
    if day:
        answers["dispatched_at"] = day["effective_at"]
    lines = _lines(form)
    command, problems = parse(Dispatch, {**answers, "lines": list(lines.values())})
    if command is None:
        return _sending(request, actor, uow, wrong(form, _at_their_lines(problems, list(lines))), 422)
    try:
        waybill = waybills.dispatch(actor, command, uow=uow).value
    except AppError as refusal:
        refusal.errors = tuple(_at_their_lines(refusal.errors, list(lines)))
        return _sending(request, actor, uow, refused(form, refusal), refusal.status)
    return go(request, f"/kits/waybills/{waybill.id}", _("Sent."))


def _at_their_lines(problems: Sequence[FieldError], rows: Sequence[int]) -> list[FieldError]:
    """`lines.0.quantity` stands at the quantity of the row that the first line was typed in; a form without any line
    is asked for its first.
    """
    named = []
    for error in problems:
        parts = error.field.split(".")
        if len(parts) > 1 and parts[0] == "lines":
            field = f"{parts[2] if len(parts) > 2 else 'lot'}.{rows[int(parts[1])]}"
            named.append(replace(error, field=field))
        elif error.field != "lines":
            named.append(error)
        elif not rows:
            named.append(FieldError("lot.0", "missing", _("Please fill this in.")))
    return named


def _show(
    request: Request,
    actor: CurrentActor,
    settings: CurrentSettings,
    uow: Uow,
    waybill: WaybillView,
    form: FormView | None = None,
    status: int = 200,
) -> Response:
    own = {one.id for one in use_cases.own_choices(actor, STORES, uow=uow)}
    receives, calls_back = waybill_lists.may_receive(actor, waybill.id, uow=uow)
    return render(
        request,
        "kits/waybill.html",
        status=status,
        waybill=waybill,
        form=form or FormView({"id": str(new_id())}),
        back_id=new_id(),
        state_names=WAYBILL_STATE_NAMES,
        differences=[(one.value, name) for one, name in DIFFERENCE_NAMES.items()],
        difference_names=DIFFERENCE_NAMES,
        own=own,
        may_receive=receives,
        may_call_back=calls_back,
        time_zone=settings.time_zone,
    )


@router.get("/{waybill_id}")
def show(
    request: Request, waybill_id: UUID, actor: CurrentActor, settings: CurrentSettings, uow: Uow
) -> Response:
    """One shipment; whoever receives it says here what arrived."""
    waybill = waybill_lists.get_waybill(actor, waybill_id, uow=uow)
    return _show(request, actor, settings, uow, waybill)


@router.post("/{waybill_id}/receive")
def receive(
    request: Request,
    waybill_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    settings: CurrentSettings,
    uow: Uow,
) -> Response:
    """What arrived, line by line."""
    actor.require(Permission.STOCK_MOVE)
    waybill = waybill_lists.get_waybill(actor, waybill_id, uow=uow)
    lines = [
        {
            "lot": line.lot,
            "received": form.get(f"received.{position}"),
            "difference": form.get(f"difference.{position}") or None,
            "note": form.get(f"note.{position}"),
        }
        for position, line in enumerate(waybill.lines)
    ]
    rows = range(len(lines))
    command, problems = parse(
        ReceiveWaybill, {"id": form.get("id") or None, "note": form.get("note"), "lines": lines}
    )
    if command is None:
        view = FormView.wrong(form, _at_their_lines(problems, rows))
        return _show(request, actor, settings, uow, waybill, view, 422)
    try:
        waybills.receive_waybill(actor, waybill_id, command, uow=uow)
    except AppError as refusal:
        refusal.errors = tuple(_at_their_lines(refusal.errors, rows))
        return _show(request, actor, settings, uow, waybill, refused(form, refusal), refusal.status)
    return go(request, f"/kits/waybills/{waybill_id}", _("Received."))


@router.post("/{waybill_id}/call-back")
def call_back(
    request: Request,
    waybill_id: UUID,
    form: Submitted,
    actor: CurrentActor,
    settings: CurrentSettings,
    uow: Uow,
) -> Response:
    """Everything comes back to where it left."""
    actor.require(Permission.STOCK_MOVE)
    waybill = waybill_lists.get_waybill(actor, waybill_id, uow=uow)
    command, problems = parse(CallBack, {"id": form.get("id") or None, "note": form.get("why")})
    if command is None:
        named = [FieldError("why" if e.field == "note" else e.field, e.code, e.message) for e in problems]
        return _show(request, actor, settings, uow, waybill, FormView.wrong(form, named), 422)
    try:
        waybills.call_back(actor, waybill_id, command, uow=uow)
    except AppError as refusal:
        return _show(request, actor, settings, uow, waybill, refused(form, refusal), refusal.status)
    return go(request, f"/kits/waybills/{waybill_id}", _("Called back."))
