"""How punctual the reports of sessions were."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, select
from sqlmodel import Session

from app.access.actor import Scope
from app.kernel import clock
from app.measures.schemas import Cut, Punctual
from app.measures.store.conditions import narrowed
from app.measures.store.ledgers import sessions_table
from app.periods import public as periods

MEASURES = frozenset({"reports_due", "reports_in_time"})


def beside(db: Session, measure: str) -> tuple[tuple[FromClause, ColumnElement[bool]], ColumnElement[int]]:
    """The first report of a session, to join to it if there is one, and 1 for each session that counts."""
    stands = periods.stands(db, clock.now())
    counts = stands.due if measure == "reports_due" else stands.captured_on_time
    return periods.first_report(), case((counts, 1), else_=0)


def punctual(db: Session, scope: Scope, cut: Cut) -> Punctual:
    """Of all sessions of a cut, whatever their status; one statement."""
    sums: list[Any] = [*periods.timely(db, clock.now())]
    query = narrowed(
        select(*sums).select_from(periods.beside_first_report(sessions_table)), scope, cut, any_status=True
    )
    return Punctual._make(db.connection().execute(query).one())
