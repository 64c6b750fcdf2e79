"""Imports of a schedule, and which sessions came from one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from app.kernel import clock
from app.sessions.rules.imports import ImportState
from app.sessions.tables import AwarenessSession, ImportedSession, ScheduleImport

_AT_ONCE = 5_000


def add(
    db: Session,
    import_id: UUID,
    *,
    person_id: UUID,
    file_name: str,
    content: bytes,
    content_hash: str,
    rows: int,
) -> None:
    """Keep a schedule that was sent, to be checked."""
    now = clock.now()
    db.connection().execute(
        insert(ScheduleImport).values(
            id=import_id,
            person_id=person_id,
            file_name=file_name,
            content=content,
            content_hash=content_hash,
            state=ImportState.CHECKING.value,
            rows_total=rows,
            rows_done=0,
            counts={},
            problems=[],
            created_at=now,
            touched_at=now,
        )
    )


def forget_contents(db: Session, before: datetime) -> None:
    """Files that nobody imported since then are forgotten; what was found in them stays."""
    db.connection().execute(
        update(ScheduleImport)
        .where(col(ScheduleImport.touched_at) < before, col(ScheduleImport.content).is_not(None))
        .values(content=None)
    )


def find(db: Session, person_id: UUID, import_id: UUID, *, lock: bool = False) -> ScheduleImport | None:
    """The import, when it is this person's."""
    query = select(ScheduleImport).where(
        ScheduleImport.id == import_id, ScheduleImport.person_id == person_id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.exec(query).first()


def newest(db: Session, person_id: UUID, limit: int) -> list[Any]:
    """(id, file name, state, rows, when) of a person's last imports, newest first."""
    rows = db.exec(
        select(
            ScheduleImport.id,
            ScheduleImport.file_name,
            ScheduleImport.state,
            ScheduleImport.rows_total,
            ScheduleImport.created_at,
        )  # type: ignore[call-overload]
        .where(ScheduleImport.person_id == person_id)
        .order_by(col(ScheduleImport.created_at).desc(), col(ScheduleImport.id).desc())
        .limit(limit)
    )
    return list(rows)


def change(db: Session, import_id: UUID, **values: Any) -> None:
    """Note how far it is."""
    db.connection().execute(
        update(ScheduleImport)
        .where(col(ScheduleImport.id) == import_id)
        .values(touched_at=clock.now(), **values)
    )


def hashes(db: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """The hash of the plan as last imported, of those of the sessions that came from a schedule."""
    found: dict[UUID, str] = {}
    ordered = sorted(ids)
    for begin in range(0, len(ordered), _AT_ONCE):
        some = ordered[begin : begin + _AT_ONCE]
        rows = db.connection().execute(
            select(ImportedSession.session_id, ImportedSession.plan_hash).where(
                col(ImportedSession.session_id).in_(some)
            )
        )
        found |= {session_id: plan_hash for session_id, plan_hash in rows}  # noqa: C416 - rows are no pairs to mypy
    return found


def there_already(db: Session, ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are sessions."""
    found: set[UUID] = set()
    ordered = sorted(ids)
    for begin in range(0, len(ordered), _AT_ONCE):
        some = ordered[begin : begin + _AT_ONCE]
        found |= set(db.exec(select(AwarenessSession.id).where(col(AwarenessSession.id).in_(some))))
    return found


def remember(db: Session, import_id: UUID, plans: Mapping[UUID, str]) -> None:
    """Keep the hash of each plan as it was imported now; two statements (for every few thousand)."""
    ordered: Sequence[UUID] = sorted(plans)
    for begin in range(0, len(ordered), _AT_ONCE):
        some = ordered[begin : begin + _AT_ONCE]
        db.connection().execute(delete(ImportedSession).where(col(ImportedSession.session_id).in_(some)))
        db.connection().execute(
            insert(ImportedSession),
            [{"session_id": one, "import_id": import_id, "plan_hash": plans[one]} for one in some],
        )
