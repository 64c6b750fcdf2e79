"""The trail: events are written with the change; seals put them into a chain in commit order."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class AuditEvent(SQLModel, table=True):
    """One happening. Append-only (a trigger refuses updates and deletes)."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_subject", "subject_kind", "subject_id"),
        Index("ix_audit_event_at", "at", "id"),
    )

    id: UUID = Field(primary_key=True)
    at: datetime
    action: str = Field(max_length=80)
    subject_kind: str = Field(max_length=40)
    subject_id: str = Field(max_length=80)
    organisation_id: UUID | None = Field(default=None)
    actor_id: UUID | None = Field(default=None)
    door: str = Field(max_length=20)
    data: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class AuditWaiting(SQLModel, table=True):
    """An event not yet sealed: written with it, removed by the sealer."""

    __tablename__ = "audit_waiting"

    event_id: UUID = Field(primary_key=True, foreign_key="audit_event.id")


class AuditSeal(SQLModel, table=True):
    """The place of an event in its chain. Append-only.

    hash = SHA-256(previous hash + canonical JSON of the event), hex.
    """

    __tablename__ = "audit_seal"
    __table_args__ = (UniqueConstraint("chain", "position"),)

    event_id: UUID = Field(primary_key=True, foreign_key="audit_event.id")
    chain: str = Field(max_length=36)
    position: int
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)
