"""How a till is settled, whoever's bags they are: what it says beyond the books is moved, what it takes back reversed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor
from app.distributions.rules import TillEntry, TillState, check_till
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError
from app.kernel.ids import new_id
from app.kernel.words import _
from app.kits import public as kits
from app.kits.public import LocationKind, MovementReason, MovementView
from app.platform.unit_of_work import ReadTx, Tx


def states_of(
    look: ReadTx, moved: Mapping[UUID, kits.SessionLine], handed: Mapping[UUID, int]
) -> list[TillState]:
    """A till, by item code, from what moved and what was handed out, both by item id."""
    known = items.by_ids(look, moved.keys() | handed.keys())
    lines = []
    for item_id, item in known.items():
        line = moved.get(item_id, kits.SessionLine())
        lines.append(
            TillState(
                item_id=item_id,
                item_code=item.code,
                names=item.names,
                loaded=line.loaded,
                given=handed.get(item_id, 0),
                returned=line.returned,
                damaged=line.damaged,
                unexplained=line.lost,
            )
        )
    return sorted(lines, key=lambda state: state.item_code)


@dataclass(frozen=True, slots=True)
class Purse:
    """The bags of a session or of a distribution point.

    remains    what they still hold of an item, by bag and lot
    entries    their entries of an item for a reason that were not taken back, newest first
    """

    remains: Callable[[UUID], list[kits.Remain]]
    entries: Callable[[UUID, MovementReason], list[MovementView]]
    session_id: UUID | None = None
    caused_by: UUID | None = None


def settle(tx: Tx, actor: Actor, purse: Purse, till: Sequence[TillState], lines: Sequence[TillEntry]) -> None:
    """Enter what the lines say beyond the books. They carry totals: what is more than recorded is moved
    (returned → the store it came from, damaged and unexplained → losses), what is less is reversed first.

    Raises Conflict `till.open` with the numbers when an item does not close, Invalid without a reason for what is
    unexplained.
    """
    states = {state.item_id: state for state in till}
    check_till(list(states.values()), lines)
    for line in sorted(lines, key=lambda entry: entry.item_id):
        if line.item_id in states:
            _settle(tx, actor, purse, states[line.item_id], line)


def _settle(tx: Tx, actor: Actor, purse: Purse, state: TillState, line: TillEntry) -> None:
    wanted = [
        (MovementReason.RETURN, state.returned, line.returned, ""),
        (MovementReason.DAMAGE, state.damaged, line.damaged, ""),
        (MovementReason.LOSS, state.unexplained, line.unexplained, line.reason.strip()[:500]),
    ]
    still = [
        (reason, _take_back(tx, actor, purse, line.item_id, reason, recorded, total), total, note)
        for reason, recorded, total, note in wanted
    ]
    bags = purse.remains(line.item_id)
    left = {(remain.bag_id, remain.lot_id): remain.quantity for remain in bags}
    for reason, recorded, total, note in still:
        _move_rest(tx, actor, purse, reason, total - recorded, note, bags, left)


def bring_back(
    tx: Tx, actor: Actor, purse: Purse, item_id: UUID, reason: MovementReason, quantity: int
) -> None:
    """Take so many of an item out of the bags for a reason. Raises Conflict `till.open` on `quantity`, with the numbers,
    when they hold less.
    """
    bags = purse.remains(item_id)
    left = {(remain.bag_id, remain.lot_id): remain.quantity for remain in bags}
    if (available := sum(left.values())) < quantity:
        facts = {"available": available, "wanted": quantity}
        message = _("The bag holds only %(available)s. You asked for %(wanted)s.") % facts
        raise Conflict("till.open", message, [FieldError("quantity", "till.open", message, facts)])
    _move_rest(tx, actor, purse, reason, quantity, "", bags, left)


def _take_back(
    tx: Tx,
    actor: Actor,
    purse: Purse,
    item_id: UUID,
    reason: MovementReason,
    recorded: int,
    total: int,
) -> int:
    """Reverse entries, newest first, until no more is recorded than the total; answers what is still recorded."""
    if recorded > total:
        for entry in purse.entries(item_id, reason):
            kits.reverse(tx, actor, entry.id, new_id())
            recorded -= entry.quantity
            if recorded <= total:
                break
    return recorded


def _move_rest(
    tx: Tx,
    actor: Actor,
    purse: Purse,
    reason: MovementReason,
    quantity: int,
    note: str,
    bags: Sequence[kits.Remain],
    left: dict[tuple[UUID, UUID], int],
) -> None:
    """Empty the bags, lot by lot, until `quantity` has moved for this reason; `left` is kept up to date."""
    parts = []
    for remain in bags:
        pair = (remain.bag_id, remain.lot_id)
        part = min(left[pair], quantity)
        if part > 0:
            left[pair] -= part
            quantity -= part
            parts.append((remain, part))
    if quantity > 0:
        raise Conflict(
            "till.open",
            _("The bag no longer holds what the till says. Look at the stock card of the bag first."),
        )
    kits.write(
        tx,
        actor,
        [
            kits.Entry(
                lot_id=remain.lot_id,
                from_id=remain.bag_id,
                to_id=remain.store_id if reason is MovementReason.RETURN else _losses(tx, remain.bag_id),
                quantity=part,
                reason=reason,
                effective_at=clock.now(),
                note=note,
                session_id=purse.session_id,
                caused_by=purse.caused_by,
            )
            for remain, part in parts
        ],
    )


def _losses(tx: Tx, bag_id: UUID) -> UUID:
    return kits.outside_location(tx, kits.place_of(tx, bag_id).organisation_id, LocationKind.LOSS)
