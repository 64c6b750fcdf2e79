"""JSON face of templates of usual sessions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.versions import SeenVersion
from app.sessions.schemas.templates import ChangeTemplate, SaveTemplate, TemplateView
from app.sessions.use_cases import templates as use_cases

router = APIRouter(prefix="/sessions/templates", tags=["sessions"])

TemplateId = Annotated[UUID, Path(examples=["01981d3e-0000-7000-8000-000000000004"])]
Cursor = Annotated[Text, Query(max_length=800)]


@router.get("", summary="List templates of usual sessions")
def list_templates(
    actor: CurrentActor, uow: Uow, cursor: Cursor | None = None, limit: Limit = 50
) -> Page[TemplateView]:
    """The templates of your organisations, by name."""
    return use_cases.list_templates(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("", status_code=201, summary="Keep a session as a template")
def save_template(command: SaveTemplate, actor: CurrentActor, uow: Uow, response: Response) -> TemplateView:
    """201 when kept, 200 when the same request was taken before."""
    outcome = use_cases.save_template(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/{template_id}", summary="One template")
def get_template(template_id: TemplateId, actor: CurrentActor, uow: Uow, response: Response) -> TemplateView:
    """Its plan is a session's without a day: give it one and POST it to `/sessions`."""
    found = use_cases.get_template(actor, template_id, uow=uow)
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.patch("/{template_id}", summary="Rename a template or take it off the list")
def change_template(
    template_id: TemplateId, command: ChangeTemplate, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> TemplateView:
    """Needs If-Match with the version seen."""
    return use_cases.change_template(actor, template_id, command, seen, uow=uow)
