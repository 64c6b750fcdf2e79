"""What in the stores needs a look."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kits.pages.narrowing import downloads
from app.kits.rules.house_places import place_told
from app.kits.rules.odd import ODD_ADVICE, ODD_NAMES
from app.kits.use_cases import StockFilters
from app.kits.use_cases.oddities import oddities
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.pages import render

router = APIRouter(prefix="/kits")


@router.get("/exceptions")
def listing(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """Each with what to do about it and a link to where it is done."""
    found = oddities(actor, uow=uow)
    return render(
        request,
        "kits/exceptions.html",
        groups=[(kind, list(lines)) for kind, lines in groupby(found, key=lambda line: line.kind)],
        names=ODD_NAMES,
        advice=ODD_ADVICE,
        place_told=place_told,
        downloads=downloads("/kits/exceptions", StockFilters()),
        time_zone=settings.time_zone,
    )
