"""What other packages may ask of hand-outs, and how a close-out settles the till, in their own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Table

from app.access.actor import Actor
from app.distributions import store
from app.distributions.rules import TillEntry, TillState, check_till
from app.distributions.tables import HandOut
from app.items import public as items
from app.kernel import clock
from app.kernel.errors import Conflict
from app.kernel.ids import new_id
from app.kernel.words import _
from app.kits import public as kits
from app.kits.public import LocationKind, MovementReason
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions import public as sessions
from app.sessions.public import SessionFacts

__all__ = [
    "TillEntry",
    "TillState",
    "differences",
    "given",
    "hand_outs_table",
    "people_given",
    "settle_till",
    "till",
]

hand_outs_table: Final[Table] = HandOut.__table__  # type: ignore[attr-defined]
"""For reading only (measures): no other package writes these rows."""


def given(look: ReadTx, session_id: UUID) -> dict[UUID, int]:
    """How many of each item were handed out at a session, reversals taken off; by item id."""
    return store.given(look.db, session_id)


def people_given(look: ReadTx, session_id: UUID) -> int:
    """How many people at least went home with something.

    Nobody is known by name, so within a community, sex and age band the largest number given of any one item
    is taken: a woman with a kit and a pin counts once.
    """
    most: dict[tuple[str, str | None, str | None], int] = {}
    for community, sex, band, _item, quantity in store.given_by_people(look.db, session_id):
        group = (community, sex, band)
        most[group] = max(most.get(group, 0), quantity)
    return sum(most.values())


def differences(look: ReadTx) -> list[str]:
    """Sessions whose dignity kits differ between rollup and hand-outs, or whose items of any kind differ
    between hand-outs and kit ledger; empty is well.
    """
    return store.wrong_totals(
        look.db, sessions.sessions_table, kits.movements_table, items.dignity_kits(look)
    )


def till(look: ReadTx, session_id: UUID) -> list[TillState]:
    """The till of a session: one line an item that was loaded or given, by item code."""
    moved = kits.session_lines(look, session_id)
    handed = store.given(look.db, session_id)
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


def settle_till(tx: Tx, actor: Actor, session: SessionFacts, lines: Sequence[TillEntry]) -> list[TillState]:
    """Enter what the close-out says of the bag, beyond what was entered before; answers the closed till.

    Lines carry totals. What is more than recorded is moved (returned → the store it came from, damaged and
    unexplained → losses); what is less is reversed first. The session must be held. Raises Conflict `till.open`
    with the numbers when an item does not close, Invalid without a reason for what is unexplained.
    """
    states = {state.item_id: state for state in till(tx, session.id)}
    check_till(list(states.values()), lines)
    for line in sorted(lines, key=lambda entry: entry.item_id):
        if line.item_id in states:
            _settle(tx, actor, session, states[line.item_id], line)
    return till(tx, session.id)


def _settle(tx: Tx, actor: Actor, session: SessionFacts, state: TillState, line: TillEntry) -> None:
    wanted = [
        (MovementReason.RETURN, state.returned, line.returned, ""),
        (MovementReason.DAMAGE, state.damaged, line.damaged, ""),
        (MovementReason.LOSS, state.unexplained, line.unexplained, line.reason.strip()[:500]),
    ]
    still = [
        (reason, _take_back(tx, actor, session.id, line.item_id, reason, recorded, total), total, note)
        for reason, recorded, total, note in wanted
    ]
    bags = kits.remains(tx, session.id, line.item_id)
    left = {(remain.bag_id, remain.lot_id): remain.quantity for remain in bags}
    for reason, recorded, total, note in still:
        _move_rest(tx, actor, session, reason, total - recorded, note, bags, left)


def _take_back(
    tx: Tx,
    actor: Actor,
    session_id: UUID,
    item_id: UUID,
    reason: MovementReason,
    recorded: int,
    total: int,
) -> int:
    """Reverse entries, newest first, until no more is recorded than the total; answers what is still recorded."""
    if recorded > total:
        for entry in kits.session_entries(tx, session_id, item_id, reason):
            kits.reverse(tx, actor, entry.id, new_id())
            recorded -= entry.quantity
            if recorded <= total:
                break
    return recorded


def _move_rest(
    tx: Tx,
    actor: Actor,
    session: SessionFacts,
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
                session_id=session.id,
            )
            for remain, part in parts
        ],
    )


def _losses(tx: Tx, bag_id: UUID) -> UUID:
    return kits.outside_location(tx, kits.place_of(tx, bag_id).organisation_id, LocationKind.LOSS)
