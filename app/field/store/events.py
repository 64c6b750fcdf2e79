"""Events as they came. Written once, in one statement a batch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.field.tables import FieldEvent, FieldQuarantine, FieldReversal, WaitingReport
from app.platform.bulk import Bulk

_event: Any = FieldEvent.__table__  # type: ignore[attr-defined]
_reversal: Any = FieldReversal.__table__  # type: ignore[attr-defined]
_quarantine: Any = FieldQuarantine.__table__  # type: ignore[attr-defined]
_waiting: Any = WaitingReport.__table__  # type: ignore[attr-defined]
_IDS: Any = bindparam("ids", expanding=True)


def _upsert(db: Session) -> Any:
    return sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert


@dataclass(frozen=True, slots=True)
class Known:
    """An event that is stored."""

    id: UUID
    device_id: UUID
    kind: str
    session_id: UUID
    payload: dict[str, Any]
    content: str
    outcome: str
    reason: str | None
    occurred_at: datetime
    recorded_by: UUID | None
    received_at: datetime


_COLUMNS = tuple(_event.c[name] for name in Known.__dataclass_fields__)
_BY_ID = select(*_COLUMNS).where(_event.c.id.in_(_IDS))
_VOIDS = (
    select(_event.c.target_id, _event.c.id, _event.c.session_id)
    .where(_event.c.target_id.in_(_IDS))
    .order_by(_event.c.received_at, _event.c.id)
)


def by_ids(db: Session, ids: Collection[UUID]) -> dict[UUID, Known]:
    """Those of these events that are stored; one statement."""
    rows = db.connection().execute(_BY_ID, {"ids": list(ids)})
    return {row.id: Known(*row) for row in rows}


def voids_of(db: Session, ids: Collection[UUID]) -> list[tuple[UUID, UUID, UUID]]:
    """(target, void, session) of the stored voids of these events, the first to come first; one statement."""
    return [tuple(row) for row in db.connection().execute(_VOIDS, {"ids": list(ids)})]


_ADD = Bulk(_event, [column.name for column in _event.columns])


def append(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Append events, in the order of their ids: two batches with the same ids never wait for one another in a ring."""
    _ADD.write(db.connection(), sorted(rows, key=lambda row: row["id"].int))


def claim_reversals(db: Session, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Say that these events are taken back; those that were not before. One statement."""
    claimed = _upsert(db)(_reversal).on_conflict_do_nothing(index_elements=["event_id"])
    return set(
        db.connection()
        .execute(claimed.returning(_reversal.c.event_id), sorted(rows, key=lambda row: row["event_id"]))
        .scalars()
    )


def reversed_among(db: Session, ids: Collection[UUID]) -> set[UUID]:
    """Which of these events were taken back; one statement."""
    query = select(_reversal.c.event_id).where(_reversal.c.event_id.in_(list(ids)))
    return set(db.connection().execute(query).scalars())


def quarantine(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what was not understood, once however often it is sent."""
    db.connection().execute(
        _upsert(db)(_quarantine).on_conflict_do_nothing(index_elements=["device_id", "content"]), list(rows)
    )


def let_wait(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Reports that do not add up yet."""
    db.connection().execute(insert(_waiting), list(rows))


_WAITING = (
    select(*_COLUMNS)
    .join(_waiting, _waiting.c.event_id == _event.c.id)
    .where(_waiting.c.session_id.in_(_IDS))
    .order_by(_event.c.received_at, _event.c.id)
)
"""Built once: every batch asks it."""


def waiting_reports(db: Session, session_ids: Collection[UUID]) -> list[Known]:
    """Reports of these sessions that wait, the first to come first; one statement."""
    return [Known(*row) for row in db.connection().execute(_WAITING, {"ids": list(session_ids)})]


def waits_no_more(db: Session, event_ids: Collection[UUID]) -> None:
    """These reports were filed, or came too late."""
    db.connection().execute(delete(_waiting).where(_waiting.c.event_id.in_(list(event_ids))))
