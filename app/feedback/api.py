"""JSON face of feedback."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.feedback import use_cases
from app.feedback.schemas import CutBy, QuestionView, RecordSheet, ResultsView, SheetView, TakeSheetBack
from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, Uow

router = APIRouter(prefix="/feedback", tags=["kits"])


@router.get("/questions", summary="The questions asked after a distribution")
def questions(actor: CurrentActor) -> list[QuestionView]:
    """In the language asked for. Every answer is a number of people; nothing is answered in words."""
    return use_cases.questions(actor)


@router.get("/results", summary="Results of feedback")
def results(
    actor: CurrentActor,
    uow: Uow,
    session: UUID | None = None,
    distribution_point: UUID | None = None,
    by: CutBy | None = None,
) -> ResultsView:
    """Of a session or a distribution point: each question with its n. Partner organisations see totals only, with
    numbers below five protected.
    """
    return use_cases.results(actor, uow=uow, session=session, point=distribution_point, by=by)


@router.get("", summary="Sheets of feedback")
def list_sheets(
    actor: CurrentActor,
    uow: Uow,
    session: UUID | None = None,
    distribution_point: UUID | None = None,
    cursor: Annotated[Text | None, Query(max_length=1000)] = None,
    limit: Limit = 50,
) -> Page[SheetView]:
    """Of a session or a distribution point, newest first; for the organisation that handed out."""
    return use_cases.list_sheets(
        actor, uow=uow, session=session, point=distribution_point, cursor=cursor, limit=limit
    )


@router.post("", status_code=201, summary="Enter a sheet of feedback")
def record(command: RecordSheet, actor: CurrentActor, uow: Uow, response: Response) -> SheetView:
    """Tallies of so many people of one community, sex and age. 201, 200 on replay; 422 when more answered than were
    asked.
    """
    outcome = use_cases.record_sheet(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.post("/{sheet_id}/reverse", status_code=201, summary="Take a sheet of feedback back")
def take_back(
    sheet_id: UUID, command: TakeSheetBack, actor: CurrentActor, uow: Uow, response: Response
) -> SheetView:
    """Once, for a reason from the list; the sheet stays readable and no longer counts."""
    outcome = use_cases.take_back(actor, sheet_id, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value
