"""Somebody looked at kits of another project that a tablet told of late, and settles them with a note."""

from __future__ import annotations

from collections.abc import Sequence

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, NotFound
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome
from app.kernel.paging import Page, to_cursor
from app.kernel.words import _
from app.kits.rules.odd import EARMARKS_LOOKED_AT
from app.kits.schemas.views import SettledLine, SettleLateEarmark
from app.kits.store import odd, odd_settled, places
from app.kits.store.odd import OddEarmark
from app.kits.store.odd_settled import SettledEarmark
from app.kits.tables import LateEarmarkSettled
from app.kits.use_cases.cursors import a_moment
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, Tx, UnitOfWork


def settle_late_earmark(actor: Actor, command: SettleLateEarmark, *, uow: UnitOfWork) -> Outcome[SettledLine]:
    """It is no longer asked about, until a tablet tells of more. The note and who wrote it are kept.

    Raises Conflict `odd.settled` when nothing is asked about (any more), `odd.moved` when it is another quantity now.
    """
    actor.require(Permission.STOCK_SEE)
    identity = command.id or new_id()
    scope = actor.scope(Permission.STOCK_SEE)
    with uow.begin() as tx:
        bag = places.lock_seen(tx.db, scope, command.location)
        if bag is None:
            raise NotFound
        actor.require(Permission.STOCK_MOVE, bag.organisation_id)
        if is_first(tx, "late_earmark", identity, command.model_dump(mode="json")):
            asked = _asked_about(tx, actor, command)
            row = LateEarmarkSettled(
                id=identity,
                location_id=bag.id,
                lot_id=command.lot,
                quantity=command.quantity,
                note=command.note,
                settled_at=clock.now(),
                settled_by=actor.person_id,
            )
            odd_settled.add(tx.db, row)
            tx.record(
                "kits.late_earmark_settled",
                actor,
                "session",
                asked.session_id,
                organisation_id=bag.organisation_id,
                data={"lot": asked.lot, "quantity": command.quantity, "note": command.note},
            )
            fresh = True
        else:
            fresh = False
        found = odd_settled.listing(tx.db, scope, limit=1, only=identity)
        if not found:
            raise NotFound
        return Outcome(_told(tx, found)[0], fresh=fresh)


def _asked_about(tx: Tx, actor: Actor, command: SettleLateEarmark) -> OddEarmark:
    found = odd.of_other_projects(
        tx.db,
        actor.scope(Permission.STOCK_SEE),
        clock.now() - EARMARKS_LOOKED_AT,
        1,
        only=(command.location, command.lot),
    )
    if not found:
        said = _("This is no longer asked about: it was settled or brought back.")
        raise Conflict("odd.settled", said, [FieldError("quantity", "odd.settled", said)])
    (asked,) = found
    if not asked.verified:
        said = _("The session is not verified yet: who verifies it looks at this.")
        raise Conflict("odd.not_verified", said, [FieldError("location", "odd.not_verified", said)])
    if asked.quantity != command.quantity:
        facts = {"now": asked.quantity, "seen": command.quantity}
        said = _("It is %(now)s by now, not %(seen)s: look at it again.") % facts
        raise Conflict("odd.moved", said, [FieldError("quantity", "odd.moved", said, facts)])
    return asked


def list_settled(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[SettledLine]:
    """What was settled at places the reader knows, newest first."""
    actor.require(Permission.STOCK_SEE)
    before = a_moment(cursor) if cursor else None
    with uow.read() as look:
        found = odd_settled.listing(
            look.db, actor.scope(Permission.STOCK_SEE), limit=limit + 1, before=before
        )
        shown = _told(look, found[:limit])
    last = shown[-1] if len(found) > limit else None
    return Page(items=shown, next=to_cursor(last.settled_at.isoformat(), last.id) if last else None)


def _told(look: ReadTx, rows: Sequence[SettledEarmark]) -> list[SettledLine]:
    known = items.by_ids(look, {row.item_id for row in rows})
    people = accounts.people_by_ids(look, {row.settled_by for row in rows if row.settled_by is not None})
    return [
        SettledLine(
            id=row.id,
            session_id=row.session_id,
            session=row.session,
            location_id=row.location_id,
            lot_id=row.lot_id,
            lot=row.lot,
            item=known[row.item_id].code,
            names=known[row.item_id].names,
            quantity=row.quantity,
            note=row.note,
            settled_at=row.settled_at,
            settled_by=people[row.settled_by].name if row.settled_by in people else None,
        )
        for row in rows
    ]
