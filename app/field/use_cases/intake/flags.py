"""What is odd about an event though it happened all the same: when, by whom, at which session, by which clock."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.field.rules.words import Kind, Reason
from app.field.store import devices as store
from app.field.use_cases.intake.batch import Batch
from app.field.use_cases.intake.reading import Delivery
from app.periods import public as periods
from app.sessions import public as sessions
from app.sessions.public import SessionFacts, SessionStatus
from app.sessions.public.tablets import hold_many, start_many
from app.vocabularies import public as vocabularies

_NOT_HELD = frozenset({SessionStatus.PROPOSED, SessionStatus.CANCELLED, SessionStatus.POSTPONED})
_AFTER_THE_REPORT = frozenset({SessionStatus.REPORTED, SessionStatus.VERIFIED})


def hold_sessions(batch: Batch) -> None:
    """Hold the sessions of the fresh events; refuse those of sessions their tablet cannot know."""
    held = hold_many(batch.tx, {one.event.session_id for one in batch.fresh})
    asked = {(one.delivery.device.id, one.event.session_id): one.delivery for one in batch.fresh}
    known = {pair for pair, own in asked.items() if pair[1] in held and _is_known(own, held[pair[1]])}
    strange: dict[UUID, set[UUID]] = defaultdict(set)
    for device_id, session_id in asked.keys() - known:
        if session_id in held:
            strange[device_id].add(session_id)
    for device_id, session_ids in strange.items():
        known |= {(device_id, one) for one in store.lent(batch.tx.db, device_id, session_ids)}
    if len(known) < len(asked):
        batch.refuse(
            [one for one in batch.fresh if (one.delivery.device.id, one.event.session_id) not in known],
            Reason.UNKNOWN_SESSION,
        )
    batch.sessions = {session_id: held[session_id] for _device_id, session_id in known}


def _is_known(delivery: Delivery, session: SessionFacts) -> bool:
    """Its organisation takes part, or its person may count there; besides, what it once was given stays known."""
    return delivery.device.organisation_id in session.organisation_ids or sessions.reaches(
        delivery.actor.scope(Permission.SESSION_COUNT), session
    )


def check_codes(batch: Batch) -> None:
    """Refuse events that name a community or an age band nobody knows."""
    named = [
        (one, getattr(one.event.payload, "community", None), getattr(one.event.payload, "age_band", None))
        for one in batch.fresh
        if one.kind in {Kind.COUNT, Kind.KIT}
    ]
    communities = {community for _one, community, _band in named if community}
    bands = {band for _one, _community, band in named if band}
    if not (communities or bands):
        return
    unknown_communities, unknown_bands = vocabularies.unknown_codes(batch.tx, communities, bands)
    if unknown_communities or unknown_bands:
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
    of_pair: dict[tuple[UUID, UUID], frozenset[Reason]] = {}
    for one in batch.fresh:
        own = one.delivery
        one.occurred_at, doubtful = own.clock.corrected(one.event.occurred_at_device)
        if doubtful:
            one.reasons.add(Reason.CLOCK_SUSPECT)
        one.session = session = batch.sessions[one.event.session_id]
        claimed = one.event.actor_claimed
        one.actor = batch.people.get((claimed, own.device.id), own.actor) if claimed else own.actor
        pair = (one.actor.person_id, session.id)
        odd = of_pair.get(pair)
        if odd is None:
            odd = of_pair[pair] = _odd(one.actor, session)
        if odd:
            one.reasons |= odd
            one.late = session.status is SessionStatus.VERIFIED
        standing = of_day.get(session.local_date)
        if standing is not None and standing.is_late(one.occurred_at):
            one.reasons.add(Reason.LATE)
            one.late = True


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
    first = {one.session.id: one for one in reversed(batch.fresh) if one.kind is not Kind.VOID}
    started = start_many(batch.tx, [(one.delivery.actor, one.session) for one in first.values()])
    if started:
        batch.sessions |= started
        for one in batch.fresh:
            one.session = batch.sessions[one.session.id]
