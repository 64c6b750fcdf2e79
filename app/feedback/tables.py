"""Sheets of feedback and their tallies: numbers of people, and no place to write a word. Append-only."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.feedback.rules import WhyWrong
from app.kernel.types import Sex
from app.platform.db import check, one_of


class FeedbackSheet(SQLModel, table=True):
    """So many people of one community, sex and age were asked after a session's or a point's distribution.

    A sheet with `reverses` takes another one back, for a reason from a list; it has no tallies of its own.
    """

    __tablename__ = "feedback_sheet"
    __table_args__ = (
        one_of("sex", Sex),
        one_of("why", WhyWrong),
        check("asked_positive", "asked > 0"),
        check("of_one_distribution", "(session_id IS NULL) <> (point_id IS NULL)"),
        check("says_why", "(reverses IS NULL) = (why IS NULL)"),
        UniqueConstraint("reverses"),
        Index("ix_feedback_sheet_session", "session_id", "recorded_at"),
        Index("ix_feedback_sheet_point", "point_id", "recorded_at"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID | None = Field(default=None, foreign_key="awareness_session.id")
    point_id: UUID | None = Field(default=None, foreign_key="distribution_point.id")
    asked_on: date
    community: str = Field(foreign_key="community.code", max_length=64)
    sex: str = Field(max_length=2)
    age_band: str = Field(foreign_key="age_band.code", max_length=64)
    asked: int
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    recorded_at: datetime
    reverses: UUID | None = Field(default=None, foreign_key="feedback_sheet.id")
    why: str | None = Field(default=None, max_length=40)


class FeedbackTally(SQLModel, table=True):
    """How many of a sheet gave an answer; `item` is the thing of the kit asked about, as its bill of materials says
    it (a code or words), or empty.
    """

    __tablename__ = "feedback_tally"
    __table_args__ = (check("count_positive", "count > 0"),)

    sheet_id: UUID = Field(primary_key=True, foreign_key="feedback_sheet.id")
    question: str = Field(primary_key=True, max_length=40)
    item: str = Field(primary_key=True, default="", max_length=200)
    answer: str = Field(primary_key=True, max_length=20)
    count: int
