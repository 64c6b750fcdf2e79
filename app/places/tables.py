"""Areas and venues."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.platform.db import check


class Area(SQLModel, table=True):
    """A node of the P-coded tree. The parent is stored, never derived from the code (LB21 belongs to LB8).

    level: 0 country, 1 governorate, 2 district. `short` is the prefix of session codes (BEY); the P-code if none.
    `governorate` is the code of the level-1 ancestor (itself at level 1; none for countries); `country` ISO alpha-3.
    """

    __tablename__ = "area"
    __table_args__ = (check("level_known", "level BETWEEN 0 AND 3"), Index("ix_area_parent", "parent_code"))

    code: str = Field(primary_key=True, max_length=64)
    level: int
    parent_code: str | None = Field(default=None, foreign_key="area.code", max_length=64)
    governorate: str | None = Field(default=None, max_length=64)
    country: str = Field(max_length=3)
    short: str | None = Field(default=None, max_length=12)
    name_en: str = Field(max_length=200)
    name_fr: str | None = Field(default=None, max_length=200)
    name_ar: str | None = Field(default=None, max_length=200)
    active: bool = True
    version: int = 1


class Venue(SQLModel, table=True):
    """A hall. A `sensitive` one never shows its address or exact hour outside its organisations.

    `opens` and `closes` are the hours of its clock (`08:00`), both or neither; `closed_days` the ISO numbers
    of the days of the week on which it stays shut (`67`: Saturday and Sunday).
    """

    __tablename__ = "venue"
    __table_args__ = (
        check("capacity_positive", "capacity > 0"),
        check("latitude_range", "latitude BETWEEN -90 AND 90"),
        check("longitude_range", "longitude BETWEEN -180 AND 180"),
    )

    id: UUID = Field(primary_key=True)
    name: str = Field(max_length=200)
    area_code: str = Field(foreign_key="area.code", max_length=64, index=True)
    address: str = Field(default="", max_length=300)
    capacity: int
    accessible: bool = False
    sensitive: bool = False
    latitude: float | None = None
    longitude: float | None = None
    opens: str | None = Field(default=None, max_length=5)
    closes: str | None = Field(default=None, max_length=5)
    closed_days: str = Field(default="", max_length=7, sa_column_kwargs={"server_default": ""})
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    active: bool = True
    version: int = 1
