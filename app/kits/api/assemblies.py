"""JSON face of assemblies."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app.kits.schemas.papers import Assemble, AssemblyView
from app.kits.use_cases import assemblies as use_cases
from app.platform.web.deps import CurrentActor, Uow

router = APIRouter(prefix="/assemblies", tags=["kits"])


@router.post("", status_code=201, summary="Assemble kits")
def assemble(command: Assemble, actor: CurrentActor, uow: Uow, response: Response) -> AssemblyView:
    """Components leave the shelf, kits come onto it. 409 `kits.insufficient` names every component that is short."""
    outcome = use_cases.assemble(actor, command, uow=uow)
    response.status_code = 201 if outcome.fresh else 200
    return outcome.value


@router.get("/{assembly_id}", summary="One assembly")
def get_assembly(assembly_id: UUID, actor: CurrentActor, uow: Uow) -> AssemblyView:
    """What was made, and from which lots."""
    return use_cases.get_assembly(actor, assembly_id, uow=uow)
