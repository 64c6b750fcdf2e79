"""What somebody looked at in the stores and settled."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, literal, select, tuple_
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from app.access.actor import Scope
from app.kits.store.lots import TOLD
from app.kits.store.scopes import held_seen
from app.kits.tables import LateEarmarkSettled, Location, Lot
from app.sessions.public import sessions_table


class SettledEarmark(NamedTuple):
    """Kits of a lot that were asked about after a session was verified, and what was said to it."""

    id: UUID
    session_id: UUID
    session: str
    location_id: UUID
    lot_id: UUID
    item_id: UUID
    lot: str
    quantity: int
    note: str
    settled_at: datetime
    settled_by: UUID | None


def add(db: Session, row: LateEarmarkSettled) -> None:
    """Insert what was settled."""
    db.add(row)
    db.flush()


def listing(
    db: Session,
    scope: Scope,
    *,
    limit: int,
    before: tuple[datetime, UUID] | None = None,
    only: UUID | None = None,
) -> list[SettledEarmark]:
    """The newest first, before an instant and id. `only`: the one of this id."""
    row = LateEarmarkSettled
    query = (
        select(
            col(row.id),
            sessions_table.c.id,
            sessions_table.c.code,
            col(row.location_id),
            col(row.lot_id),
            col(Lot.item_id),
            TOLD,
            col(row.quantity),
            col(row.note),
            col(row.settled_at),
            col(row.settled_by),
        )
        .join(Location, col(Location.id) == col(row.location_id))
        .join(Lot, col(Lot.id) == col(row.lot_id))
        .join(sessions_table, sessions_table.c.id == col(Location.session_id))
        .where(held_seen(scope, Location.organisation_id))  # type: ignore[arg-type]
        .order_by(col(row.settled_at).desc(), col(row.id).desc())
        .limit(limit)
    )
    if only is not None:
        query = query.where(col(row.id) == only)
    if before is not None:
        at, last = before
        query = query.where(
            tuple_(col(row.settled_at), col(row.id))
            < tuple_(literal(at, UTCDateTime()), literal(last, Uuid()))
        )
    return [SettledEarmark(*found) for found in db.connection().execute(query)]
