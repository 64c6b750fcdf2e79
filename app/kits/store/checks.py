"""Recomputes every balance from its entries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, literal, union_all
from sqlmodel import Session, col, select

from app.kits.rules import OUTSIDE
from app.kits.store.flows import end_of
from app.kits.tables import Balance, FlowMonth, Location, Movement, StockMonth


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


def wrong_months(db: Session) -> list[str]:
    """One line a (place, lot) whose months do not add up to its balance."""
    parts = union_all(
        select(col(StockMonth.location_id), col(StockMonth.lot_id), col(StockMonth.net)),
        select(col(Balance.location_id), col(Balance.lot_id), (-col(Balance.quantity)).label("net")),
    ).subquery("parts")
    gap = func.sum(parts.c.net)
    query: Any = (
        select(parts.c.location_id, parts.c.lot_id, gap)
        .group_by(parts.c.location_id, parts.c.lot_id)
        .having(gap != literal(0))
    )
    return [
        f"kits: place {place} lot {lot}: its months give {int(by):+d} more than its balance"
        for place, lot, by in db.connection().execute(query)
    ]


def wrong_flows(db: Session) -> list[str]:
    """One line a (lot, end of the ledger, month) whose sum is not that of its places."""
    parts = union_all(
        select(col(FlowMonth.lot_id), col(FlowMonth.end_id), col(FlowMonth.month), col(FlowMonth.net)),
        select(
            col(StockMonth.lot_id),
            end_of(Location).label("end_id"),
            col(StockMonth.month),
            (-col(StockMonth.net)).label("net"),
        )
        .select_from(StockMonth)
        .join(Location, col(Location.id) == col(StockMonth.location_id)),
    ).subquery("parts")
    gap = func.sum(parts.c.net)
    query: Any = (
        select(parts.c.lot_id, parts.c.end_id, parts.c.month, gap)
        .group_by(parts.c.lot_id, parts.c.end_id, parts.c.month)
        .having(gap != literal(0))
    )
    return [
        f"kits: lot {lot} at {end} in {month}: its sum is {int(by):+d} off that of its places"
        for lot, end, month, by in db.connection().execute(query)
    ]
