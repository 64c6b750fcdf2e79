"""Whether every event that was taken stands in its ledger, once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, and_, func, or_, select
from sqlmodel import Session

from app.field.rules.words import Kind
from app.field.tables import FieldEvent, FieldReversal

_event: Any = FieldEvent.__table__  # type: ignore[attr-defined]
_reversal: Any = FieldReversal.__table__  # type: ignore[attr-defined]


def counts_unlike_the_events(db: Session, entries: Table) -> list[Any]:
    """(event, entry or None) of counts that are not in the grid's ledger, or stand there for another session."""
    query = (
        select(_event.c.id, entries.c.id)
        .outerjoin(entries, entries.c.id == _event.c.id)
        .where(
            _event.c.kind == Kind.COUNT.value,
            or_(entries.c.id.is_(None), entries.c.session_id != _event.c.session_id),
        )
        .limit(100)
    )
    return list(db.connection().execute(query))


def events_missing_from(db: Session, ledger: Table, kind: Kind) -> list[Any]:
    """Events of a kind without a row under their own id in a ledger."""
    query = (
        select(_event.c.id)
        .outerjoin(ledger, ledger.c.id == _event.c.id)
        .where(_event.c.kind == kind.value, ledger.c.id.is_(None))
        .limit(100)
    )
    return list(db.connection().execute(query).scalars())


def counts_taken_back_wrongly(db: Session, entries: Table) -> list[Any]:
    """Counts that are said to be taken back and are not, or more than once."""
    back = entries.alias("back")
    query = (
        select(_event.c.id)
        .join(_reversal, _reversal.c.event_id == _event.c.id)
        .outerjoin(back, and_(back.c.reverses == _event.c.id))
        .where(_event.c.kind == Kind.COUNT.value)
        .group_by(_event.c.id)
        .having(func.count(back.c.id) != 1)
        .limit(100)
    )
    return list(db.connection().execute(query).scalars())


def entries_of_no_event(db: Session, ledger: Table) -> list[Any]:
    """Rows of a ledger that name a tablet though no event of a tablet stands behind them."""
    query = (
        select(ledger.c.id)
        .outerjoin(_event, _event.c.id == ledger.c.id)
        .where(ledger.c.device_id.is_not(None), ledger.c.seq.is_not(None), _event.c.id.is_(None))
        .limit(100)
    )
    return list(db.connection().execute(query).scalars())
