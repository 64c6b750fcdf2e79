"""All SQL of session reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Table, bindparam
from sqlalchemy import select as columns_of
from sqlmodel import Session, func, select

from app.closing.schemas import CloseSession, TillLineView
from app.closing.tables import Referral, SessionReport, TillLine
from app.platform.asked import Asked
from app.sessions.public import SessionFacts


def reports_table() -> Table:
    """`session_report`, for reading only."""
    return SessionReport.__table__  # type: ignore[attr-defined,no-any-return]


def till_lines_table() -> Table:
    """`till_line`, for reading only."""
    return TillLine.__table__  # type: ignore[attr-defined,no-any-return]


def referrals_table() -> Table:
    """`referral`, for reading only."""
    return Referral.__table__  # type: ignore[attr-defined,no-any-return]


Row = Any
"""The columns of one of the three tables by name."""

_report, _line, _referral = reports_table(), till_lines_table(), referrals_table()
_REPORTS = Asked.just(
    columns_of(_report)
    .where(_report.c.session_id == bindparam("session_id"))
    .order_by(_report.c.number.desc())
    .limit(bindparam("limit", type_=Integer))
)
_LINES = Asked(lambda among: columns_of(_line).where(among(_line.c.report_id, "ids")))
_REFERRALS = Asked(
    lambda among: (
        columns_of(_referral).where(among(_referral.c.report_id, "ids")).order_by(_referral.c.service)
    )
)


def reports(db: Session, session_id: UUID, *, last_only: bool = False) -> list[Row]:
    """The reports of a session, newest first."""
    return _REPORTS.rows(db.connection(), session_id=session_id, limit=1 if last_only else 50)


def till_lines(db: Session, report_ids: Sequence[UUID]) -> list[Row]:
    """The till lines of these reports."""
    return _LINES.rows(db.connection(), ids=report_ids)


def referrals(db: Session, report_ids: Sequence[UUID]) -> list[Row]:
    """The referrals of these reports, in the order of the services."""
    return _REFERRALS.rows(db.connection(), ids=report_ids)


def add_report(
    db: Session,
    session: SessionFacts,
    command: CloseSession,
    *,
    till: Sequence[tuple[UUID, TillLineView]],
    blanks: Sequence[tuple[str, str]],
    witness_id: UUID | None,
    author_id: UUID,
    at: datetime,
    captured_at: datetime | None,
) -> SessionReport:
    """Insert the next report of a held session with its till (item id, line) and referrals."""
    last = db.exec(select(func.max(SessionReport.number)).where(SessionReport.session_id == session.id)).one()
    quiz = command.quiz
    row = SessionReport(
        id=command.id,
        session_id=session.id,
        number=(last or 0) + 1,
        gap_reason=command.gap_reason.value if command.gap_reason else None,
        topics_covered=list(dict.fromkeys(command.topics_covered)),
        quiz_asked=quiz.asked if quiz else None,
        quiz_before=quiz.before if quiz else None,
        quiz_after=quiz.after if quiz else None,
        note=command.note,
        note_reason=command.note_reason,
        witness_organisation_id=witness_id,
        reached=session.reached_count,
        door=session.door_count,
        tickets=session.tickets_count,
        author_id=author_id,
        at=at,
        captured_at=captured_at,
        blanks=[list(blank) for blank in blanks],
    )
    db.add(row)
    db.flush()
    for item_id, line in till:
        db.add(
            TillLine(
                report_id=row.id,
                item_id=item_id,
                loaded=line.loaded,
                given=line.given,
                returned=line.returned,
                damaged=line.damaged,
                unexplained=line.unexplained,
                reason=line.reason,
            )
        )
    for referral in command.referrals:
        db.add(Referral(report_id=row.id, service=referral.service.value, count=referral.count))
    db.flush()
    return row
