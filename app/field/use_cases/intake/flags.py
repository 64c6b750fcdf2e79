"""What is odd about an event though it happened all the same: when, by whom, at which session, by which clock."""

from __future__ import annotations

from uuid import UUID

from app.access.permissions import Permission
from app.accounts import public as accounts
from app.field.rules.words import Kind, Reason
from app.field.store import devices as store
from app.field.use_cases.intake.batch import Batch
from app.periods import public as periods
from app.sessions import public as sessions
from app.sessions.public import SessionFacts, SessionStatus
from app.sessions.public.tablets import hold_many, start_many
from app.vocabularies import public as vocabularies

_NOT_HELD = frozenset({SessionStatus.PROPOSED, SessionStatus.CANCELLED, SessionStatus.POSTPONED})
_AFTER_THE_REPORT = frozenset({SessionStatus.REPORTED, SessionStatus.VERIFIED})


def hold_sessions(batch: Batch) -> None:
    """Hold the sessions of the fresh events; refuse those of sessions this tablet cannot know."""
    held = hold_many(batch.tx, {one.event.session_id for one in batch.fresh})
    strange = {session.id for session in held.values() if not _is_known(batch, session)}
    if strange:
        strange -= store.lent(batch.tx.db, batch.device.id, strange)
    batch.sessions = {identity: one for identity, one in held.items() if identity not in strange}
    batch.refuse(
        [one for one in batch.fresh if one.event.session_id not in batch.sessions], Reason.UNKNOWN_SESSION
    )


def _is_known(batch: Batch, session: SessionFacts) -> bool:
    """Its organisation takes part, or its person may count there; besides, what it once was given stays known."""
    return batch.device.organisation_id in session.organisation_ids or sessions.reaches(
        batch.actor.scope(Permission.SESSION_COUNT), session
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
    claimed = {one.event.actor_claimed for one in batch.fresh} - {None, batch.actor.person_id}
    people = {batch.actor.person_id: batch.actor}
    if claimed:
        people |= accounts.actors_on_tablet(batch.tx, [one for one in claimed if one], batch.device.id)
    revoked: dict[tuple[UUID, UUID], bool] = {}
    of_day = periods.standings(batch.tx, {session.local_date for session in batch.sessions.values()})
    for one in batch.fresh:
        one.occurred_at, doubtful = batch.clock.corrected(one.event.occurred_at_device)
        if doubtful:
            one.reasons.add(Reason.CLOCK_SUSPECT)
        one.session = session = batch.sessions[one.event.session_id]
        one.actor = actor = people.get(one.event.actor_claimed or batch.actor.person_id, batch.actor)
        pair = (actor.person_id, session.id)
        if pair not in revoked:
            revoked[pair] = not sessions.reaches(actor.scope(Permission.SESSION_COUNT), session)
        if revoked[pair]:
            one.reasons.add(Reason.ACTOR_REVOKED)
        if session.status in _NOT_HELD:
            one.reasons.add(Reason.SESSION_CANCELLED)
        elif session.status in _AFTER_THE_REPORT:
            one.reasons.add(Reason.LATE)
            one.late = session.status is SessionStatus.VERIFIED
        standing = of_day.get(session.local_date)
        if standing is not None and standing.is_late(one.occurred_at):
            one.reasons.add(Reason.LATE)
            one.late = True


def start(batch: Batch) -> None:
    """The first record starts a confirmed session, whoever brings it."""
    recorded = {one.session.id: one.session for one in batch.fresh if one.kind is not Kind.VOID}
    started = start_many(batch.tx, batch.actor, list(recorded.values()))
    batch.sessions |= started
    for one in batch.fresh:
        one.session = batch.sessions[one.session.id]
