"""A few sums for start pages: what the stores hold, what expires, what lies in the bags of some sessions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, Integer, Select, bindparam, case, func, or_
from sqlalchemy import select as columns_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.actor import Scope
from app.kits.rules import STORES, MovementReason
from app.kits.rules.waybills import WaybillState
from app.kits.store.lots import TOLD
from app.kits.store.scopes import held_seen
from app.kits.store.waybills import shipments_seen
from app.kits.tables import Balance, Location, Lot, Movement, Waybill, WaybillLine
from app.platform.asked import Asked
from app.platform.readers import kind_of

_STORES = sorted(kind.value for kind in STORES)


class OnShelf(NamedTuple):
    """What a store holds of an item, and how much of it expires by the day asked for."""

    location_id: UUID
    place: str
    item_id: UUID
    quantity: int
    expiring: int


def on_shelves(db: Session, scope: Scope, expiring_by: date, limit: int) -> list[OnShelf]:
    """What stands in stores (not in bags), by name of the store."""
    reader, own = kind_of(scope)
    rows = _shelves(reader).rows(db.connection(), expiring_by=expiring_by, limit=limit, **own)
    return [OnShelf(place, name, item, int(n), int(soon)) for place, name, item, n, soon in rows]


@lru_cache(maxsize=128)
def _shelves(scope: Scope) -> Asked:
    """The start page asks it."""
    soon = col(Lot.expires_on) <= bindparam("expiring_by", type_=Date)
    query: Select[*tuple[Any, ...]] = (
        select(  # type: ignore[call-overload]
            col(Location.id),
            col(Location.name),
            col(Lot.item_id),
            func.sum(col(Balance.quantity)),
            func.sum(case((soon, col(Balance.quantity)), else_=0)),
        )
        .select_from(Location)
        .join(Balance, col(Balance.location_id) == col(Location.id))
        .join(Lot, col(Lot.id) == col(Balance.lot_id))
        .where(
            col(Location.kind).in_(_STORES),
            col(Balance.quantity) != 0,
            held_seen(scope, Location.organisation_id),  # type: ignore[arg-type]
        )
        .group_by(col(Location.id), col(Location.name), col(Lot.item_id))
        .order_by(col(Location.name), col(Location.id), col(Lot.item_id))
        .limit(bindparam("limit", type_=Integer))
    )
    return Asked.just(query)


class Expiring(NamedTuple):
    """A lot on a shelf that expires soon, or has."""

    lot_id: UUID
    label: str
    item_id: UUID
    place: str
    quantity: int
    expires_on: date


def expiring(db: Session, scope: Scope, by: date, limit: int) -> list[Expiring]:
    """Lots in stores that expire by a day, the first one first."""
    query = (
        select(Lot.id, TOLD, Lot.item_id, Location.name, Balance.quantity, Lot.expires_on)  # type: ignore[call-overload]
        .select_from(Lot)
        .join(Balance, col(Balance.lot_id) == col(Lot.id))
        .join(Location, col(Location.id) == col(Balance.location_id))
        .where(
            col(Lot.expires_on) <= by,
            col(Balance.quantity) > 0,
            col(Location.kind).in_(_STORES),
            held_seen(scope, Location.organisation_id),  # type: ignore[arg-type]
        )
        .order_by(col(Lot.expires_on), col(Lot.id), col(Location.id))
        .limit(limit)
    )
    return [Expiring(*row) for row in db.exec(query)]


class OnRoad(NamedTuple):
    """A shipment that was sent and is not received."""

    id: UUID
    number: str
    from_place: str
    to_place: str
    dispatched_at: datetime
    quantity: int


def on_the_road(db: Session, scope: Scope, limit: int) -> list[OnRoad]:
    """Shipments from or to places in scope that are on their way, the oldest first."""
    here, there = aliased(Location), aliased(Location)
    query = (
        select(  # type: ignore[call-overload]
            Waybill.id,
            Waybill.number,
            here.name,
            there.name,
            Waybill.dispatched_at,
            func.sum(col(WaybillLine.quantity)),
        )
        .join(here, col(here.id) == col(Waybill.from_location_id))
        .join(there, col(there.id) == col(Waybill.to_location_id))
        .join(WaybillLine, col(WaybillLine.waybill_id) == col(Waybill.id))
        .where(Waybill.state == WaybillState.DISPATCHED.value, shipments_seen(scope))
        .group_by(col(Waybill.id), col(here.name), col(there.name))
        .order_by(col(Waybill.dispatched_at), col(Waybill.id))
        .limit(limit)
    )
    return [OnRoad(*row) for row in db.exec(query)]


_ORIGINAL = aliased(Movement)
_LOADED = Asked(
    lambda among: (
        columns_of(
            col(Movement.session_id),
            col(Lot.item_id),
            func.sum(
                case(
                    (col(Movement.reverses).is_(None), col(Movement.quantity)), else_=-col(Movement.quantity)
                )
            ),
        )
        .select_from(Movement)
        .join(Lot, col(Lot.id) == col(Movement.lot_id))
        .outerjoin(_ORIGINAL, col(_ORIGINAL.id) == col(Movement.reverses))
        .where(
            among(col(Movement.session_id), "ids"),
            func.coalesce(_ORIGINAL.reason, Movement.reason) == MovementReason.LOAD.value,
        )
        .group_by(col(Movement.session_id), col(Lot.item_id))
    )
)
"""Each start page with sessions to come asks it."""


def loaded(db: Session, session_ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Session → item → how many were loaded, reversals taken off."""
    sums: dict[UUID, dict[UUID, int]] = {}
    for session_id, item_id, quantity in _LOADED.rows(db.connection(), ids=session_ids):
        sums.setdefault(session_id, {})[item_id] = int(quantity)
    return sums


def loaded_into(db: Session, bag_ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Bag → item → how many were loaded into it, reversals taken off."""
    forward = col(Movement.reverses).is_(None)
    bag = case((forward, col(Movement.to_location_id)), else_=col(Movement.from_location_id))
    wanted = list(bag_ids)
    query = (
        select(
            bag, Lot.item_id, func.sum(case((forward, col(Movement.quantity)), else_=-col(Movement.quantity)))
        )
        .select_from(Movement)
        .join(Lot, col(Lot.id) == col(Movement.lot_id))
        .outerjoin(_ORIGINAL, col(_ORIGINAL.id) == col(Movement.reverses))
        .where(
            or_(col(Movement.to_location_id).in_(wanted), col(Movement.from_location_id).in_(wanted)),
            bag.in_(wanted),
            func.coalesce(_ORIGINAL.reason, Movement.reason) == MovementReason.LOAD.value,
        )
        .group_by(bag, col(Lot.item_id))
    )
    sums: dict[UUID, dict[UUID, int]] = {}
    for bag_id, item_id, quantity in db.connection().execute(query):
        sums.setdefault(bag_id, {})[item_id] = int(quantity)
    return sums


def in_bags(db: Session, session_ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Session → item → what its bag still holds."""
    query = (
        select(Location.session_id, Lot.item_id, func.sum(col(Balance.quantity)))
        .select_from(Location)
        .join(Balance, col(Balance.location_id) == col(Location.id))
        .join(Lot, col(Lot.id) == col(Balance.lot_id))
        .where(col(Location.session_id).in_(session_ids), Balance.quantity != 0)
        .group_by(col(Location.session_id), col(Lot.item_id))
    )
    sums: dict[UUID, dict[UUID, int]] = {}
    for session_id, item_id, quantity in db.exec(query):
        if session_id is not None:
            sums.setdefault(session_id, {})[item_id] = int(quantity)
    return sums
