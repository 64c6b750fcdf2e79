"""Periods: holding them, finding them, what their steps change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from app.periods.rules import PeriodState
from app.periods.tables import ReportingPeriod
from app.platform.asked import Asked
from app.sessions.public import sessions_table

Held = tuple[UUID, str, str, datetime | None, datetime | None]
"""(id, code, state, cut-off, reopened until)."""


_period: Any = ReportingPeriod.__table__.c  # type: ignore[attr-defined]
_HOLD_FOR_USE = Asked(
    lambda among: (
        select_columns(_period.id, _period.code, _period.state, _period.cut_off_at, _period.reopened_until)
        .where(among(_period.code, "codes"))
        .order_by(_period.starts_on)
        .with_for_update(read=True)
    )
)


def hold_for_use(db: Session, codes: Collection[str]) -> list[Held]:
    """The periods with these codes, held so that nobody closes them before this transaction ends; one statement.

    Asked with every batch of a tablet.
    """
    return [tuple(row) for row in _HOLD_FOR_USE.rows(db.connection(), codes=codes)]


def find(db: Session, period_id: UUID, *, lock: bool = False) -> ReportingPeriod | None:
    """The period with this id; `lock` waits for everybody who works in it, and keeps them out."""
    query = select(ReportingPeriod).where(ReportingPeriod.id == period_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.exec(query).first()


def codes(db: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Codes of periods by id."""
    rows = db.exec(
        select(ReportingPeriod.id, ReportingPeriod.code).where(col(ReportingPeriod.id).in_(sorted(ids)))
    )
    return dict(rows.all())


def first_day(db: Session) -> date | None:
    """The earliest day of any session."""
    return db.execute(select(func.min(sessions_table.c.local_date))).scalar_one()  # type: ignore[no-any-return]


def listing(
    db: Session, *, first: date, last: date, before: date | None, state: PeriodState | None, limit: int
) -> list[ReportingPeriod]:
    """Periods that begin between two days, the newest first, those before a day (`before` excluded)."""
    query = select(ReportingPeriod).where(
        col(ReportingPeriod.starts_on) >= first, col(ReportingPeriod.starts_on) <= last
    )
    if before is not None:
        query = query.where(col(ReportingPeriod.starts_on) < before)
    if state is not None:
        query = query.where(ReportingPeriod.state == state.value)
    return list(db.exec(query.order_by(col(ReportingPeriod.starts_on).desc()).limit(limit)))


def next_open(db: Session, after: date, now: datetime) -> ReportingPeriod | None:
    """The first period that begins after a day and still takes figures: open, closing, or reopened now."""
    query = (
        select(ReportingPeriod)
        .where(
            col(ReportingPeriod.starts_on) > after,
            or_(
                col(ReportingPeriod.state) != PeriodState.CLOSED.value,
                col(ReportingPeriod.reopened_until) > now,
            ),
        )
        .order_by(col(ReportingPeriod.starts_on))
        .limit(1)
    )
    return db.exec(query).first()


def change(db: Session, period_id: UUID, **values: Any) -> None:
    """Write a step of a held period."""
    db.execute(
        update(ReportingPeriod)
        .where(col(ReportingPeriod.id) == period_id)
        .values(version=col(ReportingPeriod.version) + 1, **values)
    )


def run_out(db: Session, now: datetime) -> list[ReportingPeriod]:
    """Reopened periods whose time is over, held."""
    query = (
        select(ReportingPeriod)
        .where(col(ReportingPeriod.reopened_until) <= now)
        .order_by(col(ReportingPeriod.starts_on))
        .with_for_update()
    )
    return list(db.exec(query))


def spans(db: Session, *, closed_before: datetime, ended_before: date) -> list[tuple[date, date]]:
    """Days of the periods that were closed before an instant (and are not reopened), or ended long before a day."""
    rows = db.execute(
        select(col(ReportingPeriod.starts_on), col(ReportingPeriod.ends_on))
        .where(
            or_(
                (col(ReportingPeriod.closed_at) <= closed_before)
                & col(ReportingPeriod.reopened_until).is_(None),
                col(ReportingPeriod.ends_on) < ended_before,
            )
        )
        .order_by(col(ReportingPeriod.starts_on))
    )
    return [(first, last) for first, last in rows]


def waiting(db: Session, ended_before: date) -> tuple[int, int]:
    """(periods that are closing, periods with sessions still open though they ended before a day); one statement."""
    closing = (
        select(func.count())
        .select_from(ReportingPeriod)
        .where(ReportingPeriod.state == PeriodState.CLOSING.value)
    )
    overdue = (
        select(func.count())
        .select_from(ReportingPeriod)
        .where(
            ReportingPeriod.state == PeriodState.OPEN.value,
            col(ReportingPeriod.ends_on) < ended_before,
            select(sessions_table.c.id)
            .where(
                sessions_table.c.status == "verified",
                sessions_table.c.local_date >= col(ReportingPeriod.starts_on),
                sessions_table.c.local_date <= col(ReportingPeriod.ends_on),
            )
            .exists(),
        )
    )
    row = db.execute(select(closing.scalar_subquery(), overdue.scalar_subquery())).one()
    return int(row[0]), int(row[1])
