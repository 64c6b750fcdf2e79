"""What the people who closed sessions wrote about them."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from app.access.actor import Scope
from app.measures.schemas import Cut
from app.measures.store.conditions import narrowed
from app.measures.store.ledgers import reports_table, sessions_table
from app.measures.store.reports import last_reports

MOST_TOPICS = 12

_session = sessions_table.c
_report = reports_table.c


def notes(db: Session, scope: Scope, cut: Cut, limit: int) -> list[tuple[date, str]]:
    """(day, note) of the verified sessions of a cut whose last report has one, by day; one statement."""
    last = (
        select(_report.session_id, func.max(_report.number).label("number"))
        .group_by(_report.session_id)
        .subquery("last_report")
    )
    query = (
        narrowed(
            select(_session.local_date, _report.note)
            .select_from(sessions_table)
            .join(last, last.c.session_id == _session.id)
            .join(reports_table, (_report.session_id == _session.id) & (_report.number == last.c.number)),
            scope,
            cut,
        )
        .where(_report.note != "")
        .order_by(_session.local_date, _session.code)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.connection().execute(query)]


def topics_covered(db: Session, scope: Scope, cut: Cut) -> list[str]:
    """Codes of the topics that the last reports of the verified sessions of a cut name, the most frequent first."""
    rows, counts = last_reports()
    query = narrowed(
        select(_report.topics_covered).select_from(sessions_table).join(rows, counts), scope, cut
    )
    named = Counter(code for (codes,) in db.connection().execute(query) for code in set(codes))
    return [code for code, _many in sorted(named.items(), key=lambda one: (-one[1], one[0]))][:MOST_TOPICS]
