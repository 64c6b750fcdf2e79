"""Kits: into the bag, out of it into hands, back from it. They have left: nothing is refused, much may be disputed."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from app.distributions import public as distributions
from app.distributions.public import FieldGift
from app.field.rules.words import Kind, Reason
from app.field.schemas.events import KitPayload, LoadPayload, TillPayload
from app.field.use_cases.intake.batch import Batch
from app.field.use_cases.intake.reading import Arrival
from app.items import public as item_list
from app.items.public import ItemView
from app.kernel.types import NOT_STATED_COMMUNITY
from app.kits.public import tablet_bags as kits

_WITH_ITEMS = (Kind.KIT, Kind.LOAD, Kind.TILL)


def items_named(batch: Batch) -> dict[str, ItemView]:
    """The items these events name, by code; events that name an unknown one are refused."""
    naming = batch.of_kind(*_WITH_ITEMS)
    if not naming:
        return {}
    known = item_list.by_codes(batch.tx, {one.payload["item"] for one in naming})
    batch.refuse([one for one in naming if one.payload["item"] not in known], Reason.MALFORMED)
    return known


def check_stores(batch: Batch) -> None:
    """Refuse loads from anything but a store of an organisation of the session."""
    loads = [(one, one.event["payload"]) for one in batch.of_kind(Kind.LOAD)]
    wanted = {one.place: payload.from_id for one, payload in loads if isinstance(payload, LoadPayload)}
    if wanted:
        held = kits.stores_by_id(batch.tx, wanted.values())
        batch.refuse(
            [
                one
                for one, _payload in loads
                if held.get(wanted[one.place])
                not in batch.sessions[one.session_id].organisation_ids | {one.delivery.device.organisation_id}
            ],
            Reason.MALFORMED,
        )


def hand_out_id(key: bytes, event_id: UUID) -> UUID:
    """The hand-out of an event with a ticket. Who holds only the database cannot tell which belongs to which."""
    return UUID(bytes=hmac.digest(key, b"karama hand-out:" + event_id.bytes, "sha256")[:16], version=4)


def _to_the_full_hour(instant: datetime) -> datetime:
    whole = instant.replace(minute=0, second=0, microsecond=0)
    return whole if whole == instant else whole + timedelta(hours=1)


def load(batch: Batch, items: dict[str, ItemView]) -> None:
    """Fill the bags first, so that what is given is there."""
    for one in batch.of_kind(Kind.LOAD):
        payload = one.event["payload"]
        if isinstance(payload, LoadPayload):
            disputed = kits.load(
                batch.tx,
                one.actor,
                one.session,
                item_id=items[payload.item].id,
                quantity=payload.quantity,
                store_id=payload.from_id,
                cause=one.id,
                at=one.occurred_at,
                late=one.late,
            )
            if disputed:
                one.flag(Reason.STOCK_NEGATIVE)


def hand_out(batch: Batch, items: dict[str, ItemView]) -> None:
    """Everything that went into hands, at once."""
    given: dict[UUID, tuple[Arrival, FieldGift]] = {}
    for one in batch.of_kind(Kind.KIT):
        payload = one.event["payload"]
        if isinstance(payload, KitPayload):
            gift = _gift(batch, one, payload, items[payload.item])
            given[gift.id] = (one, gift)
    if not given:
        return
    first = next(iter(given.values()))[0]
    disputed = distributions.give_many(
        batch.tx, first.delivery.actor, [gift for _one, gift in given.values()]
    )
    for identity in disputed:
        given[identity][0].flag(Reason.STOCK_NEGATIVE)


def _gift(batch: Batch, one: Arrival, payload: KitPayload, item: ItemView) -> FieldGift:
    """With a ticket, neither id nor time of the hand-out lead to the event that knows the ticket."""
    apart = one.ticket is not None
    return FieldGift(
        id=hand_out_id(batch.key, one.id) if apart else one.id,
        session=one.session,
        item=item,
        quantity=payload.quantity,
        community=payload.community or NOT_STATED_COMMUNITY,
        sex=payload.sex.value if payload.sex else None,
        age_band=payload.age_band,
        given_at=_to_the_full_hour(one.occurred_at) if apart else one.occurred_at,
        received_at=_to_the_full_hour(batch.received_at) if apart else batch.received_at,
        recorded_by=one.recorded_by,
        late=one.late,
    )


def come_back(batch: Batch, items: dict[str, ItemView]) -> None:
    """What came back, was damaged, or cannot be explained: additions to the till, each event by itself."""
    for one in batch.of_kind(Kind.TILL):
        payload = one.event["payload"]
        if not isinstance(payload, TillPayload):
            continue
        parts = kits.ComesBack(payload.returned, payload.damaged, payload.unexplained, payload.reason)
        disputed = kits.come_back(
            batch.tx,
            one.actor,
            one.session,
            item_id=items[payload.item].id,
            parts=parts,
            cause=one.id,
            at=one.occurred_at,
            late=one.late,
        )
        if disputed:
            one.flag(Reason.STOCK_NEGATIVE)
