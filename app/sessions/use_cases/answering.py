"""A partner says yes or no to taking part."""

from __future__ import annotations

from uuid import UUID

from app.access.actor import Actor, Scope
from app.access.permissions import Permission
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError, Forbidden, NotFound
from app.kernel.words import _
from app.organisations import public as organisations
from app.platform.unit_of_work import UnitOfWork
from app.sessions.rules import PartnerRole, SessionStatus
from app.sessions.schemas import AnswerInvitation, SessionView
from app.sessions.store import parts, reading, writing
from app.sessions.use_cases.showing import session_view

STILL_ASKED = frozenset({SessionStatus.PROPOSED, SessionStatus.CONFIRMED})


def answer_invitation(
    actor: Actor, session_id: UUID, organisation_code: str, command: AnswerInvitation, *, uow: UnitOfWork
) -> SessionView:
    """Accept or decline for an organisation; its planner (or a coordinator of it) answers, nobody else.

    An organisation that declined drops out, and may still change its mind until the session is held.
    Raises NotFound, Forbidden, Conflict `session.step` once it was held or called off.
    """
    actor.require(Permission.SESSION_SEE)
    with uow.begin() as tx:
        asked = organisations.by_codes(tx, [organisation_code]).get(organisation_code)
        if asked is None:
            raise NotFound
        own = asked.id in actor.organisations_where(Permission.SESSION_SCHEDULE)
        # Whoever answers for an organisation still finds a session it declined.
        scope = Scope(everything=True) if own else actor.scope(Permission.SESSION_SEE)
        row = reading.lock(tx.db, scope, session_id)
        part = (
            next(
                (
                    one
                    for one in parts.partners(tx.db, [session_id])[session_id]
                    if one.organisation_id == asked.id
                ),
                None,
            )
            if row is not None
            else None
        )
        if row is None or part is None:
            raise NotFound
        if not own:
            raise Forbidden("forbidden", _("Only the partner organisation itself can answer."))
        if part.role is PartnerRole.LEAD or SessionStatus(row.status) not in STILL_ASKED:
            message = _("There is nothing to answer any more.")
            raise Conflict("session.step", message, [FieldError("accepted", "session.step", message)])
        writing.answer(
            tx.db,
            session_id,
            asked.id,
            accepted=command.accepted,
            reason=command.reason,
            by=actor.person_id,
            at=clock.now(),
        )
        tx.record(
            "session.partner_accepted" if command.accepted else "session.partner_declined",
            actor,
            "session",
            session_id,
            organisation_id=row.lead_organisation_id,
            data={"organisation": asked.code, "reason": command.reason},
        )
        return session_view(tx, actor, session_id, scope=Scope(everything=True))
