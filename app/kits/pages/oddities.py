"""What in the stores needs a look, and what was settled."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.permissions import Permission
from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.words import _
from app.kits.pages.narrowing import downloads
from app.kits.pages.refusing import refused
from app.kits.rules.house_places import place_told
from app.kits.rules.odd import ODD_ADVICE, ODD_NAMES
from app.kits.schemas.views import SettleLateEarmark
from app.kits.use_cases import StockFilters, settling
from app.kits.use_cases.oddities import oddities
from app.platform.web.deps import CurrentActor, CurrentSettings, Submitted, Uow
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import go, render

router = APIRouter(prefix="/kits")


def _show(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    form: FormView,
    status: int = 200,
) -> Response:
    with uow.read():
        found = oddities(actor, uow=uow)
        settled = settling.list_settled(actor, uow=uow).items
    return render(
        request,
        "kits/exceptions.html",
        status=status,
        form=form,
        blank=FormView(),
        groups=[(kind, list(lines)) for kind, lines in groupby(found, key=lambda line: line.kind)],
        settled=settled,
        names=ODD_NAMES,
        advice=ODD_ADVICE,
        place_told=place_told,
        fresh_id=new_id,
        downloads=downloads("/kits/exceptions", StockFilters()),
        time_zone=settings.time_zone,
    )


@router.get("/exceptions")
def listing(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """Each with what to do about it and a link to where it is done."""
    return _show(request, actor, uow, settings, FormView())


def _told(problems: list[FieldError]) -> list[FieldError]:
    """What is wrong with what nobody typed stands on top."""
    return [one if one.field == "note" else FieldError("", one.code, one.message) for one in problems]


@router.post("/exceptions/settle")
def settle(
    request: Request, form: Submitted, actor: CurrentActor, uow: Uow, settings: CurrentSettings
) -> Response:
    """Settle one with a note; what was typed stays beside what is wrong with it."""
    actor.require(Permission.STOCK_MOVE)
    command, problems = parse(SettleLateEarmark, form.data())
    if command is None:
        return _show(request, actor, uow, settings, FormView.wrong(form, _told(problems)), 422)
    try:
        settling.settle_late_earmark(actor, command, uow=uow)
    except AppError as refusal:
        view = FormView.wrong(form, _told(refused(form, refusal).problems))
        return _show(request, actor, uow, settings, view, refusal.status)
    return go(request, "/kits/exceptions", _("Settled."))
