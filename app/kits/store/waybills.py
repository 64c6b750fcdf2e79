"""Waybills and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, or_, true, tuple_, update
from sqlalchemy.types import Uuid
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from app.access.actor import Scope
from app.kits.rules.waybills import Arrived, WaybillState
from app.kits.store.scopes import places_seen
from app.kits.tables import Location, Waybill, WaybillLine


def shipments_seen(scope: Scope) -> ColumnElement[bool]:
    """Shipments from or to a place that exists for this reader."""
    if scope.everything:
        return true()
    ours = select(Location.id).where(places_seen(scope))
    return or_(col(Waybill.from_location_id).in_(ours), col(Waybill.to_location_id).in_(ours))


def add(db: Session, row: Waybill, lines: Iterable[tuple[UUID, int]]) -> None:
    """Insert a waybill with its lines, (lot, quantity) in their order."""
    db.add(row)
    db.flush()
    db.add_all(
        WaybillLine(waybill_id=row.id, lot_id=lot, position=position, quantity=quantity)
        for position, (lot, quantity) in enumerate(lines)
    )
    db.flush()


def find_seen(db: Session, scope: Scope, waybill_id: UUID) -> Waybill | None:
    """The waybill if it exists for this reader."""
    return db.exec(select(Waybill).where(Waybill.id == waybill_id, shipments_seen(scope))).first()


def lock_seen(db: Session, scope: Scope, waybill_id: UUID) -> Waybill | None:
    """The same, held until the transaction ends."""
    return db.exec(
        select(Waybill).where(Waybill.id == waybill_id, shipments_seen(scope)).with_for_update()
    ).first()


def lines_of(db: Session, waybill_id: UUID) -> Sequence[WaybillLine]:
    """The lines in their order."""
    return db.exec(
        select(WaybillLine)
        .where(WaybillLine.waybill_id == waybill_id)
        .order_by(col(WaybillLine.position), col(WaybillLine.lot_id))
    ).all()


def settle(
    db: Session,
    waybill_id: UUID,
    state: WaybillState,
    *,
    at: datetime,
    by: UUID,
    note: str,
    settling_id: UUID,
    arrived: Iterable[Arrived],
) -> None:
    """Write down what arrived and that the shipment is over."""
    for one in arrived:
        db.connection().execute(
            update(WaybillLine)
            .where(col(WaybillLine.waybill_id) == waybill_id, col(WaybillLine.lot_id) == one.lot_id)
            .values(
                received=one.received,
                difference=one.difference.value if one.difference else None,
                note=one.note,
            )
        )
    db.connection().execute(
        update(Waybill)
        .where(col(Waybill.id) == waybill_id)
        .values(state=state.value, settled_at=at, settled_by=by, settled_note=note, settling_id=settling_id)
    )
    db.expire_all()


class Listed(NamedTuple):
    """A waybill with its sums."""

    waybill: Waybill
    sent: int
    received: int | None


def listing(
    db: Session,
    scope: Scope,
    *,
    state: WaybillState | None,
    location_id: UUID | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Listed]:
    """Shipments, newest first, before a moment."""
    query: Any = (
        select(Waybill, func.sum(WaybillLine.quantity), func.sum(WaybillLine.received))
        .join(WaybillLine, col(WaybillLine.waybill_id) == col(Waybill.id))
        .where(shipments_seen(scope))
        .group_by(col(Waybill.id))
        .order_by(col(Waybill.dispatched_at).desc(), col(Waybill.id).desc())
        .limit(limit)
    )
    if state is not None:
        query = query.where(Waybill.state == state.value)
    if location_id is not None:
        query = query.where(
            or_(col(Waybill.from_location_id) == location_id, col(Waybill.to_location_id) == location_id)
        )
    if before is not None:
        at, last = before
        query = query.where(
            tuple_(col(Waybill.dispatched_at), col(Waybill.id))
            < tuple_(literal(at, UTCDateTime()), literal(last, Uuid()))
        )
    return [
        Listed(row, int(sent), int(got) if got is not None else None) for row, sent, got in db.exec(query)
    ]
