"""How long the lists are."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.platform.counting import rows_in
from app.platform.unit_of_work import UnitOfWork
from app.vocabularies.tables import Community, Language, Topic


def how_many(actor: Actor, *, uow: UnitOfWork) -> dict[str, int]:
    """The number of communities, topics and languages."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return {
            "communities": rows_in(look, Community),
            "topics": rows_in(look, Topic),
            "languages": rows_in(look, Language),
        }
