"""All SQL of the audit trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, text
from sqlalchemy import select as select_columns
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, and_, col, or_, select

from app.audit import rules
from app.audit.schemas import AuditLine
from app.audit.tables import AuditEvent, AuditSeal, AuditWaiting
from app.platform.bulk import Bulk, as_a_select
from app.platform.drivers import is_sqlite
from app.platform.unit_of_work import Happening

Event = AuditEvent | Row[Any]
"""An event, as an object or as a plain row of its table: the same names either way."""

SEAL_LOCK = 0x6B61_7261
"""Advisory lock number of the sealer on PostgreSQL ("kara")."""


def keep_record(db: Session, happenings: Sequence[Happening]) -> None:
    """Insert happenings and put them in the sealer's queue, in this transaction."""
    rows = [
        {
            "id": one.id,
            "at": one.at,
            "action": one.action,
            "subject_kind": one.subject_kind,
            "subject_id": one.subject_id,
            "organisation_id": one.organisation_id,
            "actor_id": one.actor_id,
            "door": one.door,
            "data": dict(one.data),
        }
        for one in happenings
    ]
    connection = db.connection()
    if is_sqlite(connection.dialect):
        _EVENTS.write(connection, rows)
        _WAITING.write(connection, [{"event_id": row["id"]} for row in rows])
    else:
        _BOTH_AT_ONCE.write(connection, rows)


_COLUMNS = ("id", "at", "action", "subject_kind", "subject_id", "organisation_id", "actor_id", "door", "data")
_event: Any = AuditEvent.__table__  # type: ignore[attr-defined]
_waiting: Any = AuditWaiting.__table__  # type: ignore[attr-defined]


def _queued(insert: Any) -> Any:
    """Also put the new events into the queue: PostgreSQL does both in one way there and back, SQLite cannot."""
    told = as_a_select(_event, _COLUMNS, insert).returning(_event.c.id).cte("told")
    return postgresql.insert(_waiting).from_select(["event_id"], select_columns(told.c.id))


_EVENTS = Bulk(_event, _COLUMNS)
_WAITING = Bulk(_waiting, ("event_id",))
_BOTH_AT_ONCE = Bulk(_event, _COLUMNS, _queued)


def facts_of(event: Event) -> dict[str, Any]:
    """The event as plain JSON values, the same on every database and for ever."""
    return {
        "id": str(event.id),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": event.action,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "organisation_id": str(event.organisation_id) if event.organisation_id else None,
        "actor_id": str(event.actor_id) if event.actor_id else None,
        "door": event.door,
        "data": event.data,
    }


def chain_of(event: Event) -> str:
    """The chain an event belongs to: its organisation's, or the house's."""
    return str(event.organisation_id) if event.organisation_id else rules.HOUSE


def anything_waiting(db: Session) -> bool:
    """Whether events wait for their seal."""
    return db.exec(select(AuditWaiting.event_id).limit(1)).first() is not None


def count_waiting(db: Session, most: int = 1000) -> int:
    """How many events wait for their seal; `most` means that or more."""
    queue = select(AuditWaiting.event_id).limit(most).subquery()
    return int(db.exec(select(func.count()).select_from(queue)).one())


def newest(db: Session) -> datetime | None:
    """When the newest event happened."""
    return db.exec(select(AuditEvent.at).order_by(col(AuditEvent.at).desc()).limit(1)).first()


def lock_sealing(db: Session) -> None:
    """Only one sealer at a time (SQLite: the write transaction is the lock)."""
    if db.get_bind().dialect.name == "postgresql":
        db.connection().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SEAL_LOCK})


def waiting(db: Session, most: int) -> Sequence[Event]:
    """Events without a seal, oldest id first; as plain rows, since tablets leave thousands an hour."""
    return (
        db.connection()
        .execute(
            select_columns(_event)
            .join(_waiting, _waiting.c.event_id == _event.c.id)
            .order_by(_waiting.c.event_id)
            .limit(most)
        )
        .all()
    )


def heads(db: Session, chains: set[str]) -> dict[str, tuple[int, str]]:
    """Position and hash of the last seal of each chain (absent: chain not begun)."""
    last = (
        select(AuditSeal.chain, func.max(AuditSeal.position).label("position"))
        .where(col(AuditSeal.chain).in_(chains))
        .group_by(AuditSeal.chain)
        .subquery()
    )
    rows = db.exec(
        select(AuditSeal.chain, AuditSeal.position, AuditSeal.hash).join(
            last, and_(col(AuditSeal.chain) == last.c.chain, col(AuditSeal.position) == last.c.position)
        )
    )
    return {chain: (position, digest) for chain, position, digest in rows}


def seal(db: Session, events: Sequence[Event]) -> None:
    """Append these events to their chains."""
    ends = heads(db, {chain_of(event) for event in events})
    rows = []
    for event in events:
        chain = chain_of(event)
        position, previous = ends.get(chain, (0, rules.FIRST))
        digest = rules.bind(previous, facts_of(event))
        ends[chain] = (position + 1, digest)
        rows.append(
            {
                "event_id": event.id,
                "chain": chain,
                "position": position + 1,
                "previous": previous,
                "hash": digest,
            }
        )
    connection = db.connection()
    connection.execute(insert(AuditSeal), rows)
    connection.execute(delete(AuditWaiting).where(col(AuditWaiting.event_id).in_([e.id for e in events])))


def chains(db: Session) -> list[str]:
    """All chains there are."""
    return list(db.exec(select(AuditSeal.chain).distinct().order_by(AuditSeal.chain)))


def sealed_events(db: Session, chain: str) -> Iterator[tuple[AuditSeal, AuditEvent]]:
    """A chain from its first event to its last, streamed."""
    rows = db.exec(
        select(AuditSeal, AuditEvent)
        .join(AuditEvent, col(AuditEvent.id) == col(AuditSeal.event_id))
        .where(AuditSeal.chain == chain)
        .order_by(col(AuditSeal.position))
        .execution_options(yield_per=1000)
    )
    yield from rows


def count_unaccounted(db: Session) -> int:
    """Events that are neither sealed nor waiting: somebody removed a seal."""
    return int(
        db.exec(
            select(func.count())
            .select_from(AuditEvent)
            .outerjoin(AuditSeal, col(AuditSeal.event_id) == col(AuditEvent.id))
            .outerjoin(AuditWaiting, col(AuditWaiting.event_id) == col(AuditEvent.id))
            .where(col(AuditSeal.event_id).is_(None), col(AuditWaiting.event_id).is_(None))
        ).one()
    )


def lines(
    db: Session,
    *,
    subject: tuple[str, str] | None,
    organisations: frozenset[UUID] | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[AuditLine]:
    """The newest lines first; `organisations` None means every organisation and the house."""
    query = select(AuditEvent).order_by(col(AuditEvent.at).desc(), col(AuditEvent.id).desc()).limit(limit)
    if subject is not None:
        query = query.where(AuditEvent.subject_kind == subject[0], AuditEvent.subject_id == subject[1])
    if organisations is not None:
        query = query.where(col(AuditEvent.organisation_id).in_(organisations))
    if before is not None:
        at, last = before
        query = query.where(
            or_(col(AuditEvent.at) < at, and_(col(AuditEvent.at) == at, col(AuditEvent.id) < last))
        )
    return [AuditLine.model_validate(event, from_attributes=True) for event in db.exec(query)]
