"""All SQL of notices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlmodel import Session, and_, col, or_, select

from app.kernel.ids import new_id
from app.notices.rules import MailState
from app.notices.schemas import Told
from app.notices.tables import Notice, NoticeChoice


def _insert(db: Session, table: Any) -> Any:
    return (insert_sqlite if db.connection().dialect.name == "sqlite" else insert_postgresql)(table)


def without_letters(db: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Those of these people who want no letters."""
    return set(
        db.exec(
            select(NoticeChoice.person_id).where(
                col(NoticeChoice.person_id).in_(person_ids), col(NoticeChoice.by_mail).is_(False)
            )
        )
    )


def add(db: Session, told: Iterable[Told], at: datetime) -> None:
    """Tell people; what somebody was told before (same `once`) is not told again. Two statements."""
    every = list(told)
    if not every:
        return
    silent = without_letters(db, {one.person_id for one in every})
    rows = [
        {
            "id": new_id(),
            "person_id": one.person_id,
            "kind": one.kind.value,
            "subject_kind": one.subject_kind,
            "subject_id": one.subject_id,
            "facts": one.facts,
            "once": one.once,
            "made_at": at,
            "mail": (MailState.NONE if one.person_id in silent else MailState.WAITING).value,
            "tries": 0,
            "next_try_at": at,
        }
        for one in every
    ]
    db.connection().execute(_insert(db, Notice).on_conflict_do_nothing(), rows)


def listing(
    db: Session, person_id: UUID, *, before: tuple[datetime, UUID] | None, limit: int, unread: bool = False
) -> Sequence[Notice]:
    """What a person was told, newest first."""
    query = (
        select(Notice)
        .where(Notice.person_id == person_id)
        .order_by(col(Notice.made_at).desc(), col(Notice.id).desc())
        .limit(limit)
    )
    if unread:
        query = query.where(col(Notice.read_at).is_(None))
    if before is not None:
        at, last = before
        query = query.where(
            or_(col(Notice.made_at) < at, and_(col(Notice.made_at) == at, col(Notice.id) < last))
        )
    return db.exec(query).all()


def count_unread(db: Session, person_id: UUID, since: datetime) -> int:
    """How many notices since a moment a person has not read."""
    return db.exec(
        select(func.count())
        .select_from(Notice)
        .where(Notice.person_id == person_id, col(Notice.made_at) >= since, col(Notice.read_at).is_(None))
    ).one()


def mark_read(
    db: Session, person_id: UUID, *, ids: Collection[UUID], up_to: datetime | None, at: datetime
) -> int:
    """Mark a person's own notices as read; how many were not yet."""
    which: list[ColumnElement[bool]] = []
    if ids:
        which.append(col(Notice.id).in_(ids))
    if up_to is not None:
        which.append(col(Notice.made_at) <= up_to)
    if not which:
        return 0
    done = db.connection().execute(
        update(Notice)
        .where(col(Notice.person_id) == person_id, col(Notice.read_at).is_(None), or_(*which))
        .values(read_at=at, mail=MailState.NONE.value)
    )
    return done.rowcount


def wants_letters(db: Session, person_id: UUID) -> bool:
    """Whether a person wants letters; everybody does until they say otherwise."""
    row = db.get(NoticeChoice, person_id)
    return row is None or row.by_mail


def choose_letters(db: Session, person_id: UUID, *, by_mail: bool) -> None:
    """Keep a person's choice; those still waiting follow it."""
    chosen = _insert(db, NoticeChoice).values(person_id=person_id, by_mail=by_mail)
    db.connection().execute(
        chosen.on_conflict_do_update(index_elements=["person_id"], set_={"by_mail": by_mail})
    )
    if not by_mail:
        db.connection().execute(
            update(Notice)
            .where(col(Notice.person_id) == person_id, col(Notice.mail) == MailState.WAITING.value)
            .values(mail=MailState.NONE.value)
        )


def take_to_post(db: Session, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Notice]:
    """Waiting letters whose time has come, taken by this process until `lease_until`."""
    rows = db.exec(
        select(Notice)
        .where(col(Notice.mail) == MailState.WAITING.value, col(Notice.next_try_at) <= now)
        .order_by(col(Notice.next_try_at), col(Notice.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.tries += 1
        row.next_try_at = lease_until
        db.add(row)
    return rows


def settle(db: Session, ids: Collection[UUID], state: MailState, next_try_at: datetime | None) -> None:
    """Say what became of letters."""
    db.connection().execute(
        update(Notice)
        .where(col(Notice.id).in_(ids), col(Notice.mail) == MailState.WAITING.value)
        .values(mail=state.value, next_try_at=next_try_at)
    )
