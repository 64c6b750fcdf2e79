"""All SQL of accounts: who comes in by which secret."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from app.access.actor import Actor, Door, Membership
from app.access.permissions import Role
from app.accounts.tables import ApiToken, MembershipRow, Person, SignIn
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx


def memberships_of(look: ReadTx, person_id: UUID, today: date) -> tuple[Membership, ...]:
    """The roles a person holds today, in a steady order."""
    rows = list(
        look.db.exec(
            select(MembershipRow.organisation_id, MembershipRow.role, MembershipRow.project_id)
            .where(
                MembershipRow.person_id == person_id,
                or_(col(MembershipRow.until).is_(None), col(MembershipRow.until) >= today),
            )
            .order_by(col(MembershipRow.created_at), col(MembershipRow.id))
        )
    )
    known = organisations.by_ids(look, {organisation_id for organisation_id, _role, _project in rows})
    return tuple(
        Membership(organisation_id, known[organisation_id].code, Role(role), project)
        for organisation_id, role, project in rows
    )


def by_token(db: Session, token_hash: str, now: datetime) -> tuple[ApiToken, Person] | None:
    """The live token with this hash and its active person."""
    return db.exec(
        select(ApiToken, Person)
        .join(Person, col(Person.id) == col(ApiToken.person_id))
        .where(
            ApiToken.token_hash == token_hash,
            col(ApiToken.revoked_at).is_(None),
            col(ApiToken.expires_at) > now,
            col(Person.active).is_(True),
        )
    ).first()


def by_sign_in(db: Session, token_hash: str, now: datetime) -> tuple[SignIn, Person] | None:
    """The live sign-in with this hash and its active person."""
    return db.exec(
        select(SignIn, Person)
        .join(Person, col(Person.id) == col(SignIn.person_id))
        .where(
            SignIn.token_hash == token_hash,
            col(SignIn.ended_at).is_(None),
            col(SignIn.expires_at) > now,
            col(Person.active).is_(True),
        )
    ).first()


def touch_token(db: Session, token_id: UUID, now: datetime) -> None:
    """Note when a token was last used."""
    db.connection().execute(update(ApiToken).where(col(ApiToken.id) == token_id).values(last_used_at=now))


def touch_sign_in(db: Session, sign_in_id: UUID, now: datetime) -> None:
    """Note when a sign-in was last seen."""
    db.connection().execute(update(SignIn).where(col(SignIn.id) == sign_in_id).values(last_seen_at=now))


def actor_of(
    look: ReadTx,
    person: Person,
    today: date,
    door: Door,
    *,
    sign_in_id: UUID | None = None,
    read_only: bool = False,
) -> Actor:
    """The person as the use cases see him."""
    return Actor(
        person_id=person.id,
        name=person.name,
        email=person.email,
        memberships=memberships_of(look, person.id, today),
        language=person.language,
        door=door,
        sign_in_id=sign_in_id,
        read_only=read_only,
    )
