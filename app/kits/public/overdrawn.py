"""What a tablet gave from a lot that was not there is put down to the lots that were loaded since."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor
from app.kernel.ids import new_id
from app.kits.public.ledger import Entry, reverse, write
from app.kits.rules import MovementReason
from app.kits.store import balances, movements
from app.kits.tables import Movement
from app.platform.unit_of_work import Tx

__all__ = ["put_down_to_what_is_there"]


def put_down_to_what_is_there(tx: Tx, actor: Actor, bag_id: UUID, item_id: UUID) -> None:
    """Reverse the disputed entries of a bag that is below zero in their lot, and write them again from the lots it
    holds, as far as these reach. The instant stays, so they stay disputed; the sums no longer fall short.
    """
    for entry in movements.disputed(tx.db, bag_id, item_id):
        lots = [lot.id for lot in balances.lots_at(tx.db, bag_id, item_id)]
        held = balances.lock(tx.db, [(bag_id, lot) for lot in {*lots, entry.lot_id}])
        short = min(entry.quantity, -held[bag_id, entry.lot_id])
        spare = [(lot, held[bag_id, lot]) for lot in lots if held[bag_id, lot] > 0]
        parts = []
        for lot, quantity in spare:
            part = min(quantity, short)
            if part > 0:
                parts.append((lot, part))
                short -= part
        if not parts:
            continue
        rest = entry.quantity - sum(part for _lot, part in parts)
        reverse(tx, actor, entry.id, new_id(), note=entry.note, allow_negative=True)
        again = [*parts, *([(entry.lot_id, rest)] if rest else [])]
        write(tx, actor, [_again(entry, lot, part) for lot, part in again], allow_negative=True)


def _again(entry: Movement, lot_id: UUID, quantity: int) -> Entry:
    return Entry(
        lot_id=lot_id,
        from_id=entry.from_location_id,
        to_id=entry.to_location_id,
        quantity=quantity,
        reason=MovementReason(entry.reason),
        effective_at=entry.effective_at,
        document=entry.document,
        note=entry.note,
        session_id=entry.session_id,
        caused_by=entry.caused_by,
    )
