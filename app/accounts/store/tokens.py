"""API tokens, kept as hashes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.accounts.schemas import MakeToken
from app.accounts.tables import ApiToken


def touch_token(db: Session, token_id: UUID, now: datetime) -> None:
    """Note when a token was last used."""
    db.connection().execute(update(ApiToken).where(col(ApiToken.id) == token_id).values(last_used_at=now))


def add_token(
    db: Session,
    new_id: UUID,
    person_id: UUID,
    command: MakeToken,
    *,
    token_hash: str,
    now: datetime,
    until: datetime,
) -> ApiToken:
    """Insert an API token."""
    row = ApiToken(
        id=new_id,
        person_id=person_id,
        name=command.name,
        token_hash=token_hash,
        read_only=command.read_only,
        created_at=now,
        expires_at=until,
    )
    db.add(row)
    db.flush()
    return row


def token_of(db: Session, person_id: UUID, token_id: UUID) -> ApiToken | None:
    """One token of a person, held until the transaction ends."""
    return db.exec(
        select(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == person_id).with_for_update()
    ).first()


def tokens_of(
    db: Session, person_id: UUID, now: datetime, *, after: UUID | None = None, limit: int = 200
) -> list[ApiToken]:
    """A person's live tokens, oldest first."""
    query = (
        select(ApiToken)
        .where(
            ApiToken.person_id == person_id,
            col(ApiToken.revoked_at).is_(None),
            col(ApiToken.expires_at) > now,
        )
        .order_by(col(ApiToken.id))
        .limit(limit)
    )
    if after is not None:
        query = query.where(col(ApiToken.id) > after)
    return list(db.exec(query))


def revoke_tokens(db: Session, person_id: UUID, now: datetime) -> None:
    """No token of this person works any more."""
    db.connection().execute(
        update(ApiToken)
        .where(col(ApiToken.person_id) == person_id, col(ApiToken.revoked_at).is_(None))
        .values(revoked_at=now)
    )
