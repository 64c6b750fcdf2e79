"""Pure rules of the kit ledger: kinds of places, reasons of movements, where each may go, and who is picked first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.kernel.errors import Conflict, Invalid
from app.kernel.words import Words, _


class LocationKind(StrEnum):
    """What a place in the ledger is. Supplier, beneficiaries and loss are the outside world: they have no floor."""

    WAREHOUSE = "warehouse"
    PARTNER_STORE = "partner_store"
    SESSION_BAG = "session_bag"
    SUPPLIER = "supplier"
    BENEFICIARIES = "beneficiaries"
    LOSS = "loss"


LOCATION_KIND_NAMES: dict[LocationKind, Words] = {
    LocationKind.WAREHOUSE: _("warehouse"),
    LocationKind.PARTNER_STORE: _("partner store"),
    LocationKind.SESSION_BAG: _("session bag"),
    LocationKind.SUPPLIER: _("supplier"),
    LocationKind.BENEFICIARIES: _("given to people"),
    LocationKind.LOSS: _("lost or damaged"),
}

OUTSIDE = frozenset({LocationKind.SUPPLIER, LocationKind.BENEFICIARIES, LocationKind.LOSS})
"""Kinds of places whose balance may be anything."""


def lot_told(label: str, variant: str | None) -> str:
    """What people read of a lot: its label, and the code of the size or variant in it, if it has one."""
    return label if variant is None else f"{label} · {variant}"


class MovementReason(StrEnum):
    """Why a quantity moved."""

    RECEIPT = "receipt"
    TRANSFER = "transfer"
    LOAD = "load"
    HAND_OUT = "hand_out"
    RETURN = "return"
    DAMAGE = "damage"
    EXPIRY = "expiry"
    LOSS = "loss"
    COUNT_ADJUSTMENT = "count_adjustment"
    ASSEMBLY = "assembly"
    FOUND = "found"
    DISTRIBUTED_WITHOUT_RECORD = "distributed_without_record"
    REVERSAL = "reversal"


REASON_NAMES: dict[MovementReason, Words] = {
    MovementReason.RECEIPT: _("received"),
    MovementReason.TRANSFER: _("transferred"),
    MovementReason.LOAD: _("loaded for a session"),
    MovementReason.HAND_OUT: _("handed out"),
    MovementReason.RETURN: _("returned from a session"),
    MovementReason.DAMAGE: _("damaged"),
    MovementReason.EXPIRY: _("expired"),
    MovementReason.LOSS: _("lost"),
    MovementReason.COUNT_ADJUSTMENT: _("adjusted after a count"),
    MovementReason.ASSEMBLY: _("assembled"),
    MovementReason.FOUND: _("found"),
    MovementReason.DISTRIBUTED_WITHOUT_RECORD: _("distributed without a record"),
    MovementReason.REVERSAL: _("reversed"),
}

STORES = frozenset({LocationKind.WAREHOUSE, LocationKind.PARTNER_STORE})
"""Places with shelves."""

STOCK = STORES | {LocationKind.SESSION_BAG}
"""Places that hold real things: their balance never goes below zero at a desk."""

_BAG = frozenset({LocationKind.SESSION_BAG})
_SUPPLIER = frozenset({LocationKind.SUPPLIER})
_PEOPLE = frozenset({LocationKind.BENEFICIARIES})
_LOSS = frozenset({LocationKind.LOSS})

Road = tuple[frozenset[LocationKind], frozenset[LocationKind]]

ROADS: dict[MovementReason, tuple[Road, ...]] = {
    MovementReason.RECEIPT: ((_SUPPLIER, STORES),),
    MovementReason.TRANSFER: ((STOCK, STOCK),),
    MovementReason.LOAD: ((STORES, _BAG),),
    MovementReason.HAND_OUT: ((STOCK, _PEOPLE),),
    MovementReason.RETURN: ((_BAG, STORES),),
    MovementReason.DAMAGE: ((STOCK, _LOSS),),
    MovementReason.EXPIRY: ((STOCK, _LOSS),),
    MovementReason.LOSS: ((STOCK, _LOSS),),
    MovementReason.COUNT_ADJUSTMENT: ((STORES, _LOSS), (_LOSS, STORES)),
    MovementReason.FOUND: ((_LOSS, STOCK),),
    MovementReason.DISTRIBUTED_WITHOUT_RECORD: ((STOCK, _PEOPLE),),
}
"""From which kinds of places to which each reason may go. Assembly and reversal have their own doors."""

ROAD_SENTENCES: dict[MovementReason, Words] = {
    MovementReason.RECEIPT: _("A receipt goes from a supplier to a warehouse or a partner store."),
    MovementReason.TRANSFER: _("A transfer goes from one place with stock to another."),
    MovementReason.LOAD: _("A load goes from a store to a session bag."),
    MovementReason.HAND_OUT: _("A hand-out goes from a bag or a store to people."),
    MovementReason.RETURN: _("A return goes from a session bag to a store."),
    MovementReason.DAMAGE: _("Damage goes from a place with stock to a place for losses."),
    MovementReason.EXPIRY: _("Expiry goes from a place with stock to a place for losses."),
    MovementReason.LOSS: _("A loss goes from a place with stock to a place for losses."),
    MovementReason.COUNT_ADJUSTMENT: _("An adjustment goes between a store and a place for losses."),
    MovementReason.FOUND: _("What was found goes from a place for losses to a place with stock."),
    MovementReason.DISTRIBUTED_WITHOUT_RECORD: _(
        "What was distributed without a record goes from a place with stock to people."
    ),
    MovementReason.ASSEMBLY: _("Kits are assembled from their contents, never moved in one by one."),
    MovementReason.REVERSAL: _("An entry is reversed from the entry itself."),
}

SESSION_REASONS = frozenset(
    {MovementReason.LOAD, MovementReason.RETURN, MovementReason.DAMAGE, MovementReason.LOSS}
)
"""What the till of a session is made of, besides hand-outs, which have their own door."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Nothing in this ledger is older."""

AHEAD = timedelta(minutes=5)
"""How far a clock may run ahead of ours."""


def check_road(reason: MovementReason, source: LocationKind, target: LocationKind) -> None:
    """Pass when this reason may go from one kind of place to the other, else raise Invalid on `reason`."""
    if any(source in begin and target in end for begin, end in ROADS.get(reason, ())):
        return
    raise Invalid.of("reason", "movement.wrong_places", ROAD_SENTENCES[reason])


def check_not_apart(*, apart: bool) -> None:
    """The bag of a distribution point is moved at the point. Raises Invalid on `reason`."""
    if apart:
        raise Invalid.of(
            "reason",
            "movement.of_a_point",
            _("This bag belongs to a distribution point. Load, return and write off on its page."),
        )


def check_session_part(reason: MovementReason, session_id: UUID | None) -> None:
    """A movement that names a session is part of its till. Raises Invalid on `reason` for anything else."""
    if session_id is None or reason in SESSION_REASONS:
        return
    if reason is MovementReason.HAND_OUT:
        raise Invalid.of(
            "reason",
            "movement.hand_out_needs_people",
            _("At a session, hand kits out with a hand-out, so that it says for whom."),
        )
    raise Invalid.of(
        "reason",
        "movement.not_of_a_session",
        _("A session's bag is loaded, handed out, returned, damaged or lost. Choose one of these."),
    )


_BEING_HELD = frozenset({"confirmed", "in_progress"})
_CALLED_OFF = frozenset({"cancelled", "postponed"})


def check_session_status(reason: MovementReason, status: str) -> None:
    """A bag is loaded for a session that will be held, and emptied until its report is sent.

    `status` is the session's. Raises Conflict `session.step`.
    """
    if status in _BEING_HELD or (status in _CALLED_OFF and reason is not MovementReason.LOAD):
        return
    if status == "proposed":
        raise Conflict("session.step", _("Kits are loaded once the session is confirmed."))
    if status in _CALLED_OFF:
        raise Conflict("session.step", _("This session is called off. Kits can only come back from it."))
    raise Conflict(
        "session.step",
        _("The report of this session was sent: its till is closed. Send it back to change it."),
    )


def check_moment(effective_at: datetime, now: datetime) -> None:
    """Raises Invalid on `effective_at` for the future and for the time before this ledger."""
    if effective_at > now + AHEAD:
        raise Invalid.of(
            "effective_at",
            "movement.in_the_future",
            _("This is in the future. Enter it when it has happened."),
        )
    if effective_at < EARLIEST:
        raise Invalid.of("effective_at", "movement.too_old", _("Please check the year."))


@dataclass(frozen=True, slots=True)
class Floor:
    """The least a place holds of a lot from an instant on, and when (None: at that instant itself)."""

    quantity: int
    at: datetime | None = None


def floor_of(balance_now: int, later: Iterable[tuple[datetime, int]]) -> Floor:
    """The floor from an instant on, given today's balance and the net changes after that instant, by time.

    A back-dated entry takes from every later day too: it may take no more than this.
    """
    steps = list(later)
    running = balance_now - sum(net for _at, net in steps)
    floor = Floor(running)
    for at, net in steps:
        running += net
        if running < floor.quantity:
            floor = Floor(running, at)
    return floor


@dataclass(frozen=True, slots=True)
class Pick:
    """A lot that could be taken from: how many may go, and what decides its turn."""

    lot_id: UUID
    available: int
    expires_on: date | None
    project_id: UUID | None


def turn(pick: Pick, *, on: date, projects: frozenset[UUID]) -> tuple[bool, date, int, UUID]:
    """First expiring first; then lots of the session's own projects, lots of none, lots of others; then the oldest.

    What has expired already comes last: it should have been written off, and must not be given before good stock.
    """
    expired = pick.expires_on is not None and pick.expires_on < on
    mine = 1 if pick.project_id is None else 0 if pick.project_id in projects else 2
    return (expired, pick.expires_on or date.max, mine, pick.lot_id)


def share_out(picks: Iterable[Pick], quantity: int) -> list[tuple[UUID, int]]:
    """`(lot, quantity)` taken in the order given until `quantity` is reached; less when there is not enough."""
    taken: list[tuple[UUID, int]] = []
    for pick in picks:
        part = min(max(pick.available, 0), quantity)
        if part:
            taken.append((pick.lot_id, part))
            quantity -= part
    return taken
