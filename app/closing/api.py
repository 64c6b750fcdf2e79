"""JSON face of the close-out, below the sessions."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app.closing import use_cases
from app.closing.schemas import CloseSession, SessionReportView
from app.platform.web.deps import CurrentActor, Uow

router = APIRouter(prefix="/sessions", tags=["closing"])


@router.post("/{session_id}/report", status_code=201, summary="Close a session with its report")
def close_session(
    session_id: UUID, command: CloseSession, actor: CurrentActor, uow: Uow, response: Response
) -> SessionReportView:
    """Files the report and takes the session to `reported`: 201, or 200 for the same request again.

    422 names every fault: `gap_reason` when grid and door differ by more than max(2, 5 %), `till.N` when
    loaded is not given + returned + damaged + unexplained, `note` (`note.personal_data`) unless `note_reason`
    says why it must stay. 409 `session.step` where there is nothing to report (any more). Another person
    then verifies it or sends it back (`POST /sessions/{id}/transitions`).
    """
    outcome = use_cases.close_session(actor, session_id, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/{session_id}/report", summary="The report of a session")
def see_report(session_id: UUID, actor: CurrentActor, uow: Uow) -> SessionReportView:
    """The report that counts: the last one filed. 404 before there is one."""
    return use_cases.see_report(actor, session_id, uow=uow)
