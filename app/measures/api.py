"""JSON face of the measures."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from app.kernel.paging import Page
from app.measures import use_cases
from app.measures.schemas import AskFigures, FiguresView, MeasureView
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow

router = APIRouter(prefix="/measures", tags=["measures"])


@router.get("", summary="List the measures")
def list_measures(actor: CurrentActor) -> Page[MeasureView]:
    """Every figure with its definition and the dimensions it can be cut by; there is only one page of them."""
    return Page(items=use_cases.list_measures(actor))


@router.get("/query", summary="Ask for a figure")
def query(
    actor: CurrentActor, uow: Uow, settings: CurrentSettings, asked: Annotated[AskFigures, Query()]
) -> FiguresView:
    """Counts verified sessions in the reader's scope; figures of stock are read from the kit ledger.

    Rows cut by project, donor, organisation or topic may add up to more than `total`, because a session that
    has several of them counts fully for each; `total` counts it once. Shares carry numerator and denominator.
    What is in stock is a level: cut by month each row tells how the month ended, and `total` how the period did.
    """
    return use_cases.query(actor, asked, time_zone=settings.time_zone, uow=uow)
