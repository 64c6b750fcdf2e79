"""JSON face of waybills."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.kits.rules.waybills import WaybillState
from app.kits.schemas.papers import CallBack, Dispatch, ReceiveWaybill, WaybillLineShort, WaybillView
from app.kits.use_cases import waybill_lists, waybills
from app.platform.web.deps import CurrentActor, Uow

router = APIRouter(prefix="/waybills", tags=["kits"])

Cursor = Annotated[Text | None, Query(max_length=1000)]


@router.get("", summary="List waybills")
def list_waybills(
    actor: CurrentActor,
    uow: Uow,
    state: WaybillState | None = None,
    location: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[WaybillLineShort]:
    """Shipments from or to your stores, newest first."""
    return waybill_lists.list_waybills(
        actor, uow=uow, state=state, location_id=location, cursor=cursor, limit=limit
    )


@router.post("", status_code=201, summary="Dispatch under a waybill")
def dispatch(command: Dispatch, actor: CurrentActor, uow: Uow, response: Response) -> WaybillView:
    """Kits leave a store for another. 201 when sent, 200 on replay, 409 `kits.insufficient` with the numbers."""
    outcome = waybills.dispatch(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/{waybill_id}", summary="One waybill")
def get_waybill(waybill_id: UUID, actor: CurrentActor, uow: Uow) -> WaybillView:
    """For both its ends."""
    return waybill_lists.get_waybill(actor, waybill_id, uow=uow)


@router.post("/{waybill_id}/receive", status_code=201, summary="Say what arrived")
def receive_waybill(
    waybill_id: UUID, command: ReceiveWaybill, actor: CurrentActor, uow: Uow, response: Response
) -> WaybillView:
    """Line by line, with a reason for each difference. 201 when received, 200 on replay, 409 when settled."""
    outcome = waybills.receive_waybill(actor, waybill_id, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.post("/{waybill_id}/call-back", status_code=201, summary="Call a shipment back")
def call_back(
    waybill_id: UUID, command: CallBack, actor: CurrentActor, uow: Uow, response: Response
) -> WaybillView:
    """Everything goes back to where it left, while it is on the road."""
    outcome = waybills.call_back(actor, waybill_id, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value
