"""Awareness sessions and what belongs to them.

The start is copied into the link tables so that "this organisation's sessions, newest first" is one index
range however many sessions there are. `position` keeps the order in which parts were given. `reached … kits`
are rollups of the ledgers above, kept in the same transaction as each entry (`karama check` recomputes them).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.platform.db import check, one_of
from app.sessions.rules import ActivityType, Audience, PartnerRole, SessionStatus
from app.sessions.rules.imports import ImportState
from app.sessions.rules.series import Frequency


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
        Index("ix_awareness_session_series", "series_id", "starts_at", "id"),
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


class CalendarFeed(SQLModel, table=True):
    """A secret address at which a calendar program reads sessions; only the hash of the secret is kept.

    `organisation_id` None: the sessions its owner is assigned to; else those of an organisation.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_calendar_feed_person", "person_id", "id"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    name: str = Field(max_length=120)
    token_hash: str = Field(max_length=64)
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class SessionSeries(SQLModel, table=True):
    """The pattern of sessions that repeat. The sessions themselves carry `series_id`.

    `left_out` are ISO days. `split_from_id`: the series of which this one was the later part.
    """

    __tablename__ = "session_series"
    __table_args__ = (one_of("frequency", Frequency), check("every_positive", "every > 0"))

    id: UUID = Field(primary_key=True)
    title: str = Field(max_length=200)
    lead_organisation_id: UUID = Field(foreign_key="organisation.id")
    frequency: str = Field(max_length=20)
    every: int
    until: date | None = None
    count: int | None = None
    nth: int | None = None
    left_out: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    time_zone: str = Field(max_length=64)
    split_from_id: UUID | None = Field(default=None, foreign_key="session_series.id")
    created_by: UUID | None = Field(default=None, foreign_key="person.id")
    created_at: datetime
    version: int = 1


class SessionTemplate(SQLModel, table=True):
    """A usual session of an organisation, kept to start new ones from. `plan` is JSON as the API writes it."""

    __tablename__ = "session_template"
    __table_args__ = (Index("ix_session_template_organisation", "organisation_id", "name", "id"),)

    id: UUID = Field(primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    name: str = Field(max_length=200)
    plan: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    active: bool = True
    created_by: UUID | None = Field(default=None, foreign_key="person.id")
    created_at: datetime
    version: int = 1


class ScheduleImport(SQLModel, table=True):
    """A schedule that somebody sent: the file until it is taken, how far it is, and what was wrong with it.

    `problems` are at most a thousand of {row, column, code, message}; `counts` what was (or would be) done.
    """

    __tablename__ = "schedule_import"
    __table_args__ = (
        one_of("state", ImportState),
        Index("ix_schedule_import_person", "person_id", "created_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    file_name: str = Field(max_length=200)
    content_hash: str = Field(max_length=64)
    content: bytes | None = None
    state: str = Field(max_length=20)
    rows_total: int = 0
    rows_done: int = 0
    counts: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    problems: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime
    touched_at: datetime


class ImportedSession(SQLModel, table=True):
    """A session that came from a schedule, and the hash of its plan as last imported.

    Whoever changed it by hand since is recognised by it: the plan of today has another hash.
    """

    __tablename__ = "imported_session"

    session_id: UUID = Field(primary_key=True, foreign_key="awareness_session.id")
    import_id: UUID = Field(foreign_key="schedule_import.id")
    plan_hash: str = Field(max_length=64)
