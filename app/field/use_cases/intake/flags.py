"""What is odd about an event though it happened all the same: when, by whom, at which session, by which clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.field.rules.times import Clock
from app.field.rules.words import Kind, Reason
from app.field.schemas.events import KitPayload
from app.field.store import devices as store
from app.field.use_cases.intake.batch import Batch
from app.field.use_cases.intake.reading import Arrival, Delivery, Stint
from app.periods import public as periods
from app.sessions import public as sessions
from app.sessions.public import SessionFacts, SessionStatus
from app.sessions.public.tablets import hold_many, start_many
from app.vocabularies import public as vocabularies

_NOT_HELD = frozenset({SessionStatus.PROPOSED, SessionStatus.CANCELLED, SessionStatus.POSTPONED})
_AFTER_THE_REPORT = frozenset({SessionStatus.REPORTED, SessionStatus.VERIFIED})


def hold_sessions(batch: Batch) -> None:
    """Hold the sessions of the fresh events; refuse those of sessions their tablet cannot know."""
    named: dict[Delivery, set[UUID]] = defaultdict(set)
    for stint in batch.stints:
        named[stint.delivery].add(stint.session_id)
    held = hold_many(batch.tx, set().union(*named.values()))
    asked = {(own.device.id, session_id): own for own, ids in named.items() for session_id in ids}
    known = {pair for pair, own in asked.items() if pair[1] in held and _is_known(own, held[pair[1]])}
    strange: dict[UUID, set[UUID]] = defaultdict(set)
    for device_id, session_id in asked.keys() - known:
        if session_id in held:
            strange[device_id].add(session_id)
    for device_id, session_ids in strange.items():
        known |= {(device_id, one) for one in store.lent(batch.tx.db, device_id, session_ids)}
    if len(known) < len(asked):
        batch.refuse(
            [one for one in batch.fresh if (one.delivery.device.id, one.session_id) not in known],
            Reason.UNKNOWN_SESSION,
        )
    batch.sessions = {session_id: held[session_id] for _device_id, session_id in known}


def _is_known(delivery: Delivery, session: SessionFacts) -> bool:
    """Its organisation takes part, or its person may count there; besides, what it once was given stays known."""
    return delivery.device.organisation_id in session.organisation_ids or sessions.reaches(
        delivery.actor.scope(Permission.SESSION_COUNT), session
    )


_NAMING = frozenset({Kind.COUNT, Kind.KIT})


def _named(one: Arrival) -> tuple[str | None, str | None]:
    """The community and the age band it names. Of a gift with a ticket they are not kept, but they were said."""
    said = one.event["payload"]
    if isinstance(said, KitPayload):
        return said.community, said.age_band
    return one.payload["community"], one.payload["age_band"]


def check_codes(batch: Batch) -> None:
    """Refuse events that name a community or an age band nobody knows."""
    counts = [one.payload for one in batch.of_kind(Kind.COUNT)]
    gifts = [_named(one) for one in batch.of_kind(Kind.KIT)]
    communities = {said["community"] for said in counts}.union(code for code, _band in gifts if code)
    bands = {said["age_band"] for said in counts}.union(code for _community, code in gifts if code)
    if not (communities or bands):
        return
    unknown_communities, unknown_bands = vocabularies.unknown_codes(batch.tx, communities, bands)
    if unknown_communities or unknown_bands:
        named = ((one, *_named(one)) for one in batch.of_kind(*_NAMING))
        batch.refuse(
            [
                one
                for one, community, band in named
                if community in unknown_communities or band in unknown_bands
            ],
            Reason.MALFORMED,
        )


def flag(batch: Batch) -> None:
    """Say of each fresh event when it happened, whose work it is, and what is odd about it."""
    of_day = periods.standings(batch.tx, {session.local_date for session in batch.sessions.values()})
    for stint, events in batch.stints.items():
        own, claimed = stint.delivery, stint.claimed
        session = stint.session = batch.sessions[stint.session_id]
        stint.actor = batch.people.get((claimed, own.device.id), own.actor) if claimed else own.actor
        _date(own.clock, events)
        if odd := _odd(stint.actor, session):
            for one in events:
                one.flag(*odd)
                one.late = session.status is SessionStatus.VERIFIED
        standing = of_day.get(session.local_date)
        if standing is not None and standing.keeps_apart:
            for one in events:
                if standing.is_late(one.occurred_at):
                    one.flag(Reason.LATE)
                    one.late = True


def _date(clock: Clock, events: Sequence[Arrival]) -> None:
    """When each happened, corrected by the tablet's clock."""
    meant = clock.all_corrected([one.told_at for one in events])
    for one, (occurred_at, doubtful) in zip(events, meant, strict=True):
        one.occurred_at = occurred_at
        if doubtful:
            one.flag(Reason.CLOCK_SUSPECT)


def _odd(actor: Actor, session: SessionFacts) -> frozenset[Reason]:
    """What is odd about anything this person records at this session."""
    odd = set()
    if not sessions.reaches(actor.scope(Permission.SESSION_COUNT), session):
        odd.add(Reason.ACTOR_REVOKED)
    if session.status in _NOT_HELD:
        odd.add(Reason.SESSION_CANCELLED)
    elif session.status in _AFTER_THE_REPORT:
        odd.add(Reason.LATE)
    return frozenset(odd)


def start(batch: Batch) -> None:
    """The first record starts a confirmed session, whoever brings it."""
    first: dict[UUID, Stint] = {}
    for stint, events in batch.stints.items():
        if stint.session.status is SessionStatus.CONFIRMED and any(
            one.kind is not Kind.VOID for one in events
        ):
            first.setdefault(stint.session.id, stint)
    started = start_many(batch.tx, [(one.delivery.actor, one.session) for one in first.values()])
    if started:
        batch.sessions |= started
        for stint in batch.stints:
            stint.session = batch.sessions[stint.session_id]
