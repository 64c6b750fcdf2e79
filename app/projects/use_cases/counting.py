"""How many projects and campaigns there are."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.platform.counting import rows_in
from app.platform.unit_of_work import UnitOfWork
from app.projects.tables import Campaign, Project


def how_many(actor: Actor, *, uow: UnitOfWork) -> dict[str, int]:
    """The number of projects and campaigns."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return {"projects": rows_in(look, Project), "campaigns": rows_in(look, Campaign)}
