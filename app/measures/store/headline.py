"""The figures of a glance, from the rollups on the session itself: one index, no ledger.

The rollups are kept in the same transaction as each entry and recomputed by `karama check`.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
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
    """The same for each month (`2022-07`) that has any session.

    Asked by day, which is the order of the index, and put together here: twice as fast as a group by month.
    """
    query = narrowed(
        select(_session.local_date, *_SUMS).select_from(sessions_table),
        scope,
        Cut(from_date=from_date, to_date=to_date),
    ).group_by(_session.local_date)
    months: dict[str, tuple[int, int, int]] = {}
    for day, *sums in db.connection().execute(query):
        reached, sessions, kits = months.get(_month_of(day), (0, 0, 0))
        months[_month_of(day)] = (reached + int(sums[0]), sessions + int(sums[1]), kits + int(sums[2]))
    return months


def unverified_by_month(db: Session, scope: Scope, from_date: date, to_date: date) -> dict[str, int]:
    """Month (`2022-07`) → people counted in sessions on their way to being verified."""
    query = (
        narrowed(
            select(_session.local_date, _SUMS[0]).select_from(sessions_table),
            scope,
            Cut(from_date=from_date, to_date=to_date),
            any_status=True,
        )
        .where(_session.status.in_([status for status in PROVISIONAL if status != VERIFIED]))
        .group_by(_session.local_date)
    )
    months: dict[str, int] = {}
    for day, reached in db.connection().execute(query):
        months[_month_of(day)] = months.get(_month_of(day), 0) + int(reached)
    return months


def _month_of(day: date) -> str:
    return day.isoformat()[:7]
