"""What is late and what is on time, said once for whoever asks: periods, and reports to donors."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, case, func, literal
from sqlmodel import Session

from app.closing import public as closing
from app.periods.rules import REPORT_WITHIN
from app.periods.schemas import EXPECTED
from app.sessions.public import SessionStatus, sessions_table

_session = sessions_table.c
_report = closing.reports_table.c
_REPORTED = (SessionStatus.REPORTED.value, SessionStatus.VERIFIED.value)


class Timely(NamedTuple):
    """Sums over sessions that stand beside their first report: sessions late, captured and arrived on time."""

    late: ColumnElement[int]
    captured_on_time: ColumnElement[int]
    arrived_on_time: ColumnElement[int]


def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a query meet a condition; 0 of none."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def first_report() -> tuple[FromClause, ColumnElement[bool]]:
    """The first report of a session, to join to it: one sent back does not become late by that."""
    return closing.reports_table, and_(_report.session_id == _session.id, _report.number == 1)


def beside_first_report(rows: FromClause) -> FromClause:
    """Rows with the sessions in them, each beside its first report."""
    return rows.outerjoin(*first_report())


class Stands(NamedTuple):
    """Conditions on a session that stands beside its first report.

    late                first reported after 7 days, or still missing then
    captured_on_time    of the reported ones, written within 7 days, on whatever device
    arrived_on_time     of the reported ones, arrived within 7 days
    due                 reported, or missing after 7 days
    """

    late: ColumnElement[bool]
    captured_on_time: ColumnElement[bool]
    arrived_on_time: ColumnElement[bool]
    due: ColumnElement[bool]


def stands(db: Session, now: datetime) -> Stands:
    """How a session stands at this moment."""
    allowed = REPORT_WITHIN.total_seconds()
    # A session that was taken over from a sheet is reported without a report of its own.
    arrived = func.coalesce(_report.at, _session.reported_at)
    arrived_in = _seconds(db, arrived, _session.ends_at)
    captured_in = _seconds(db, func.coalesce(_report.captured_at, arrived), _session.ends_at)
    expected = _session.status.in_([status.value for status in EXPECTED])
    missing = and_(expected, arrived.is_(None), _session.ends_at < now - REPORT_WITHIN)
    reported = _session.status.in_(_REPORTED)
    return Stands(
        late=missing | and_(arrived.is_not(None), arrived_in > allowed),
        captured_on_time=and_(reported, captured_in <= allowed),
        arrived_on_time=and_(reported, arrived_in <= allowed),
        due=reported | missing,
    )


def timely(db: Session, now: datetime) -> Timely:
    """How many sessions of a query are late and on time."""
    how = stands(db, now)
    return Timely(how_many(how.late), how_many(how.captured_on_time), how_many(how.arrived_on_time))


def _seconds(db: Session, later: Any, earlier: Any) -> Any:
    """Seconds between two instants, in either database's words."""
    if db.get_bind().dialect.name == "sqlite":
        return (func.julianday(later) - func.julianday(earlier)) * literal(86_400.0)
    return func.extract("epoch", later - earlier)
