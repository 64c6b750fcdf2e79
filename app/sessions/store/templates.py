"""Templates of usual sessions, as far as they belong to organisations of the reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, true, tuple_, update
from sqlmodel import Session, col, select

from app.kernel import clock
from app.sessions.tables import SessionTemplate


def _of(organisations: frozenset[UUID] | None) -> ColumnElement[bool]:
    """Templates of these organisations; None: everybody's."""
    return true() if organisations is None else col(SessionTemplate.organisation_id).in_(organisations)


def find(
    db: Session, organisations: frozenset[UUID] | None, template_id: UUID, *, lock: bool = False
) -> SessionTemplate | None:
    """The template, when it is one of these organisations'."""
    query = select(SessionTemplate).where(SessionTemplate.id == template_id, _of(organisations))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.exec(query).first()


def listing(
    db: Session, organisations: frozenset[UUID] | None, *, after: tuple[str, UUID] | None, limit: int
) -> Sequence[SessionTemplate]:
    """The templates in use, by name."""
    query = (
        select(SessionTemplate)
        .where(_of(organisations), col(SessionTemplate.active).is_(True))
        .order_by(col(SessionTemplate.name), col(SessionTemplate.id))
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(col(SessionTemplate.name), col(SessionTemplate.id)) > tuple_(*after))
    return db.exec(query).all()


def add(
    db: Session, template_id: UUID, *, organisation_id: UUID, name: str, plan: dict[str, Any], by: UUID
) -> None:
    """Insert a template."""
    db.connection().execute(
        insert(SessionTemplate).values(
            id=template_id,
            organisation_id=organisation_id,
            name=name,
            plan=plan,
            active=True,
            created_by=by,
            created_at=clock.now(),
            version=1,
        )
    )


def change(db: Session, template_id: UUID, values: dict[str, Any]) -> None:
    """Save new values: version + 1."""
    db.connection().execute(
        update(SessionTemplate)
        .where(col(SessionTemplate.id) == template_id)
        .values(version=col(SessionTemplate.version) + 1, **values)
    )
