"""Events as they came. Written once, in one statement a batch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import cast, delete, insert, null, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.field.tables import FieldEvent, FieldQuarantine, FieldReversal, WaitingReport
from app.platform.asked import Asked
from app.platform.sheaves import Sheaf, Sheaves

_event: Any = FieldEvent.__table__  # type: ignore[attr-defined]
_reversal: Any = FieldReversal.__table__  # type: ignore[attr-defined]
_quarantine: Any = FieldQuarantine.__table__  # type: ignore[attr-defined]
_waiting: Any = WaitingReport.__table__  # type: ignore[attr-defined]


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
_BY_ID = Asked(lambda among: select(*_COLUMNS).where(among(_event.c.id, "ids")))
_NO_ID = cast(null(), _event.c.id.type)
_NEVER = cast(null(), _event.c.received_at.type)
_LOOSE_ENDS = Asked(
    lambda among: union_all(
        select(_event.c.target_id, _event.c.id, _event.c.session_id, _event.c.received_at).where(
            among(_event.c.target_id, "ids")
        ),
        select(_NO_ID, _waiting.c.event_id, _waiting.c.session_id, _NEVER).where(
            among(_waiting.c.session_id, "sessions")
        ),
    )
)


def by_ids(db: Session, ids: Collection[UUID]) -> dict[UUID, Known]:
    """Those of these events that are stored; one statement."""
    return {row.id: Known(*row) for row in _BY_ID.rows(db.connection(), ids=ids)}


@dataclass(frozen=True, slots=True)
class LooseEnds:
    """What came before what it speaks of: voids as (target, void, session), the first to come first, and whether
    any report waits.
    """

    voids: list[tuple[UUID, UUID, UUID]]
    a_report_waits: bool


def loose_ends(db: Session, ids: Collection[UUID], session_ids: Collection[UUID]) -> LooseEnds:
    """Stored voids of these events, and whether reports of these sessions wait; one statement."""
    rows = _LOOSE_ENDS.rows(db.connection(), ids=ids, sessions=session_ids)
    voids = sorted((row for row in rows if row.target_id), key=lambda row: (row.received_at, row.id))
    return LooseEnds([(row.target_id, row.id, row.session_id) for row in voids], len(voids) < len(rows))


_ADD = Sheaves(_event, [column.name for column in _event.columns], in_order_of="id")


def append(db: Session, sheaves: Sequence[Sheaf]) -> None:
    """Append events, in the order of their ids: two batches with the same ids never wait for one another in a ring."""
    _ADD.write(db.connection(), sheaves)


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


def waiting_reports(db: Session, session_ids: Collection[UUID]) -> list[Known]:
    """Reports of these sessions that wait, the first to come first; one statement."""
    query = (
        select(*_COLUMNS)
        .join(_waiting, _waiting.c.event_id == _event.c.id)
        .where(_waiting.c.session_id.in_(list(session_ids)))
        .order_by(_event.c.received_at, _event.c.id)
    )
    return [Known(*row) for row in db.connection().execute(query)]


def waits_no_more(db: Session, event_ids: Collection[UUID]) -> None:
    """These reports were filed, or came too late."""
    db.connection().execute(delete(_waiting).where(_waiting.c.event_id.in_(list(event_ids))))
