"""What the rest of the house may know of one session, and who is within reach of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.access.actor import Scope
from app.sessions.rules.words import ActivityType, Audience, SessionStatus


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One session, plain. Instants are UTC; `local_date` is the day it starts in its own time zone.

    organisation_ids  the lead and every partner that has not declined
    projects          (project, share in percent or None for full credit), in the order given
    planned_kits      (item code, quantity)
    """

    id: UUID
    code: str
    title: str
    status: SessionStatus
    activity_type: ActivityType
    audience: Audience
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    local_date: date
    venue_id: UUID
    area_code: str
    language_code: str
    lead_organisation_id: UUID
    organisation_ids: frozenset[UUID]
    facilitator_ids: frozenset[UUID]
    projects: tuple[tuple[UUID, int | None], ...]
    topics: tuple[str, ...]
    planned_kits: tuple[tuple[str, int], ...]
    capacity: int
    campaign_id: UUID | None
    reached_count: int
    late_count: int
    door_count: int
    tickets_count: int
    kits_count: int
    proposed_by: UUID | None
    reported_by: UUID | None
    verified_by: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class SessionLabel:
    """Enough of a session to name it and to link to it."""

    id: UUID
    code: str
    title: str


def reaches(scope: Scope, session: SessionFacts) -> bool:
    """Whether the session is one of the rows of a scope; says the same as the store's SQL."""
    projects = {project_id for project_id, _share in session.projects}
    return (
        scope.everything
        or bool(scope.organisations & session.organisation_ids)
        or (scope.person_id is not None and scope.person_id in session.facilitator_ids)
        or bool(scope.projects & projects)
        or any(
            organisation_id in session.organisation_ids and project_id in projects
            for organisation_id, project_id in scope.within
        )
    )
