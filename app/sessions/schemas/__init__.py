"""What goes in and what comes out of sessions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from app.kernel.types import (
    Code,
    Command,
    Instant,
    Label,
    Note,
    OptionalId,
    Quantity,
    Text,
    TimeZone,
    View,
    western_digits,
)
from app.sessions.rules import ActivityType, Audience, PartnerRole, SessionStatus

Email = Annotated[Text, Field(min_length=3, max_length=254)]
JoinRole = Literal[PartnerRole.HOST, PartnerRole.FACILITATOR, PartnerRole.MOBILISER, PartnerRole.KIT_SUPPLIER]
Share = Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=100)]
"""Whole percent."""

Capacity = Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=1_000_000)]


class PartnerLine(Command):
    """An organisation that is asked to take part, and what it would do."""

    organisation: Code
    role: JoinRole


class ProjectLine(Command):
    """A project that pays: its share in percent, or null for full credit."""

    project: Code
    share: Share | None = None


class KitLine(Command):
    """How many of an item are planned."""

    item: Code
    quantity: Quantity


Topics = Annotated[tuple[Code, ...], Field(max_length=30)]
Partners = Annotated[tuple[PartnerLine, ...], Field(max_length=20)]
Facilitators = Annotated[tuple[Email, ...], Field(max_length=20)]
Projects = Annotated[tuple[ProjectLine, ...], Field(max_length=20)]
Kits = Annotated[tuple[KitLine, ...], Field(max_length=20)]

EXAMPLE: dict[str, Any] = {
    "title": "Know your rights: work and the kafala system",
    "activity_type": "awareness_session",
    "audience": "community",
    "starts_at": "2022-07-30T06:30:00Z",
    "ends_at": "2022-07-30T08:30:00Z",
    "time_zone": "Asia/Beirut",
    "venue": "01981d3e-0000-7000-8000-000000000001",
    "language": "am",
    "topics": ["KAFALA", "FORCED_LABOUR"],
    "lead_organisation": "CARITAS",
    "partners": [{"organisation": "LAW", "role": "facilitator"}],
    "facilitators": ["chantal@caritas.example"],
    "capacity": 60,
    "projects": [{"project": "LBNT39", "share": 60}, {"project": "GLOT59", "share": 40}],
    "campaign": "WD-TIP-2022",
    "planned_kits": [{"item": "DK", "quantity": 60}],
}


NoteReason = Annotated[Text, Field(max_length=200)] | None
"""Why title or note must keep what looks like personal data; kept in the audit trail."""


class ProposeSession(Command):
    """A new session, proposed by its lead organisation (or for it by a coordinator)."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: OptionalId = None
    title: Label
    activity_type: ActivityType
    audience: Audience
    starts_at: Instant
    ends_at: Instant
    time_zone: TimeZone
    venue: UUID
    language: Code
    topics: Topics = ()
    lead_organisation: Code
    partners: Partners = ()
    facilitators: Facilitators = ()
    capacity: Capacity
    projects: Projects = ()
    campaign: Code | None = None
    planned_kits: Kits = ()
    note: Note = ""
    note_reason: NoteReason = None
    override_reason: Note = ""


class ChangeSession(Command):
    """New values; what is left out stays as it is. Lists are given whole; `campaign: null` takes it away."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Know your rights", "capacity": 80}]})

    title: Label | None = None
    activity_type: ActivityType | None = None
    audience: Audience | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    time_zone: TimeZone | None = None
    venue: UUID | None = None
    language: Code | None = None
    topics: Topics | None = None
    lead_organisation: Code | None = None
    partners: Partners | None = None
    facilitators: Facilitators | None = None
    capacity: Capacity | None = None
    projects: Projects | None = None
    campaign: Code | None = None
    planned_kits: Kits | None = None
    note: Note | None = None
    note_reason: NoteReason = None
    override_reason: Note = ""


class NewDate(Command):
    """When a postponed session will be held instead."""

    starts_at: Instant
    ends_at: Instant


class TakeStep(Command):
    """A step of the life line. A reason is needed to cancel, to postpone and to send back."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"to": "confirmed"},
                {
                    "to": "postponed",
                    "reason": "The hall has no electricity.",
                    "postponed": {"starts_at": "2022-08-06T06:30:00Z", "ends_at": "2022-08-06T08:30:00Z"},
                },
            ]
        }
    )

    to: SessionStatus
    reason: Note = ""
    postponed: NewDate | None = None
    override_reason: Note = ""


class AnswerInvitation(Command):
    """A partner says yes or no to taking part."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"accepted": True}]})

    accepted: bool
    reason: Note = ""


class SessionSearch(Command):
    """What a list of sessions is narrowed to. `from` and `to` are days (both included) or instants (`to` not)."""

    begins: Annotated[Text, Field(max_length=40)] | None = None
    ends: Annotated[Text, Field(max_length=40)] | None = None
    organisation: Code | None = None
    project: Code | None = None
    status: SessionStatus | None = None
    area: Code | None = None
    facilitator: Email | None = None
    venue: UUID | None = None
    newest_first: bool = True


def _is_unanswered(value: object) -> bool:
    return value is None


class PartnerView(View):
    """A partner; `accepted` is there once it has answered."""

    organisation: str
    role: PartnerRole
    accepted: bool | None = Field(default=None, exclude_if=_is_unanswered)


class SessionLine(View):
    """A session in a list."""

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
    partners: list[PartnerView]
    capacity: int
    reached: int
    late: int
    door: int
    tickets: int
    kits: int
    version: int


class SessionView(SessionLine):
    """A session whole. `warnings` are codes of what does not block but wants a look."""

    status_reason: str
    topics: list[str]
    facilitators: list[str]
    projects: list[ProjectLine]
    campaign: str | None
    planned_kits: list[KitLine]
    note: str
    follows: UUID | None
    followed_by: UUID | None
    series: UUID | None = None
    warnings: list[str]
