"""A session and everybody who has to do with it, as far as telling them goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.sessions.rules.words import PartnerRole


@dataclass(frozen=True, slots=True)
class Part:
    """An organisation in a session, as far as telling goes. `accepted` None: still asked."""

    organisation_id: UUID
    role: PartnerRole
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class Involved:
    """A session and who has to do with it. `staff` says who holds which roles in which organisation."""

    id: UUID
    code: str
    title: str
    starts_at: datetime
    time_zone: str
    parts: tuple[Part, ...]
    agencies: frozenset[UUID]
    facilitators: frozenset[UUID]
    proposed_by: UUID | None
    reported_by: UUID | None
