"""What somebody has to look at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, literal, select, text, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import Uuid
from sqlmodel import Session, col
from sqlmodel import select as select_rows
from sqlmodel.sql.sqltypes import UTCDateTime

from app.field.rules.words import ExceptionState, Resolution
from app.field.tables import ExceptionEvent, FieldException
from app.sessions.public import session_projects_table

_exception: Any = FieldException.__table__  # type: ignore[attr-defined]
_about: Any = ExceptionEvent.__table__  # type: ignore[attr-defined]


def open_many(
    db: Session, rows: Sequence[dict[str, Any]], events: Sequence[tuple[str, dict[str, Any]]]
) -> None:
    """Open exceptions, one for each `about`, and put events under them (about, row); two statements."""
    upsert: Any = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    opened = upsert(_exception)
    found = db.connection().execute(
        opened.on_conflict_do_update(
            index_elements=["about"],
            index_where=text("state = 'open'"),
            set_={"about": opened.excluded.about},  # changes nothing, and answers the one that was there
        ).returning(_exception.c.about, _exception.c.id),
        sorted(rows, key=lambda row: str(row["about"])),
    )
    ids: dict[str, UUID] = {row.about: row.id for row in found}
    linked = [{"exception_id": ids[about], **row} for about, row in events]
    db.connection().execute(upsert(_about).on_conflict_do_nothing(), linked)


def lock(db: Session, exception_id: UUID) -> FieldException | None:
    """An exception, held until the transaction ends."""
    return db.exec(
        select_rows(FieldException)
        .where(FieldException.id == exception_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def find(db: Session, exception_id: UUID) -> FieldException | None:
    """An exception."""
    return db.get(FieldException, exception_id)


def settle(db: Session, abouts: Collection[str], now: datetime) -> None:
    """What these were about has come right by itself."""
    db.connection().execute(
        update(_exception)
        .where(_exception.c.about.in_(list(abouts)), _exception.c.state == ExceptionState.OPEN.value)
        .values(
            state=ExceptionState.RESOLVED.value,
            resolution=Resolution.ACCEPT.value,
            resolved_at=now,
            version=_exception.c.version + 1,
        )
    )


def listing(
    db: Session,
    seen: frozenset[UUID] | None,
    *,
    state: str | None,
    reason: str | None,
    session_id: UUID | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[FieldException]:
    """Exceptions, the newest first, before a moment; of sessions of the projects `seen` only (None: all)."""
    when = tuple_(col(FieldException.opened_at), col(FieldException.id))
    query = (
        select_rows(FieldException)
        .order_by(col(FieldException.opened_at).desc(), col(FieldException.id).desc())
        .limit(limit)
    )
    if seen is not None:
        paid = session_projects_table.c
        query = query.where(
            col(FieldException.session_id).in_(select(paid.session_id).where(paid.project_id.in_(seen)))
        )
    if state is not None:
        query = query.where(FieldException.state == state)
    if reason is not None:
        query = query.where(FieldException.reason == reason)
    if session_id is not None:
        query = query.where(FieldException.session_id == session_id)
    if before is not None:
        query = query.where(when < tuple_(literal(before[0], UTCDateTime()), literal(before[1], Uuid())))
    return list(db.exec(query))


def events_of(db: Session, exception_id: UUID, limit: int) -> list[ExceptionEvent]:
    """The events of an exception, the one that counts first."""
    return list(
        db.exec(
            select_rows(ExceptionEvent)
            .where(ExceptionEvent.exception_id == exception_id)
            .order_by(
                col(ExceptionEvent.position), col(ExceptionEvent.occurred_at), col(ExceptionEvent.event_id)
            )
            .limit(limit)
        )
    )


class FromDevice(NamedTuple):
    """Events of one tablet under one exception. `counts`: they are the use that counts."""

    exception_id: UUID
    device_id: UUID | None
    counts: bool
    events: int
    first_at: datetime
    last_at: datetime


def by_device(db: Session, exception_ids: Collection[UUID]) -> list[FromDevice]:
    """How many events of which tablets stand under these exceptions, and when; one statement."""
    first = func.min(_about.c.occurred_at)
    groups = (_about.c.exception_id, _about.c.device_id, _about.c.position)
    rows = db.connection().execute(
        select(*groups, func.count(), first, func.max(_about.c.occurred_at))
        .where(_about.c.exception_id.in_(list(exception_ids)))
        .group_by(*groups)
        .order_by(_about.c.position, first)
    )
    return [
        FromDevice(one, device, position == 0, number, begin, end)
        for one, device, position, number, begin, end in rows
    ]


def how_many_open(db: Session) -> int:
    """How many wait to be looked at."""
    query = select(func.count()).where(_exception.c.state == ExceptionState.OPEN.value)
    return int(db.connection().execute(query).scalar_one())
