"""A series and its sessions, as far as they exist for a reader."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from app.access.actor import Scope
from app.kernel import clock
from app.sessions.rules import SessionFacts
from app.sessions.rules.series import Frequency, Rule
from app.sessions.store import all_parts
from app.sessions.store.all_parts import AllParts
from app.sessions.store.reading import facts_from
from app.sessions.store.scope import in_scope
from app.sessions.tables import AwarenessSession, SessionSeries


def find(db: Session, series_id: UUID, *, lock: bool = False) -> SessionSeries | None:
    """The row of a series; held until the transaction ends when asked."""
    query = select(SessionSeries).where(SessionSeries.id == series_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.exec(query).first()


def sessions_of(
    db: Session, scope: Scope, series_id: UUID, *, lock: bool = False
) -> Sequence[AwarenessSession]:
    """The sessions of a series that exist for this reader, by start. Locked ones are held by their ids' order."""
    query = select(AwarenessSession).where(AwarenessSession.series_id == series_id, in_scope(scope))
    if lock:
        held = db.exec(
            query.order_by(col(AwarenessSession.id))
            .with_for_update(of=AwarenessSession, key_share=True)
            .execution_options(populate_existing=True)
        ).all()
        return sorted(held, key=lambda row: (row.starts_at, row.id))
    return db.exec(query.order_by(col(AwarenessSession.starts_at), col(AwarenessSession.id))).all()


def sessions_by_ids(db: Session, ids: Collection[UUID], *, lock: bool = False) -> list[AwarenessSession]:
    """These sessions, whoever's they are; a few thousand at most. Held in the order of their ids when asked."""
    found: list[AwarenessSession] = []
    ordered = sorted(ids)
    for begin in range(0, len(ordered), 5_000):
        query = (
            select(AwarenessSession)
            .where(col(AwarenessSession.id).in_(ordered[begin : begin + 5_000]))
            .order_by(col(AwarenessSession.id))
        )
        if lock:
            query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
        found += db.exec(query).all()
    return found


def facts_of_many(db: Session, rows: Sequence[AwarenessSession]) -> dict[UUID, tuple[SessionFacts, AllParts]]:
    """The facts of rows with their parts; one statement."""
    of = all_parts.of_many(db, [row.id for row in rows])
    return {row.id: (facts_from(row, of[row.id]), of[row.id]) for row in rows}


def rule_of(row: SessionSeries) -> Rule:
    """The pattern of a series."""
    return Rule(
        frequency=Frequency(row.frequency),
        interval=row.every,
        until=row.until,
        count=row.count,
        left_out=frozenset(date.fromisoformat(day) for day in row.left_out),
        nth=row.nth,
    )


def _columns(rule: Rule) -> dict[str, Any]:
    return {
        "frequency": rule.frequency.value,
        "every": rule.interval,
        "until": rule.until,
        "count": rule.count,
        "nth": rule.nth,
        "left_out": sorted(day.isoformat() for day in rule.left_out),
    }


def add(
    db: Session,
    series_id: UUID,
    rule: Rule,
    *,
    title: str,
    lead_organisation_id: UUID,
    time_zone: str,
    by: UUID,
    split_from: UUID | None = None,
) -> None:
    """Insert a series."""
    db.connection().execute(
        insert(SessionSeries).values(
            id=series_id,
            title=title,
            lead_organisation_id=lead_organisation_id,
            time_zone=time_zone,
            split_from_id=split_from,
            created_by=by,
            created_at=clock.now(),
            version=1,
            **_columns(rule),
        )
    )


def change(db: Session, series_id: UUID, *, rule: Rule | None = None, title: str | None = None) -> None:
    """Version + 1; the pattern (after a split) or the title anew when given."""
    values: dict[str, Any] = _columns(rule) if rule else {}
    if title is not None:
        values["title"] = title
    db.connection().execute(
        update(SessionSeries)
        .where(col(SessionSeries.id) == series_id)
        .values(version=col(SessionSeries.version) + 1, **values)
    )
