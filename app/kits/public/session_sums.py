"""What moved for one session, as the till wants to know it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kits.rules import MovementReason
from app.kits.schemas import MovementView
from app.kits.store import bag_sums as moved
from app.kits.store import movements
from app.kits.store.bag_sums import SessionSum
from app.kits.store.borrowed import Borrowed
from app.kits.store.borrowed import of_bag as of_one_bag
from app.kits.store.borrowed import of_session as of_other_projects
from app.platform.unit_of_work import ReadTx


@dataclass(frozen=True, slots=True)
class SessionLine:
    """Sums of a session's entries of one item by reason, reversals taken off. `lost` is what nobody could explain."""

    loaded: int = 0
    returned: int = 0
    damaged: int = 0
    lost: int = 0
    given: int = 0


_COLUMN = {
    MovementReason.LOAD: "loaded",
    MovementReason.RETURN: "returned",
    MovementReason.DAMAGE: "damaged",
    MovementReason.LOSS: "lost",
    MovementReason.HAND_OUT: "given",
}


def session_lines(look: ReadTx, session_id: UUID) -> dict[UUID, SessionLine]:
    """By item; one statement."""
    return _lines(moved.session_sums(look.db, session_id))


def bag_lines(look: ReadTx, bag_id: UUID) -> dict[UUID, SessionLine]:
    """The same of one bag that belongs to no session."""
    return _lines(moved.bag_sums(look.db, bag_id))


def _lines(found: Sequence[SessionSum]) -> dict[UUID, SessionLine]:
    sums: dict[UUID, dict[str, int]] = {}
    for row in found:
        if (column := _COLUMN.get(row.reason)) is not None:
            line = sums.setdefault(row.item_id, {})
            line[column] = line.get(column, 0) + row.quantity
    return {item_id: SessionLine(**line) for item_id, line in sums.items()}


@dataclass(frozen=True, slots=True)
class Remain:
    """What a bag still holds of a lot for a session, and the store that lot was last loaded from."""

    bag_id: UUID
    lot_id: UUID
    store_id: UUID
    quantity: int


def remains(look: ReadTx, session_id: UUID, item_id: UUID) -> list[Remain]:
    """Where a session's kits of an item still are, in the order of bag and lot; one statement."""
    return _remains(moved.session_sums(look.db, session_id, item_id))


def bag_remains(look: ReadTx, bag_id: UUID, item_id: UUID) -> list[Remain]:
    """The same of one bag that belongs to no session."""
    return _remains(moved.bag_sums(look.db, bag_id, item_id))


def _remains(sums: Sequence[SessionSum]) -> list[Remain]:
    held: dict[tuple[UUID, UUID], int] = {}
    origin: dict[tuple[UUID, UUID], tuple[datetime, UUID]] = {}
    for row in sums:
        if row.reason is MovementReason.LOAD:
            pair, change = (row.to_id, row.lot_id), row.quantity
            if pair not in origin or origin[pair] < (row.last_at, row.from_id):
                origin[pair] = (row.last_at, row.from_id)
        else:
            pair, change = (row.from_id, row.lot_id), -row.quantity
        held[pair] = held.get(pair, 0) + change
    return [
        Remain(bag_id, lot_id, origin[bag_id, lot_id][1], quantity)
        for (bag_id, lot_id), quantity in sorted(held.items())
        if quantity > 0 and (bag_id, lot_id) in origin
    ]


def borrowed(look: ReadTx, actor: Actor, session_id: UUID) -> list[Borrowed]:
    """What a session took of kits that other projects paid for, as far as the actor sees stock; one statement."""
    return of_other_projects(look.db, actor.scope(Permission.STOCK_SEE), session_id)


def borrowed_by_bag(look: ReadTx, actor: Actor, bag_id: UUID, project_id: UUID | None) -> list[Borrowed]:
    """The same of one bag that belongs to no session, whose kits `project_id` should have paid for."""
    return of_one_bag(look.db, actor.scope(Permission.STOCK_SEE), bag_id, project_id)


def session_entries(
    look: ReadTx, session_id: UUID, item_id: UUID, reason: MovementReason
) -> list[MovementView]:
    """A session's entries of an item for one reason that were not taken back, newest first."""
    return [movements.view(row) for row in moved.session_entries(look.db, session_id, item_id, reason)]


def bag_entries(look: ReadTx, bag_id: UUID, item_id: UUID, reason: MovementReason) -> list[MovementView]:
    """The same of one bag that belongs to no session."""
    return [movements.view(row) for row in moved.bag_entries(look.db, bag_id, item_id, reason)]


def entries_caused_by(look: ReadTx, cause: UUID) -> list[MovementView]:
    """The entries written for one hand-out, reversals left out."""
    return [movements.view(row) for row in movements.caused_by(look.db, cause)]
