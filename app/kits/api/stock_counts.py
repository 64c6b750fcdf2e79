"""JSON face of stock counts."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.kernel.outcome import Outcome
from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.kits.rules.counting import CountState
from app.kits.schemas.papers import BeginCount, EnterRound, SettleCount, StockCountView
from app.kits.use_cases import stock_counts as use_cases
from app.platform.web.deps import CurrentActor, Uow

router = APIRouter(prefix="/stock-counts", tags=["kits"])

Cursor = Annotated[Text | None, Query(max_length=1000)]


def _answer(outcome: Outcome[StockCountView], response: Response) -> StockCountView:
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("", summary="List stock counts")
def list_counts(
    actor: CurrentActor,
    uow: Uow,
    location: UUID | None = None,
    state: CountState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[StockCountView]:
    """Counts of your stores, newest first, without their lines."""
    return use_cases.list_counts(
        actor, uow=uow, location_id=location, state=state, cursor=cursor, limit=limit
    )


@router.post("", status_code=201, summary="Begin a stock count")
def begin_count(command: BeginCount, actor: CurrentActor, uow: Uow, response: Response) -> StockCountView:
    """The sheet names the lots and hides the numbers. 409 `count.open` while another one is open."""
    return _answer(use_cases.begin_count(actor, command, uow=uow), response)


@router.get("/{count_id}", summary="One stock count")
def get_count(count_id: UUID, actor: CurrentActor, uow: Uow) -> StockCountView:
    """The sheet; book and counted numbers once it is done or waits for approval."""
    return use_cases.get_count(actor, count_id, uow=uow)


@router.post("/{count_id}/rounds", status_code=201, summary="Enter a round of counting")
def enter_round(
    count_id: UUID, command: EnterRound, actor: CurrentActor, uow: Uow, response: Response
) -> StockCountView:
    """Every line of the sheet. A first difference asks for a recount; a big one for a second person."""
    return _answer(use_cases.enter_round(actor, count_id, command, uow=uow), response)


@router.post("/{count_id}/approve", status_code=201, summary="Approve the differences")
def approve_count(
    count_id: UUID, command: SettleCount, actor: CurrentActor, uow: Uow, response: Response
) -> StockCountView:
    """By somebody who did not count; the book is adjusted."""
    return _answer(use_cases.approve_count(actor, count_id, command, uow=uow), response)


@router.post("/{count_id}/drop", status_code=201, summary="Drop a count")
def drop_count(
    count_id: UUID, command: SettleCount, actor: CurrentActor, uow: Uow, response: Response
) -> StockCountView:
    """Nothing is adjusted; the sheet stays."""
    return _answer(use_cases.drop_count(actor, count_id, command, uow=uow), response)
