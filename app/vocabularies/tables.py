"""Lists with names in English, French and Arabic. Codes are stable and referred to as they are."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from app.platform.db import check


class Community(SQLModel, table=True):
    """A nationality or group. `cohort` is the reporting group it folds into; `never_alone`: never shown by itself."""

    __tablename__ = "community"

    code: str = Field(primary_key=True, max_length=64)
    name_en: str = Field(max_length=120)
    name_fr: str | None = Field(default=None, max_length=120)
    name_ar: str | None = Field(default=None, max_length=120)
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    cohort: str | None = Field(default=None, max_length=64)
    never_alone: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    position: int = 100
    version: int = 1


class Topic(SQLModel, table=True):
    """What a session is about."""

    __tablename__ = "topic"

    code: str = Field(primary_key=True, max_length=64)
    name_en: str = Field(max_length=200)
    name_fr: str | None = Field(default=None, max_length=200)
    name_ar: str | None = Field(default=None, max_length=200)
    active: bool = True
    position: int = 100
    version: int = 1


class Language(SQLModel, table=True):
    """A language sessions are held in (BCP 47 code), with its own name and direction."""

    __tablename__ = "language"
    __table_args__ = (check("direction_known", "direction IN ('ltr', 'rtl')"),)

    code: str = Field(primary_key=True, max_length=64)
    name_en: str = Field(max_length=120)
    name_fr: str | None = Field(default=None, max_length=120)
    name_ar: str | None = Field(default=None, max_length=120)
    autonym: str = Field(max_length=120)
    direction: str = Field(max_length=3)
    active: bool = True
    version: int = 1


class AgeBand(SQLModel, table=True):
    """The finest bands in use, in order; ages in whole years, `upper` inclusive, none for 60+ and 'not stated'."""

    __tablename__ = "age_band"

    code: str = Field(primary_key=True, max_length=64)
    position: int
    lower: int | None = None
    upper: int | None = None
