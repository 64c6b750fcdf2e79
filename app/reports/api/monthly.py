"""JSON face of the monthly page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from app.kernel.errors import NotFound
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.pages import language_of
from app.reports.asked import MonthQuery, MonthTable
from app.reports.use_cases import monthly

router = APIRouter(prefix="/monthly", tags=["reports"])


@router.get("", summary="A month by community, sex and age")
def get_month(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    query: Annotated[MonthQuery, Query()],
) -> MonthTable:
    """Verified sessions of a month: of all, of a partner, of a donor; small counts protected for the audience.

    Coordinators choose whom and for whom; partners see their own organisation; donors the report they were sent for
    the month, 404 when there is none. A protected value is the string `<k` or `c`; totals are cells with `all`.
    """
    shown = monthly.take_month(actor, query, language=language_of(request), uow=uow, settings=settings)
    if shown is None:
        raise NotFound
    return shown
