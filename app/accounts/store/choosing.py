"""Whom one may choose from: the people who may run a session of some organisations. Each list of sessions asks it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, Select, bindparam, func, or_, select
from sqlmodel import Session

from app.access.permissions import Role
from app.accounts.tables import MembershipRow, Person
from app.platform.asked import Among, Asked

RUN_SESSIONS = (Role.FACILITATOR, Role.PLANNER, Role.COORDINATOR)

_person: Any = Person.__table__.c  # type: ignore[attr-defined]
_held: Any = MembershipRow.__table__.c  # type: ignore[attr-defined]


def _everybody(among: Among) -> Select[Any]:
    return (
        select(_person.id, _person.name, _person.email, _person.languages, _held.organisation_id)
        .join_from(Person, MembershipRow, _held.person_id == _person.id)
        .where(
            _person.active.is_(True),
            among(_held.organisation_id, "organisations"),
            _held.role.in_([role.value for role in RUN_SESSIONS]),
            or_(_held.until.is_(None), _held.until >= bindparam("today", type_=Date)),
        )
        .order_by(_person.name, _person.id, _held.organisation_id)
        .limit(bindparam("limit", type_=Integer))
    )


_EVERYBODY = Asked(_everybody)


def to_choose(
    db: Session,
    organisation_ids: Collection[UUID],
    today: date,
    *,
    limit: int,
    names: Collection[str] = (),
) -> list[Any]:
    """(id, name, email, languages, organisation_id) of active people who may run sessions of these today, by name.

    Whoever may in two of them has two rows. `names` (in small letters) narrows to the people who are called so.
    """
    if not organisation_ids:
        return []
    asked = {"today": today, "limit": limit}
    if names:
        somebody = _everybody(lambda column, _name: column.in_(organisation_ids))
        called = somebody.where(func.lower(_person.name).in_(names))
        return list(db.connection().execute(called, asked))
    return _EVERYBODY.rows(db.connection(), organisations=organisation_ids, **asked)
