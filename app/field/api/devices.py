"""JSON face of pairing and of the roster of tablets."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.field.schemas.devices import (
    ClaimDevice,
    ClaimedDevice,
    DeviceView,
    MakePairingCode,
    PairingCodeView,
)
from app.field.use_cases import pairing, roster
from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow

router = APIRouter(prefix="/devices", tags=["tablets"])

CLAIMS_A_MINUTE = 300
"""Tries at pairing codes in this process: 40 bits and one hour leave a guesser nothing."""


@router.get("", summary="The roster of tablets")
def list_devices(
    actor: CurrentActor,
    uow: Uow,
    cursor: Annotated[Text | None, Query(max_length=200)] = None,
    limit: Limit = 50,
) -> Page[DeviceView]:
    """Tablets, newest first: version, queue, clock, last seen, and numbers of events that have not arrived."""
    return roster.list_devices(actor, uow=uow, cursor=cursor, limit=limit)


@router.post("", status_code=201, summary="Make a pairing code")
def make_code(
    command: MakePairingCode, actor: CurrentActor, uow: Uow, settings: CurrentSettings, response: Response
) -> PairingCodeView:
    """A code for one tablet, good once within an hour: 201 with the code, 200 without it when asked again."""
    made = pairing.make_pairing_code(actor, command, base_url=settings.base_url, uow=uow)
    response.status_code = 201 if made.fresh else 200
    return made.value


@router.post("/claim", status_code=201, summary="Pair this tablet")
def claim(request: Request, command: ClaimDevice, uow: Uow) -> ClaimedDevice:
    """Needs no sign-in, only the code. The credential is told once: bearer of the two tablet doors, 90 days."""
    request.app.state.rates.hit("pairing", "everybody", CLAIMS_A_MINUTE)
    return pairing.claim(command, uow=uow)


@router.post("/{device_id}/revoke", status_code=204, summary="Revoke a tablet")
def revoke(device_id: UUID, actor: CurrentActor, uow: Uow) -> None:
    """It sends no more. What it holds can still be brought in as a file."""
    pairing.revoke(actor, device_id, uow=uow)
