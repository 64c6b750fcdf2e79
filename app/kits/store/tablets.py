"""Kits of many sessions at once, for the tablets: what they take along, and what they gave."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, func, insert, select, union_all, update
from sqlmodel import Session

from app.kits.rules import STORES, MovementReason
from app.kits.store.balances import Pair
from app.kits.tables import Balance, Location, Lot, Movement

_movement: Any = Movement.__table__  # type: ignore[attr-defined]
_lot: Any = Lot.__table__  # type: ignore[attr-defined]
_balance: Any = Balance.__table__  # type: ignore[attr-defined]
_place: Any = Location.__table__  # type: ignore[attr-defined]


def sums_of_sessions(
    db: Session, session_ids: Collection[UUID]
) -> list[tuple[UUID, UUID, MovementReason, int]]:
    """(session, item, reason, quantity), a reversal counted against what it takes back; one statement."""
    original = _movement.alias("original")
    forward = _movement.c.reverses.is_(None)
    reason = case((forward, _movement.c.reason), else_=original.c.reason)
    net = func.sum(case((forward, _movement.c.quantity), else_=-_movement.c.quantity))
    rows = db.connection().execute(
        select(_movement.c.session_id, _lot.c.item_id, reason, net)
        .select_from(
            _movement.join(_lot, _lot.c.id == _movement.c.lot_id).outerjoin(
                original, original.c.id == _movement.c.reverses
            )
        )
        .where(_movement.c.session_id.in_(list(session_ids)))
        .group_by(_movement.c.session_id, _lot.c.item_id, reason)
    )
    return [(session, item, MovementReason(why), int(quantity)) for session, item, why, quantity in rows]


def stores_of(db: Session, organisation_ids: Collection[UUID]) -> list[tuple[UUID, str, UUID]]:
    """(place, name, organisation) of the active stores of these organisations, by name; one statement."""
    rows = db.connection().execute(
        select(_place.c.id, _place.c.name, _place.c.organisation_id)
        .where(
            _place.c.organisation_id.in_(list(organisation_ids)),
            _place.c.kind.in_([kind.value for kind in STORES]),
            _place.c.active.is_(True),
        )
        .order_by(_place.c.name, _place.c.id)
        .limit(500)
    )
    return [tuple(row) for row in rows]


def bag_below_zero(db: Session, session_id: UUID) -> bool:
    """Whether a session's bag holds less than nothing of any lot."""
    query = (
        select(_balance.c.lot_id)
        .join(_place, _place.c.id == _balance.c.location_id)
        .where(_place.c.session_id == session_id, _balance.c.quantity < 0)
        .limit(1)
    )
    return db.connection().execute(query).first() is not None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A lot of an item that a place ever held."""

    location_id: UUID
    lot_id: UUID
    item_id: UUID
    expires_on: date | None
    project_id: UUID | None


def shelves(db: Session, location_ids: Collection[UUID], item_ids: Collection[UUID]) -> list[Shelf]:
    """The lots of these items that these places ever held; one statement."""
    rows = db.connection().execute(
        select(_balance.c.location_id, _lot.c.id, _lot.c.item_id, _lot.c.expires_on, _lot.c.project_id)
        .join(_lot, _lot.c.id == _balance.c.lot_id)
        .where(_balance.c.location_id.in_(list(location_ids)), _lot.c.item_id.in_(list(item_ids)))
    )
    return [Shelf(*row) for row in rows]


def later_nets(
    db: Session, location_ids: Collection[UUID], lot_ids: Collection[UUID], after: datetime
) -> dict[Pair, list[tuple[datetime, int]]]:
    """Net change of each (place, lot) at each instant after `after`, by time; one statement."""
    asked = (_movement.c.lot_id.in_(list(lot_ids)), _movement.c.effective_at > after)
    columns = (_movement.c.lot_id, _movement.c.effective_at)
    came = select(
        _movement.c.to_location_id.label("place"), *columns, _movement.c.quantity.label("net")
    ).where(_movement.c.to_location_id.in_(list(location_ids)), *asked)
    went = select(
        _movement.c.from_location_id.label("place"), *columns, (-_movement.c.quantity).label("net")
    ).where(_movement.c.from_location_id.in_(list(location_ids)), *asked)
    nets = union_all(came, went).subquery("nets")
    rows = db.connection().execute(
        select(nets.c.place, nets.c.lot_id, nets.c.effective_at, func.sum(nets.c.net))
        .group_by(nets.c.place, nets.c.lot_id, nets.c.effective_at)
        .order_by(nets.c.effective_at)
    )
    found: dict[Pair, list[tuple[datetime, int]]] = {}
    for place, lot, at, net in rows:
        found.setdefault((place, lot), []).append((at, int(net)))
    return found


def append(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert whole entries; one statement."""
    db.connection().execute(insert(_movement), list(rows))


_CHANGE = (
    update(_balance)
    .where(_balance.c.location_id == bindparam("place"), _balance.c.lot_id == bindparam("lot"))
    .values(quantity=_balance.c.quantity + bindparam("change"))
)


def change_balances(db: Session, changes: Iterable[tuple[Pair, int]]) -> None:
    """Change locked balances by signed quantities; one statement."""
    rows = [
        {"place": place, "lot": lot, "change": change} for (place, lot), change in sorted(changes) if change
    ]
    if rows:
        db.connection().execute(_CHANGE, rows)
