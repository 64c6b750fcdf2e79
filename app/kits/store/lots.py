"""Lots: deliveries of an item."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import case
from sqlmodel import Session, col, select

from app.access.actor import Scope
from app.kits.store.scopes import lots_seen
from app.kits.tables import Balance, Lot, Movement

TOLD = case((col(Lot.variant).is_(None), col(Lot.label)), else_=col(Lot.label) + " · " + col(Lot.variant))
"""`lot_told` in a statement."""


def of_variant(db: Session, item_id: UUID, variant: str) -> frozenset[UUID]:
    """The lots in which one variant of an item came."""
    return frozenset(db.exec(select(Lot.id).where(Lot.item_id == item_id, Lot.variant == variant)))


def find_many(db: Session, ids: Iterable[UUID]) -> dict[UUID, Lot]:
    """Lots by id; one statement however many."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: row for row in db.exec(select(Lot).where(col(Lot.id).in_(wanted)))}


def told_of(db: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What people read of lots, by id: for rows that say no more of them."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.connection().execute(select(Lot.id, TOLD).where(col(Lot.id).in_(wanted)))
    return {row[0]: row[1] for row in rows}


def find_seen(db: Session, scope: Scope, lot_id: UUID) -> Lot | None:
    """The lot if it exists for this reader."""
    return db.exec(select(Lot).where(Lot.id == lot_id, lots_seen(scope))).first()


def lock_seen(db: Session, scope: Scope, lot_id: UUID) -> Lot | None:
    """The same, held until the transaction ends."""
    return db.exec(select(Lot).where(Lot.id == lot_id, lots_seen(scope)).with_for_update()).first()


def add(db: Session, row: Lot) -> Lot:
    """Insert a lot."""
    db.add(row)
    db.flush()
    return row


def has_moved(db: Session, lot_id: UUID) -> bool:
    """Whether any entry names this lot."""
    return db.exec(select(Movement.id).where(Movement.lot_id == lot_id).limit(1)).first() is not None


def listing(db: Session, scope: Scope, *, item_id: UUID | None, after: UUID | None, limit: int) -> list[Lot]:
    """Lots by id, after an id."""
    query = select(Lot).where(lots_seen(scope)).order_by(col(Lot.id)).limit(limit)
    if item_id is not None:
        query = query.where(Lot.item_id == item_id)
    if after is not None:
        query = query.where(col(Lot.id) > after)
    return list(db.exec(query))


def to_overdraw(
    db: Session, location_id: UUID, item_id: UUID, projects: Collection[UUID] = ()
) -> UUID | None:
    """The lot a place is taken below zero in: its newest of this item, else the newest anywhere.

    Before the newest comes what these projects paid for, then what nobody did: which lot it was is a guess, and no
    donor's kits are guessed away.
    """
    turn = case((col(Lot.project_id).in_(list(projects)), 0), (col(Lot.project_id).is_(None), 1), else_=2)
    here = (
        select(Lot.id)
        .join(Balance, col(Balance.lot_id) == col(Lot.id))
        .where(Balance.location_id == location_id, Lot.item_id == item_id)
        .order_by(turn, col(Lot.id).desc())
        .limit(1)
    )
    anywhere = select(Lot.id).where(Lot.item_id == item_id).order_by(turn, col(Lot.id).desc()).limit(1)
    return db.exec(here).first() or db.exec(anywhere).first()


def newest(db: Session, scope: Scope, *, limit: int) -> list[Lot]:
    """The newest lots first."""
    return list(db.exec(select(Lot).where(lots_seen(scope)).order_by(col(Lot.id).desc()).limit(limit)))
