"""What the stores of some organisations hold of some items, by who paid for it; one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.access.actor import Scope
from app.kits.rules import STORES
from app.kits.store.scopes import held_seen
from app.kits.tables import Balance, Location, Lot

_STORES = sorted(kind.value for kind in STORES)


def in_stores(
    db: Session, scope: Scope, organisation_ids: Collection[UUID], item_ids: Collection[UUID]
) -> dict[UUID, dict[UUID | None, int]]:
    """Item → earmark → pieces on the shelves of these organisations, as far as the reader may see them."""
    query = (
        select(Lot.item_id, Lot.project_id, func.sum(col(Balance.quantity)))
        .select_from(Balance)
        .join(Location, col(Location.id) == col(Balance.location_id))
        .join(Lot, col(Lot.id) == col(Balance.lot_id))
        .where(
            col(Location.kind).in_(_STORES),
            col(Location.organisation_id).in_(sorted(organisation_ids)),
            col(Lot.item_id).in_(sorted(item_ids)),
            held_seen(scope, Location.organisation_id),  # type: ignore[arg-type]
        )
        .group_by(col(Lot.item_id), col(Lot.project_id))
    )
    found: dict[UUID, dict[UUID | None, int]] = defaultdict(dict)
    for item_id, earmark, quantity in db.exec(query):
        found[item_id][earmark] = int(quantity)
    return dict(found)
