"""Awareness sessions and what belongs to them.

The start is copied into the link tables so that "this organisation's sessions, newest first" is one index
range however many sessions there are. `position` keeps the order in which parts were given. `reached … kits`
are rollups of the ledgers above, kept in the same transaction as each entry (`karama check` recomputes them).
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.platform.db import check, one_of
from app.sessions.rules import ActivityType, Audience, PartnerRole, SessionStatus


class AwarenessSession(SQLModel, table=True):
    """One session. `local_date` is the day it starts in its own time zone."""

    __tablename__ = "awareness_session"
    __table_args__ = (
        UniqueConstraint("code"),
        one_of("activity_type", ActivityType),
        one_of("audience", Audience),
        one_of("status", SessionStatus),
        check("ends_after_start", "ends_at > starts_at"),
        check("capacity_positive", "capacity > 0"),
        Index("ix_awareness_session_start", "starts_at", "id"),
        Index("ix_awareness_session_status_start", "status", "starts_at", "id"),
        Index("ix_awareness_session_venue", "venue_id", "starts_at", "id"),
        Index("ix_awareness_session_follows", "follows_id"),
        Index("ix_awareness_session_area", "area_code", "starts_at", "id"),
        # Figures of a period are read from this index alone, or find the session's ledgers by its id.
        Index(
            "ix_awareness_session_day",
            "status",
            "local_date",
            "reached_count",
            "kits_count",
            "door_count",
            "id",
        ),
    )

    id: UUID = Field(primary_key=True)
    code: str = Field(max_length=64)
    title: str = Field(max_length=200)
    activity_type: str = Field(max_length=20)
    audience: str = Field(max_length=20)
    status: str = Field(max_length=20)
    status_reason: str = Field(default="", max_length=2000)
    starts_at: datetime
    ends_at: datetime
    time_zone: str = Field(max_length=64)
    local_date: date
    venue_id: UUID = Field(foreign_key="venue.id")
    area_code: str = Field(foreign_key="area.code", max_length=64)
    language_code: str = Field(foreign_key="language.code", max_length=64)
    lead_organisation_id: UUID = Field(foreign_key="organisation.id")
    campaign_id: UUID | None = Field(default=None, foreign_key="campaign.id")
    capacity: int
    series_id: UUID | None = Field(default=None)
    follows_id: UUID | None = Field(default=None, foreign_key="awareness_session.id")
    note: str = Field(default="", max_length=2000)
    proposed_by: UUID | None = Field(default=None, foreign_key="person.id")
    reported_by: UUID | None = Field(default=None, foreign_key="person.id")
    verified_by: UUID | None = Field(default=None, foreign_key="person.id")
    reported_at: datetime | None = None
    verified_at: datetime | None = None
    reached_count: int = 0
    late_count: int = 0
    door_count: int = 0
    tickets_count: int = 0
    kits_count: int = 0
    version: int = 1
    created_at: datetime
    updated_at: datetime


class SessionPartner(SQLModel, table=True):
    """An organisation's part in a session, the lead's included. `accepted`: None asked, True yes, False no."""

    __tablename__ = "session_partner"
    __table_args__ = (
        one_of("role", PartnerRole),
        Index("ix_session_partner_organisation", "organisation_id", "starts_at", "session_id"),
    )

    session_id: UUID = Field(primary_key=True, foreign_key="awareness_session.id")
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    role: str = Field(max_length=20)
    accepted: bool | None = None
    accepted_by: UUID | None = Field(default=None, foreign_key="person.id")
    accepted_at: datetime | None = None
    answer_reason: str = Field(default="", max_length=2000)
    position: int = 0
    starts_at: datetime


class SessionFacilitator(SQLModel, table=True):
    """A person assigned to a session."""

    __tablename__ = "session_facilitator"
    __table_args__ = (Index("ix_session_facilitator_person", "person_id", "starts_at", "session_id"),)

    session_id: UUID = Field(primary_key=True, foreign_key="awareness_session.id")
    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    position: int = 0
    starts_at: datetime


class SessionProject(SQLModel, table=True):
    """A project that pays for a session: `share` in percent, or None for full credit."""

    __tablename__ = "session_project"
    __table_args__ = (
        check("share_range", "share > 0 AND share <= 100"),
        Index("ix_session_project_project", "project_id", "starts_at", "session_id"),
    )

    session_id: UUID = Field(primary_key=True, foreign_key="awareness_session.id")
    project_id: UUID = Field(primary_key=True, foreign_key="project.id")
    share: int | None = None
    position: int = 0
    starts_at: datetime


class SessionTopic(SQLModel, table=True):
    """A topic of a session."""

    __tablename__ = "session_topic"

    session_id: UUID = Field(primary_key=True, foreign_key="awareness_session.id")
    topic_code: str = Field(primary_key=True, foreign_key="topic.code", max_length=64)
    position: int = 0


class SessionPlannedKit(SQLModel, table=True):
    """How many of an item are planned for a session."""

    __tablename__ = "session_planned_kit"
    __table_args__ = (check("quantity_positive", "quantity > 0"),)

    session_id: UUID = Field(primary_key=True, foreign_key="awareness_session.id")
    item_code: str = Field(primary_key=True, foreign_key="item.code", max_length=64)
    quantity: int
    position: int = 0


class SessionStep(SQLModel, table=True):
    """A step taken on the life line, kept for ever with its reason."""

    __tablename__ = "session_step"
    __table_args__ = (
        one_of("to_status", SessionStatus),
        Index("ix_session_step_session", "session_id", "at"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    from_status: str | None = Field(default=None, max_length=20)
    to_status: str = Field(max_length=20)
    by: UUID | None = Field(default=None, foreign_key="person.id")
    at: datetime
    reason: str = Field(default="", max_length=2000)


class SessionNumber(SQLModel, table=True):
    """The last number given to a session code of a prefix and day (BEY-2022-07-30-01)."""

    __tablename__ = "session_number"

    prefix: str = Field(primary_key=True, max_length=64)
    day: date = Field(primary_key=True)
    last: int
