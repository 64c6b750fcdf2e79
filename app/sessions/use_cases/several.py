"""Answer or confirm several sessions at once: each in a transaction of its own, so that one refusal stops no other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import AppError
from app.platform.unit_of_work import UnitOfWork
from app.sessions.rules import SessionStatus
from app.sessions.schemas import TakeStep
from app.sessions.schemas.several import AnswerSeveral, ConfirmSeveral, OneOutcome, SeveralDone
from app.sessions.use_cases.answering import answer_invitation
from app.sessions.use_cases.stepping import take_step


def _outcome(session_id: UUID, act: Callable[[], object]) -> OneOutcome:
    try:
        act()
    except AppError as refusal:
        return OneOutcome(session=session_id, done=False, code=refusal.code, message=str(refusal.message))
    return OneOutcome(session=session_id, done=True)


def answer_several(actor: Actor, command: AnswerSeveral, *, uow: UnitOfWork) -> SeveralDone:
    """Accept or decline several invitations; each is refused as it would be alone. Raises Forbidden."""
    actor.require(Permission.SESSION_SCHEDULE)
    return SeveralDone(
        outcomes=[
            _outcome(
                one.session,
                partial(answer_invitation, actor, one.session, one.organisation, one, uow=uow),
            )
            for one in command.answers
        ]
    )


def confirm_several(actor: Actor, command: ConfirmSeveral, *, uow: UnitOfWork) -> SeveralDone:
    """Confirm several proposals; each is refused as it would be alone. Raises Forbidden."""
    actor.require(Permission.SESSION_CONFIRM)
    step = TakeStep(to=SessionStatus.CONFIRMED)
    return SeveralDone(
        outcomes=[
            _outcome(one, partial(take_step, actor, one, step, uow=uow))
            for one in dict.fromkeys(command.sessions)
        ]
    )
