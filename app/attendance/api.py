"""JSON face of counting, below the sessions."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app.attendance import use_cases
from app.attendance.schemas import (
    CountsView,
    EnterSheet,
    MakeSheets,
    RecordCounts,
    RecordDoor,
    SheetsView,
)
from app.platform.web.deps import CurrentActor, Uow

router = APIRouter(prefix="/sessions", tags=["counting"])


@router.get("/{session_id}/counts", summary="The three counts of a session")
def see_counts(session_id: UUID, actor: CurrentActor, uow: Uow) -> CountsView:
    """Grid (the official figure), door and tickets side by side, with every cell of which something was said."""
    return use_cases.see_counts(actor, session_id, uow=uow)


@router.post("/{session_id}/counts", status_code=201, summary="Count people")
def record_counts(
    session_id: UUID, command: RecordCounts, actor: CurrentActor, uow: Uow, response: Response
) -> CountsView:
    """Adds entries to the grid: 201 when taken, 200 when the same request was taken before.

    The first entry starts a confirmed session. An entry already stored with the same content counts once.
    After verification entries are accepted and kept apart as late. 409 `counts.negative` when a cell would
    fall below zero, `counts.reported` while a report waits for verification, `session.step` where nobody
    can be counted, `id.reused` when an id was used for something else.
    """
    outcome = use_cases.record_counts(actor, session_id, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.post("/{session_id}/door", status_code=201, summary="Count at the door")
def record_door(
    session_id: UUID, command: RecordDoor, actor: CurrentActor, uow: Uow, response: Response
) -> CountsView:
    """Adds to the door count: 201 when taken, 200 when the same request was taken before."""
    outcome = use_cases.record_door(actor, session_id, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/{session_id}/sheets", summary="Paper tally sheets of a session")
def list_sheets(session_id: UUID, actor: CurrentActor, uow: Uow) -> SheetsView:
    """By number, with who typed each one in and when. They are printed at `/sessions/{id}/sheets.pdf`."""
    return use_cases.list_sheets(actor, session_id, uow=uow)


@router.post("/{session_id}/sheets", status_code=201, summary="Number new tally sheets")
def make_sheets(
    session_id: UUID, command: MakeSheets, actor: CurrentActor, uow: Uow, response: Response
) -> SheetsView:
    """All sheets of the session: 201 when some were made, 200 when the same request was taken before."""
    outcome = use_cases.make_sheets(actor, session_id, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.post("/{session_id}/sheets/{sheet_id}/counts", status_code=201, summary="Type a tally sheet in")
def enter_sheet(
    session_id: UUID,
    sheet_id: UUID,
    command: EnterSheet,
    actor: CurrentActor,
    uow: Uow,
    response: Response,
) -> CountsView:
    """Each sheet once: 201 when taken, 200 on replay, 409 `sheet.entered` with who entered it and when."""
    outcome = use_cases.enter_sheet(actor, session_id, sheet_id, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value
