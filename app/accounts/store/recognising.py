"""Who shows this secret: the secret, its person and the roles held today, all in one statement.

Every request asks it. The statements are built once, when the house starts, and answer plain columns:
building a statement and making objects of rows costs more than the database needs to answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, or_, select
from sqlmodel import Session

from app.access.actor import Actor, Door, Membership
from app.access.permissions import Role
from app.accounts.tables import ApiToken, MembershipRow, Person, SignIn
from app.organisations.public import organisations_table
from app.platform.asked import Asked

_person = Person.__table__.c  # type: ignore[attr-defined]
_held = MembershipRow.__table__.c  # type: ignore[attr-defined]
_sign_in = SignIn.__table__.c  # type: ignore[attr-defined]
_token = ApiToken.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Recognised:
    """The person behind a secret, which secret it was, and when it was last used."""

    actor: Actor
    secret_id: UUID
    last_used: datetime | None


def _holders(secrets: Any, last_used: Any, read_only: Any, *good: ColumnElement[bool]) -> Select[Any]:
    """A row for each role of the person with the secret; one without a role for somebody who holds none."""
    own: FromClause = secrets.__table__
    today = or_(_held.until.is_(None), _held.until >= bindparam("today", type_=_held.until.type))
    columns = [own.c.id.label("secret_id"), last_used.label("last_used"), _person.id.label("person_id")]
    if read_only is not None:
        columns.append(read_only.label("read_only"))
    return (
        select(
            *columns,
            _person.name,
            _person.email,
            _person.language,
            _held.organisation_id,
            organisations_table.c.code,
            _held.role,
            _held.project_id,
        )
        .join_from(own, Person, _person.id == own.c.person_id)
        .outerjoin(MembershipRow, and_(_held.person_id == _person.id, today))
        .outerjoin(organisations_table, organisations_table.c.id == _held.organisation_id)
        .where(
            own.c.token_hash == bindparam("token_hash"),
            own.c.expires_at > bindparam("now", type_=own.c.expires_at.type),
            _person.active.is_(True),
            *good,
        )
        .order_by(_held.created_at, _held.id)
    )


_BY_SIGN_IN = Asked.just(_holders(SignIn, _sign_in.last_seen_at, None, _sign_in.ended_at.is_(None)))
_BY_TOKEN = Asked.just(_holders(ApiToken, _token.last_used_at, _token.read_only, _token.revoked_at.is_(None)))


def by_sign_in(db: Session, token_hash: str, now: datetime, today: date) -> Recognised | None:
    """Who is signed in with the cookie of this hash: a live sign-in of an active person."""
    rows = _ask(db, _BY_SIGN_IN, token_hash, now, today)
    return _recognised(rows, Door.BROWSER, sign_in_id=rows[0].secret_id) if rows else None


def by_token(db: Session, token_hash: str, now: datetime, today: date) -> Recognised | None:
    """Who holds the API token of this hash: a live token of an active person."""
    rows = _ask(db, _BY_TOKEN, token_hash, now, today)
    return _recognised(rows, Door.TOKEN, read_only=rows[0].read_only) if rows else None


def _ask(db: Session, asked: Asked, token_hash: str, now: datetime, today: date) -> list[Any]:
    return asked.rows(db.connection(), token_hash=token_hash, now=now, today=today)


def _recognised(
    rows: list[Any], door: Door, *, sign_in_id: UUID | None = None, read_only: bool = False
) -> Recognised:
    """The person of these rows as the use cases see him, the roles in a steady order."""
    first = rows[0]
    actor = Actor(
        person_id=first.person_id,
        name=first.name,
        email=first.email,
        memberships=tuple(
            Membership(row.organisation_id, row.code, Role(row.role), row.project_id)
            for row in rows
            if row.role is not None
        ),
        language=first.language,
        door=door,
        sign_in_id=sign_in_id,
        read_only=read_only,
    )
    return Recognised(actor, first.secret_id, first.last_used)
