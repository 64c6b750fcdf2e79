"""The one way an entry gets into the ledger: lock, look at every later day, write, keep the balances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, NotFound
from app.kernel.ids import new_id
from app.kernel.words import _
from app.kits.rules import OUTSIDE, Floor, LocationKind, MovementReason, Pick, floor_of, share_out, turn
from app.kits.rules.earmarks import earmarked, is_eligible
from app.kits.schemas import MovementView
from app.kits.store import balances, lots, movements, places
from app.kits.tables import Location, Movement
from app.platform.unit_of_work import Tx


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement about to be written: `quantity` of a lot from one place to another at an instant."""

    lot_id: UUID
    from_id: UUID
    to_id: UUID
    quantity: int
    reason: MovementReason
    effective_at: datetime
    document: str = ""
    note: str = ""
    session_id: UUID | None = None
    caused_by: UUID | None = None
    reverses: UUID | None = None
    id: UUID = field(default_factory=new_id)


def insufficient(floor: Floor, wanted: int, effective_at: datetime, place: str) -> Conflict:
    """The refusal with its numbers: how many there are, how many were wanted, and on which day it breaks."""
    available = max(floor.quantity, 0)
    at = floor.at or effective_at
    facts = {"available": available, "wanted": wanted, "at": at.isoformat(), "place": place}
    if floor.at is None:
        message = _("%(place)s has only %(available)s. You asked for %(wanted)s.") % facts
    else:
        message = _(
            "%(place)s can spare only %(available)s: it would run below zero on %(day)s. You asked for %(wanted)s."
        ) % {**facts, "day": at.date().isoformat()}
    return Conflict(
        "kits.insufficient", message, [FieldError("quantity", "kits.insufficient", message, facts)]
    )


def _has_floor(place: Location) -> bool:
    return LocationKind(place.kind) not in OUTSIDE


def floors(tx: Tx, location_id: UUID, held: dict[UUID, int], effective_at: datetime) -> dict[UUID, Floor]:
    """The least this place holds of each lot from an instant on; `held` are the locked balances by lot."""
    later = movements.later_nets(tx.db, location_id, held, effective_at)
    return {lot_id: floor_of(quantity, later.get(lot_id, ())) for lot_id, quantity in held.items()}


def write(
    tx: Tx, actor: Actor | None, entries: Sequence[Entry], *, allow_negative: bool = False
) -> list[MovementView]:
    """Write entries in their order. Raises Conflict `kits.insufficient` when a place with stock would go below
    zero at any instant from the entry's own on; with `allow_negative` the entry is kept and marked disputed.
    """
    known = places.find_many(tx.db, {e.from_id for e in entries} | {e.to_id for e in entries})
    held = balances.lock(tx.db, [(side, e.lot_id) for e in entries for side in (e.from_id, e.to_id)])
    written = []
    for entry in entries:
        source = known[entry.from_id]
        here, there = (entry.from_id, entry.lot_id), (entry.to_id, entry.lot_id)
        disputed = False
        if _has_floor(source):
            floor = floors(tx, source.id, {entry.lot_id: held[here]}, entry.effective_at)[entry.lot_id]
            if floor.quantity < entry.quantity:
                if not allow_negative:
                    raise insufficient(floor, entry.quantity, entry.effective_at, source.name)
                disputed = True
        row = _row(entry, actor, disputed=disputed)
        movements.add(tx.db, row)
        changes = {here: -entry.quantity, there: entry.quantity}
        balances.add(tx.db, changes)
        for pair, change in changes.items():
            held[pair] += change
        tx.record(
            "kits.moved",
            actor,
            "movement",
            entry.id,
            organisation_id=source.organisation_id,
            data={
                "reason": entry.reason.value,
                "quantity": entry.quantity,
                "lot": str(entry.lot_id),
                "from": str(entry.from_id),
                "to": str(entry.to_id),
                **({"reverses": str(entry.reverses)} if entry.reverses else {}),
                **({"disputed": True} if disputed else {}),
            },
        )
        written.append(movements.view(row))
    return written


def _row(entry: Entry, actor: Actor | None, *, disputed: bool) -> Movement:
    return Movement(
        id=entry.id,
        lot_id=entry.lot_id,
        from_location_id=entry.from_id,
        to_location_id=entry.to_id,
        quantity=entry.quantity,
        reason=entry.reason.value,
        document=entry.document,
        note=entry.note,
        effective_at=entry.effective_at,
        recorded_at=clock.now(),
        recorded_by=actor.person_id if actor else None,
        session_id=entry.session_id,
        caused_by=entry.caused_by,
        reverses=entry.reverses,
        disputed=disputed,
    )


def take(
    tx: Tx,
    actor: Actor | None,
    *,
    item_id: UUID,
    quantity: int,
    from_location_id: UUID,
    to_location_id: UUID,
    reason: MovementReason,
    session_id: UUID | None,
    caused_by: UUID | None,
    effective_at: datetime,
    document: str = "",
    note: str = "",
    projects: Iterable[UUID] = (),
    only_lots: frozenset[UUID] | None = None,
    only_eligible: bool = False,
    earmark_reason: str | None = None,
    allow_negative: bool = False,
) -> list[MovementView]:
    """Take so many of an item, whichever lots they are: first expiring first, own earmarks (`projects`) first.

    Raises Conflict `kits.insufficient` when the place cannot spare them from `effective_at` on. With
    `allow_negative` (a tablet tells what already happened) the rest is taken from a lot all the same, disputed.
    With `only_eligible` what other projects paid for is left alone: Conflict `kits.earmarked` when it would have to be
    taken; an `earmark_reason` or a tablet takes it last, and that is recorded.
    """
    held_lots = {lot.id: lot for lot in balances.lots_at(tx.db, from_location_id, item_id)}
    if only_lots is not None:
        held_lots = {lot_id: lot for lot_id, lot in held_lots.items() if lot_id in only_lots}
    locked = balances.lock(
        tx.db, [(side, lot) for lot in held_lots for side in (from_location_id, to_location_id)]
    )
    found = floors(
        tx, from_location_id, {lot: locked[from_location_id, lot] for lot in held_lots}, effective_at
    )
    own = frozenset(projects)
    picks = sorted(
        (Pick(lot.id, found[lot.id].quantity, lot.expires_on, lot.project_id) for lot in held_lots.values()),
        key=lambda pick: turn(pick, on=effective_at.date(), projects=own),
    )
    others = [pick for pick in picks if not is_eligible(pick.project_id, own)] if only_eligible else []
    picks = [pick for pick in picks if pick not in others]
    shares = share_out(picks, quantity)
    spared = sum(part for _lot, part in shares)
    if spared < quantity and others:
        kept = sum(max(pick.available, 0) for pick in others)
        if earmark_reason is None and not allow_negative and spared + kept >= quantity:
            place = places.find(tx.db, from_location_id)
            raise earmarked(place=place.name if place else "", free=spared, kept=kept, wanted=quantity)
        if earmark_reason is not None or allow_negative:
            shares += share_out(others, quantity - spared)
            spared = sum(part for _lot, part in shares)
    if spared < quantity:
        missing = lots.to_overdraw(tx.db, from_location_id, item_id, own) if allow_negative else None
        if missing is None:
            place = places.find(tx.db, from_location_id)
            lows = [found[pick.lot_id].at for pick in picks]
            day = next((at for at in lows if at is not None), None)
            raise insufficient(Floor(spared, day), quantity, effective_at, place.name if place else "")
        shares.append((missing, quantity - spared))
    foreign = {pick.lot_id for pick in others}
    entries = [
        Entry(
            lot_id=lot_id,
            from_id=from_location_id,
            to_id=to_location_id,
            quantity=part,
            reason=reason,
            effective_at=effective_at,
            document=document,
            note=(earmark_reason or note) if lot_id in foreign else note,
            session_id=session_id,
            caused_by=caused_by,
        )
        for lot_id, part in shares
    ]
    written = write(tx, actor, entries, allow_negative=allow_negative)
    note_earmarks(tx, actor, [entry for entry in written if entry.lot in foreign], earmark_reason)
    return written


def note_earmarks(
    tx: Tx, actor: Actor | None, entries: Sequence[MovementView], earmark_reason: str | None
) -> None:
    """Record that these entries take what other projects paid for, and the reason a desk gave (a tablet gives none)."""
    for entry in entries:
        place = places.find(tx.db, entry.from_id)
        tx.record(
            "kits.earmark_overridden",
            actor,
            "movement",
            entry.id,
            organisation_id=place.organisation_id if place else None,
            data={
                "lot": str(entry.lot),
                "quantity": entry.quantity,
                "reason": earmark_reason,
                "session": str(entry.session) if entry.session else None,
            },
        )


def reverse(
    tx: Tx,
    actor: Actor | None,
    movement_id: UUID,
    new_id: UUID,
    *,
    note: str = "",
    allow_negative: bool = False,
) -> MovementView:
    """Take an entry back, once, by its opposite at the same instant: on no day was it there.

    Raises Conflict when it was taken back before, is itself a reversal, or the kits have moved on since (with
    `allow_negative` that is kept, disputed: a tablet tells that it never happened).
    """
    original = movements.find(tx.db, movement_id)
    if original is None:
        raise NotFound
    balances.lock(
        tx.db,
        [(side, original.lot_id) for side in (original.from_location_id, original.to_location_id)],
    )
    if original.reverses is not None:
        raise Conflict("movement.is_reversal", _("A reversal is not reversed. Enter the movement again."))
    if movements.reversal_of(tx.db, movement_id) is not None:
        raise Conflict("movement.reversed", _("This entry was already reversed."))
    opposite = Entry(
        id=new_id,
        lot_id=original.lot_id,
        from_id=original.to_location_id,
        to_id=original.from_location_id,
        quantity=original.quantity,
        reason=MovementReason.REVERSAL,
        effective_at=original.effective_at,
        document=original.document,
        note=note,
        session_id=original.session_id,
        caused_by=original.caused_by,
        reverses=original.id,
    )
    return write(tx, actor, [opposite], allow_negative=allow_negative)[0]
