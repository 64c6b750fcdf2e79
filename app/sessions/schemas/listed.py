"""A session as the lists of the house show it: the facts of a `SessionLine`, which programs get, as plain values."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from app.sessions.rules import ActivityType, Audience, PartnerRole, SessionStatus


class PartInList(NamedTuple):
    """A partner of a session. `accepted`: None asked, True yes, False declined."""

    organisation: str
    role: PartnerRole
    accepted: bool | None


class ListedSession(NamedTuple):
    """A session in a list. Partners come in the order given, without the lead."""

    id: UUID
    code: str
    status: SessionStatus
    title: str
    activity_type: ActivityType
    audience: Audience
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    local_date: date
    venue: UUID
    venue_name: str
    area: str
    language: str
    lead_organisation: str
    partners: tuple[PartInList, ...]
    capacity: int
    reached: int
    late: int
    door: int
    tickets: int
    kits: int
    version: int

    @property
    def taking_part(self) -> tuple[str, ...]:
        """The codes of the partners that have not declined."""
        return tuple(part.organisation for part in self.partners if part.accepted is not False)
