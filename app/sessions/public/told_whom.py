"""Who is told of what happened to a session. Pure; whoever did it is never told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.access.permissions import Role
from app.notices.public import NoticeKind
from app.sessions.rules import PartnerRole
from app.sessions.rules.involved import Involved

_K = NoticeKind

ABOUT: Mapping[str, NoticeKind] = {
    "session.proposed": _K.PROPOSED,
    "session.partner_accepted": _K.ACCEPTED,
    "session.partner_declined": _K.DECLINED,
    "session.changed": _K.CHANGED,
    "session.confirm": _K.CONFIRMED,
    "session.cancel": _K.CANCELLED,
    "session.postpone": _K.POSTPONED,
    "session.report": _K.REPORTED,
    "session.send_back": _K.SENT_BACK,
}
"""What in the audit trail is told to people, and how it is called there."""

WORTH_TELLING = frozenset(
    {"title", "starts_at", "ends_at", "time_zone", "venue_id", "language_code", "facilitator_ids", "partners"}
)
"""Changes of a plan that somebody must know before she sets out."""

OVERDUE_AFTER = timedelta(days=2)
OVERDUE_AGAIN_AFTER = timedelta(days=7)
OVERDUE_UNTIL = timedelta(days=30)
COMING_UP_WITHIN = timedelta(hours=24)


Staff = Mapping[UUID, Mapping[UUID, set[Role]]]


def _with(staff: Staff, organisations: frozenset[UUID], role: Role) -> set[UUID]:
    return {
        person
        for organisation in organisations
        for person, roles in staff.get(organisation, {}).items()
        if role in roles
    }


def _coordinators(session: Involved, staff: Staff) -> set[UUID]:
    """Those of the organisations in it or paying for it; where there is none, every coordinator."""
    near = frozenset(part.organisation_id for part in session.parts) | session.agencies
    return _with(staff, near, Role.COORDINATOR) or _with(staff, frozenset(staff), Role.COORDINATOR)


def _planners(session: Involved, staff: Staff, *, lead_only: bool = False) -> set[UUID]:
    """Planners of the lead, and of the organisations that take part."""
    taking_part = frozenset(
        part.organisation_id
        for part in session.parts
        if part.role is PartnerRole.LEAD or (part.accepted and not lead_only)
    )
    return _with(staff, taking_part, Role.PLANNER)


def invited(session: Involved, staff: Staff, *, already: frozenset[UUID] = frozenset()) -> set[UUID]:
    """Planners of organisations that are asked and have not answered, but for those asked before."""
    asked = frozenset(
        part.organisation_id
        for part in session.parts
        if part.role is not PartnerRole.LEAD and part.accepted is None
    )
    return _with(staff, asked - already, Role.PLANNER)


def told_of(kind: NoticeKind, session: Involved, staff: Staff) -> set[UUID]:
    """Who is told that this happened to a session."""
    match kind:
        case _K.PROPOSED | _K.REPORTED:
            return _coordinators(session, staff)
        case _K.ACCEPTED | _K.DECLINED:
            return _planners(session, staff, lead_only=True) | _one(session.proposed_by)
        case _K.SENT_BACK:
            return _one(session.reported_by) | set(session.facilitators)
        case _K.TOMORROW:
            return set(session.facilitators)
        case _K.OVERDUE:
            return set(session.facilitators) | _planners(session, staff, lead_only=True)
        case _:
            return set(session.facilitators) | _planners(session, staff)


def _one(person: UUID | None) -> set[UUID]:
    return {person} if person else set()


def is_worth_telling(kind: NoticeKind, data: Mapping[str, Any]) -> bool:
    """Whether what changed matters to others; every other happening does."""
    return kind is not _K.CHANGED or bool(WORTH_TELLING & set(data))
