"""JSON face of the views of stock: where it is, how it flows, what is behind a figure, what needs a look."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from app.kernel.paging import Limit, Page
from app.kernel.types import Code, Text
from app.kits import use_cases
from app.kits.rules.standing import By
from app.kits.schemas import StockCard
from app.kits.schemas.views import (
    EntryLine,
    OddLine,
    PipelineView,
    SettledLine,
    SettleLateEarmark,
    StandingView,
    StatementView,
)
from app.kits.use_cases import StockFilters, entries, flowing, settling
from app.kits.use_cases.entries import EntryFilters, Stage
from app.kits.use_cases.oddities import oddities
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow

router = APIRouter(tags=["kits"])

Cursor = Annotated[Text | None, Query(max_length=1000)]
Project = Annotated[
    Code | None, Query(description="Code of the project that paid; `none` for lots nobody paid for")
]
Donor = Annotated[
    Code | None, Query(description="Code of the organisation: lots of all projects it pays for")
]
Sorted = Annotated[
    Text, Query(max_length=20, description="A column such as `quantity`; `-quantity`: the most first")
]
FromDay = Annotated[date | None, Query(alias="from", description="First day, included")]
ToDay = Annotated[date | None, Query(alias="to", description="Last day, included")]


def _filters(
    organisation: Code | None = None, item: Code | None = None, project: Project = None, donor: Donor = None
) -> StockFilters:
    return StockFilters(organisation or "", item or "", project or "", donor or "")


Filters = Annotated[StockFilters, Depends(_filters)]


@router.get("/stock", summary="Where everything is now")
def where(
    actor: CurrentActor,
    uow: Uow,
    filters: Filters,
    by: By = By.PLACE,
    expiring: Annotated[
        Text,
        Query(
            max_length=10, description="`yes`: within 90 days or past; `past`; `never`; or a month: 2025-06"
        ),
    ] = "",
    whereabouts: Annotated[
        Text, Query(max_length=10, description="`here`: in stores and bags; `road`: sent, not yet received")
    ] = "",
    sort: Sorted = "",
    cursor: Cursor = None,
    limit: Limit = 100,
) -> StandingView:
    """Stores, bags and the road, one line a group; `total` is the sum of all lines. Places and lots come in pages."""
    return use_cases.where_everything_is(
        actor,
        by,
        filters,
        uow=uow,
        expiring=expiring,
        whereabouts=whereabouts,
        sort=sort,
        cursor=cursor,
        limit=limit,
    )


@router.get("/stock/pipeline", summary="From the lorry to the hand")
def pipeline(
    actor: CurrentActor,
    uow: Uow,
    filters: Filters,
    sort: Sorted = "",
) -> PipelineView:
    """Each item as it stands now: received + assembled + passed = in_stock + on_the_road + handed_out + lost.

    With months of stock: what stands, divided by the average hand-outs of the last six whole months.
    """
    return flowing.pipeline(actor, filters, uow=uow, sort=sort)


@router.get("/stock/statement", summary="Donor statement")
def statement(
    actor: CurrentActor,
    uow: Uow,
    filters: Filters,
    settings: CurrentSettings,
    from_day: FromDay = None,
    to_day: ToDay = None,
    sort: Sorted = "",
) -> StatementView:
    """Lot by lot: opening + received + assembled + passed - distributed - lost = closing, in a period.

    From the first of January to today when no days are given.
    """
    period = flowing.period_of(from_day, to_day, time_zone=settings.time_zone)
    return flowing.statement(actor, filters, period, time_zone=settings.time_zone, uow=uow, sort=sort)


def _entries(
    filters: Filters,
    settings: CurrentSettings,
    stage: Stage | None = None,
    lot: UUID | None = None,
    from_day: FromDay = None,
    to_day: ToDay = None,
    order: Annotated[Literal["newest", "oldest"], Query(description="Which entry comes first")] = "newest",
) -> EntryFilters:
    period = None
    if from_day or to_day:
        period = flowing.period_of(from_day or date(2000, 1, 1), to_day, time_zone=settings.time_zone)
    return EntryFilters(filters, stage, lot, period, order == "oldest")


Entries = Annotated[EntryFilters, Depends(_entries)]


@router.get("/stock/entries", summary="The entries behind a figure")
def list_entries(
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    asked: Entries,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[EntryLine]:
    """Entries with names of places and lots, newest first; `stage` narrows to one road.

    `passed`: between places you see and places you do not.
    """
    return entries.list_entries(
        actor, asked, time_zone=settings.time_zone, uow=uow, cursor=cursor, limit=limit
    )


@router.get("/stock/exceptions", summary="What needs a look in the stores")
def list_oddities(actor: CurrentActor, uow: Uow) -> list[OddLine]:
    """Below zero, overdue, expired, left in a bag; the most pressing first, at most a hundred of each kind."""
    return oddities(actor, uow=uow)


@router.post("/stock/exceptions/settle", status_code=201, summary="Settle kits of another project told late")
def settle(command: SettleLateEarmark, actor: CurrentActor, uow: Uow, response: Response) -> SettledLine:
    """An `other_project_late` with its `location_id`, `lot_id` and the quantity seen. 201, 200 on replay.

    409 `odd.moved` when it is another quantity by now, `odd.settled` when nothing is asked about any more.
    """
    outcome = settling.settle_late_earmark(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/stock/exceptions/settled", summary="What was settled in the stores")
def list_settled(
    actor: CurrentActor, uow: Uow, cursor: Cursor = None, limit: Limit = 50
) -> Page[SettledLine]:
    """With its note and who wrote it, newest first."""
    return settling.list_settled(actor, uow=uow, cursor=cursor, limit=limit)


@router.get("/locations/{location_id}/card", summary="Stock card of a place")
def stock_card(
    location_id: UUID,
    actor: CurrentActor,
    uow: Uow,
    item: Code | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> StockCard:
    """Of one item (the first here when none is named): each entry with the balance after it, newest first."""
    return use_cases.card_of(actor, location_id, uow=uow, item=item, cursor=cursor, limit=limit)
