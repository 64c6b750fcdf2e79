"""A place: what it holds by lot, and its stock card: what came, what went, what was left."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.access.actor import Actor, Scope
from app.access.permissions import Permission
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.paging import to_cursor
from app.kits.rules import OUTSIDE, LocationKind, MovementReason
from app.kits.rules.standing import EXPIRES_SOON
from app.kits.schemas import CardLine, LocationView, LotLine, StockCard
from app.kits.store import balances, flows, lots, movements, places
from app.kits.store.scopes import organisations_of
from app.kits.tables import Location, Movement
from app.kits.use_cases.cursors import a_moment
from app.kits.use_cases.places import views
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.sessions import public as sessions

WHOLE_CARD = 100_000
"""The most lines of a stock card in one file."""


def expires_soon(on: date | None) -> bool:
    """Whether this day is within 90 days from today, or past."""
    return on is not None and on <= clock.today() + EXPIRES_SOON


def own_place(actor: Actor, location_id: UUID, *, uow: UnitOfWork) -> LocationView:
    """One place whose stock the actor moves; NotFound to strangers, Forbidden to those who only look."""
    actor.require(Permission.STOCK_SEE)
    with uow.read() as look:
        row = _seen(look, actor, location_id)
        actor.require(Permission.STOCK_MOVE, row.organisation_id)
        return views(look, [row])[0]


def moves_stock_at(actor: Actor, location_id: UUID, *, uow: UnitOfWork) -> bool:
    """Whether the actor moves the stock of a place he may know."""
    with uow.read() as look:
        return actor.may(Permission.STOCK_MOVE, _seen(look, actor, location_id).organisation_id)


def _seen(look: ReadTx, actor: Actor, location_id: UUID) -> Location:
    scope = actor.scope(Permission.STOCK_SEE)
    row = look.once(("place", scope, location_id), lambda: places.find_seen(look.db, scope, location_id))
    if row is None:
        raise NotFound
    return row


def lots_at_place(actor: Actor, location_id: UUID, *, uow: UnitOfWork) -> list[LotLine]:
    """What a place holds now by lot: by item, first expiring first, at most 500. Places outside hold nothing."""
    actor.require(Permission.STOCK_SEE)
    with uow.read() as look:
        row = _seen(look, actor, location_id)
        if LocationKind(row.kind) in OUTSIDE:
            return []
        held = balances.on_shelf(look.db, actor.scope(Permission.STOCK_SEE), row.id, limit=500)
        known = items.by_ids(look, {line.item_id for line in held})
        paid = {line.project_id for line in held if line.project_id is not None}
        grants = projects.spans_by_ids(look, paid) if paid else {}
    lines = [
        LotLine(
            lot_id=line.lot_id,
            label=line.told,
            item=known[line.item_id].code,
            names=known[line.item_id].names,
            project=grants[line.project_id].code if line.project_id else None,
            expires_on=line.expires_on,
            quantity=line.quantity,
        )
        for line in held
    ]
    return sorted(lines, key=lambda line: (line.item, line.expires_on or date.max, line.label))


def card_of(
    actor: Actor,
    location_id: UUID,
    *,
    uow: UnitOfWork,
    item: str | None = None,
    lot_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> StockCard:
    """The stock card of a place for one item (the first it holds when none is named), newest entry first."""
    actor.require(Permission.STOCK_SEE)
    before = a_moment(cursor) if cursor else None
    with uow.read() as look:
        row = _seen(look, actor, location_id)
        place = views(look, [row])[0]
        here = sorted(
            items.by_ids(look, balances.items_ever_at(look.db, row.id)).values(), key=lambda i: i.code
        )
        chosen = (
            next((one for one in here if one.code == item), None) if item else (here[0] if here else None)
        )
        if item and chosen is None:
            raise NotFound
        if chosen is None:
            return StockCard(place=place, item=None, items=(), lines=(), balance=0, next=None)
        held = balances.lots_ever_at(look.db, row.id, chosen.id)
        if lot_id is not None:
            held = {lot: quantity for lot, quantity in held.items() if lot == lot_id}
        scope = actor.scope(Permission.STOCK_SEE)
        if row.organisation_id in organisations_of(scope):
            scope = Scope(everything=True)  # whatever comes to or goes from one's own place is seen
        entries = movements.listing(
            look.db, scope, location_id=row.id, lot_ids=held, before=before, limit=limit + 1
        )
        balance = sum(held.values()) if before is None else flows.net_until(look.db, row.id, held, *before)
        shown = entries[:limit]
        lines = _lines(look, row, shown, balance, chosen.code)
    more = to_cursor(shown[-1].effective_at.isoformat(), shown[-1].id) if len(entries) > limit else None
    return StockCard(
        place=place,
        item=chosen.code,
        items=tuple((one.code, one.names) for one in here),
        lines=tuple(lines),
        balance=balance,
        next=more,
    )


def _lines(look: ReadTx, place: Location, entries: list[Movement], balance: int, item: str) -> list[CardLine]:
    """Card lines with the balance after each, newest first, beginning with the balance after the newest."""
    others = {
        entry.to_location_id if entry.from_location_id == place.id else entry.from_location_id
        for entry in entries
    }
    names = places.names_of(look.db, others)
    labels = lots.told_of(look.db, {entry.lot_id for entry in entries})
    named = sessions.labels(look, {e.session_id for e in entries if e.session_id is not None})
    taken_back = movements.reversed_among(look.db, [entry.id for entry in entries])
    lines = []
    for entry in entries:
        came = entry.to_location_id == place.id
        lines.append(
            CardLine(
                id=entry.id,
                lot=labels[entry.lot_id],
                item=item,
                other_place=names[entry.from_location_id if came else entry.to_location_id],
                reason=MovementReason(entry.reason),
                document=entry.document,
                note=entry.note,
                effective_at=entry.effective_at,
                session=named[entry.session_id].code if entry.session_id in named else None,
                session_id=entry.session_id,
                taken_in=entry.quantity if came else 0,
                given_out=0 if came else entry.quantity,
                balance=balance,
                reversible=entry.reverses is None and entry.caused_by is None,
                reversed=entry.id in taken_back,
                disputed=entry.disputed,
            )
        )
        balance += -entry.quantity if came else entry.quantity
    return lines
