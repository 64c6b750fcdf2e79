"""Imports of opening stock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.kernel import clock
from app.kits.tables import Movement, StockImport

_AT_ONCE = 1_000


def add(db: Session, row: StockImport) -> StockImport:
    """Keep a sheet that was sent."""
    db.add(row)
    db.flush()
    return row


def find(db: Session, person_id: UUID, import_id: UUID, *, lock: bool = False) -> StockImport | None:
    """The import, when it is this person's."""
    query = select(StockImport).where(StockImport.id == import_id, StockImport.person_id == person_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.exec(query).first()


def newest(db: Session, person_id: UUID, limit: int) -> list[Any]:
    """(id, file name, state, rows, when) of a person's last imports, newest first."""
    query: Any = (
        select(
            StockImport.id,
            StockImport.file_name,
            StockImport.state,
            StockImport.rows_total,
            StockImport.created_at,
        )  # type: ignore[call-overload]
        .where(StockImport.person_id == person_id)
        .order_by(col(StockImport.created_at).desc(), col(StockImport.id).desc())
        .limit(limit)
    )
    return list(db.exec(query))


def change(db: Session, import_id: UUID, **values: Any) -> None:
    """Note what became of it."""
    db.connection().execute(
        update(StockImport).where(col(StockImport.id) == import_id).values(touched_at=clock.now(), **values)
    )


def forget_contents(db: Session, before: datetime) -> None:
    """Files that nobody imported since then are forgotten; what was found in them stays."""
    db.connection().execute(
        update(StockImport)
        .where(col(StockImport.touched_at) < before, col(StockImport.content).is_not(None))
        .values(content=None)
    )


def quantities(db: Session, ids: Collection[UUID]) -> dict[UUID, int]:
    """How many were received in those of these entries that are there."""
    found: dict[UUID, int] = {}
    ordered = sorted(ids)
    for begin in range(0, len(ordered), _AT_ONCE):
        some = ordered[begin : begin + _AT_ONCE]
        query: Any = select(Movement.id, Movement.quantity).where(col(Movement.id).in_(some))
        found |= {one: int(quantity) for one, quantity in db.exec(query)}
    return found
