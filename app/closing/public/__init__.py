"""What other packages may ask about the reports of sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Table

from app.closing import store
from app.closing.public.filing import file_report, note_problems
from app.closing.rules import GAP_NAMES, SERVICE_NAMES, GapReason, Service, needs_second_person
from app.closing.schemas import CloseSession, Quiz, ReferralAnswer, SessionReportView, TillLineView
from app.items import public as items
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx
from app.sessions.public import SessionStatus

__all__ = [
    "GAP_NAMES",
    "SERVICE_NAMES",
    "CloseSession",
    "GapReason",
    "Service",
    "SessionReportView",
    "file_report",
    "last_report",
    "note_problems",
    "referrals_table",
    "reports_of",
    "reports_table",
    "till_lines_table",
]

reports_table: Final[Table] = store.reports_table()
till_lines_table: Final[Table] = store.till_lines_table()
referrals_table: Final[Table] = store.referrals_table()
"""For reading only. Of several reports of a session the one with the highest `number` counts."""


def views(look: ReadTx, rows: Sequence[store.Row], status: SessionStatus) -> list[SessionReportView]:
    """Reports with their till and referrals; at most five statements however many."""
    if not rows:
        return []
    ids = [row.id for row in rows]
    lines, referrals = store.till_lines(look.db, ids), store.referrals(look.db, ids)
    known = items.by_ids(look, {line.item_id for line in lines}) if lines else {}
    witnesses = organisations.by_ids(
        look, {row.witness_organisation_id for row in rows if row.witness_organisation_id}
    )
    return [
        SessionReportView(
            id=row.id,
            session_id=row.session_id,
            number=row.number,
            status=status,
            gap_reason=GapReason(row.gap_reason) if row.gap_reason else None,
            topics_covered=row.topics_covered,
            till=sorted(
                (
                    TillLineView(
                        item=known[line.item_id].code,
                        names=known[line.item_id].names,
                        loaded=line.loaded,
                        given=line.given,
                        returned=line.returned,
                        damaged=line.damaged,
                        unexplained=line.unexplained,
                        reason=line.reason,
                        needs_approval=needs_second_person(line.loaded, line.unexplained),
                    )
                    for line in lines
                    if line.report_id == row.id
                ),
                key=lambda line: line.item,
            ),
            quiz=_quiz(row),
            referrals=[
                ReferralAnswer(service=Service(referral.service), count=referral.count)
                for referral in referrals
                if referral.report_id == row.id
            ],
            note=row.note,
            note_reason=row.note_reason,
            witness=witnesses[row.witness_organisation_id].code if row.witness_organisation_id else None,
            reached=row.reached,
            door=row.door,
            tickets=row.tickets,
            author_id=row.author_id,
            at=row.at,
        )
        for row in rows
    ]


def _quiz(row: store.Row) -> Quiz | None:
    if row.quiz_asked is None or row.quiz_before is None or row.quiz_after is None:
        return None
    return Quiz(asked=row.quiz_asked, before=row.quiz_before, after=row.quiz_after)


def reports_of(look: ReadTx, session_id: UUID, status: SessionStatus) -> list[SessionReportView]:
    """All reports of a session, newest first; the caller knows that the reader may see them."""
    return views(look, store.reports(look.db, session_id), status)


def last_report(
    look: ReadTx, session_id: UUID, status: SessionStatus = SessionStatus.REPORTED
) -> SessionReportView | None:
    """The report of a session that counts, or None before the first; `status` is the session's."""
    found = views(look, store.reports(look.db, session_id, last_only=True), status)
    return found[0] if found else None
