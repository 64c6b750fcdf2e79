"""Recomputes every balance from its entries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, union_all
from sqlmodel import Session, col, select

from app.kits.rules import OUTSIDE
from app.kits.tables import Balance, Location, Movement


def wrong_balances(db: Session) -> list[str]:
    """One line a (place, lot) whose balance is not the sum of its entries; both directions are looked at."""
    came: Any = select(
        col(Movement.to_location_id).label("location_id"),
        Movement.lot_id,
        col(Movement.quantity).label("net"),
    )
    went: Any = select(
        col(Movement.from_location_id).label("location_id"),
        Movement.lot_id,
        (-col(Movement.quantity)).label("net"),
    )
    kept = select(Balance.location_id, Balance.lot_id, (-col(Balance.quantity)).label("net"))
    entries = union_all(came, went, kept).subquery()
    gap = func.sum(entries.c.net)
    rows = db.connection().execute(
        select(entries.c.location_id, entries.c.lot_id, gap)
        .group_by(entries.c.location_id, entries.c.lot_id)
        .having(gap != 0)
    )
    return [
        f"kits: place {location} lot {lot}: its entries give {int(by):+d} more than its balance"
        for location, lot, by in rows
    ]


def below_zero(db: Session) -> list[str]:
    """One line a place with stock that holds less than nothing without a disputed entry to explain it."""
    disputed = (
        select(Movement.id)
        .where(
            col(Movement.disputed).is_(True),
            Movement.lot_id == Balance.lot_id,
            Movement.from_location_id == Balance.location_id,
        )
        .exists()
    )
    rows = db.exec(
        select(Balance.location_id, Balance.lot_id, Balance.quantity)
        .join(Location, col(Location.id) == col(Balance.location_id))
        .where(
            Balance.quantity < 0,
            col(Location.kind).not_in([kind.value for kind in OUTSIDE]),
            ~disputed,
        )
    )
    return [f"kits: place {place} lot {lot}: holds {quantity}" for place, lot, quantity in rows]
