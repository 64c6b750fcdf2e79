"""People as a tablet knows them: who records, with which rights of today, and the PIN that tells them apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select
from sqlmodel import Session

from app.access.actor import Actor, Door, Membership
from app.access.permissions import Role
from app.accounts.tables import MembershipRow, Person
from app.organisations.public import organisations_table
from app.platform.asked import Asked

_person: Any = Person.__table__.c  # type: ignore[attr-defined]
_held: Any = MembershipRow.__table__.c  # type: ignore[attr-defined]

_WITH_ROLES = Asked(
    lambda among: (
        select(
            _person.id,
            _person.name,
            _person.email,
            _person.language,
            _person.active,
            _held.organisation_id,
            organisations_table.c.code,
            _held.role,
            _held.project_id,
        )
        .outerjoin(
            MembershipRow,
            and_(
                _held.person_id == _person.id,
                or_(_held.until.is_(None), _held.until >= bindparam("today", type_=_held.until.type)),
            ),
        )
        .outerjoin(organisations_table, organisations_table.c.id == _held.organisation_id)
        .where(among(_person.id, "ids"))
        .order_by(_person.id, _held.created_at, _held.id)
    )
)


def actors(db: Session, pairs: Collection[tuple[UUID, UUID]], today: date) -> dict[tuple[UUID, UUID], Actor]:
    """People by (person, tablet) with their roles of today; somebody who left has none. Unknown people are missing.

    One statement.
    """
    rows: dict[UUID, list[Any]] = {}
    for row in _WITH_ROLES.rows(db.connection(), ids={person_id for person_id, _ in pairs}, today=today):
        rows.setdefault(row.id, []).append(row)
    return {
        (person_id, device_id): Actor(
            person_id=person_id,
            name=of_one[0].name,
            email=of_one[0].email,
            memberships=tuple(
                Membership(row.organisation_id, row.code, Role(row.role), row.project_id)
                for row in of_one
                if row.active and row.role is not None
            ),
            language=of_one[0].language,
            door=Door.DEVICE,
            device_id=device_id,
        )
        for person_id, device_id in pairs
        if (of_one := rows.get(person_id))
    }


@dataclass(frozen=True, slots=True)
class Pin:
    """PBKDF2-SHA256 of a PIN, checked on the tablet without a network: salt and hash in hex."""

    salt: str
    rounds: int
    hash: str


def pins(db: Session, ids: Collection[UUID]) -> dict[UUID, Pin]:
    """The PINs of those of these people who have one; one statement."""
    rows = db.connection().execute(
        select(_person.id, _person.pin_salt, _person.pin_rounds, _person.pin_hash).where(
            _person.id.in_(ids), _person.pin_hash.is_not(None)
        )
    )
    return {person_id: Pin(salt, rounds, hash_) for person_id, salt, rounds, hash_ in rows}
