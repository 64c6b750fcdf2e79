"""JSON face of projects, campaigns and indicators."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Path, Query, Request, Response, UploadFile

from app.kernel.errors import Invalid
from app.kernel.paging import Limit, Page
from app.kernel.types import Code, Text
from app.platform import catalogues
from app.platform.sheets.files import LARGEST_FILE
from app.platform.sheets.problems import errors_of, nothing_imported
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import language_of
from app.platform.web.versions import SeenVersion
from app.projects.schemas import (
    AddCampaign,
    AddIndicator,
    AddProject,
    CampaignView,
    ChangeCampaign,
    ChangeIndicator,
    ChangeProject,
    IndicatorView,
    LogframeImport,
    ProjectView,
)
from app.projects.use_cases import campaigns, indicators, logframe, projects

router = APIRouter()

ProjectCode = Annotated[Code, Path(examples=["LBNT39"])]
CampaignCode = Annotated[Code, Path(examples=["BLUE-HEART"])]
OfProject = Annotated[Code | None, Query(description="Only those of this project")]


@router.get("/projects", tags=["projects"], summary="List projects")
def list_projects(
    actor: CurrentActor, uow: Uow, cursor: Text | None = None, limit: Limit = 50
) -> Page[ProjectView]:
    """Projects (grants) by code, page by page, with their donors."""
    return projects.list_projects(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("/projects", tags=["projects"], status_code=201, summary="Add a project")
def add_project(command: AddProject, actor: CurrentActor, uow: Uow, response: Response) -> ProjectView:
    """201 when added, 200 when the same request was taken before, 409 when the code is taken."""
    outcome = projects.add_project(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/projects/{code}", tags=["projects"], summary="One project")
def get_project(code: ProjectCode, actor: CurrentActor, uow: Uow) -> ProjectView:
    """The project with this code."""
    return projects.get_project(actor, code, uow=uow)


@router.patch("/projects/{code}", tags=["projects"], summary="Change a project")
def change_project(
    code: ProjectCode, command: ChangeProject, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> ProjectView:
    """Needs If-Match with the version seen; 412 when someone saved a newer one. `donors` replaces the list."""
    return projects.change_project(actor, code, command, seen, uow=uow)


@router.get("/campaigns", tags=["campaigns"], summary="List campaigns")
def list_campaigns(
    actor: CurrentActor, uow: Uow, cursor: Text | None = None, limit: Limit = 50
) -> Page[CampaignView]:
    """Campaigns by code, page by page."""
    return campaigns.list_campaigns(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("/campaigns", tags=["campaigns"], status_code=201, summary="Add a campaign")
def add_campaign(command: AddCampaign, actor: CurrentActor, uow: Uow, response: Response) -> CampaignView:
    """201 when added, 200 when the same request was taken before, 409 when the code is taken."""
    outcome = campaigns.add_campaign(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/campaigns/{code}", tags=["campaigns"], summary="One campaign")
def get_campaign(code: CampaignCode, actor: CurrentActor, uow: Uow) -> CampaignView:
    """The campaign with this code."""
    return campaigns.get_campaign(actor, code, uow=uow)


@router.patch("/campaigns/{code}", tags=["campaigns"], summary="Change a campaign")
def change_campaign(
    code: CampaignCode, command: ChangeCampaign, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> CampaignView:
    """Needs If-Match with the version seen; 412 when someone saved a newer one."""
    return campaigns.change_campaign(actor, code, command, seen, uow=uow)


@router.get("/indicators", tags=["indicators"], summary="List indicators")
def list_indicators(
    actor: CurrentActor, uow: Uow, project: OfProject = None, cursor: Text | None = None, limit: Limit = 50
) -> Page[IndicatorView]:
    """Indicators by project and code, page by page, with their targets."""
    return indicators.list_indicators(actor, uow=uow, project=project, cursor=cursor, limit=limit)


@router.post("/indicators", tags=["indicators"], status_code=201, summary="Add an indicator")
def add_indicator(command: AddIndicator, actor: CurrentActor, uow: Uow, response: Response) -> IndicatorView:
    """201 when added, 200 when the same request was taken before, 409 when its project has the code."""
    outcome = indicators.add_indicator(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/indicators/{indicator_id}", tags=["indicators"], summary="One indicator")
def get_indicator(indicator_id: UUID, actor: CurrentActor, uow: Uow) -> IndicatorView:
    """The indicator with this id."""
    return indicators.get_indicator(actor, indicator_id, uow=uow)


@router.patch("/indicators/{indicator_id}", tags=["indicators"], summary="Change an indicator")
def change_indicator(
    indicator_id: UUID, command: ChangeIndicator, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> IndicatorView:
    """Needs If-Match with the version seen; 412 when stale. `targets` replaces the whole list."""
    return indicators.change_indicator(actor, indicator_id, command, seen, uow=uow)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get(
    "/projects/{code}/logframe.xlsx",
    tags=["indicators"],
    summary="The empty logframe as a workbook with drop-down lists",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}},
)
def logframe_template(
    request: Request,
    code: ProjectCode,
    actor: CurrentActor,
    uow: Uow,
    lang: Annotated[Literal["en", "fr", "ar"] | None, Query()] = None,
) -> Response:
    """In `lang`, or your language. Its headings are understood in every language."""
    projects.get_project(actor, code, uow=uow)
    language = lang or language_of(request)
    return Response(
        logframe.logframe_template(actor, language),
        media_type=XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="karama-logframe-{language}.xlsx"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.post("/projects/{code}/logframe", tags=["indicators"], summary="Import a logframe (XLSX or CSV)")
def import_logframe(
    request: Request,
    code: ProjectCode,
    actor: CurrentActor,
    uow: Uow,
    file: Annotated[UploadFile | None, File(description="XLSX, or CSV in UTF-8; at most 5 MB")] = None,
    *,
    dry_run: Annotated[bool, Form(description="Only look")] = False,
) -> LogframeImport:
    """All rows or none. With `dry_run` problems are in `errors`; else 422 `import.refused` names row and column.

    An indicator is known again by its code: the same file twice changes nothing. What it does not name stays.
    """
    content = file.file.read(LARGEST_FILE + 1) if file else b""
    with catalogues.speaking(language_of(request)):
        found = logframe.import_logframe(actor, code, content, dry_run=dry_run, uow=uow)
        if found.errors and not dry_run:
            raise Invalid(errors_of(found.errors), nothing_imported(len(found.errors)), "import.refused")
    return found
