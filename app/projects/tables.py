"""Projects, their donors, campaigns, indicators and targets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Numeric, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.platform.db import check, one_of
from app.projects.rules import Aggregation


class Project(SQLModel, table=True):
    """A grant with a code (LBNT39). Days are inclusive."""

    __tablename__ = "project"
    __table_args__ = (UniqueConstraint("code"), check("dates_in_order", "ends_on >= starts_on"))

    id: UUID = Field(primary_key=True)
    code: str = Field(max_length=64)
    title_en: str = Field(max_length=200)
    title_fr: str | None = Field(default=None, max_length=200)
    title_ar: str | None = Field(default=None, max_length=200)
    agency_id: UUID = Field(foreign_key="organisation.id")
    starts_on: date
    ends_on: date
    version: int = 1


class ProjectDonor(SQLModel, table=True):
    """Who pays for a project, under which reference. `amount` in units of `currency` (ISO 4217)."""

    __tablename__ = "project_donor"
    __table_args__ = (check("amount_not_negative", "amount >= 0"),)

    project_id: UUID = Field(primary_key=True, foreign_key="project.id")
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id", index=True)
    grant_reference: str = Field(default="", max_length=120)
    amount: Decimal | None = Field(default=None, sa_column=Column(Numeric(16, 2), nullable=True))
    currency: str | None = Field(default=None, max_length=3)


class Campaign(SQLModel, table=True):
    """A campaign that sessions may belong to (Blue Heart; World Day 2022)."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("code"), check("dates_in_order", "ends_on >= starts_on"))

    id: UUID = Field(primary_key=True)
    code: str = Field(max_length=64)
    name_en: str = Field(max_length=200)
    name_fr: str | None = Field(default=None, max_length=200)
    name_ar: str | None = Field(default=None, max_length=200)
    starts_on: date
    ends_on: date | None = None
    version: int = 1


class Indicator(SQLModel, table=True):
    """A line of a project's logframe, measured by one of `measures`, narrowed by `filter`.

    `sum` of a share means that its periods are pooled (`following.KEPT_AS`).
    """

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("project_id", "code"), one_of("aggregation", ("sum", "max", "latest")))

    id: UUID = Field(primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    code: str = Field(max_length=64)
    title_en: str = Field(max_length=300)
    title_fr: str | None = Field(default=None, max_length=300)
    title_ar: str | None = Field(default=None, max_length=300)
    measure: str = Field(max_length=40)
    filter: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    unit: str = Field(default="people", max_length=40)
    baseline: int = 0
    aggregation: str = Field(default=Aggregation.SUM, max_length=10)
    disaggregation: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    position: int = 0
    version: int = 1


class Target(SQLModel, table=True):
    """What an indicator should reach between two days (inclusive)."""

    __tablename__ = "indicator_target"
    __table_args__ = (check("dates_in_order", "to_date >= from_date"),)

    indicator_id: UUID = Field(primary_key=True, foreign_key="indicator.id")
    from_date: date = Field(primary_key=True)
    to_date: date = Field(primary_key=True)
    value: int
