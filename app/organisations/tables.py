"""Organisations and focal points."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.organisations.rules import OrganisationKind
from app.platform.db import one_of


class Organisation(SQLModel, table=True):
    """An organisation that runs, hosts, funds or follows sessions. `country` is ISO 3166 alpha-2."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("code"), one_of("kind", OrganisationKind))

    id: UUID = Field(primary_key=True)
    code: str = Field(max_length=64)
    name_en: str = Field(max_length=200)
    name_fr: str | None = Field(default=None, max_length=200)
    name_ar: str | None = Field(default=None, max_length=200)
    kind: str = Field(max_length=20)
    country: str | None = Field(default=None, max_length=2)
    active: bool = True
    version: int = 1


class FocalPoint(SQLModel, table=True):
    """A professional contact of an organisation (coordinators only)."""

    __tablename__ = "focal_point"

    id: UUID = Field(primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    title: str = Field(max_length=120)
    name: str = Field(max_length=120)
    work_email: str = Field(max_length=254)
    active: bool = True
