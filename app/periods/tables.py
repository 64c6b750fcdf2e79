"""Periods, and what of the late box was accepted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.periods.rules import LateReason, PeriodState
from app.platform.db import check, one_of


class ReportingPeriod(SQLModel, table=True):
    """A calendar month of the programme. Days are inclusive.

    `figures` are the figures of the measures at the moment of closing, by key; they stay as they were.
    """

    __tablename__ = "reporting_period"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("starts_on"),
        one_of("state", PeriodState),
        check("days_in_order", "ends_on >= starts_on"),
        check("cut_off_from_closing_on", "(state = 'open') = (cut_off_at IS NULL)"),
        check("closed_has_its_moment", "(state = 'closed') = (closed_at IS NOT NULL)"),
        check("only_closed_is_reopened", "reopened_until IS NULL OR state = 'closed'"),
        check("reopened_says_why", "reopened_until IS NULL OR reopen_reason <> ''"),
        Index("ix_reporting_period_state", "state", "starts_on"),
    )

    id: UUID = Field(primary_key=True)
    code: str = Field(max_length=16)
    starts_on: date
    ends_on: date
    state: str = Field(default=PeriodState.OPEN.value, max_length=10)
    cut_off_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = Field(default=None, foreign_key="person.id")
    reopened_until: datetime | None = None
    reopened_by: UUID | None = Field(default=None, foreign_key="person.id")
    reopen_reason: str = Field(default="", max_length=500)
    figures: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    version: int = 1


class LateAcceptance(SQLModel, table=True):
    """What came late to a session was accepted, to be reported in a period that is still open. Append-only.

    `people` and `door` are how many more (or fewer) count since. A session that was never verified may be worked on
    again from then on.
    """

    __tablename__ = "late_acceptance"
    __table_args__ = (
        one_of("reason", LateReason),
        Index("ix_late_acceptance_session", "session_id"),
        Index("ix_late_acceptance_into", "into_period_id"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    period_id: UUID = Field(foreign_key="reporting_period.id")
    into_period_id: UUID = Field(foreign_key="reporting_period.id")
    people: int = 0
    door: int = 0
    reason: str = Field(max_length=20)
    note: str = Field(default="", max_length=280)
    accepted_by: UUID | None = Field(default=None, foreign_key="person.id")
    accepted_at: datetime
