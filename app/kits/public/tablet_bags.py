"""A session's bag as a tablet tells it: filled from a store, emptied again. Nothing is refused, much may be disputed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.kernel import clock
from app.kits.public.ledger import Entry, take, write
from app.kits.public.overdrawn import put_down_to_what_is_there
from app.kits.public.places import bag, outside_location, place_of
from app.kits.public.session_sums import remains
from app.kits.public.tablets import stores_of
from app.kits.rules import STORES, LocationKind, MovementReason
from app.kits.schemas import MovementView
from app.kits.store import places
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions.public import SessionFacts

__all__ = ["ComesBack", "come_back", "load", "stores_by_id"]


def stores_by_id(look: ReadTx, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The organisations of those of these places that are stores; one statement."""
    found = places.find_many(look.db, ids)
    return {row.id: row.organisation_id for row in found.values() if LocationKind(row.kind) in STORES}


def load(
    tx: Tx,
    actor: Actor,
    session: SessionFacts,
    *,
    item_id: UUID,
    quantity: int,
    store_id: UUID,
    cause: UUID,
    at: datetime,
    late: bool,
) -> bool:
    """Load the bag of a held session from a store; True when the store held too little (kept, disputed).

    What another tablet told to have given out of this load before the load itself came is put down to it.
    """
    bag_id = bag(tx, actor, session.id, session.lead_organisation_id, session.code)
    if late:
        places.told_late(tx.db, [bag_id], clock.now())
    entries = take(
        tx,
        actor,
        item_id=item_id,
        quantity=quantity,
        from_location_id=store_id,
        to_location_id=bag_id,
        reason=MovementReason.LOAD,
        session_id=None if late else session.id,
        caused_by=cause,
        effective_at=at,
        projects=[project for project, _share in session.projects],
        only_eligible=True,
        allow_negative=True,
    )
    put_down_to_what_is_there(tx, actor, bag_id, item_id)
    return any(entry.disputed for entry in entries)


@dataclass(frozen=True, slots=True)
class ComesBack:
    """So many of an item came back to the store, were damaged, or cannot be explained."""

    returned: int
    damaged: int
    unexplained: int
    reason: str


def come_back(
    tx: Tx,
    actor: Actor,
    session: SessionFacts,
    *,
    item_id: UUID,
    parts: ComesBack,
    cause: UUID,
    at: datetime,
    late: bool,
) -> bool:
    """Empty the bag of a held session by these; True when it held too little (kept, disputed).

    What comes back goes to the store its lot was last loaded from, else to the organisation's first store.
    """
    bag_id = bag(tx, actor, session.id, session.lead_organisation_id, session.code)
    owner = place_of(tx, bag_id).organisation_id
    if late:
        places.told_late(tx.db, [bag_id], clock.now())
    entries = _returned(tx, actor, session, item_id, parts.returned, bag_id, cause, at, late=late)
    for reason, quantity, note in (
        (MovementReason.DAMAGE, parts.damaged, ""),
        (MovementReason.LOSS, parts.unexplained, parts.reason),
    ):
        if quantity:
            entries += take(
                tx,
                actor,
                item_id=item_id,
                quantity=quantity,
                from_location_id=bag_id,
                to_location_id=outside_location(tx, owner, LocationKind.LOSS),
                reason=reason,
                session_id=None if late else session.id,
                caused_by=cause,
                effective_at=at,
                note=note,
                allow_negative=True,
            )
    return any(entry.disputed for entry in entries)


def _returned(
    tx: Tx,
    actor: Actor,
    session: SessionFacts,
    item_id: UUID,
    quantity: int,
    bag_id: UUID,
    cause: UUID,
    at: datetime,
    *,
    late: bool,
) -> list[MovementView]:
    entries = []
    session_id = None if late else session.id
    for remain in remains(tx, session.id, item_id):
        part = min(remain.quantity, quantity)
        if part > 0 and remain.bag_id == bag_id:
            quantity -= part
            entries.append(
                Entry(
                    lot_id=remain.lot_id,
                    from_id=bag_id,
                    to_id=remain.store_id,
                    quantity=part,
                    reason=MovementReason.RETURN,
                    effective_at=at,
                    session_id=session_id,
                    caused_by=cause,
                )
            )
    written = write(tx, actor, entries, allow_negative=True) if entries else []
    if quantity > 0:
        owner = place_of(tx, bag_id).organisation_id
        shelves = stores_of(tx, [owner])
        written += take(
            tx,
            actor,
            item_id=item_id,
            quantity=quantity,
            from_location_id=bag_id,
            to_location_id=shelves[0][0] if shelves else outside_location(tx, owner, LocationKind.LOSS),
            reason=MovementReason.RETURN if shelves else MovementReason.LOSS,
            session_id=session_id,
            caused_by=cause,
            effective_at=at,
            allow_negative=True,
        )
    return written
