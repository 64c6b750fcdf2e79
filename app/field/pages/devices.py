"""The roster of tablets, pairing codes, and saved outboxes brought in."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import segno
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.accounts.public import Choosable, people_labels, person_named
from app.field.schemas.devices import MakePairingCode
from app.field.use_cases import pairing, roster
from app.field.use_cases.importing import bring_in
from app.kernel.errors import AppError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _
from app.platform.unit_of_work import UnitOfWork
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow, settings_of
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import go, render

router = APIRouter(prefix="/devices")


def _roster(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    form: FormView | None = None,
    *,
    cursor: str | None = None,
    status: int = 200,
) -> Response:
    page_of = roster.list_devices(actor, uow=uow, cursor=cursor)
    return render(
        request,
        "field/devices.html",
        status=status,
        devices=page_of.items,
        next_cursor=page_of.next,
        people=[(label, "") for label in _people(actor, uow)],
        form=form or FormView({"id": str(new_id())}),
        time_zone=settings_of(request).time_zone,
    )


def _people(actor: Actor, uow: UnitOfWork) -> dict[str, str]:
    """Label → e-mail of everybody for whom a tablet can be paired."""
    known = roster.may_be_paired(actor, uow=uow)
    return people_labels((Choosable(one.name, one.email) for one in known), {})


@router.get("")
def listing(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    cursor: Annotated[Text | None, Query(max_length=200)] = None,
) -> Response:
    """The roster, and the form for a pairing code."""
    return _roster(request, actor, uow, cursor=cursor)


@router.post("")
def make_code(
    request: Request, form: Submitted, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """Make a code and show it with its QR sign, this once."""
    pairing.organisations_of(actor)
    user, unknown = person_named(form.get("user"), _people(actor, uow), "user")
    command, problems = parse(MakePairingCode, form.data() | ({"user": user} if user else {}))
    if unknown is not None:
        problems = [unknown, *(one for one in problems if one.field != "user")]
    if command is None or unknown is not None:
        return _roster(request, actor, uow, FormView.wrong(form, problems), status=422)
    try:
        made = pairing.make_pairing_code(actor, command, base_url=settings.base_url, uow=uow).value
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        return _roster(request, actor, uow, FormView.refused(form, refusal), status=refusal.status)
    if made.code is None or made.url is None:
        return go(
            request, "/devices", _("This code was shown before. Make a new one if the tablet is not paired.")
        )
    drawing = segno.make(made.url, error="m", micro=False).svg_inline(scale=6, light="#fff")
    return render(request, "field/pairing.html", made=made, drawing=drawing, time_zone=settings.time_zone)


@router.post("/{device_id}/revoke")
def revoke(request: Request, device_id: UUID, actor: CurrentActor, uow: Uow) -> Response:
    """The tablet sends no more."""
    pairing.revoke(actor, device_id, uow=uow)
    return go(
        request, "/devices", _("That tablet is revoked. What it holds can still be brought in as a file.")
    )


@router.get("/import")
def show_import(request: Request, actor: CurrentActor) -> Response:
    """The form for a saved outbox."""
    pairing.organisations_of(actor)
    return render(request, "field/import.html", form=FormView(), result=None)


@router.post("/import")
def take_import(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the file and say what became of each event in it."""
    sent = form.files.get("file")
    key = request.app.state.signing_key.encode()
    try:
        result = bring_in(actor, sent.content if sent else b"", key=key, uow=uow)
    except AppError as refusal:
        if refusal.status in {403, 404}:
            raise
        view = FormView.refused(form, refusal)
        return render(request, "field/import.html", status=refusal.status, form=view, result=None)
    return render(request, "field/import.html", form=FormView(), result=result)
