"""What the rest of the house may ask about people: who comes in, and names for ids."""

from __future__ import annotations

from datetime import timedelta

from app.access.actor import Actor, Door
from app.accounts import store
from app.kernel import clock
from app.kernel.ids import fingerprint
from app.platform.unit_of_work import UnitOfWork

NOTE_USE_EVERY = timedelta(minutes=10)
"""Last use is written at most this often: a token that syncs every second costs no write."""


def actor_by_token(uow: UnitOfWork, secret: str) -> Actor | None:
    """Who holds this API token, or None when it is not good (any more)."""
    now = clock.now()
    with uow.read() as look:
        found = store.by_token(look.db, fingerprint(secret), now)
        if found is None:
            return None
        token, person = found
        actor = store.actor_of(look, person, now.date(), Door.TOKEN, read_only=token.read_only)
    if token.last_used_at is None or now - token.last_used_at > NOTE_USE_EVERY:
        with uow.begin(housekeeping="last use of a token") as tx:
            store.touch_token(tx.db, token.id, now)
    return actor


def actor_by_sign_in(uow: UnitOfWork, secret: str) -> Actor | None:
    """Who is signed in with this cookie, or None when the sign-in ended."""
    now = clock.now()
    with uow.read() as look:
        found = store.by_sign_in(look.db, fingerprint(secret), now)
        if found is None:
            return None
        sign_in, person = found
        actor = store.actor_of(look, person, now.date(), Door.BROWSER, sign_in_id=sign_in.id)
    if now - sign_in.last_seen_at > NOTE_USE_EVERY:
        with uow.begin(housekeeping="a sign-in was seen") as tx:
            store.touch_sign_in(tx.db, sign_in.id, now)
    return actor
