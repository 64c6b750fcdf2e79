"""The figures of a glance, from the rollups on the session itself: one index, no ledger.

The rollups are kept in the same transaction as each entry and recomputed by `karama check`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import String, cast, func, select
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.schemas import Cut
from app.measures.store.conditions import PROVISIONAL, VERIFIED, narrowed
from app.measures.store.ledgers import sessions_table

_session = sessions_table.c
_SUMS = (
    func.coalesce(func.sum(_session.reached_count), 0),
    func.count(),
    func.coalesce(func.sum(_session.kits_count), 0),
)


def headline(db: Session, scope: Scope, from_date: date, to_date: date) -> tuple[int, int, int]:
    """(people reached, sessions held, kits given) between two days, inclusive."""
    query = narrowed(
        select(*_SUMS).select_from(sessions_table), scope, Cut(from_date=from_date, to_date=to_date)
    )
    reached, sessions, kits = db.connection().execute(query).one()
    return int(reached), int(sessions), int(kits)


def by_month(db: Session, scope: Scope, from_date: date, to_date: date) -> dict[str, tuple[int, int, int]]:
    """The same for each month (`2022-07`) that has any session."""
    month: Any = func.substr(cast(_session.local_date, String), 1, 7)
    query = narrowed(
        select(month, *_SUMS).select_from(sessions_table), scope, Cut(from_date=from_date, to_date=to_date)
    ).group_by(month)
    return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in db.connection().execute(query)}


def unverified_by_month(db: Session, scope: Scope, from_date: date, to_date: date) -> dict[str, int]:
    """Month (`2022-07`) → people counted in sessions on their way to being verified."""
    month: Any = func.substr(cast(_session.local_date, String), 1, 7)
    query = (
        narrowed(
            select(month, _SUMS[0]).select_from(sessions_table),
            scope,
            Cut(from_date=from_date, to_date=to_date),
            any_status=True,
        )
        .where(_session.status.in_([status for status in PROVISIONAL if status != VERIFIED]))
        .group_by(month)
    )
    return {row[0]: int(row[1]) for row in db.connection().execute(query)}
