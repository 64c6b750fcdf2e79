"""Take a step of the life line; postponing makes a session at the new date."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import FieldError, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.words import _
from app.platform.unit_of_work import Tx, UnitOfWork
from app.sessions import public
from app.sessions.public.gate import Doing, pass_gate
from app.sessions.public.plan_changed import postponed
from app.sessions.rules import SessionFacts, SessionStatus
from app.sessions.rules.plan import check_times
from app.sessions.schemas import NewDate, SessionView, TakeStep
from app.sessions.store import parts, reading
from app.sessions.use_cases.changing import plan_of
from app.sessions.use_cases.proposing import write_proposal
from app.sessions.use_cases.showing import session_view

_DOING = {
    SessionStatus.PROPOSED: Doing.PLAN,
    SessionStatus.CONFIRMED: Doing.PLAN,
    SessionStatus.IN_PROGRESS: Doing.COUNT,
    SessionStatus.REPORTED: Doing.CLOSE,
    SessionStatus.VERIFIED: Doing.VERIFY,
    SessionStatus.CANCELLED: Doing.CALL_OFF,
    SessionStatus.POSTPONED: Doing.CALL_OFF,
}
"""What a step is to the period in which the session lies. Sending back lets people be counted again."""


def _new_date(command: TakeStep) -> NewDate:
    """When it will be held instead. Raises Invalid when it is missing or impossible."""
    if command.postponed is None:
        raise Invalid.of(
            "postponed.starts_at", "session.new_date_missing", _("Please say when it will be held instead.")
        )
    errors: list[FieldError] = check_times(
        command.postponed.starts_at, command.postponed.ends_at, prefix="postponed."
    )
    if errors:
        raise Invalid(errors)
    return command.postponed


def _refuse_the_past(to: NewDate, old: datetime) -> None:
    """Nobody postpones to a day that is over and before the old one: the year was mistyped."""
    if to.starts_at < min(old, clock.now()):
        raise Invalid.of(
            "postponed.starts_at",
            "session.new_date_past",
            _("This date is over, and before the old one. Please check the new date."),
        )


def _plan_again(tx: Tx, actor: Actor, session: SessionFacts, to: NewDate, override_reason: str) -> None:
    """The same plan at a new date, proposed and linked to the postponed session."""
    row = reading.lock(tx.db, actor.scope(Permission.SESSION_SEE), session.id)
    if row is None:
        raise NotFound
    joined = parts.partners(tx.db, [session.id])[session.id]
    people = parts.facilitators(tx.db, [session.id])[session.id]
    again = replace(plan_of(row, session, joined, people), starts_at=to.starts_at, ends_at=to.ends_at)
    after = new_id()
    write_proposal(tx, actor, after, again, override_reason=override_reason, follows=session.id)
    _refuse_the_past(to, session.starts_at)  # a closed month and a clash say so first
    postponed(tx, actor, session.id, after)


def take_step(actor: Actor, session_id: UUID, command: TakeStep, *, uow: UnitOfWork) -> SessionView:
    """Take the step to `command.to`.

    Raises NotFound to strangers, Forbidden without the right, Conflict `session.step` when the state or
    one's own report is in the way, Invalid when the reason (or the new date) is missing, Conflict
    `session.clash` when the new date is taken. A report is made by the close-out, never here.
    """
    actor.require(Permission.SESSION_SEE)
    with uow.begin() as tx:
        session = public.hold(tx, actor.scope(Permission.SESSION_SEE), session_id)
        pass_gate(tx, _DOING[command.to], [session.local_date], session_id)
        stepped = public.step(tx, actor, session, command.to, command.reason, closing=False)
        if command.to is SessionStatus.POSTPONED:
            _plan_again(tx, actor, stepped, _new_date(command), command.override_reason)
        return session_view(tx, actor, session_id)
