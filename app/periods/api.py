"""JSON face of reporting periods."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.periods.rules import PeriodState
from app.periods.schemas import (
    Acceptance,
    AcceptLate,
    ClosePeriod,
    LateItem,
    PeriodDetail,
    PeriodView,
    ReopenPeriod,
)
from app.periods.use_cases import closing, late_box, looking
from app.platform.web.deps import CurrentActor, Uow

router = APIRouter(prefix="/periods", tags=["periods"])

PeriodName = Annotated[
    Text, Path(max_length=64, description="Its code (2022-07) or its id", examples=["2022-07"])
]
Cursor = Annotated[Text | None, Query(max_length=200)]


@router.get("", summary="List reporting periods")
def list_periods(
    actor: CurrentActor,
    uow: Uow,
    state: Annotated[PeriodState | None, Query(description="Only those in this state")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PeriodView]:
    """From the month of the first session to the present one, the newest first, with completeness in your scope."""
    return looking.list_periods(actor, uow=uow, state=state, cursor=cursor, limit=limit)


@router.get("/{period}", summary="One reporting period")
def get_period(period: PeriodName, actor: CurrentActor, uow: Uow) -> PeriodDetail:
    """With completeness and timeliness by leading organisation; figures at closing and today (coordinators)."""
    return looking.see_period(actor, period, uow=uow)


@router.post("/{period}/close", summary="Close a period, one step or both")
def close_period(period: PeriodName, command: ClosePeriod, actor: CurrentActor, uow: Uow) -> PeriodDetail:
    """Open → closing → closed. Asked again for the state it is in, nothing happens.

    409 `period.not_begun` before its first day, `period.step` backwards.
    """
    return closing.close_period(actor, period, command, uow=uow)


@router.post("/{period}/reopen", summary="Reopen a closed period for a while")
def reopen_period(period: PeriodName, command: ReopenPeriod, actor: CurrentActor, uow: Uow) -> PeriodDetail:
    """It closes itself again at `until`, at most 31 days away. 409 `period.step` when it is not closed."""
    return closing.reopen_period(actor, period, command, uow=uow)


@router.get("/{period}/late-box", summary="What came late to a period")
def see_late_box(
    period: PeriodName, actor: CurrentActor, uow: Uow, cursor: Cursor = None, limit: Limit = 50
) -> Page[LateItem]:
    """Sessions with entries that are kept apart, and those left unverified when the period was closed; by day."""
    return late_box.see_box(actor, period, uow=uow, cursor=cursor, limit=limit)


@router.post("/{period}/late-box", status_code=201, summary="Accept what came late to a session")
def accept_late(
    period: PeriodName, command: AcceptLate, actor: CurrentActor, uow: Uow, response: Response
) -> Acceptance:
    """It counts from now on, and the next reports tell it as a correction. 201; 200 for the same request again.

    409 `late.nothing` when nothing of the session waits.
    """
    outcome = late_box.accept_late(actor, period, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value
