"""What moved for a session, or through one bag: sums with reversals taken off, and the entries that still stand."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, case, func, or_
from sqlalchemy import select as columns_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.kits.rules import MovementReason
from app.kits.tables import Lot, Movement
from app.platform.asked import Asked


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
    return _sums(db, "session", session_id, item_id)


def bag_sums(db: Session, bag_id: UUID, item_id: UUID | None = None) -> list[SessionSum]:
    """The same of all that went into one bag or came out of it, whatever it was for."""
    return _sums(db, "bag", bag_id, item_id)


def _sums(db: Session, of: Literal["session", "bag"], owner: UUID, item_id: UUID | None) -> list[SessionSum]:
    asked = _asked_sums(of, of_one_item=item_id is not None)
    return [
        SessionSum(lot, item, start, end, MovementReason(reason), int(quantity), last)
        for lot, item, start, end, reason, quantity, last in asked.rows(
            db.connection(), owner=owner, item=item_id
        )
    ]


@cache
def _asked_sums(of: Literal["session", "bag"], *, of_one_item: bool) -> Asked:
    """Each page of a session asks it."""
    moved: Any = Movement.__table__  # type: ignore[attr-defined]
    lot: Any = Lot.__table__.c  # type: ignore[attr-defined]
    owner = bindparam("owner", type_=Uuid())
    where = (
        moved.c.session_id == owner
        if of == "session"
        else or_(moved.c.from_location_id == owner, moved.c.to_location_id == owner)
    )
    original = moved.alias("original")
    forward = moved.c.reverses.is_(None)
    origin = case((forward, moved.c.reason), else_=original.c.reason)
    source = case((forward, moved.c.from_location_id), else_=moved.c.to_location_id)
    target = case((forward, moved.c.to_location_id), else_=moved.c.from_location_id)
    net = func.sum(case((forward, moved.c.quantity), else_=-moved.c.quantity))
    sums = (
        columns_of(moved.c.lot_id, lot.item_id, source, target, origin, net, func.max(moved.c.effective_at))
        .select_from(moved)
        .join(Lot, lot.id == moved.c.lot_id)
        .outerjoin(original, original.c.id == moved.c.reverses)
        .where(where)
        .group_by(moved.c.lot_id, lot.item_id, source, target, origin)
    )
    return Asked.just(sums.where(lot.item_id == bindparam("item")) if of_one_item else sums)


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
