"""Batches are taken in one transaction: found again or taken, flagged or kept apart, each event exactly once.

Batches of several tablets that come at the same time are taken as one set, with the statements of one. Locks are always
taken in one order: tablets by id, sessions by id, then tickets and balances. What passes by itself (a deadlock,
another request with the same event) is simply tried again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.accounts import public as accounts
from app.field.rules.words import Outcome, Reason
from app.field.schemas.events import BatchAnswer, EventResult, SendBatch
from app.field.store import devices, events
from app.field.store.devices import Held, Sighting
from app.field.store.passing import DatabaseRefused, passes
from app.field.use_cases.intake import flags, kits, people, reports, tickets, undoing, voids
from app.field.use_cases.intake.batch import Batch
from app.field.use_cases.intake.keeping import keep
from app.field.use_cases.intake.parcels import Opened, Parcel, Taken, who_go_together
from app.field.use_cases.intake.reading import Arrival, Delivery, Refused
from app.field.use_cases.recognising import is_good, refuse_stranger
from app.kernel import clock
from app.kernel.errors import AppError, Forbidden
from app.kernel.words import _
from app.platform.unit_of_work import Tx, UnitOfWork

People = dict[tuple[UUID, UUID], Actor]
"""By person and tablet."""

TRIES = 5
_SEEN = "a tablet was seen"


def take_batch(
    device: Held, command: SendBatch, *, key: bytes, uow: UnitOfWork, brought_by: Actor | None = None
) -> BatchAnswer:
    """Take what a tablet sent. The same batch again, in parts or in another order gives the same ledgers.

    `brought_by` brings it in as a file: then the tablet may be revoked, and nothing is learnt of its clock.
    Raises Unauthorised when the tablet was revoked meanwhile, Forbidden when the batch names another tablet.
    """
    return take_alone(Parcel(command, key, device_id=device.id, brought_by=brought_by), uow=uow)


def goes_in_line(parcel: Parcel, *, uow: UnitOfWork) -> bool:
    """Whether it may be taken with others; looks into it, and into no database."""
    return parcel.goes_with_others or uow.database.is_sqlite


def take_together(parcels: Sequence[Parcel], *, uow: UnitOfWork) -> list[Taken | AppError | None]:
    """What became of each of those who waited together, in one transaction; None for those who have to go alone."""
    write = _all_in_one if uow.database.is_sqlite else _as_one_set
    with uow.begin(housekeeping=_SEEN) as tx:
        return write(tx, parcels)


def take_alone(parcel: Parcel, *, uow: UnitOfWork) -> BatchAnswer:
    """Take one parcel in a transaction of its own.

    Raises as `take_batch`, and Unauthorised for a credential nobody knows.
    """
    for left in reversed(range(TRIES)):
        hopeful = left == TRIES - 1
        try:
            with uow.begin(housekeeping=_SEEN) as tx:
                (taken,) = _take(tx, [parcel], hopeful=hopeful)
                if isinstance(taken, AppError):
                    raise taken
            return taken.answer()
        except DatabaseRefused as refused:
            if not left or not passes(refused, hopeful=hopeful):
                raise
    raise AssertionError  # the last try returned or raised


def _as_one_set(tx: Tx, parcels: Sequence[Parcel]) -> list[Taken | AppError | None]:
    """What became of each of those that can be taken as one set; None for the others, which were not touched."""
    together = who_go_together(parcels)
    done = dict(zip(together, _take(tx, together, hopeful=True), strict=True))
    return [done.get(one) for one in parcels]


def _all_in_one(tx: Tx, parcels: Sequence[Parcel]) -> list[Taken | AppError | None]:
    """As one set where they can, the others after them one by one. For a database with one writer: elsewhere they
    would lock tablets after sessions.
    """
    done = _as_one_set(tx, parcels)
    for place, parcel in enumerate(parcels):
        if done[place] is None:
            # One that could have gone with the others holds what one of them holds too.
            (done[place],) = _take(tx, [parcel], hopeful=not parcel.goes_with_others)
    return done


def _take(tx: Tx, parcels: Sequence[Parcel], *, hopeful: bool) -> list[Taken | AppError]:
    """What became of each parcel, or why its tablet is not heard.

    `hopeful`: numbers that never came are taken for events that never came, and not looked up. The database
    knows better: then it refuses, and they are taken once more with open eyes.
    """
    held, known = _hold(tx, parcels)
    now = clock.now()
    heard: dict[Parcel, Opened] = {}
    outcome: dict[Parcel, Taken | AppError] = {}
    for parcel in parcels:
        device = held.get(parcel)
        if device is None or not (parcel.brought_by or is_good(device)):
            outcome[parcel] = refuse_stranger()
        elif parcel.command.device_id != device.id:
            outcome[parcel] = Forbidden("device.other", _("This is the credential of another tablet."))
        else:
            heard[parcel] = parcel.unpack()
            heard[parcel].arrive(device, now)
    if heard:
        batch = _batch(tx, parcels[0].key, now, list(heard.values()), known, hopeful=hopeful)
        if batch.fresh:
            apply(batch)
        keep(batch)
        _note(batch, heard)
        stored: dict[Delivery, list[Arrival]] = defaultdict(list)
        for one in batch.fresh:
            stored[one.delivery].append(one)
        for parcel, opened in heard.items():
            outcome[parcel] = Taken(opened, stored[opened.delivery], now)
    return [outcome[parcel] for parcel in parcels]


def _hold(tx: Tx, parcels: Sequence[Parcel]) -> tuple[dict[Parcel, Held], People]:
    """The tablets these are from, their rows locked, and the people of those that showed a credential."""
    shown = [one.shown for one in parcels if one.shown]
    by_token = devices.hold_by_token(tx.db, shown, clock.today()) if shown else {}
    found: dict[Parcel, Held] = {}
    people: People = {}
    for parcel in parcels:
        if parcel.shown and (mine := by_token.get(parcel.shown)):
            found[parcel], actor = mine
            people[actor.person_id, found[parcel].id] = actor
        if parcel.device_id is not None and (named := devices.hold(tx.db, parcel.device_id)):
            found[parcel] = named
    return found, people


def _batch(
    tx: Tx, key: bytes, now: datetime, came: Sequence[Opened], known_people: People, *, hopeful: bool
) -> Batch:
    """The set with its people and with what of it is new."""
    pairs = set()
    unsure: list[UUID] = []
    for one in came:
        device = one.delivery.device
        claimed = {stint.claimed for stint in one.delivery.stints} - {None}
        pairs |= {(person_id, device.id) for person_id in (device.person_id, *claimed) if person_id}
        if not (hopeful and one.is_surely_new()):
            unsure += [event.id for event in one.arrivals]
    stored = events.by_ids(tx.db, unsure).values() if unsure else ()
    known = {one.id: (one.content, one.outcome, one.reason) for one in stored}
    each_once = len(frozenset().union(*(one.ids for one in came))) == sum(len(one.arrivals) for one in came)
    others = pairs - known_people.keys()
    actors = known_people | (accounts.actors_on_tablets(tx, others) if others else {})
    fresh: list[Arrival] = []
    for one in came:
        one.delivery.actor = actors[one.delivery.device.person_id, one.delivery.device.id]
        fresh += one.arrivals if not known and each_once else _only_new(known, one.arrivals)
    return Batch(tx, key, now, [one.delivery for one in came], fresh, actors)


def _only_new(known: dict[UUID, tuple[str, str, str | None]], arrivals: Iterable[Arrival]) -> list[Arrival]:
    """The events that were never stored. Those that were are answered, other ones under their ids refused."""
    fresh = []
    for one in arrivals:
        before = known.get(one.id)
        if before is None:
            known[one.id] = (one.content, Outcome.APPLIED.value, None)
            fresh.append(one)
        elif before[0] != one.content:
            own = one.delivery
            own.refused.append(Refused(one.place, Reason.ID_REUSED, own.raw[one.place]))
        else:
            flagged = before[1] == Outcome.CONFLICT.value
            one.delivery.results[one.place] = EventResult(
                one.id,
                Outcome.CONFLICT if flagged else Outcome.DUPLICATE,
                Reason(before[2]) if before[2] else None,
            )
    return fresh


def apply(batch: Batch) -> None:
    """Everything the fresh events do to the ledgers. Loads come before gifts, closing comes last, whatever the numbers."""
    flags.hold_sessions(batch)
    flags.check_codes(batch)
    items = kits.items_named(batch)
    kits.check_stores(batch)
    flags.flag(batch)
    flags.start(batch)
    backs = voids.take_back(batch)
    people.use_sheets(batch)
    people.flag_too_many(batch)
    people.count(batch, backs)
    tickets.redeem(batch, items)
    kits.load(batch, items)
    kits.hand_out(batch, items)
    kits.come_back(batch, items)
    undoing.undo(batch, backs)
    reports.close(batch)


def _note(batch: Batch, heard: Mapping[Parcel, Opened]) -> None:
    """What was learnt of the tablets: which numbers have arrived, how many wait, how their clocks go."""
    seen = []
    for parcel, opened in heard.items():
        delivery, arrived = opened.delivery, opened.arrived
        if parcel.brought_by is not None:
            devices.note_arrived(batch.tx.db, delivery.device.id, arrived)
            continue
        command = parcel.command
        queue, events_sent = command.queue_length, len(command.events)
        seen.append(
            Sighting(
                device_id=delivery.device.id,
                arrived=arrived,
                version=command.app_version,
                queue=None if queue is None else max(0, queue - events_sent),
                oldest=command.oldest_at,
                drift_seconds=_in_seconds(delivery),
            )
        )
    if seen:
        devices.note_batches(batch.tx.db, seen, batch.received_at)


def _in_seconds(delivery: Delivery) -> int:
    """How far the tablet's clock runs ahead, in seconds; within what a column holds."""
    return max(-2_000_000_000, min(2_000_000_000, -round(delivery.clock.skew.total_seconds())))
