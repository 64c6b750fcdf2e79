"""A delivery is taken in: which store, which lot (known or new), how many, under which GRN."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.types import Text
from app.kernel.words import _
from app.kits import use_cases
from app.kits.pages.refusing import refused, wrong
from app.kits.pages.when import happened_at
from app.kits.rules import STORES
from app.kits.schemas import Receive
from app.platform.web.deps import CurrentActor, Submitted, Uow
from app.platform.web.forms import FormView, SubmittedForm, parse
from app.platform.web.pages import go, render

router = APIRouter(prefix="/kits/receive")

_OF_THE_LOT = ("item", "variant", "label", "project", "expires_on", "unit_cost", "currency")


def _answers(form: SubmittedForm) -> dict[str, Any]:
    """A chosen lot wins; else the fields of a new one. `item` may name a variant: UNDERWEAR:M."""
    given = form.data()
    item, _colon, variant = given.get("item", "").partition(":")
    if variant:
        given |= {"item": item, "variant": variant}
    new_lot = {name: given.pop(name) for name in _OF_THE_LOT if name in given}
    day = given.pop("day", None)
    return {
        **given,
        **({"new_lot": {"label": given.get("document", ""), **new_lot}} if "lot" not in given else {}),
        **happened_at(day),
    }


def _form(request: Request, actor: CurrentActor, uow: Uow, form: FormView, status: int = 200) -> Response:
    return render(
        request,
        "kits/receive.html",
        status=status,
        form=form,
        places=use_cases.own_choices(actor, STORES, uow=uow),
        lots=use_cases.known_lots(actor, uow=uow),
        choices=use_cases.filter_choices(actor, uow=uow),
        variants=use_cases.variants_to_choose(actor, uow=uow),
    )


@router.get("")
def new(
    request: Request, actor: CurrentActor, uow: Uow, to: Annotated[Text, Query(max_length=40)] = ""
) -> Response:
    """An empty form with a fresh id in it."""
    actor.require(Permission.STOCK_MOVE)
    return _form(request, actor, uow, FormView({"id": str(new_id()), "to": to, "currency": "USD"}))


@router.post("")
def take_in(request: Request, form: Submitted, actor: CurrentActor, uow: Uow) -> Response:
    """Take the delivery in."""
    actor.require(Permission.STOCK_MOVE)
    command, problems = parse(Receive, _answers(form))
    if command is None:
        return _form(request, actor, uow, wrong(form, _at_its_field(problems, form)), 422)
    try:
        use_cases.receive(actor, command, uow=uow)
    except AppError as refusal:
        refusal.errors = tuple(_at_its_field(refusal.errors, form))
        return _form(request, actor, uow, refused(form, refusal), refusal.status)
    return go(request, f"/kits/places/{command.to_id}", _("Received."))


def _at_its_field(problems: Iterable[FieldError], form: SubmittedForm) -> list[FieldError]:
    """What is wrong with the new lot, at the field of the form that asked for it: a size at its item.

    A lot without a label is called like the note: what is wrong with that stands at the note, unless it is empty too.
    """
    named = {}
    for error in problems:
        name = error.field.removeprefix("new_lot.")
        told = replace(error, field="item" if name == "variant" else name)
        if name == "label" and not form.get("label"):
            if form.get("document"):
                told = replace(told, field="document")
            else:
                told = replace(told, message=_("Please write a label, or the number of the note."))
        named[told.field, told.code] = told
    return list(named.values())
