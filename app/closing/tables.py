"""The session report, once per closing: a sent-back session is closed again with a new one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.closing.rules import GapReason, Service
from app.platform.db import check, one_of


class SessionReport(SQLModel, table=True):
    """What was said at closing. The last `number` of a session counts; the earlier ones stay.

    It was written at `captured_at` (on a tablet, perhaps days before it arrived `at`), None: when it arrived.
    `blanks` are (community, sex) of which nothing had been said: they count as nobody.
    """

    __tablename__ = "session_report"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        one_of("gap_reason", GapReason),
        # Figures of the quiz are read from this index alone, whatever else the reports say.
        Index(
            "ix_session_report_quiz",
            "session_id",
            "number",
            "quiz_asked",
            "quiz_before",
            "quiz_after",
            sqlite_where=text("quiz_asked > 0"),
            postgresql_where=text("quiz_asked > 0"),
        ),
        check("quiz_in_range", "quiz_before <= quiz_asked AND quiz_after <= quiz_asked"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    number: int
    gap_reason: str | None = Field(default=None, max_length=40)
    topics_covered: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    quiz_asked: int | None = None
    quiz_before: int | None = None
    quiz_after: int | None = None
    note: str = Field(default="", max_length=280)
    note_reason: str = Field(default="", max_length=200)
    witness_organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    reached: int
    door: int
    tickets: int
    author_id: UUID | None = Field(default=None, foreign_key="person.id")
    at: datetime
    captured_at: datetime | None = None
    blanks: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class TillLine(SQLModel, table=True):
    """loaded = given + returned + damaged + unexplained, per item. Whoever verifies approves the unexplained."""

    __tablename__ = "till_line"
    __table_args__ = (
        check("balances", "loaded = given + returned + damaged + unexplained"),
        check("not_negative", "returned >= 0 AND damaged >= 0"),
        check("unexplained_has_reason", "unexplained = 0 OR reason <> ''"),
    )

    report_id: UUID = Field(primary_key=True, foreign_key="session_report.id")
    item_id: UUID = Field(primary_key=True, foreign_key="item.id")
    loaded: int
    given: int
    returned: int
    damaged: int
    unexplained: int
    reason: str = Field(default="", max_length=500)


class Referral(SQLModel, table=True):
    """How many were referred to a kind of service. Counts only."""

    __tablename__ = "referral"
    __table_args__ = (one_of("service", Service), check("count_not_negative", "count >= 0"))

    report_id: UUID = Field(primary_key=True, foreign_key="session_report.id")
    service: str = Field(primary_key=True, max_length=20)
    count: int
