"""Lenses, reports, what was frozen, and what has left the house."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.platform.db import check, one_of
from app.reports.due import Every
from app.reports.lens_rules import Attribution, Detail, ReportStatus
from app.reports.rules import Outside


def _codes() -> Any:
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))


class Lens(SQLModel, table=True):
    """How one grant is reported: its days, whom it counts, how ages are joined, what is hidden, when it is due.

    Empty lists: every area (P-codes, with all below), community, type of activity, format. `rounding` 0: exact counts.
    """

    __tablename__ = "lens"
    __table_args__ = (
        one_of("attribution", Attribution),
        one_of("due_every", Every),
        check("days_in_order", "from_date <= to_date"),
        check("threshold_means_something", "threshold = 0 OR threshold >= 3"),
        check("rounding_hides_small_counts", "rounding = 0 OR (threshold > 0 AND rounding >= threshold)"),
        UniqueConstraint("project_id", "name"),
    )

    id: UUID = Field(primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    name: str = Field(max_length=200)
    from_date: date
    to_date: date
    attribution: str = Field(max_length=10)
    threshold: int
    age_bands: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    language: str = Field(max_length=10)
    made_at: datetime
    due_every: str = Field(
        default=Every.NEVER.value,
        max_length=10,
        sa_column_kwargs={"server_default": Every.NEVER.value},
    )
    due_year_begins: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    due_days: int = Field(default=30, sa_column_kwargs={"server_default": "30"})
    due_first: date | None = None
    due_last: date | None = None
    areas: list[str] = _codes()
    communities: list[str] = _codes()
    activity_types: list[str] = _codes()
    formats: list[str] = _codes()
    rounding: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    version: int = 1


class Report(SQLModel, table=True):
    """A report through a lens. `narratives` are texts by key; `hash` is that of the newest snapshot."""

    __tablename__ = "donor_report"
    __table_args__ = (
        one_of("status", ReportStatus),
        one_of("detail", Detail),
        check("days_in_order", "from_date <= to_date"),
        Index("ix_donor_report_project", "project_id", "status", "from_date"),
        Index("ix_donor_report_made", "made_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    lens_id: UUID = Field(foreign_key="lens.id", index=True)
    project_id: UUID = Field(foreign_key="project.id")
    from_date: date
    to_date: date
    language: str = Field(max_length=10)
    status: str = Field(default=ReportStatus.DRAFT.value, max_length=20)
    detail: str = Field(default=Detail.FULL.value, max_length=20)
    left_out: list[str] = _codes()
    narratives: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    hash: str = Field(default="", max_length=64)
    number: int = 0
    note: str = Field(default="", max_length=2000)
    made_at: datetime
    made_by: UUID = Field(foreign_key="person.id")
    submitted_at: datetime | None = None
    submitted_by: UUID | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")
    version: int = 1


class Snapshot(SQLModel, table=True):
    """A submitted report as it was: canonical JSON (zlib) of lens, facts and texts. Append-only.

    `number` counts the submissions of a report: one that was sent back may be submitted again.
    """

    __tablename__ = "report_snapshot"

    report_id: UUID = Field(primary_key=True, foreign_key="donor_report.id")
    number: int = Field(primary_key=True)
    lens_version: int
    hash: str = Field(max_length=64)
    facts: bytes
    at: datetime


class ReleasedCell(SQLModel, table=True):
    """One count of people that has left the house: `value`, or None where `sign` hid it. Append-only.

    `sign` is `<k` or `c`; empty beside a value, and where only an older version knew the sign.

    `month` is empty for the table of people, else `2022-07` and the other places are `all`.
    """

    __tablename__ = "released_cell"

    report_id: UUID = Field(primary_key=True, foreign_key="donor_report.id")
    number: int = Field(primary_key=True)
    month: str = Field(primary_key=True, max_length=7)
    community: str = Field(primary_key=True, max_length=64)
    sex: str = Field(primary_key=True, max_length=8)
    age_band: str = Field(primary_key=True, max_length=64)
    value: int | None = None
    sign: str = Field(default="", max_length=2, sa_column_kwargs={"server_default": ""})


class SentFigures(SQLModel, table=True):
    """Figures that left for an audience outside without a lens: a file of a project, a month. Append-only.

    `counted` says whose sessions (see `scopes`), `facts` which counts and signs (canonical JSON,
    zlib). The same figures of the same days leave once, however often they are taken: `hash` tells them apart.
    """

    __tablename__ = "sent_figures"
    __table_args__ = (
        one_of("audience", Outside),
        check("days_in_order", "from_date <= to_date"),
        Index("ix_sent_figures_days", "from_date", "to_date"),
    )

    id: UUID = Field(primary_key=True)
    counted: str = Field(max_length=400)
    audience: str = Field(max_length=20)
    from_date: date
    to_date: date
    threshold: int
    hash: str = Field(max_length=64, unique=True)
    facts: bytes
    sent_at: datetime
    sent_by: UUID | None = Field(default=None, foreign_key="person.id")


class AudienceThreshold(SQLModel, table=True):
    """From how many people on a count is shown to an audience, and who answers for that. No row: the environment's."""

    __tablename__ = "audience_threshold"
    __table_args__ = (
        one_of("audience", Outside),
        check("threshold_means_something", "threshold = 0 OR threshold BETWEEN 3 AND 100"),
    )

    audience: str = Field(primary_key=True, max_length=20)
    threshold: int
    owner_id: UUID = Field(foreign_key="person.id")
    reason: str = Field(max_length=2000)
    changed_at: datetime
    version: int = 1


class PublicFigures(SQLModel, table=True):
    """Whether a project shows rounded figures to everybody. No row: it does not."""

    __tablename__ = "public_figures"

    project_id: UUID = Field(primary_key=True, foreign_key="project.id")
    shown: bool
    changed_at: datetime
    version: int = 1


class LookAnswer(SQLModel, table=True):
    """What a look found, by everything it was asked and by the code that answered (SHA-256). Never changed, forgotten after a while."""

    __tablename__ = "look_answer"

    name: str = Field(primary_key=True, max_length=64)
    answer: str
    at: datetime = Field(index=True)
