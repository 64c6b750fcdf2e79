"""What other packages may ask of hand-outs, and how a close-out settles the till, in their own transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Table

from app.access.actor import Actor
from app.distributions import store
from app.distributions.public.points import points_table, row_of_point
from app.distributions.public.settling import Purse, settle, states_of
from app.distributions.rules import TillEntry, TillState
from app.distributions.store import points as point_store
from app.distributions.tables import HandOut
from app.items import public as items
from app.items.public import ItemKind, ItemView
from app.kernel import clock
from app.kernel.ids import new_id
from app.kits import public as kits
from app.kits.public import MovementReason
from app.kits.public import tablets as kit_tablets
from app.platform.unit_of_work import ReadTx, Tx
from app.sessions import public as sessions
from app.sessions.public import SessionFacts
from app.sessions.public.tablets import Sums, add_to_many

__all__ = [
    "FieldGift",
    "TillEntry",
    "TillState",
    "differences",
    "give_many",
    "given",
    "hand_outs_table",
    "people_given",
    "points_table",
    "row_of_point",
    "settle_till",
    "take_back",
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
    """Sessions and distribution points whose dignity kits differ between rollup and hand-outs, or whose items of
    any kind differ between hand-outs and kit ledger; empty is well.
    """
    dignity_kits = items.dignity_kits(look)
    return [
        *store.wrong_totals(look.db, sessions.sessions_table, kits.movements_table, dignity_kits),
        *point_store.wrong_totals(look.db, kits.movements_table, dignity_kits),
    ]


def till(look: ReadTx, session_id: UUID) -> list[TillState]:
    """The till of a session: one line an item that was loaded or given, by item code."""
    return states_of(look, kits.session_lines(look, session_id), store.given(look.db, session_id))


def settle_till(tx: Tx, actor: Actor, session: SessionFacts, lines: Sequence[TillEntry]) -> list[TillState]:
    """Enter what the close-out says of the bag, beyond what was entered before; answers the closed till.

    Lines carry totals. What is more than recorded is moved (returned → the store it came from, damaged and
    unexplained → losses); what is less is reversed first. The session must be held. Raises Conflict `till.open`
    with the numbers when an item does not close, Invalid without a reason for what is unexplained.
    """
    settle(tx, actor, _purse(tx, session.id), till(tx, session.id), lines)
    return till(tx, session.id)


def _purse(tx: Tx, session_id: UUID) -> Purse:
    return Purse(
        remains=lambda item_id: kits.remains(tx, session_id, item_id),
        entries=lambda item_id, reason: kits.session_entries(tx, session_id, item_id, reason),
        session_id=session_id,
    )


@dataclass(frozen=True, slots=True)
class FieldGift:
    """Kits that went into hands, as a tablet tells it. `late`: after verification, so no figure may move.

    For a ticket together with a cell, `id` and `given_at` must not lead back to the ticket: the caller sees to it.
    """

    id: UUID
    session: SessionFacts
    item: ItemView
    quantity: int
    community: str
    sex: str | None
    age_band: str | None
    given_at: datetime
    received_at: datetime
    recorded_by: UUID | None
    late: bool


def give_many(tx: Tx, actor: Actor, gifts: Sequence[FieldGift]) -> set[UUID]:
    """Write hand-outs of held sessions with their movements; answers those whose bag held too little (disputed).

    It happened, so nothing is refused. The caller records it.
    """
    bags = {
        session.id: kits.place_of(
            tx, kits.bag(tx, actor, session.id, session.lead_organisation_id, session.code)
        )
        for session in {gift.session.id: gift.session for gift in gifts}.values()
    }
    store.append(
        tx.db,
        [
            {
                "id": gift.id,
                "session_id": None if gift.late else gift.session.id,
                "location_id": bags[gift.session.id].id,
                "item_id": gift.item.id,
                "quantity": gift.quantity,
                "community": gift.community,
                "sex": gift.sex,
                "age_band": gift.age_band,
                "recorded_by": gift.recorded_by,
                "occurred_at": gift.given_at,
                "received_at": gift.received_at,
                "reverses": None,
            }
            for gift in gifts
        ],
    )
    sums: dict[UUID, Sums] = defaultdict(Sums)
    for gift in gifts:
        if gift.item.kind is ItemKind.DIGNITY_KIT and not gift.late:
            sums[gift.session.id].kits += gift.quantity
    add_to_many(tx, sums)
    return kit_tablets.give_many(
        tx,
        [
            kit_tablets.Gift(
                cause=gift.id,
                bag_id=bags[gift.session.id].id,
                organisation_id=bags[gift.session.id].organisation_id,
                item_id=gift.item.id,
                quantity=gift.quantity,
                effective_at=gift.given_at,
                session_id=None if gift.late else gift.session.id,
                projects=frozenset(project for project, _share in gift.session.projects),
                recorded_by=gift.recorded_by,
            )
            for gift in gifts
        ],
    )


def take_back(tx: Tx, actor: Actor, hand_out_id: UUID, *, note: str) -> bool:
    """A hand-out never was: people, kits and the session's sum; False when it was taken back before.

    The session must be held. For tablets and coordinators: the session's state is not asked.
    """
    row = store.find(tx.db, hand_out_id)
    if row is None or row.reverses is not None or store.reversed_among(tx.db, [row.id]):
        return False
    for entry in sorted(
        kits.entries_caused_by(tx, row.id), key=lambda entry: entry.reason is MovementReason.LOAD
    ):
        kits.reverse(tx, actor, entry.id, new_id(), note=note, allow_negative=True)
    opposite = row.model_dump() | {
        "id": new_id(),
        "recorded_by": actor.person_id,
        "received_at": clock.now(),
        "reverses": row.id,
    }
    store.append(tx.db, [opposite])
    item = items.by_ids(tx, {row.item_id})[row.item_id]
    if row.session_id is not None and item.kind is ItemKind.DIGNITY_KIT:
        sessions.add_counts(tx, row.session_id, kits=-row.quantity)
    return True
