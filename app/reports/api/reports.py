"""JSON face of reports through a lens: draft, write, submit, answer, take away."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.versions import SeenVersion
from app.reports.api.files import FORMATS, sent
from app.reports.asked import Language, ReportView, Submitted
from app.reports.due import DueReport
from app.reports.json_file import json_report, with_threshold
from app.reports.report_commands import AddReport, AnswerReport, ChangeReport
from app.reports.rules import FileKind, IatiMode
from app.reports.use_cases import due, reports, submitting

router = APIRouter(prefix="/reports", tags=["reports"])


@router.get("", summary="List reports")
def list_reports(
    actor: CurrentActor, uow: Uow, cursor: Text | None = None, limit: Limit = 50
) -> Page[ReportView]:
    """Reports, the newest first, page by page. A donor sees those that were sent to it."""
    return reports.list_reports(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("", status_code=201, summary="Draft a report")
def add_report(command: AddReport, actor: CurrentActor, uow: Uow, response: Response) -> ReportView:
    """201 with a draft, 200 when the same request was taken before."""
    outcome = reports.add_report(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/due", summary="Reports that are owed")
def list_due(actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> list[DueReport]:
    """Periods of lenses with a due rule that have begun and of which no report was sent, the one due first in front.

    A donor sees those it will be sent, a partner those that wait for sessions of its own (`waiting`).
    """
    return due.list_due(actor, uow=uow, settings=settings)


@router.get(
    "/{report_id:uuid}.{kind}",
    summary="A report in one of its formats",
    response_class=Response,
    responses={200: FORMATS},
)
def take_report(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    report_id: UUID,
    kind: Annotated[FileKind, Path(examples=["json"])],
    lang: Annotated[Language | None, Query(description="Language; the report's own when left out")] = None,
    mode: Annotated[
        IatiMode,
        Query(description="IATI only: people by dimensions, or for readers that ignore them by indicators"),
    ] = IatiMode.DIMENSIONS,
) -> Response:
    """What was frozen once the report was submitted, with its `hash`; before that what it would say now.

    In JSON a small count is the string `<5` (the threshold of the lens), a withheld one `c`; totals are rows
    with `all`. 409 `report.format` for a format that its lens did not choose.
    """
    report = submitting.take_report(actor, report_id, kind, language=lang, uow=uow, settings=settings)
    if kind is FileKind.JSON:
        return JSONResponse(
            with_threshold(json_report(report), report.threshold),
            headers={"Content-Language": report.language},
        )
    return sent(request, report, kind, mode)


@router.get("/{report_id}", summary="One report")
def get_report(report_id: UUID, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> ReportView:
    """Where the report stands; while it is worked on also what it would give away beside earlier ones."""
    return reports.get_report(actor, report_id, uow=uow, settings=settings)


@router.patch("/{report_id}", summary="Change a report")
def change_report(
    report_id: UUID, command: ChangeReport, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> ReportView:
    """Its texts, or a coarser breakdown, while it is worked on. Needs If-Match with the version seen."""
    return reports.change_report(actor, report_id, command, seen, uow=uow)


@router.post("/{report_id}/submit", summary="Submit a report")
def submit_report(report_id: UUID, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Submitted:
    """Freezes it: the same figures for ever, under this hash. Submitting again answers with the same hash.

    409 `report.discloses` when a small count could be worked out beside earlier reports: choose a coarser `detail`.
    """
    return submitting.submit_report(actor, report_id, uow=uow, settings=settings)


@router.post("/{report_id}/answer", summary="Accept a report or send it back")
def answer_report(report_id: UUID, command: AnswerReport, actor: CurrentActor, uow: Uow) -> ReportView:
    """The donor's answer, given by the donor or noted by a coordinator; sending back needs a note."""
    return reports.answer_report(actor, report_id, command, uow=uow)
