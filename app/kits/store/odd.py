"""Rows that need a look."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.access.actor import Scope
from app.kits.rules import STOCK, LocationKind
from app.kits.rules.counting import OPEN, CountState
from app.kits.rules.waybills import WaybillState
from app.kits.store.flows import HELD
from app.kits.store.lots import TOLD
from app.kits.store.scopes import held_seen, places_seen
from app.kits.store.waybills import shipments_seen
from app.kits.tables import Balance, Location, Lot, StockCount, Waybill
from app.sessions.public import sessions_table


class OddBalance(NamedTuple):
    """What a place holds of a lot."""

    location_id: UUID
    place: str
    item_id: UUID
    lot: str
    expires_on: date | None
    quantity: int


def _balances(
    db: Session, scope: Scope, limit: int, *conditions: Any, bags: bool = False
) -> list[OddBalance]:
    query = (
        select(
            col(Location.id),
            col(Location.name),
            col(Lot.item_id),
            TOLD,
            col(Lot.expires_on),
            col(Balance.quantity),
        )
        .select_from(Balance)
        .join(Location, col(Location.id) == col(Balance.location_id))
        .join(Lot, col(Lot.id) == col(Balance.lot_id))
        .where(
            HELD,
            col(Location.kind).in_([kind.value for kind in STOCK]),
            held_seen(scope, Location.organisation_id),  # type: ignore[arg-type]
            *conditions,
        )
        .order_by(col(Lot.expires_on), col(Location.name), col(Location.id), col(Lot.id))
        .limit(limit)
    )
    if bags:
        query = query.join(sessions_table, sessions_table.c.id == col(Location.session_id))
    return [OddBalance(*row) for row in db.connection().execute(query)]


def below_zero(db: Session, scope: Scope, limit: int) -> list[OddBalance]:
    """Places with stock that hold less than nothing."""
    return _balances(db, scope, limit, col(Balance.quantity) < 0)


def expired(db: Session, scope: Scope, on: date, limit: int) -> list[OddBalance]:
    """What expired before a day and stands in a store."""
    return _balances(
        db,
        scope,
        limit,
        col(Balance.quantity) > 0,
        col(Lot.expires_on) < on,
        col(Location.kind) != LocationKind.SESSION_BAG.value,
        col(Location.transit).is_(False),
    )


def left_in_bags(db: Session, scope: Scope, limit: int) -> list[OddBalance]:
    """What lies in bags of sessions that are over."""
    over = sessions_table.c.status.in_(["reported", "verified", "cancelled", "postponed"])
    return _balances(db, scope, limit, col(Balance.quantity) > 0, over, bags=True)


class OddPaper(NamedTuple):
    """A waybill or a count that is not settled."""

    id: UUID
    number: str
    location_id: UUID
    place: str
    state: str
    since: datetime


def on_the_road(db: Session, scope: Scope, before: datetime, limit: int) -> list[OddPaper]:
    """Shipments that were sent before an instant and are not received, the oldest first; `place` is the receiver."""
    query = (
        select(
            col(Waybill.id),
            col(Waybill.number),
            col(Location.id),
            col(Location.name),
            col(Waybill.state),
            col(Waybill.dispatched_at),
        )
        .join(Location, col(Location.id) == col(Waybill.to_location_id))
        .where(
            col(Waybill.state) == WaybillState.DISPATCHED.value,
            col(Waybill.dispatched_at) < before,
            shipments_seen(scope),
        )
        .order_by(col(Waybill.dispatched_at), col(Waybill.id))
        .limit(limit)
    )
    return [OddPaper(*row) for row in db.connection().execute(query)]


def counts(db: Session, scope: Scope, before: datetime, limit: int) -> list[OddPaper]:
    """Counts that wait for approval, and those begun before an instant that are not finished, the oldest first."""
    query = (
        select(
            col(StockCount.id),
            col(StockCount.number),
            col(Location.id),
            col(Location.name),
            col(StockCount.state),
            col(StockCount.begun_at),
        )
        .join(Location, col(Location.id) == col(StockCount.location_id))
        .where(
            col(StockCount.state).in_([state.value for state in OPEN]),
            or_(col(StockCount.state) == CountState.APPROVAL.value, col(StockCount.begun_at) < before),
            places_seen(scope),
        )
        .order_by(col(StockCount.begun_at), col(StockCount.id))
        .limit(limit)
    )
    return [OddPaper(*row) for row in db.connection().execute(query)]
