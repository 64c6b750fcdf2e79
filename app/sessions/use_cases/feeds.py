"""A person's own calendar feeds: made and shown once, listed without their address, renamed, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Invalid, NotFound
from app.kernel.ids import fingerprint, new_id, new_secret
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.kernel.types import Names
from app.kernel.words import _
from app.organisations import public as organisations
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.sessions.rules.feeds import MOST_FEEDS
from app.sessions.schemas.feeds import FeedView, MadeFeed, MakeFeed, RenameFeed
from app.sessions.store import feeds as store
from app.sessions.tables import CalendarFeed


def address_of(secret: str, base_url: str) -> str:
    """Where a calendar program reads the feed."""
    return f"{base_url.rstrip('/')}/api/v1/calendar/{secret}.ics"


def _views(look: ReadTx, rows: Sequence[CalendarFeed]) -> list[FeedView]:
    known = organisations.by_ids(look, {row.organisation_id for row in rows if row.organisation_id})
    return [
        FeedView(
            id=row.id,
            name=row.name,
            organisation=known[row.organisation_id].code if row.organisation_id else None,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
        )
        for row in rows
    ]


def _may_follow(actor: Actor, organisation_id: UUID) -> bool:
    """Whether sessions of this organisation, as an organisation, are the reader's to see."""
    scope = actor.scope(Permission.SESSION_SEE)
    within = {one for one, _project in scope.within}
    return (
        scope.everything or bool(scope.projects) or organisation_id in scope.organisations | frozenset(within)
    )


def feed_choices(actor: Actor, *, uow: UnitOfWork) -> list[tuple[str, Names]]:
    """The organisations whose sessions this person may follow, by code."""
    actor.require(Permission.SESSION_SEE)
    with uow.read() as look:
        return [(one.code, one.names) for one in organisations.choices(look) if _may_follow(actor, one.id)]


def list_feeds(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[FeedView]:
    """My feeds that still work."""
    actor.require(Permission.SESSION_SEE)
    after = None
    if cursor:
        try:
            after = UUID(from_cursor(cursor, 1)[0])
        except ValueError:
            raise cursor_unknown() from None
    with uow.read() as look:
        rows = store.live(look.db, actor.person_id, after=after, limit=limit + 1)
        shown = _views(look, rows[:limit])
    return Page(items=shown, next=to_cursor(shown[-1].id) if len(rows) > limit else None)


def _organisation(look: ReadTx, actor: Actor, code: str | None) -> UUID | None:
    if code is None:
        return None
    found = organisations.by_code(look, code, "organisation")
    if not _may_follow(actor, found.id):
        message = _("Choose an organisation whose sessions are yours to see.")
        raise Invalid.of("organisation", "feed.organisation", message)
    return found.id


def make_feed(actor: Actor, command: MakeFeed, *, base_url: str, uow: UnitOfWork) -> Outcome[MadeFeed]:
    """A new feed of mine. The same request again answers the same, but for the address: nobody has it any more."""
    actor.require(Permission.SESSION_SEE)
    identity = command.id or new_id()
    secret = new_secret()
    content = [str(actor.person_id), command.model_dump(mode="json", exclude={"id"})]
    with uow.begin() as tx:
        fresh = is_first(tx, "calendar_feed", identity, content)
        if fresh:
            organisation_id = _organisation(tx, actor, command.organisation)
            if store.how_many(tx.db, actor.person_id) >= MOST_FEEDS:
                message = _("You have %(most)s addresses already. Revoke one you do not use.")
                said = message % {"most": MOST_FEEDS}
                raise Conflict("feed.too_many", said, [FieldError("name", "feed.too_many", said)])
            store.add(
                tx.db,
                CalendarFeed(
                    id=identity,
                    person_id=actor.person_id,
                    organisation_id=organisation_id,
                    name=command.name,
                    token_hash=fingerprint(secret),
                    created_at=clock.now(),
                ),
            )
            tx.record(
                "feed.made",
                actor,
                "person",
                actor.person_id,
                data={"feed": str(identity), "organisation": command.organisation},
            )
        row = store.of_person(tx.db, actor.person_id, identity)
        if row is None:
            raise NotFound
        view = _views(tx, [row])[0]
    made = MadeFeed(**view.model_dump(), address=address_of(secret, base_url) if fresh else None)
    return Outcome(made, fresh)


def rename_feed(actor: Actor, feed_id: UUID, command: RenameFeed, *, uow: UnitOfWork) -> FeedView:
    """Call one of my feeds otherwise."""
    actor.require(Permission.SESSION_SEE)
    with uow.begin() as tx:
        row = store.of_person(tx.db, actor.person_id, feed_id, lock=True)
        if row is None or row.revoked_at is not None:
            raise NotFound
        data = {"feed": str(row.id), **changes({"name": row.name}, {"name": command.name})}
        row.name = command.name
        tx.db.add(row)
        tx.record("feed.renamed", actor, "person", actor.person_id, data=data)
        tx.db.flush()
        return _views(tx, [row])[0]


def revoke_feed(actor: Actor, feed_id: UUID, *, uow: UnitOfWork) -> None:
    """One of my addresses works no more; revoking twice is no fault."""
    actor.require(Permission.SESSION_SEE)
    with uow.begin(housekeeping="revoked before") as tx:
        row = store.of_person(tx.db, actor.person_id, feed_id, lock=True)
        if row is None:
            raise NotFound
        if row.revoked_at is None:
            row.revoked_at = clock.now()
            tx.db.add(row)
            tx.record("feed.revoked", actor, "person", actor.person_id, data={"feed": str(row.id)})
