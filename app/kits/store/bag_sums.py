"""What moved for a session, or through one bag: sums with reversals taken off, and the entries that still stand."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, case, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.kits.rules import MovementReason
from app.kits.tables import Lot, Movement


class SessionSum(NamedTuple):
    """What moved for a session in one lot between two places for one reason, reversals taken off."""

    lot_id: UUID
    item_id: UUID
    from_id: UUID
    to_id: UUID
    reason: MovementReason
    quantity: int
    last_at: datetime


def session_sums(db: Session, session_id: UUID, item_id: UUID | None = None) -> list[SessionSum]:
    """Sums of a session's entries; a reversal counts against the entry it takes back."""
    return _sums(db, _sums_query("session"), session_id, item_id)


def bag_sums(db: Session, bag_id: UUID, item_id: UUID | None = None) -> list[SessionSum]:
    """The same of all that went into one bag or came out of it, whatever it was for."""
    return _sums(db, _sums_query("bag"), bag_id, item_id)


def _sums(db: Session, query: Any, owner: UUID, item_id: UUID | None) -> list[SessionSum]:
    if item_id is not None:
        query = query.where(col(Lot.item_id) == item_id)
    return [
        SessionSum(lot, item, start, end, MovementReason(reason), int(quantity), last)
        for lot, item, start, end, reason, quantity, last in db.execute(query, {"owner": owner})
    ]


@cache
def _sums_query(of: Literal["session", "bag"]) -> Any:
    """Built once: each page of a session asks it."""
    owner = bindparam("owner", type_=Uuid())
    where = (
        col(Movement.session_id) == owner
        if of == "session"
        else or_(col(Movement.from_location_id) == owner, col(Movement.to_location_id) == owner)
    )
    original = aliased(Movement)
    origin = case((col(Movement.reverses).is_(None), col(Movement.reason)), else_=col(original.reason))
    forward = col(Movement.reverses).is_(None)
    source = case((forward, col(Movement.from_location_id)), else_=col(Movement.to_location_id))
    target = case((forward, col(Movement.to_location_id)), else_=col(Movement.from_location_id))
    net = func.sum(case((forward, col(Movement.quantity)), else_=-col(Movement.quantity)))
    return (
        select(Movement.lot_id, Lot.item_id, source, target, origin, net, func.max(Movement.effective_at))  # type: ignore[call-overload]
        .select_from(Movement)
        .join(Lot, col(Lot.id) == col(Movement.lot_id))
        .outerjoin(original, col(original.id) == col(Movement.reverses))
        .where(where)
        .group_by(col(Movement.lot_id), col(Lot.item_id), source, target, origin)
    )


def session_entries(db: Session, session_id: UUID, item_id: UUID, reason: MovementReason) -> list[Movement]:
    """A session's entries of an item for one reason that were not taken back, newest first."""
    return _standing(db, col(Movement.session_id) == session_id, item_id, reason)


def bag_entries(db: Session, bag_id: UUID, item_id: UUID, reason: MovementReason) -> list[Movement]:
    """The same of what came out of one bag."""
    return _standing(db, col(Movement.from_location_id) == bag_id, item_id, reason)


def _standing(
    db: Session, where: ColumnElement[bool], item_id: UUID, reason: MovementReason
) -> list[Movement]:
    back = aliased(Movement)
    return list(
        db.exec(
            select(Movement)
            .join(Lot, col(Lot.id) == col(Movement.lot_id))
            .outerjoin(back, col(back.reverses) == col(Movement.id))
            .where(
                where,
                Lot.item_id == item_id,
                Movement.reason == reason.value,
                col(back.id).is_(None),
            )
            .order_by(col(Movement.recorded_at).desc(), col(Movement.id).desc())
        )
    )
