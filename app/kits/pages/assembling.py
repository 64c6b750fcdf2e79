"""Kits are made: from which store, which kit, how many, and what may be left out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.errors import AppError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _
from app.kits import use_cases
from app.kits.pages.refusing import refused, wrong
from app.kits.pages.when import happened_at
from app.kits.rules import STORES
from app.kits.schemas.papers import Assemble
from app.kits.use_cases import assemblies
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import go, render

router = APIRouter(prefix="/kits/assemble")


def _form(request: Request, actor: CurrentActor, uow: Uow, form: FormView, status: int = 200) -> Response:
    return render(
        request,
        "kits/assemble.html",
        status=status,
        form=form,
        places=use_cases.own_choices(actor, STORES, uow=uow),
        kits=assemblies.assembled_items(actor, uow=uow),
    )


@router.get("")
def new(
    request: Request, actor: CurrentActor, uow: Uow, at: Annotated[Text, Query(max_length=40)] = ""
) -> Response:
    """An empty form with a fresh id in it."""
    actor.require(Permission.STOCK_MOVE)
    return _form(request, actor, uow, FormView({"id": str(new_id()), "location": at}))


@router.post("")
def assemble(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Make them; what is short is said with its numbers."""
    actor.require(Permission.STOCK_MOVE)
    answers: dict[str, Any] = {
        name: value for name, value in form.data().items() if name not in {"day", "without"} and value
    }
    if day := happened_at(form.get("day")):
        answers["made_at"] = day["effective_at"]
    command, problems = parse(Assemble, {**answers, "without": form.all("without")})
    if command is None:
        return _form(request, actor, uow, wrong(form, problems), 422)
    try:
        assemblies.assemble(actor, command, uow=uow)
    except AppError as refusal:
        return _form(request, actor, uow, refused(form, refusal), refusal.status)
    return go(request, f"/kits/places/{command.location}?item={command.item}", _("Assembled."))
