"""Stock counts and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, true, tuple_
from sqlalchemy import select as columns_of
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import Uuid
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from app.access.actor import Scope
from app.kernel.errors import Conflict, FieldError
from app.kernel.words import _
from app.kits.rules.counting import CountState
from app.kits.store.scopes import places_seen
from app.kits.tables import Balance, Location, StockCount, StockCountLine
from app.platform.asked import Asked
from app.platform.readers import kind_of


def _seen(scope: Scope) -> ColumnElement[bool]:
    if scope.everything:
        return true()
    return col(StockCount.location_id).in_(select(Location.id).where(places_seen(scope)))


def add(db: Session, row: StockCount) -> None:
    """Insert a count. Raises Conflict `count.open` while another one of this store is open."""
    db.add(row)
    try:
        db.flush()
    except IntegrityError:
        text = _("A count of this store is open already. Finish it or drop it first.")
        raise Conflict("count.open", text, [FieldError("location", "count.open", text)]) from None


def find_seen(db: Session, scope: Scope, count_id: UUID) -> StockCount | None:
    """The count if it exists for this reader."""
    return db.exec(select(StockCount).where(StockCount.id == count_id, _seen(scope))).first()


def lock_seen(db: Session, scope: Scope, count_id: UUID) -> StockCount | None:
    """The same, held until the transaction ends."""
    return db.exec(
        select(StockCount).where(StockCount.id == count_id, _seen(scope)).with_for_update()
    ).first()


def save(db: Session, row: StockCount) -> None:
    """Write a changed count."""
    db.add(row)
    db.flush()


def add_lines(db: Session, lines: Iterable[StockCountLine]) -> None:
    """Insert the lines of a round."""
    db.add_all(lines)
    db.flush()


def lines_of(db: Session, count_id: UUID) -> Sequence[StockCountLine]:
    """All lines of all rounds, by round and lot."""
    return db.exec(
        select(StockCountLine)
        .where(StockCountLine.count_id == count_id)
        .order_by(col(StockCountLine.round), col(StockCountLine.lot_id))
    ).all()


def lots_on_the_sheet(db: Session, location_id: UUID) -> list[UUID]:
    """The lots a place holds something of by the book."""
    return list(
        db.exec(
            select(Balance.lot_id)
            .where(Balance.location_id == location_id, Balance.quantity != 0)
            .limit(1000)
        )
    )


def listing(
    db: Session,
    scope: Scope,
    *,
    location_id: UUID | None,
    state: CountState | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[StockCount]:
    """Counts, newest first, before a moment."""
    query = (
        select(StockCount)
        .where(_seen(scope))
        .order_by(col(StockCount.begun_at).desc(), col(StockCount.id).desc())
        .limit(limit)
    )
    if location_id is not None:
        query = query.where(StockCount.location_id == location_id)
    if state is not None:
        query = query.where(StockCount.state == state.value)
    if before is not None:
        at, last = before
        query = query.where(
            tuple_(col(StockCount.begun_at), col(StockCount.id))
            < tuple_(literal(at, UTCDateTime()), literal(last, Uuid()))
        )
    return list(db.exec(query))


def waiting(db: Session, scope: Scope) -> int:
    """How many counts wait for a second person."""
    reader, own = kind_of(scope)
    return int(_waiting(reader).first(db.connection(), **own)[0])


@lru_cache(maxsize=128)
def _waiting(scope: Scope) -> Asked:
    query = columns_of(func.count()).select_from(StockCount)
    return Asked.just(query.where(col(StockCount.state) == CountState.APPROVAL.value, _seen(scope)))
