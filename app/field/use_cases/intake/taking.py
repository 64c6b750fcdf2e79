"""One batch, one transaction: found again or taken, flagged or kept apart, each event exactly once.

Locks are always taken in one order: the tablet, the sessions by id, then tickets and balances. What passes by
itself (a deadlock, another request with the same event) is simply tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.access.actor import Actor
from app.accounts import public as accounts
from app.field.rules.gaps import arrive
from app.field.rules.times import measured
from app.field.rules.words import Outcome, Reason
from app.field.schemas.events import BatchAnswer, EventResult, SendBatch
from app.field.store import devices, events
from app.field.store.devices import Held
from app.field.store.events import Known
from app.field.store.passing import DatabaseRefused, passes
from app.field.use_cases.intake import flags, kits, people, reports, tickets, undoing, voids
from app.field.use_cases.intake.batch import Batch
from app.field.use_cases.intake.keeping import keep
from app.field.use_cases.intake.reading import Arrival, Refused, read
from app.field.use_cases.recognising import is_good, refuse_stranger
from app.kernel import clock
from app.kernel.errors import Forbidden
from app.kernel.ids import fingerprint
from app.kernel.words import Words, _
from app.platform.unit_of_work import Tx, UnitOfWork

TRIES = 5
_SEEN = "a tablet was seen"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A batch on its way in. `find` locks the row of the tablet it is from; `brought_by` brings it as a file."""

    command: SendBatch
    key: bytes
    find: Callable[[Tx], Held | None]
    brought_by: Actor | None = None


def take_batch(
    device: Held, command: SendBatch, *, key: bytes, uow: UnitOfWork, brought_by: Actor | None = None
) -> BatchAnswer:
    """Take what a tablet sent. The same batch again, in parts or in another order gives the same ledgers.

    `brought_by` brings it in as a file: then the tablet may be revoked, and nothing is learnt of its clock.
    Raises Unauthorised when the tablet was revoked meanwhile, Forbidden when the batch names another tablet.
    """
    return _alone(Parcel(command, key, lambda tx: devices.hold(tx.db, device.id), brought_by), uow)


def take_shown(token: str, command: SendBatch, *, key: bytes, uow: UnitOfWork) -> BatchAnswer:
    """Take what came with this credential. On SQLite batches that come at the same time share a commit.

    Raises as `take_batch`, and Unauthorised for a credential nobody knows.
    """
    shown = fingerprint(token)
    parcel = Parcel(command, key, lambda tx: devices.hold_by_token(tx.db, shown))
    if uow.database.is_sqlite:
        for answer in uow.shared.attempt(lambda tx: _take(tx, parcel, hopeful=True), housekeeping=_SEEN):
            return answer
    return _alone(parcel, uow)


def _alone(parcel: Parcel, uow: UnitOfWork) -> BatchAnswer:
    for left in reversed(range(TRIES)):
        hopeful = left == TRIES - 1
        try:
            with uow.begin(housekeeping=_SEEN) as tx:
                return _take(tx, parcel, hopeful=hopeful)
        except DatabaseRefused as refused:
            if not left or not passes(refused, hopeful=hopeful):
                raise
    raise AssertionError  # the last try returned or raised


def _take(tx: Tx, parcel: Parcel, *, hopeful: bool) -> BatchAnswer:
    """`hopeful`: numbers that never came are taken for events that never came, and not looked up. The database
    knows better: then it refuses, and the batch is taken once more with open eyes.
    """
    command, brought_by = parcel.command, parcel.brought_by
    held = parcel.find(tx)
    if held is None or not (brought_by or is_good(held)):
        raise refuse_stranger()
    if command.device_id != held.id:
        raise Forbidden("device.other", _("This is the credential of another tablet."))
    now = clock.now()
    arrivals, refused = read(command.events)
    results: dict[int, EventResult] = {}
    all_new = hopeful and all(one.event.seq > held.arrived.highest for one in arrivals)
    fresh, reused = _only_new(
        () if all_new else events.by_ids(tx.db, [a.id for a in arrivals]).values(), arrivals, results
    )
    refused += [Refused(one.place, Reason.ID_REUSED, command.events[one.place]) for one in reused]
    batch = Batch(
        tx=tx,
        device=held,
        clock=measured(now, command.sent_at_device),
        sent_at=command.sent_at_device,
        raw=command.events,
        key=parcel.key,
        actor=accounts.actors_on_tablet(tx, [held.person_id], held.id)[held.person_id],
        fresh=fresh,
        refused=refused,
        results=results,
    )
    if batch.fresh:
        apply(batch)
    keep(batch)
    arrived = arrive(
        held.arrived,
        [*(one.event.seq for one in arrivals), *(one.seq for one in batch.refused if one.seq is not None)],
    )
    if brought_by is None:
        devices.note_batch(
            tx.db,
            held.id,
            arrived,
            version=command.app_version,
            queue=_still_waiting(command),
            oldest=command.oldest_at,
            drift_seconds=_in_seconds(batch),
            now=now,
        )
    else:
        devices.note_arrived(tx.db, held.id, arrived)
    return _answer(batch, command.events, arrived.next_expected, now)


def _still_waiting(command: SendBatch) -> int | None:
    """How many wait on the tablet once it has heard of this batch."""
    return None if command.queue_length is None else max(0, command.queue_length - len(command.events))


def _in_seconds(batch: Batch) -> int:
    """How far the tablet's clock runs ahead, in seconds; within what a column holds."""
    return max(-2_000_000_000, min(2_000_000_000, -round(batch.clock.skew.total_seconds())))


def _only_new(
    stored: Iterable[Known], arrivals: list[Arrival], results: dict[int, EventResult]
) -> tuple[list[Arrival], list[Arrival]]:
    """The events that were never stored, and those that come under the id of another one."""
    known: dict[Any, tuple[str, str, str | None]] = {
        one.id: (one.content, one.outcome, one.reason) for one in stored
    }
    fresh, reused = [], []
    for one in arrivals:
        before = known.get(one.id)
        if before is None:
            known[one.id] = (one.content, Outcome.APPLIED.value, None)
            fresh.append(one)
        elif before[0] != one.content:
            reused.append(one)
        else:
            flagged = before[1] == Outcome.CONFLICT.value
            results[one.place] = EventResult(
                one.id,
                Outcome.CONFLICT if flagged else Outcome.DUPLICATE,
                Reason(before[2]) if before[2] else None,
            )
    return fresh, reused


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


def _answer(batch: Batch, sent: list[Any], next_expected: int, now: datetime) -> BatchAnswer:
    results = batch.results
    for one in batch.fresh:
        results[one.place] = one.result()
    for refusal in batch.refused:
        results[refusal.place] = refusal.result()
    message = _clock_is_wrong(batch)
    return BatchAnswer.model_construct(
        results=[results[place] for place in range(len(sent))],
        next_expected_seq=next_expected,
        server_time=now,
        message=str(message) if message else None,
    )


def _clock_is_wrong(batch: Batch) -> Words | None:
    if not batch.clock.suspect:
        return None
    minutes = round(abs(batch.clock.skew.total_seconds()) / 60)
    if batch.clock.skew.total_seconds() < 0:
        return _("The clock of this tablet is %(minutes)s minutes fast.") % {"minutes": minutes}
    return _("The clock of this tablet is %(minutes)s minutes slow.") % {"minutes": minutes}
