"""Sessions of periods: how complete, how timely, what came late."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, join, literal, select
from sqlmodel import Session, col

from app.access.actor import Scope
from app.attendance import public as attendance
from app.periods.rules import PeriodState
from app.periods.schemas import EXPECTED, NOT_VERIFIED
from app.periods.store.timeliness import beside_first_report, how_many, timely
from app.periods.tables import LateAcceptance, ReportingPeriod
from app.sessions.public import SessionStatus, in_scope, sessions_table

_session = sessions_table.c
_REPORTED = (SessionStatus.REPORTED.value, SessionStatus.VERIFIED.value)


@dataclass(frozen=True, slots=True)
class Sums:
    """What is known of the sessions of a period (and of the organisation that leads them, when asked by it)."""

    period_id: UUID
    organisation_id: UUID | None
    expected: int
    reported: int
    verified: int
    late: int
    cancelled: int
    captured_on_time: int
    arrived_on_time: int
    late_box: int


def in_the_box() -> ColumnElement[bool]:
    """A session of whose period something waits: entries kept apart, or never verified in a closed one."""
    return (_session.late_count != 0) | and_(
        col(ReportingPeriod.state) == PeriodState.CLOSED.value,
        _session.status.in_([status.value for status in NOT_VERIFIED]),
    )


def sums(
    db: Session, scope: Scope, period_ids: Collection[UUID], now: datetime, *, by_organisation: bool
) -> list[Sums]:
    """One line a period (and leading organisation) with sessions in it; one statement.

    Timeliness is that of the first report of a session: one that was sent back does not become late by that.
    """
    punctual = timely(db, now)
    in_periods = join(
        ReportingPeriod,
        sessions_table,
        and_(
            _session.local_date >= col(ReportingPeriod.starts_on),
            _session.local_date <= col(ReportingPeriod.ends_on),
        ),
    )
    expected = _session.status.in_([status.value for status in EXPECTED])
    organisation = _session.lead_organisation_id if by_organisation else literal(None)
    by = [col(ReportingPeriod.id), *([_session.lead_organisation_id] if by_organisation else [])]
    query = (
        select(
            col(ReportingPeriod.id),
            organisation,
            how_many(expected),
            how_many(_session.status.in_(_REPORTED)),
            how_many(_session.status == SessionStatus.VERIFIED.value),
            punctual.late,
            how_many(_session.status == SessionStatus.CANCELLED.value),
            punctual.captured_on_time,
            punctual.arrived_on_time,
            how_many(in_the_box()),
        )
        .select_from(beside_first_report(in_periods))
        .where(col(ReportingPeriod.id).in_(sorted(period_ids)), in_scope(scope))
        .group_by(*by)
    )
    return [Sums(*row) for row in db.execute(query)]


def box(
    db: Session, scope: Scope, period: ReportingPeriod, *, after: tuple[date, UUID] | None, limit: int
) -> Sequence[Any]:
    """Sessions in the late box of a period by day: id, code, title, day, status, lead, people, door, last arrival,
    whether something of them was accepted before.
    """
    entry, door = attendance.entries_table.c, attendance.doors_table.c
    late_door = (
        select(func.coalesce(func.sum(door.delta), 0))
        .where(door.session_id == _session.id, door.late.is_(True))
        .scalar_subquery()
    )
    last = (
        select(func.max(entry.received_at))
        .where(entry.session_id == _session.id, entry.late.is_(True))
        .scalar_subquery()
    )
    accepted = select(col(LateAcceptance.id)).where(col(LateAcceptance.session_id) == _session.id).exists()
    query = (
        select(
            _session.id,
            _session.code,
            _session.title,
            _session.local_date,
            _session.status,
            _session.lead_organisation_id,
            _session.late_count,
            late_door,
            last,
            accepted,
        )
        .select_from(sessions_table)
        .join(ReportingPeriod, col(ReportingPeriod.id) == period.id)
        .where(
            _session.local_date >= period.starts_on,
            _session.local_date <= period.ends_on,
            in_the_box(),
            in_scope(scope),
        )
        .order_by(_session.local_date, _session.id)
        .limit(limit)
    )
    if after is not None:
        day, identity = after
        query = query.where(
            (_session.local_date > day) | and_(_session.local_date == day, _session.id > identity)
        )
    return db.execute(query).all()


def accepted_from(db: Session, session_id: UUID) -> bool:
    """Whether something of a session was accepted from the late box."""
    query = select(col(LateAcceptance.id)).where(col(LateAcceptance.session_id) == session_id).limit(1)
    return db.execute(query).first() is not None


def add_acceptance(db: Session, row: LateAcceptance) -> None:
    """Append what was accepted."""
    db.add(row)
    db.flush()


def acceptances(
    db: Session, *, into: UUID | None = None, of: UUID | None = None, limit: int = 200
) -> list[LateAcceptance]:
    """What was accepted into a period, or from one, the newest first."""
    query = select(LateAcceptance)
    if into is not None:
        query = query.where(col(LateAcceptance.into_period_id) == into)
    if of is not None:
        query = query.where(col(LateAcceptance.period_id) == of)
    query = query.order_by(col(LateAcceptance.accepted_at).desc(), col(LateAcceptance.id)).limit(limit)
    return list(db.scalars(query))


def acceptance(db: Session, identity: UUID) -> LateAcceptance | None:
    """One of them."""
    return db.get(LateAcceptance, identity)


def accepted_between(db: Session, first: date, last: date, since: datetime) -> list[tuple[str, int]]:
    """(reason, sessions) of what was accepted since an instant for sessions between two days, the most first."""
    query = (
        select(col(LateAcceptance.reason), func.count())
        .join(sessions_table, _session.id == col(LateAcceptance.session_id))
        .where(_session.local_date >= first, _session.local_date <= last)
        .where(col(LateAcceptance.accepted_at) > since)
        .group_by(col(LateAcceptance.reason))
        .order_by(func.count().desc(), col(LateAcceptance.reason))
    )
    return [(reason, int(many)) for reason, many in db.execute(query)]
