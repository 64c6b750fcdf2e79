"""Tablets, what they sent exactly as it came, and what somebody has to look at."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.field.rules.words import CONFLICTS, REJECTIONS, STORED_OUTCOMES, ExceptionState, Kind, Resolution
from app.platform.db import check, one_of


class Device(SQLModel, table=True):
    """A paired tablet. It acts for `person_id` in `organisation_id`; its credential is kept only as a hash.

    `highest_seq` and `missing` (ranges of numbers that have not arrived) are kept under the row's lock.
    `drift_seconds`, queue and version are as the tablet last said; there is no position.
    """

    __tablename__ = "device"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_device_organisation", "organisation_id", "id"),
    )

    id: UUID = Field(primary_key=True)
    label: str = Field(max_length=120)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    token_hash: str = Field(max_length=64)
    paired_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    revoked_by: UUID | None = Field(default=None, foreign_key="person.id")
    app_version: str = Field(default="", max_length=40)
    queue_length: int | None = None
    oldest_at: datetime | None = None
    drift_seconds: int | None = None
    last_seen_at: datetime | None = None
    highest_seq: int = 0
    missing: list[list[int]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class PairingCode(SQLModel, table=True):
    """A code that makes one tablet a device, once, within an hour. Kept as a hash."""

    __tablename__ = "pairing_code"
    __table_args__ = (UniqueConstraint("code_hash"),)

    id: UUID = Field(primary_key=True)
    code_hash: str = Field(max_length=64)
    label: str = Field(max_length=120)
    person_id: UUID = Field(foreign_key="person.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
    made_at: datetime
    expires_at: datetime
    device_id: UUID | None = Field(default=None, foreign_key="device.id")


class DeviceSession(SQLModel, table=True):
    """A session that a tablet was given in its bundle: what it later says of it is taken, whoever may do what by then."""

    __tablename__ = "device_session"

    device_id: UUID = Field(primary_key=True, foreign_key="device.id")
    session_id: UUID = Field(primary_key=True, foreign_key="awareness_session.id")


class FieldEvent(SQLModel, table=True):
    """An event as it came, with what was first answered. Append-only.

    A ticket stands here only as its hash, and a kit event with a ticket keeps no cell. `occurred_at` is
    corrected by the tablet's clock error, `occurred_at_device` is what the tablet said.
    """

    __tablename__ = "field_event"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("outcome", STORED_OUTCOMES),
        one_of("reason", CONFLICTS),
        Index(
            "ix_field_event_target",
            "target_id",
            sqlite_where=text("target_id IS NOT NULL"),
            postgresql_where=text("target_id IS NOT NULL"),
        ),
    )

    id: UUID = Field(primary_key=True)
    device_id: UUID = Field(foreign_key="device.id")
    seq: int
    kind: str = Field(max_length=20)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    payload_version: int
    content: str = Field(max_length=64)
    target_id: UUID | None = None
    occurred_at_device: datetime
    tz_offset: int
    sent_at: datetime
    received_at: datetime
    occurred_at: datetime
    actor_claimed: UUID | None = None
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    outcome: str = Field(max_length=10)
    reason: str | None = Field(default=None, max_length=30)


class FieldReversal(SQLModel, table=True):
    """The effect of an event was taken back, once: by a void (`by_event`) or by a coordinator. Append-only."""

    __tablename__ = "field_reversal"

    event_id: UUID = Field(primary_key=True)
    by_event: UUID | None = None
    by_person: UUID | None = Field(default=None, foreign_key="person.id")
    at: datetime


class FieldQuarantine(SQLModel, table=True):
    """What was not understood, or came under the id of another event, word for word but for tickets. Append-only."""

    __tablename__ = "field_quarantine"
    __table_args__ = (
        one_of("reason", REJECTIONS),
        UniqueConstraint("device_id", "content"),
        Index("ix_field_quarantine_event", "event_id"),
    )

    id: UUID = Field(primary_key=True)
    device_id: UUID = Field(foreign_key="device.id")
    event_id: UUID | None = None
    seq: int | None = None
    reason: str = Field(max_length=30)
    body: str
    content: str = Field(max_length=64)
    received_at: datetime


class WaitingReport(SQLModel, table=True):
    """A report from a tablet that does not add up yet; tried again whenever something of its session arrives."""

    __tablename__ = "field_waiting_report"

    event_id: UUID = Field(primary_key=True, foreign_key="field_event.id")
    session_id: UUID = Field(foreign_key="awareness_session.id", index=True)


class FieldException(SQLModel, table=True):
    """Something happened that a coordinator should look at. One open exception stands for each `about`."""

    __tablename__ = "field_exception"
    __table_args__ = (
        one_of("reason", CONFLICTS),
        one_of("state", ExceptionState),
        one_of("resolution", Resolution),
        check("resolved_has_a_resolution", "(state = 'resolved') = (resolution IS NOT NULL)"),
        Index(
            "uq_field_exception_about",
            "about",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_field_exception_state", "state", "opened_at", "id"),
        Index("ix_field_exception_session", "session_id", "state"),
    )

    id: UUID = Field(primary_key=True)
    about: str = Field(max_length=120)
    reason: str = Field(max_length=30)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    state: str = Field(default=ExceptionState.OPEN.value, max_length=10)
    opened_at: datetime
    resolution: str | None = Field(default=None, max_length=10)
    note: str = Field(default="", max_length=2000)
    resolved_by: UUID | None = Field(default=None, foreign_key="person.id")
    resolved_at: datetime | None = None
    version: int = 1


class ExceptionEvent(SQLModel, table=True):
    """An event an exception is about, and the tablet it came from. The one that counts comes first (`position` 0)."""

    __tablename__ = "field_exception_event"

    exception_id: UUID = Field(primary_key=True, foreign_key="field_exception.id")
    event_id: UUID = Field(primary_key=True)
    device_id: UUID | None = Field(default=None, foreign_key="device.id")
    occurred_at: datetime
    position: int = 1
