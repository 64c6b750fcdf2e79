"""A person's own API tokens: made and shown once, listed without their secret, revoked."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.access.actor import Actor
from app.accounts.schemas import MadeToken, MakeToken, TokenView
from app.accounts.store import tokens as store
from app.accounts.tables import ApiToken
from app.kernel import clock
from app.kernel.errors import Invalid, NotFound
from app.kernel.ids import fingerprint, new_id, new_secret
from app.kernel.outcome import Outcome
from app.kernel.paging import Page, from_cursor, to_cursor
from app.kernel.words import _
from app.platform.once import is_first
from app.platform.unit_of_work import UnitOfWork


def _view(row: ApiToken) -> TokenView:
    return TokenView(
        id=row.id,
        name=row.name,
        read_only=row.read_only,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )


def list_tokens(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[TokenView]:
    """My tokens that still work."""
    after = None
    if cursor:
        try:
            after = UUID(from_cursor(cursor, 1)[0])
        except ValueError:
            raise Invalid.of(
                "cursor", "cursor.unknown", _("This page of the list is not known. Start again.")
            ) from None
    with uow.read() as look:
        rows = store.tokens_of(look.db, actor.person_id, clock.now(), after=after, limit=limit + 1)
    shown = [_view(row) for row in rows[:limit]]
    return Page(items=shown, next=to_cursor(shown[-1].id) if len(rows) > limit else None)


def make_token(actor: Actor, command: MakeToken, *, uow: UnitOfWork) -> Outcome[MadeToken]:
    """A new token of mine. The same request again answers the same, but for the secret: nobody has it any more."""
    identity = command.id or new_id()
    secret = new_secret()
    now = clock.now()
    with uow.begin() as tx:
        fresh = is_first(
            tx, "api_token", identity, [str(actor.person_id), command.model_dump(mode="json", exclude={"id"})]
        )
        if fresh:
            row = store.add_token(
                tx.db,
                identity,
                actor.person_id,
                command,
                token_hash=fingerprint(secret),
                now=now,
                until=now + timedelta(days=command.days),
            )
            tx.record(
                "token.made",
                actor,
                "person",
                actor.person_id,
                data={"token": row.id, "read_only": command.read_only},
            )
        else:
            known = store.token_of(tx.db, actor.person_id, identity)
            if known is None:
                raise NotFound
            row = known
    made = MadeToken(
        id=row.id,
        name=row.name,
        read_only=row.read_only,
        expires_at=row.expires_at,
        token=secret if fresh else None,
    )
    return Outcome(made, fresh)


def revoke_token(actor: Actor, token_id: UUID, *, uow: UnitOfWork) -> None:
    """One of my tokens works no more; revoking twice is no fault."""
    with uow.begin(housekeeping="revoked before") as tx:
        row = store.token_of(tx.db, actor.person_id, token_id)
        if row is None:
            raise NotFound
        if row.revoked_at is None:
            row.revoked_at = clock.now()
            tx.db.add(row)
            tx.record("token.revoked", actor, "person", actor.person_id, data={"token": row.id})
