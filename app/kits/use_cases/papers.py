"""What stands on a goods received note and on a loss report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.types import Names
from app.kits import public
from app.kits.rules import LocationKind, MovementReason
from app.kits.schemas import LocationView
from app.kits.store import lots, movements, places
from app.kits.use_cases.places import views
from app.organisations import public as organisations
from app.platform.unit_of_work import UnitOfWork
from app.projects import public as projects

A_YEAR = timedelta(days=366)

WRITTEN_OFF = frozenset(
    {
        MovementReason.DAMAGE,
        MovementReason.EXPIRY,
        MovementReason.LOSS,
        MovementReason.COUNT_ADJUSTMENT,
        MovementReason.FOUND,
    }
)


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """One lot of a delivery."""

    item: str
    names: Names
    label: str
    project: str | None
    expires_on: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class GoodsReceived:
    """A delivery as its note tells it."""

    number: str
    place: str
    organisation: str
    supplier: str
    received_at: datetime
    note: str
    lines: tuple[ReceivedLine, ...]


def goods_received(actor: Actor, movement_id: UUID, *, uow: UnitOfWork) -> GoodsReceived:
    """The delivery to which this receipt belongs. NotFound for anything that is no receipt of one's places."""
    actor.require(Permission.STOCK_SEE)
    with uow.read() as look:
        row = movements.find(look.db, movement_id)
        if row is None or row.reason != MovementReason.RECEIPT.value:
            raise NotFound
        place = public.place_known(look, actor, row.to_location_id)
        same = movements.delivery(look.db, row)
        of = lots.find_many(look.db, [one.lot_id for one in same])
        named = items.by_ids(look, {lot.item_id for lot in of.values()})
        paying = {lot.project_id for lot in of.values() if lot.project_id is not None}
        grants = projects.spans_by_ids(look, paying) if paying else {}
        supplier = places.find_many(look.db, [row.from_location_id])[row.from_location_id]
        owner = organisations.by_ids(look, [place.organisation_id])[place.organisation_id]
    lines = tuple(
        ReceivedLine(
            item=named[of[one.lot_id].item_id].code,
            names=named[of[one.lot_id].item_id].names,
            label=of[one.lot_id].told,
            project=grants[project].code if (project := of[one.lot_id].project_id) else None,
            expires_on=of[one.lot_id].expires_on,
            quantity=one.quantity,
        )
        for one in same
    )
    return GoodsReceived(
        number=row.document or f"GRN-{str(row.id)[-8:].upper()}",
        place=place.name,
        organisation=owner.code,
        supplier=supplier.name,
        received_at=row.effective_at,
        note=row.note,
        lines=lines,
    )


@dataclass(frozen=True, slots=True)
class LossLine:
    """One entry that wrote something off, or brought it back (then below zero)."""

    effective_at: datetime
    item: str
    lot: str
    reason: MovementReason
    document: str
    quantity: int
    note: str


@dataclass(frozen=True, slots=True)
class Losses:
    """What a place wrote off between two moments."""

    place: LocationView
    since: datetime
    until: datetime
    total: int
    lines: tuple[LossLine, ...]


def losses(actor: Actor, location_id: UUID, *, uow: UnitOfWork) -> Losses:
    """What a place wrote off in the last twelve months, newest first (at most 1,000 entries)."""
    actor.require(Permission.STOCK_SEE)
    until = clock.now()
    with uow.read() as look:
        row = places.find_seen(look.db, actor.scope(Permission.STOCK_SEE), location_id)
        if row is None or LocationKind(row.kind) is LocationKind.LOSS:
            raise NotFound
        entries = movements.of_reasons(
            look.db, location_id, WRITTEN_OFF | {MovementReason.REVERSAL}, until - A_YEAR, limit=1000
        )
        of = lots.find_many(look.db, {one.lot_id for one in entries})
        named = items.by_ids(look, {lot.item_id for lot in of.values()})
        place = views(look, [row])[0]
        backs = movements.reasons_of(look.db, {one.reverses for one in entries if one.reverses is not None})
    lines = tuple(
        LossLine(
            effective_at=one.effective_at,
            item=named[of[one.lot_id].item_id].code,
            lot=of[one.lot_id].told,
            reason=MovementReason(one.reason),
            document=one.document,
            quantity=one.quantity if one.from_location_id == location_id else -one.quantity,
            note=one.note,
        )
        for one in entries
        if one.reverses is None or backs.get(one.reverses) in WRITTEN_OFF
    )
    return Losses(
        place=place,
        since=until - A_YEAR,
        until=until,
        total=sum(line.quantity for line in lines),
        lines=lines,
    )
