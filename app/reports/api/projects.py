"""JSON face of reports: the report of a project and a period, in every format."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.kernel.types import Code
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.reports import use_cases
from app.reports.api.files import FORMATS, sent
from app.reports.rules import FileKind
from app.reports.use_cases.results import ProjectResults, ResultsQuery, project_results

router = APIRouter(prefix="/projects", tags=["reports"])


@router.get(
    "/{code}/report.{kind}",
    summary="The report of a project",
    response_class=Response,
    responses={200: FORMATS},
)
def get_report(
    request: Request,
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    code: Annotated[Code, Path(examples=["LBNT39"])],
    kind: Annotated[FileKind, Path(examples=["json"])],
    query: Annotated[use_cases.ReportQuery, Query()],
) -> Response:
    """Verified sessions of the project between two days, small counts protected for the audience.

    Coordinators may choose any audience, partners see their own sessions, donors the projects they pay for.
    In JSON a protected value is the string `<k` (small) or `c` (withheld); totals are rows with `all`.
    """
    asked = use_cases.AskReport(project=code, **query.model_dump())
    report = use_cases.export_report(actor, asked, kind, uow=uow, settings=settings)
    return sent(request, report, kind, asked.mode)


@router.get("/{code}/results", summary="The results of a project against its targets")
def see_results(
    actor: CurrentActor,
    uow: Uow,
    settings: CurrentSettings,
    code: Annotated[Code, Path(examples=["LBNT39"])],
    query: Annotated[ResultsQuery, Query()],
) -> ProjectResults:
    """Each indicator in these days and since the start, against its milestone and target: exact, for use inside."""
    return project_results(actor, code, query, uow=uow, settings=settings)
