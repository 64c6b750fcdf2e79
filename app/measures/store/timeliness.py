"""How punctual the reports of sessions were."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from app.access.actor import Scope
from app.kernel import clock
from app.measures.schemas import Cut, Punctual
from app.measures.store.conditions import narrowed
from app.measures.store.ledgers import sessions_table
from app.periods import public as periods


def punctual(db: Session, scope: Scope, cut: Cut) -> Punctual:
    """Of all sessions of a cut, whatever their status; one statement."""
    sums: list[Any] = [*periods.timely(db, clock.now())]
    query = narrowed(
        select(*sums).select_from(periods.beside_first_report(sessions_table)), scope, cut, any_status=True
    )
    return Punctual._make(db.connection().execute(query).one())
