"""JSON face of the kit ledger: places, lots, movements, balances."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.kernel.paging import Limit, Page
from app.kernel.types import Code, Text
from app.kits import use_cases
from app.kits.rules import LocationKind
from app.kits.schemas import (
    AddLocation,
    AddLot,
    BalanceView,
    ChangeLocation,
    ChangeLot,
    LocationView,
    LotLine,
    LotView,
    Move,
    MovementView,
    Reverse,
)
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.versions import SeenVersion

router = APIRouter(tags=["kits"])

Cursor = Annotated[Text | None, Query(max_length=1000)]


@router.get("/locations", summary="List places")
def list_locations(
    actor: CurrentActor,
    uow: Uow,
    organisation: Code | None = None,
    kind: LocationKind | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[LocationView]:
    """Places you may know, page by page."""
    return use_cases.list_locations(
        actor, uow=uow, organisation=organisation, kind=kind, cursor=cursor, limit=limit
    )


@router.post("/locations", status_code=201, summary="Add a place")
def add_location(command: AddLocation, actor: CurrentActor, uow: Uow, response: Response) -> LocationView:
    """201 when added, 200 when the same request was taken before."""
    outcome = use_cases.add_location(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/locations/{location_id}", summary="One place")
def get_location(location_id: UUID, actor: CurrentActor, uow: Uow) -> LocationView:
    """The place with this id."""
    return use_cases.get_location(actor, location_id, uow=uow)


@router.patch("/locations/{location_id}", summary="Change a place")
def change_location(
    location_id: UUID, command: ChangeLocation, actor: CurrentActor, uow: Uow, seen: SeenVersion
) -> LocationView:
    """Needs If-Match with the version seen; 412 when someone saved a newer one."""
    return use_cases.change_location(actor, location_id, command, seen, uow=uow)


@router.get("/locations/{location_id}/lots", summary="What a place holds by lot")
def lots_at(location_id: UUID, actor: CurrentActor, uow: Uow) -> list[LotLine]:
    """By item, first expiring first, at most 500; a supplier, what was given and what was lost hold nothing."""
    return use_cases.lots_at_place(actor, location_id, uow=uow)


@router.get("/lots", summary="List lots")
def list_lots(
    actor: CurrentActor, uow: Uow, item: Code | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[LotView]:
    """Lots you may know, page by page."""
    return use_cases.list_lots(actor, uow=uow, item=item, cursor=cursor, limit=limit)


@router.post("/lots", status_code=201, summary="Add a lot")
def add_lot(command: AddLot, actor: CurrentActor, uow: Uow, response: Response) -> LotView:
    """A delivery of an item, perhaps earmarked to a project. 201 when added, 200 on replay."""
    outcome = use_cases.add_lot(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/lots/{lot_id}", summary="One lot")
def get_lot(lot_id: UUID, actor: CurrentActor, uow: Uow) -> LotView:
    """The lot with this id."""
    return use_cases.get_lot(actor, lot_id, uow=uow)


@router.patch("/lots/{lot_id}", summary="Change a lot")
def change_lot(lot_id: UUID, command: ChangeLot, actor: CurrentActor, uow: Uow, seen: SeenVersion) -> LotView:
    """Needs If-Match with the version seen. The earmark stays once the lot has moved (409)."""
    return use_cases.change_lot(actor, lot_id, command, seen, uow=uow)


@router.get("/movements", summary="List movements")
def list_movements(
    actor: CurrentActor,
    uow: Uow,
    location: UUID | None = None,
    lot: UUID | None = None,
    session: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[MovementView]:
    """Entries of the ledger, newest first."""
    return use_cases.list_movements(
        actor,
        uow=uow,
        location_id=location,
        lot_id=lot,
        session_id=session,
        cursor=cursor,
        limit=limit,
    )


@router.post("/movements", status_code=201, summary="Enter a movement")
def move(command: Move, actor: CurrentActor, uow: Uow, response: Response) -> MovementView:
    """201 when entered, 200 on replay, 409 `kits.insufficient` with the numbers when there is too little.

    A back-dated entry is checked on every later day: the refusal names the day (`at`) on which the place would
    run below zero, how many it can spare (`available`) and how many were `wanted`.
    """
    outcome = use_cases.move(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.post("/movements/{movement_id}/reverse", status_code=201, summary="Take a movement back")
def reverse(
    movement_id: UUID, command: Reverse, actor: CurrentActor, uow: Uow, response: Response
) -> MovementView:
    """Writes the opposite entry, once. 201 when entered, 200 on replay, 409 when it was taken back before."""
    outcome = use_cases.reverse(actor, movement_id, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/balances", summary="What stands where")
def list_balances(
    actor: CurrentActor,
    uow: Uow,
    item: Code | None = None,
    location: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 200,
) -> Page[BalanceView]:
    """Quantities by place and lot. Outside places (supplier, given, lost) count against zero."""
    return use_cases.list_balances(
        actor, uow=uow, item=item, location_id=location, cursor=cursor, limit=limit
    )
