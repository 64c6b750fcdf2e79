"""JSON face of the check of claims."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from app.platform.web.deps import CurrentActor, Uow
from app.reports.asked import Claims, ClaimsQuery
from app.reports.use_cases.claims import check_claims

router = APIRouter(tags=["reports"])


@router.get("/claims", summary="Sessions claimed above 100 %, or by nobody")
def see_claims(query: Annotated[ClaimsQuery, Query()], actor: CurrentActor, uow: Uow) -> Claims:
    """Held sessions between two days, at most a year. A lens with full credit claims 100 % of each of its sessions."""
    return check_claims(actor, query, uow=uow)
