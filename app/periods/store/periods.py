"""Periods: holding them, finding them, what their steps change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, update
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


_STATE = Asked.just(
    select_columns(_period.code, _period.starts_on, _period.state, _period.reopened_until).where(
        _period.id == bindparam("id")
    )
)


def state_of(db: Session, period_id: UUID) -> Any | None:
    """(code, starts_on, state, reopened_until) of a period, if it is written down: each page of a session asks it."""
    return _STATE.first(db.connection(), id=period_id)


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


_session = sessions_table.c
_CLOSING = select_columns(func.count()).where(_period.state == PeriodState.CLOSING.value)
_OVERDUE = select_columns(func.count()).where(
    _period.state == PeriodState.OPEN.value,
    # The index knows when they began: what ended before a day began before it.
    _period.starts_on < bindparam("ended_before", type_=_period.ends_on.type),
    _period.ends_on < bindparam("ended_before", type_=_period.ends_on.type),
    # Periods reach back for decades: those before the first session need not be looked into one by one.
    _period.ends_on
    >= select_columns(func.min(_session.local_date)).where(_session.status == "verified").scalar_subquery(),
    select_columns(_session.id)
    .where(
        _session.status == "verified",
        _session.local_date >= _period.starts_on,
        _session.local_date <= _period.ends_on,
    )
    .exists(),
)
_WAITING = Asked.just(select_columns(_CLOSING.scalar_subquery(), _OVERDUE.scalar_subquery()))


def waiting(db: Session, ended_before: date) -> tuple[int, int]:
    """(periods that are closing, periods with sessions still open though they ended before a day); one statement."""
    closing, overdue = _WAITING.first(db.connection(), ended_before=ended_before)
    return int(closing), int(overdue)
