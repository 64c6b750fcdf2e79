"""People as a tablet knows them: who records, with which rights of today, and the PIN that tells them apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, bindparam, or_, select
from sqlmodel import Session

from app.access.actor import Actor, Door, Membership
from app.access.permissions import Role
from app.accounts.tables import MembershipRow, Person
from app.organisations.public import organisations_table
from app.platform.asked import Asked

people_table: Table = Person.__table__  # type: ignore[attr-defined]
_person: Any = people_table.c
_held: Any = MembershipRow.__table__.c  # type: ignore[attr-defined]

_ACTING = (
    _person.id.label("acting_id"),
    _person.name.label("acting_name"),
    _person.email.label("acting_email"),
    _person.language.label("acting_language"),
    _person.active.label("acting_active"),
    _held.organisation_id.label("acting_for"),
    organisations_table.c.code.label("acting_code"),
    _held.role.label("acting_role"),
    _held.project_id.label("acting_project"),
)


def who_acts(question: Any) -> Any:
    """A question that holds people, with what they may do on the day `today`: a row for each of their roles."""
    today = bindparam("today", type_=_held.until.type)
    return (
        question.add_columns(*_ACTING)
        .outerjoin(
            MembershipRow,
            and_(_held.person_id == _person.id, or_(_held.until.is_(None), _held.until >= today)),
        )
        .outerjoin(organisations_table, organisations_table.c.id == _held.organisation_id)
        .order_by(_person.id, _held.created_at, _held.id)
    )


_WITH_ROLES = Asked(
    lambda among: who_acts(select().select_from(people_table).where(among(_person.id, "ids")))
)


def actors(db: Session, pairs: Collection[tuple[UUID, UUID]], today: date) -> dict[tuple[UUID, UUID], Actor]:
    """People by (person, tablet) with their roles of today; somebody who left has none. Unknown people are missing.

    One statement.
    """
    rows: dict[UUID, list[Any]] = {}
    for row in _WITH_ROLES.rows(db.connection(), ids={person_id for person_id, _ in pairs}, today=today):
        rows.setdefault(row.acting_id, []).append(row)
    return {
        (person_id, device_id): actor_from(of_one, device_id)
        for person_id, device_id in pairs
        if (of_one := rows.get(person_id))
    }


def actor_from(of_one: Sequence[Any], device_id: UUID) -> Actor:
    """Who acts on a tablet, from the rows of one person in a question of `who_acts`."""
    person = of_one[0]
    return Actor(
        person_id=person.acting_id,
        name=person.acting_name,
        email=person.acting_email,
        memberships=tuple(
            Membership(row.acting_for, row.acting_code, Role(row.acting_role), row.acting_project)
            for row in of_one
            if row.acting_active and row.acting_role is not None
        ),
        language=person.acting_language,
        door=Door.DEVICE,
        device_id=device_id,
    )


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
