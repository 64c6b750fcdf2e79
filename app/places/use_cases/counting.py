"""How many areas and venues there are, as far as the reader may know."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.places.store import venues as venue_store
from app.places.tables import Area
from app.places.use_cases.venues import organisations_of
from app.platform.counting import rows_in
from app.platform.unit_of_work import UnitOfWork


def how_many(actor: Actor, *, uow: UnitOfWork) -> dict[str, int]:
    """The number of areas, and of venues the reader may know of."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        venues = venue_store.how_many(look.db, organisations=organisations_of(actor))
        return {"areas": rows_in(look, Area), "venues": venues}
