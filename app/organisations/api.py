"""JSON face of organisations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.organisations import use_cases
from app.organisations.schemas import AddOrganisation, ChangeOrganisation, OrganisationView
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.versions import SeenVersion

router = APIRouter(prefix="/organisations", tags=["organisations"])

OrganisationCode = Annotated[Text, Path(max_length=64, examples=["CARITAS"])]


@router.get("", summary="List organisations")
def list_organisations(
    actor: CurrentActor, uow: Uow, cursor: Text | None = None, limit: Limit = 50
) -> Page[OrganisationView]:
    """Organisations by code, page by page."""
    return use_cases.list_organisations(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("", status_code=201, summary="Add an organisation")
def add_organisation(
    command: AddOrganisation, actor: CurrentActor, uow: Uow, response: Response
) -> OrganisationView:
    """201 when added, 200 when the same request was taken before, 409 when the code is taken."""
    outcome = use_cases.add_organisation(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/{code}", summary="One organisation")
def get_organisation(code: OrganisationCode, actor: CurrentActor, uow: Uow) -> OrganisationView:
    """The organisation with this code."""
    return use_cases.get_organisation(actor, code, uow=uow)


@router.patch("/{code}", summary="Change an organisation")
def change_organisation(
    code: OrganisationCode, command: ChangeOrganisation, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> OrganisationView:
    """Needs If-Match with the version seen; 412 when someone saved a newer one."""
    return use_cases.change_organisation(actor, code, command, seen, uow=uow)
