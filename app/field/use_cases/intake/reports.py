"""Closing is an event too. A report that does not add up yet waits, and is tried again when more has arrived."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.accounts import public as accounts
from app.closing.public import CloseSession, file_report
from app.field.rules.words import Kind, Reason
from app.field.store import events, exceptions
from app.field.use_cases.intake.batch import Batch, about
from app.field.use_cases.intake.savepoints import attempt
from app.kernel.errors import AppError, Forbidden
from app.sessions.public import SessionFacts, SessionStatus
from app.sessions.public.tablets import hold_many

_OVER = frozenset({SessionStatus.REPORTED, SessionStatus.VERIFIED})


def close(batch: Batch) -> None:
    """File the reports of this batch, then those that were waiting for what it brought."""
    for one in batch.of_kind(Kind.CLOSE):
        if one.report is None:
            continue
        session = batch.sessions[one.session.id]
        if session.status in _OVER:
            one.flag(Reason.LATE)
            continue
        refusal = _file(batch, one.actor, session, one.report, one.occurred_at)
        if isinstance(refusal, Forbidden):
            one.flag(Reason.ACTOR_REVOKED)
        elif refusal is not None:
            one.flag(Reason.REPORT_INCOMPLETE)
            one.waits = True
    if batch.a_report_waits:
        _try_waiting(batch)


def _file(
    batch: Batch, actor: Actor, session: SessionFacts, report: CloseSession, captured_at: datetime
) -> AppError | None:
    """None when the report is in. The session is read again: this very batch has counted people and kits."""
    session = hold_many(batch.tx, {session.id})[session.id]
    filed: list[SessionFacts] = []

    def file_it() -> None:
        filed.append(file_report(batch.tx, actor, session, report, captured_at=captured_at)[1])

    refusal = attempt(batch.tx, file_it)
    if refusal is None:
        batch.sessions[session.id] = filed[0]
    return refusal


def _try_waiting(batch: Batch) -> None:
    """Reports of these sessions that came before what they speak of."""
    here = {one.id for one in batch.of_kind(Kind.CLOSE)}
    waiting = [one for one in events.waiting_reports(batch.tx.db, batch.sessions) if one.id not in here]
    if not waiting:
        return
    brought = {one.session.id: one.delivery for one in reversed(batch.fresh)}
    through = {one.id: brought.get(one.session_id, batch.deliveries[0]).device.id for one in waiting}
    people = accounts.actors_on_tablets(
        batch.tx, {(one.recorded_by, through[one.id]) for one in waiting if one.recorded_by}
    )
    done: list[UUID] = []
    for one in waiting:
        session = batch.sessions[one.session_id]
        actor = people.get((one.recorded_by, through[one.id])) if one.recorded_by else None
        if session.status in _OVER or actor is None:
            done.append(one.id)
            continue
        report = CloseSession.model_validate({**one.payload["report"], "id": one.id})
        if _file(batch, actor, session, report, one.occurred_at) is None:
            done.append(one.id)
    if done:
        events.waits_no_more(batch.tx.db, done)
        exceptions.settle(
            batch.tx.db,
            {
                about(Reason.REPORT_INCOMPLETE, one.session_id, one.device_id, one.id)
                for one in waiting
                if one.id in done
            },
            batch.received_at,
        )
