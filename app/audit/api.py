"""JSON face of the audit trail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from app.audit import use_cases
from app.audit.schemas import AuditLine
from app.kernel.paging import Limit, Page
from app.kernel.types import Text
from app.platform.web.deps import CurrentActor, Uow

router = APIRouter(prefix="/audit", tags=["audit"])

Word = Annotated[Text | None, Query(max_length=80)]


@router.get("", summary="Read the audit trail")
def read_trail(
    actor: CurrentActor,
    uow: Uow,
    subject_kind: Word = None,
    subject_id: Word = None,
    cursor: Annotated[Text | None, Query(max_length=400)] = None,
    limit: Limit = 50,
) -> Page[AuditLine]:
    """Newest first; coordinators and administrators only. Narrow it to one subject with its kind and id."""
    return use_cases.read_trail(
        actor, uow=uow, subject_kind=subject_kind, subject_id=subject_id, cursor=cursor, limit=limit
    )
