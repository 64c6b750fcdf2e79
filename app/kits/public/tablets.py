"""What tablets take along of kits, and how what they gave gets into the ledger, many hand-outs at a time.

A tablet tells what already happened: what leaves a bag that held less is kept all the same, and marked disputed.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from app.items import public as items
from app.kernel import clock
from app.kernel.ids import new_id
from app.kits.public.places import outside_location
from app.kits.public.session_sums import SessionLine
from app.kits.rules import LocationKind, MovementReason, Pick, floor_of, share_out, turn
from app.kits.store import balances, lots, places
from app.kits.store import tablets as store
from app.kits.store.balances import Pair
from app.kits.store.tablets import Shelf
from app.kits.tables import Lot
from app.platform.unit_of_work import ReadTx, Tx

__all__ = ["Gift", "bag_below_zero", "give_many", "session_lines_of_many", "stores_of"]

_COLUMN = {
    MovementReason.LOAD: "loaded",
    MovementReason.RETURN: "returned",
    MovementReason.DAMAGE: "damaged",
    MovementReason.LOSS: "lost",
    MovementReason.HAND_OUT: "given",
}


def session_lines_of_many(look: ReadTx, session_ids: Collection[UUID]) -> dict[UUID, dict[UUID, SessionLine]]:
    """Session → item → its till; one statement however many."""
    sums: dict[UUID, dict[UUID, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    if session_ids:
        for session_id, item_id, reason, quantity in store.sums_of_sessions(look.db, session_ids):
            if (column := _COLUMN.get(reason)) is not None:
                sums[session_id][item_id][column] = quantity
    return {
        session_id: {item_id: SessionLine(**line) for item_id, line in lines.items()}
        for session_id, lines in sums.items()
    }


def stores_of(look: ReadTx, organisation_ids: Collection[UUID]) -> list[tuple[UUID, str, UUID]]:
    """(place, name, organisation) of the active stores of these organisations, by name; one statement."""
    return store.stores_of(look.db, organisation_ids) if organisation_ids else []


def bag_below_zero(look: ReadTx, session_id: UUID) -> bool:
    """Whether more left a session's bag than is known to have been in it; one statement."""
    return store.bag_below_zero(look.db, session_id)


@dataclass(frozen=True, slots=True)
class Gift:
    """`quantity` of an item that left a bag for people's hands. `cause` is the hand-out it belongs to.

    `session_id` is None for what came after verification: the stock is right and no figure moves.
    """

    cause: UUID
    bag_id: UUID
    organisation_id: UUID
    item_id: UUID
    quantity: int
    effective_at: datetime
    session_id: UUID | None
    projects: frozenset[UUID]
    recorded_by: UUID | None


def give_many(tx: Tx, gifts: Sequence[Gift]) -> set[UUID]:
    """Write the movements of these hand-outs; answers the causes whose bag held too little (disputed).

    First expiring first, as everywhere. A fixed number of statements for each bag, however many gifts. The
    caller holds the sessions and records what happened.
    """
    if not gifts:
        return set()
    people = {
        one: outside_location(tx, one, LocationKind.BENEFICIARIES)
        for one in sorted({gift.organisation_id for gift in gifts})
    }
    bags = {gift.bag_id: people[gift.organisation_id] for gift in gifts}
    places.told_late(tx.db, {gift.bag_id for gift in gifts if gift.session_id is None}, clock.now())
    by_bag: dict[Pair, list[Shelf]] = defaultdict(list)
    for shelf in store.shelves(tx.db, bags, {gift.item_id for gift in gifts}):
        by_bag[shelf.location_id, shelf.item_id].append(shelf)
    for gift in gifts:
        if not by_bag[gift.bag_id, gift.item_id]:
            lot = lots.to_overdraw(tx.db, gift.bag_id, gift.item_id, gift.projects) or _lot_of_no_delivery(
                tx, gift
            )
            by_bag[gift.bag_id, gift.item_id].append(Shelf(gift.bag_id, lot, gift.item_id, None, None))
    pairs = [(shelf.location_id, shelf.lot_id) for found in by_bag.values() for shelf in found]
    held = balances.lock(tx.db, [*pairs, *((bags[bag], lot) for bag, lot in pairs)])
    first = min(gift.effective_at for gift in gifts)
    later = store.later_nets(tx.db, bags, {lot for _bag, lot in pairs}, first)
    return _Writing(tx, held, later, bags).write(gifts, by_bag)


def _lot_of_no_delivery(tx: Tx, gift: Gift) -> UUID:
    """The lot of an item of which no delivery was ever entered: something was given, so something was there."""
    identity = uuid5(gift.item_id, "karama:no delivery")
    if identity not in lots.find_many(tx.db, [identity]):
        version = items.current_version_id(tx, gift.item_id, gift.effective_at.date())
        lots.add(tx.db, Lot(id=identity, item_id=gift.item_id, item_version_id=version, label="–"))
    return identity


def to_overdraw(shelves: Sequence[Shelf], projects: frozenset[UUID]) -> UUID:
    """The lot a bag is taken below zero in, as `lots.to_overdraw`: of its projects, else of nobody, then the newest."""
    own = [one for one in shelves if one.project_id in projects]
    free = [one for one in shelves if one.project_id is None]
    return max(one.lot_id for one in own or free or shelves)


class _Writing:
    """The balances while gifts are taken off them, one after the other."""

    def __init__(
        self,
        tx: Tx,
        held: dict[Pair, int],
        later: dict[Pair, list[tuple[datetime, int]]],
        bags: dict[UUID, UUID],
    ) -> None:
        self.tx = tx
        self.held = held
        self.later = later
        self.bags = bags
        self.rows: list[dict[str, Any]] = []
        self.changes: dict[Pair, int] = defaultdict(int)

    def write(self, gifts: Sequence[Gift], by_bag: dict[Pair, list[Shelf]]) -> set[UUID]:
        disputed = set()
        for gift in sorted(gifts, key=lambda gift: (gift.effective_at, gift.cause)):
            shelves = by_bag[gift.bag_id, gift.item_id]
            picks = sorted(
                (self._pick(shelf, gift) for shelf in shelves),
                key=lambda pick: turn(pick, on=gift.effective_at.date(), projects=gift.projects),
            )
            shares = share_out(picks, gift.quantity)
            for lot_id, part in shares:
                self._move(gift, lot_id, part, disputed=False)
            missing = gift.quantity - sum(part for _lot, part in shares)
            if missing:
                self._move(gift, to_overdraw(shelves, gift.projects), missing, disputed=True)
                disputed.add(gift.cause)
        store.append(self.tx.db, self.rows)
        store.change_balances(self.tx.db, self.changes.items())
        return disputed

    def _pick(self, shelf: Shelf, gift: Gift) -> Pick:
        pair = (gift.bag_id, shelf.lot_id)
        after = [step for step in self.later.get(pair, ()) if step[0] > gift.effective_at]
        floor = floor_of(self.held[pair], after)
        return Pick(shelf.lot_id, floor.quantity, shelf.expires_on, shelf.project_id)

    def _move(self, gift: Gift, lot_id: UUID, quantity: int, *, disputed: bool) -> None:
        here, there = (gift.bag_id, lot_id), (self.bags[gift.bag_id], lot_id)
        self.held[here] -= quantity
        self.changes[here] -= quantity
        self.changes[there] += quantity
        insort(self.later.setdefault(here, []), (gift.effective_at, -quantity))
        self.rows.append(
            {
                "id": new_id(),
                "lot_id": lot_id,
                "from_location_id": here[0],
                "to_location_id": there[0],
                "quantity": quantity,
                "reason": MovementReason.HAND_OUT.value,
                "document": "",
                "note": "",
                "effective_at": gift.effective_at,
                "recorded_at": clock.now(),
                "recorded_by": gift.recorded_by,
                "session_id": gift.session_id,
                "caused_by": gift.cause,
                "reverses": None,
                "disputed": disputed,
            }
        )
