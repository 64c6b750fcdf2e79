"""What people are called: asked by each page of a session, and nothing of a person's secrets is read for it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from app.accounts.tables import Person
from app.platform.asked import Asked

_person: Any = Person.__table__.c  # type: ignore[attr-defined]
_CALLED = Asked(
    lambda among: select(_person.id, _person.name, _person.email, _person.languages).where(
        among(_person.id, "ids")
    )
)


def called(db: Session, ids: Collection[UUID]) -> list[Any]:
    """(id, name, email, languages) of these people, as far as they exist; one statement."""
    return _CALLED.rows(db.connection(), ids=ids)
