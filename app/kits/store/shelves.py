"""Lots of some items in some stores; one statement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.types import Date
from sqlmodel import Session, col

from app.kits.store.lots import TOLD
from app.kits.store.standing import NEVER
from app.kits.tables import Balance, Location, Lot


class Shelf(NamedTuple):
    """A lot in a store."""

    store: str
    item_id: UUID
    lot: str
    project_id: UUID | None
    expires_on: date | None
    quantity: int


def lots_of(db: Session, store_ids: Collection[UUID], item_ids: Collection[UUID], limit: int) -> list[Shelf]:
    """What stands there, first expiring first."""
    rows = db.connection().execute(
        select(
            col(Location.name),
            col(Lot.item_id),
            TOLD,
            col(Lot.project_id),
            col(Lot.expires_on),
            col(Balance.quantity),
        )
        .select_from(Balance)
        .join(Location, col(Location.id) == col(Balance.location_id))
        .join(Lot, col(Lot.id) == col(Balance.lot_id))
        .where(
            col(Balance.location_id).in_(sorted(store_ids)),
            col(Lot.item_id).in_(sorted(item_ids)),
            col(Balance.quantity) > 0,
        )
        .order_by(func.coalesce(col(Lot.expires_on), literal(NEVER, Date())), col(Location.name), col(Lot.id))
        .limit(limit)
    )
    return [Shelf(*row) for row in rows]
