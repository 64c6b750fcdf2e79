"""Waybills to look at: one, a list, and where a shipment may go."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.kernel.errors import NotFound
from app.kernel.paging import Page, to_cursor
from app.kits.rules.waybills import Difference, WaybillState
from app.kits.schemas import LocationView
from app.kits.schemas.papers import WaybillLineShort, WaybillLineView, WaybillView
from app.kits.store import lots, places, waybills
from app.kits.tables import Waybill
from app.kits.use_cases.cursors import a_moment
from app.kits.use_cases.places import views as place_views
from app.organisations import public as organisations
from app.platform.unit_of_work import ReadTx, UnitOfWork


def view(look: ReadTx, row: Waybill) -> WaybillView:
    """A waybill with its lines, told for people; a fixed number of statements."""
    lines = waybills.lines_of(look.db, row.id)
    known_lots = lots.find_many(look.db, [line.lot_id for line in lines])
    known_items = items.by_ids(look, {lot.item_id for lot in known_lots.values()})
    ends = places.find_many(look.db, [row.from_location_id, row.to_location_id])
    source = ends[row.from_location_id]
    owner = organisations.by_ids(look, [source.organisation_id])[source.organisation_id]
    return WaybillView(
        id=row.id,
        number=row.number,
        state=WaybillState(row.state),
        from_id=source.id,
        from_name=source.name,
        to_id=row.to_location_id,
        to_name=ends[row.to_location_id].name,
        organisation=owner.code,
        vehicle=row.vehicle,
        note=row.note,
        dispatched_at=row.dispatched_at,
        settled_at=row.settled_at,
        settled_note=row.settled_note,
        lines=tuple(
            WaybillLineView(
                lot=line.lot_id,
                label=known_lots[line.lot_id].told,
                item=known_items[known_lots[line.lot_id].item_id].code,
                names=known_items[known_lots[line.lot_id].item_id].names,
                expires_on=known_lots[line.lot_id].expires_on,
                quantity=line.quantity,
                received=line.received,
                difference=Difference(line.difference) if line.difference else None,
                note=line.note,
            )
            for line in lines
        ),
    )


def found(look: ReadTx, actor: Actor, waybill_id: UUID) -> Waybill:
    """The row, for both its ends. Raises NotFound to anybody else."""
    row = waybills.find_seen(look.db, actor.scope(Permission.STOCK_SEE), waybill_id)
    if row is None:
        raise NotFound
    return row


def get_waybill(actor: Actor, waybill_id: UUID, *, uow: UnitOfWork) -> WaybillView:
    """One waybill, for both its ends."""
    actor.require(Permission.STOCK_SEE)
    with uow.read() as look:
        return view(look, found(look, actor, waybill_id))


def list_waybills(
    actor: Actor,
    *,
    uow: UnitOfWork,
    state: WaybillState | None = None,
    location_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[WaybillLineShort]:
    """Shipments from or to one's stores, newest first."""
    actor.require(Permission.STOCK_SEE)
    before = a_moment(cursor) if cursor else None
    with uow.read() as look:
        rows = waybills.listing(
            look.db,
            actor.scope(Permission.STOCK_SEE),
            state=state,
            location_id=location_id,
            before=before,
            limit=limit + 1,
        )
        shown = rows[:limit]
        ends = places.find_many(
            look.db,
            {end for one in shown for end in (one.waybill.from_location_id, one.waybill.to_location_id)},
        )
    last = shown[-1].waybill if len(rows) > limit else None
    return Page(
        items=[
            WaybillLineShort(
                id=one.waybill.id,
                number=one.waybill.number,
                state=WaybillState(one.waybill.state),
                from_name=ends[one.waybill.from_location_id].name,
                to_name=ends[one.waybill.to_location_id].name,
                dispatched_at=one.waybill.dispatched_at,
                settled_at=one.waybill.settled_at,
                sent=one.sent,
                received=one.received,
            )
            for one in shown
        ],
        next=to_cursor(last.dispatched_at.isoformat(), last.id) if last else None,
    )


def may_receive(actor: Actor, waybill_id: UUID, *, uow: UnitOfWork) -> tuple[bool, bool]:
    """Whether the actor may say what arrived, and whether he may call it back."""
    with uow.read() as look:
        row = found(look, actor, waybill_id)
        ends = places.find_many(look.db, [row.from_location_id, row.to_location_id])
    if WaybillState(row.state) is not WaybillState.DISPATCHED:
        return False, False
    return (
        actor.may(Permission.STOCK_MOVE, ends[row.to_location_id].organisation_id),
        actor.may(Permission.STOCK_MOVE, ends[row.from_location_id].organisation_id),
    )


def destinations(actor: Actor, *, uow: UnitOfWork) -> list[LocationView]:
    """Stores of every organisation to which kits may be sent: a name and whose it is, no more."""
    actor.require(Permission.STOCK_MOVE)
    with uow.read() as look:
        return place_views(look, places.destinations(look.db))
