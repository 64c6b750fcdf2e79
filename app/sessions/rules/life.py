"""The life line as data: each step, from where, who may take it, and the sentence when it is not possible.

proposed → confirmed → in progress → reported → verified; cancelled and postponed leave the line for ever;
reported → in progress is a report sent back with a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.access.actor import Actor
from app.access.permissions import PERMISSION_NAMES, Permission
from app.kernel.errors import AppError, Conflict, FieldError, Forbidden, Invalid
from app.kernel.words import Words, _
from app.sessions.rules.facts import SessionFacts, reaches
from app.sessions.rules.words import STATUS_NAMES, SessionStatus

_S = SessionStatus


class StepName(StrEnum):
    """The steps of the life line."""

    CONFIRM = "confirm"
    START = "start"
    REPORT = "report"
    VERIFY = "verify"
    SEND_BACK = "send_back"
    CANCEL = "cancel"
    POSTPONE = "postpone"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `by_lead`: only the lead organisation (and coordinators) takes it, not every partner."""

    name: StepName
    begins: frozenset[SessionStatus]
    to: SessionStatus
    permission: Permission
    label: Words
    by_lead: bool = False
    needs_reason: bool = False
    never_the_author: bool = False


LIFE_LINE: tuple[Step, ...] = (
    Step(
        StepName.CONFIRM,
        frozenset({_S.PROPOSED}),
        _S.CONFIRMED,
        Permission.SESSION_CONFIRM,
        _("Confirm"),
    ),
    Step(
        StepName.START,
        frozenset({_S.CONFIRMED}),
        _S.IN_PROGRESS,
        Permission.SESSION_COUNT,
        _("Start the session"),
    ),
    Step(
        StepName.REPORT,
        frozenset({_S.IN_PROGRESS}),
        _S.REPORTED,
        Permission.SESSION_CLOSE,
        _("Send to verify"),
    ),
    Step(
        StepName.VERIFY,
        frozenset({_S.REPORTED}),
        _S.VERIFIED,
        Permission.SESSION_VERIFY,
        _("Verify"),
        never_the_author=True,
    ),
    Step(
        StepName.SEND_BACK,
        frozenset({_S.REPORTED}),
        _S.IN_PROGRESS,
        Permission.SESSION_VERIFY,
        _("Send back with a note"),
        needs_reason=True,
        never_the_author=True,
    ),
    Step(
        StepName.POSTPONE,
        frozenset({_S.PROPOSED, _S.CONFIRMED}),
        _S.POSTPONED,
        Permission.SESSION_SCHEDULE,
        _("Postpone"),
        by_lead=True,
        needs_reason=True,
    ),
    Step(
        StepName.CANCEL,
        frozenset({_S.PROPOSED, _S.CONFIRMED}),
        _S.CANCELLED,
        Permission.SESSION_SCHEDULE,
        _("Cancel"),
        by_lead=True,
        needs_reason=True,
    ),
)

CHANGEABLE = frozenset({_S.PROPOSED, _S.CONFIRMED, _S.IN_PROGRESS})
"""States in which the plan may still be edited."""

_ENDED: dict[SessionStatus, Words] = {
    _S.VERIFIED: _("It was verified, and that is final."),
    _S.CANCELLED: _("It was cancelled."),
    _S.POSTPONED: _("It was postponed; its new date has a session of its own."),
}

_NOT_YET: dict[StepName, Words] = {
    StepName.CONFIRM: _("Only a proposed session can be confirmed."),
    StepName.START: _("It starts once it is confirmed."),
    StepName.REPORT: _("There is nothing to report before it was held."),
    StepName.VERIFY: _("There is no report to verify yet."),
    StepName.SEND_BACK: _("There is no report to send back."),
    StepName.CANCEL: _("Cancel is no longer possible: it was held."),
    StepName.POSTPONE: _("Postpone is no longer possible: it was held."),
}

_LONG_AGO: dict[StepName, Words] = {
    StepName.CONFIRM: _("It was confirmed before."),
    StepName.START: _("It was held already."),
}

OWN_REPORT = _("The report is your own: someone else verifies it or sends it back.")
CLOSE_FIRST = _("Close the session with its report; that takes this step.")


@dataclass(frozen=True, slots=True)
class Possibility:
    """A step as one person sees it: possible when `why_not` is None, else the sentence in its place."""

    step: Step
    why_not: Words | None

    @property
    def possible(self) -> bool:
        """Whether this person may take the step now."""
        return self.why_not is None


def within_rights(step: Step, session: SessionFacts, actor: Actor) -> bool:
    """Whether a role of the person grants the step on this session, whatever state it is in."""
    if not reaches(actor.scope(step.permission), session):
        return False
    return not step.by_lead or actor.may(step.permission, session.lead_organisation_id)


def _no_right(step: Step) -> Words:
    if step.by_lead:
        return _("Only the lead organisation's planner or a coordinator can do this.")
    return _("Your role does not include this right: %(right)s.") % {
        "right": PERMISSION_NAMES[step.permission]
    }


def _state_forbids(step: Step, session: SessionFacts) -> Words | None:
    if session.status in step.begins:
        return None
    if session.status is step.to and step.name is not StepName.SEND_BACK:
        return _("It is already %(status)s.") % {"status": STATUS_NAMES[step.to]}
    ended = _ENDED.get(session.status)
    if ended is not None:
        return ended
    if step.name in _LONG_AGO and session.status is not SessionStatus.PROPOSED:
        return _LONG_AGO[step.name]
    return _NOT_YET[step.name]


def _own_report(step: Step, session: SessionFacts, actor: Actor) -> Words | None:
    own = step.never_the_author and session.reported_by == actor.person_id
    return OWN_REPORT if own else None


def steps_possible(session: SessionFacts, actor: Actor) -> list[Possibility]:
    """Every step of the life line with None, or the sentence why this person cannot take it now."""
    return [
        Possibility(
            step,
            _state_forbids(step, session)
            or (None if within_rights(step, session, actor) else _no_right(step))
            or _own_report(step, session, actor),
        )
        for step in LIFE_LINE
    ]


def _refused(message: Words) -> Conflict:
    return Conflict("session.step", message, [FieldError("to", "session.step", message)])


def step_towards(
    session: SessionFacts, to: SessionStatus, actor: Actor, reason: str = "", *, closing: bool = False
) -> Step:
    """The step that leads from the session's state to `to`, allowed to this person.

    `closing` is True when the close-out itself reports; otherwise a report is refused here.
    Raises Forbidden without the right, Conflict `session.step` when the state (or one's own report) is in
    the way, Invalid when a needed reason is missing; in this order.
    """
    wanted = [step for step in LIFE_LINE if step.to is to]
    if not wanted:
        raise _refused(_("No session goes back to being proposed."))
    step = next((step for step in wanted if session.status in step.begins), None)
    granted = [step] if step else wanted
    if not any(within_rights(one, session, actor) for one in granted):
        raise Forbidden("forbidden", _no_right(granted[0]))
    if step is None:
        raise _refused(_state_forbids(wanted[0], session) or _NOT_YET[wanted[0].name])
    if step.name is StepName.REPORT and not closing:
        raise _refused(CLOSE_FIRST)
    own = _own_report(step, session, actor)
    if own is not None:
        raise _refused(own)
    if step.needs_reason and not reason.strip():
        raise Invalid.of(
            "reason", "reason.missing", _("Please say why; the reason is kept with the session.")
        )
    return step


def why_not_changeable(session: SessionFacts, actor: Actor) -> AppError | None:
    """The refusal to edit the plan, or None when this person may edit it now."""
    if not reaches(actor.scope(Permission.SESSION_SCHEDULE), session) or not actor.may(
        Permission.SESSION_SCHEDULE, session.lead_organisation_id
    ):
        return Forbidden("forbidden", _("Only the lead organisation's planner or a coordinator can do this."))
    if session.status not in CHANGEABLE:
        message = _("The plan can no longer be changed: the session is %(status)s.") % {
            "status": STATUS_NAMES[session.status]
        }
        return Conflict("session.closed", message, [FieldError("status", "session.closed", message)])
    return None
