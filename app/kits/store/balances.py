"""What each place holds of each lot: rows that are locked before anything is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, bindparam, literal, tuple_, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from app.access.actor import Scope
from app.kits.store.lots import TOLD
from app.kits.store.places import insert_if_missing
from app.kits.store.scopes import held_seen
from app.kits.tables import Balance, Location, Lot
from app.platform.asked import Told

Pair = tuple[UUID, UUID]
"""A place and a lot."""


def lock(db: Session, pairs: Iterable[Pair]) -> dict[Pair, int]:
    """The balances of these (place, lot), held until the transaction ends.

    Missing rows are made first. Everybody takes them in the same order, so nobody waits for one another in a ring.
    """
    wanted = sorted(set(pairs))
    if not wanted:
        return {}
    insert_if_missing(
        db,
        Balance,
        [{"location_id": location, "lot_id": lot, "quantity": 0} for location, lot in wanted],
        ["location_id", "lot_id"],
    )
    rows = db.connection().execute(_LOCKED, {"pairs": wanted})
    return {(location, lot): quantity for location, lot, quantity in rows}


_balance = Balance.__table__.c  # type: ignore[attr-defined]
_LOCKED = (
    sql_select(_balance.location_id, _balance.lot_id, _balance.quantity)
    .where(tuple_(_balance.location_id, _balance.lot_id).in_(bindparam("pairs", expanding=True)))
    .order_by(_balance.location_id, _balance.lot_id)
    .with_for_update()
)
_CHANGED = Told(
    lambda: (
        update(Balance.__table__)  # type: ignore[attr-defined]
        .where(_balance.location_id == bindparam("place"), _balance.lot_id == bindparam("lot"))
        .values(quantity=_balance.quantity + bindparam("change", type_=Integer()))
    )
)


def add(db: Session, changes: Mapping[Pair, int]) -> None:
    """Change locked balances, each by a signed quantity."""
    rows = [{"place": place, "lot": lot, "change": change} for (place, lot), change in changes.items()]
    _CHANGED.tell(db.connection(), rows)


def lots_at(db: Session, location_id: UUID, item_id: UUID) -> list[Lot]:
    """Lots of an item of which a place holds something now."""
    return list(
        db.exec(
            select(Lot)
            .join(Balance, col(Balance.lot_id) == col(Lot.id))
            .where(Balance.location_id == location_id, Lot.item_id == item_id, Balance.quantity > 0)
        )
    )


def after_position(position: tuple[Any, ...], *columns: Any) -> ColumnElement[bool]:
    """Rows that come after a position in the order of these columns."""
    return tuple_(*columns) > tuple_(
        *(literal(part, column.type) for part, column in zip(position, columns, strict=True))
    )


class Held(NamedTuple):
    """A balance with its place and lot."""

    location: Location
    lot: Lot
    quantity: int


def listing(
    db: Session,
    scope: Scope,
    *,
    item_id: UUID | None,
    location_id: UUID | None,
    after: Pair | None,
    limit: int,
    zeros: bool,
) -> list[Held]:
    """Balances in the order of place and lot, after a pair."""
    query = (
        select(Location, Lot, Balance.quantity)
        .select_from(Balance)
        .join(Location, col(Location.id) == col(Balance.location_id))
        .join(Lot, col(Lot.id) == col(Balance.lot_id))
        .where(held_seen(scope, Location.organisation_id))  # type: ignore[arg-type]
        .order_by(col(Balance.location_id), col(Balance.lot_id))
        .limit(limit)
    )
    if item_id is not None:
        query = query.where(Lot.item_id == item_id)
    if location_id is not None:
        query = query.where(Balance.location_id == location_id)
    if not zeros:
        query = query.where(Balance.quantity != 0)
    if after is not None:
        query = query.where(after_position(after, col(Balance.location_id), col(Balance.lot_id)))
    return [Held(*row) for row in db.exec(query)]


class OnShelf(NamedTuple):
    """What a place holds of a lot now, and what is said of the lot there."""

    lot_id: UUID
    told: str
    item_id: UUID
    project_id: UUID | None
    expires_on: date | None
    quantity: int


def on_shelf(db: Session, scope: Scope, location_id: UUID, *, limit: int) -> list[OnShelf]:
    """What a place holds now, in the order of its lots: a few columns, no objects."""
    query = (
        sql_select(
            col(Lot.id),
            TOLD,
            col(Lot.item_id),
            col(Lot.project_id),
            col(Lot.expires_on),
            col(Balance.quantity),
        )
        .select_from(Balance)
        .join(Location, col(Location.id) == col(Balance.location_id))
        .join(Lot, col(Lot.id) == col(Balance.lot_id))
        .where(
            held_seen(scope, Location.organisation_id),  # type: ignore[arg-type]
            col(Balance.location_id) == location_id,
            col(Balance.quantity) != 0,
        )
        .order_by(col(Balance.lot_id))
        .limit(limit)
    )
    return [OnShelf(*row) for row in db.connection().execute(query)]


def lots_ever_at(db: Session, location_id: UUID, item_id: UUID) -> dict[UUID, int]:
    """Every lot of an item that a place ever held, with what it holds now."""
    rows = db.connection().execute(
        select(Balance.lot_id, Balance.quantity)
        .join(Lot, col(Lot.id) == col(Balance.lot_id))
        .where(Balance.location_id == location_id, Lot.item_id == item_id)
    )
    return {lot_id: int(quantity) for lot_id, quantity in rows}


def items_ever_at(db: Session, location_id: UUID) -> list[UUID]:
    """Items that a place ever held."""
    return list(
        db.exec(
            select(Lot.item_id)
            .join(Balance, col(Balance.lot_id) == col(Lot.id))
            .where(Balance.location_id == location_id)
            .distinct()
        )
    )
