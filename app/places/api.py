"""JSON face of areas and venues."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from app.kernel.paging import Limit, Page
from app.kernel.types import Code, Text
from app.places.schemas import AddArea, AddVenue, AreaView, ChangeArea, ChangeVenue, Country, Level, VenueView
from app.places.use_cases import areas, venues
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.versions import SeenVersion

router = APIRouter()

AreaCode = Annotated[Code, Path(examples=["LB11"])]
OfCountry = Annotated[Country | None, Query(description="ISO alpha-3", examples=["LBN"])]
Under = Annotated[Code | None, Query(description="The code of the area directly above")]
InArea = Annotated[Code | None, Query(description="Only venues in this area")]
OfLevel = Annotated[Level | None, Query(description="0 country, 1 governorate, 2 district")]
Search = Annotated[
    Annotated[Text, Field(max_length=100)] | None,
    Query(description="Part of a name in any language, or the start of a code"),
]


@router.get("/areas", tags=["areas"], summary="List areas")
def list_areas(
    *,
    actor: CurrentActor,
    uow: Uow,
    country: OfCountry = None,
    parent: Under = None,
    level: OfLevel = None,
    q: Search = None,
    cursor: Text | None = None,
    limit: Limit = 50,
) -> Page[AreaView]:
    """Areas by code, page by page."""
    return areas.list_areas(
        actor, uow=uow, country=country, parent=parent, level=level, search=q, cursor=cursor, limit=limit
    )


@router.post("/areas", tags=["areas"], status_code=201, summary="Add an area")
def add_area(command: AddArea, actor: CurrentActor, uow: Uow, response: Response) -> AreaView:
    """201 when added, 200 when the very same is there, 409 when the code is taken by another."""
    outcome = areas.add_area(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/areas/{code}", tags=["areas"], summary="One area")
def get_area(code: AreaCode, actor: CurrentActor, uow: Uow) -> AreaView:
    """The area with this code."""
    return areas.get_area(actor, code, uow=uow)


@router.patch("/areas/{code}", tags=["areas"], summary="Change an area")
def change_area(
    code: AreaCode, command: ChangeArea, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> AreaView:
    """Needs If-Match with the version seen; 412 when someone saved a newer one."""
    return areas.change_area(actor, code, command, seen, uow=uow)


@router.get("/venues", tags=["venues"], summary="List venues")
def list_venues(
    actor: CurrentActor, uow: Uow, area: InArea = None, cursor: Text | None = None, limit: Limit = 50
) -> Page[VenueView]:
    """Venues by name, page by page. Sensitive ones only to their organisation and to coordinators."""
    return venues.list_venues(actor, uow=uow, area=area, cursor=cursor, limit=limit)


@router.post("/venues", tags=["venues"], status_code=201, summary="Add a venue")
def add_venue(command: AddVenue, actor: CurrentActor, uow: Uow, response: Response) -> VenueView:
    """201 when added, 200 when the same request was taken before. It belongs to the actor's organisation."""
    outcome = venues.add_venue(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/venues/{venue_id}", tags=["venues"], summary="One venue")
def get_venue(venue_id: UUID, actor: CurrentActor, uow: Uow) -> VenueView:
    """The venue with this id; a sensitive one of another organisation is not there."""
    return venues.get_venue(actor, venue_id, uow=uow)


@router.patch("/venues/{venue_id}", tags=["venues"], summary="Change a venue")
def change_venue(
    venue_id: UUID, command: ChangeVenue, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> VenueView:
    """Needs If-Match with the version seen; 412 when someone saved a newer one."""
    return venues.change_venue(actor, venue_id, command, seen, uow=uow)
