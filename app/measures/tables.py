"""The people reached, added up by month: what reports and dashboards ask for most."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.kernel.types import Sex
from app.measures.rules.months import Whose
from app.platform.db import one_of


class MonthCell(SQLModel, table=True):
    """People reached in verified sessions of one calendar month: one community, sex and age band.

    `whose`: of the whole programme, of a project, or of an organisation that led or joined; `owner_id` is that
    project or organisation, all zeros for the programme. `month` is its first day. The rows follow each
    session in the transaction that verifies it, by a trigger of the database (migrations/month_cells.py).
    """

    __tablename__ = "month_cell"
    __table_args__ = (one_of("whose", Whose), one_of("sex", Sex), {"sqlite_with_rowid": False})

    whose: str = Field(primary_key=True, max_length=12)
    owner_id: UUID = Field(primary_key=True)
    month: date = Field(primary_key=True)
    community: str = Field(primary_key=True, foreign_key="community.code", max_length=64)
    sex: str = Field(primary_key=True, max_length=2)
    age_band: str = Field(primary_key=True, foreign_key="age_band.code", max_length=64)
    people: int
