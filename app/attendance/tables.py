"""Append-only entries; totals kept in the same transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.attendance.rules import Mark, Source
from app.kernel.types import Sex
from app.platform.db import check, one_of


class CountEntry(SQLModel, table=True):
    """`delta` people more (or fewer) in one cell. Append-only (a trigger refuses anything else)."""

    __tablename__ = "count_entry"
    __table_args__ = (
        one_of("sex", Sex),
        one_of("source", Source),
        check("delta_not_zero", "delta <> 0"),
        Index("ix_count_entry_session", "session_id", "id"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    community: str = Field(foreign_key="community.code", max_length=64)
    sex: str = Field(max_length=2)
    age_band: str = Field(foreign_key="age_band.code", max_length=64)
    delta: int
    source: str = Field(max_length=10)
    device_id: UUID | None = None
    seq: int | None = None
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    occurred_at: datetime
    sent_at: datetime | None = None
    received_at: datetime
    request_id: UUID | None = None
    sheet_id: UUID | None = None
    reverses: UUID | None = Field(default=None, foreign_key="count_entry.id")
    late: bool = False


class CellMark(SQLModel, table=True):
    """Somebody said a cell is zero, or was not collected, or took that back (`mark` None). Append-only."""

    __tablename__ = "cell_mark"
    __table_args__ = (
        one_of("sex", Sex),
        one_of("mark", Mark),
        Index("ix_cell_mark_session", "session_id", "id"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    community: str = Field(foreign_key="community.code", max_length=64)
    sex: str = Field(max_length=2)
    age_band: str = Field(foreign_key="age_band.code", max_length=64)
    mark: str | None = Field(default=None, max_length=20)
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    received_at: datetime


class SessionTotal(SQLModel, table=True):
    """The count of one cell: the sum of its entries (`late` apart), and its mark."""

    __tablename__ = "session_total"
    __table_args__ = (
        one_of("sex", Sex),
        one_of("mark", Mark),
        {"sqlite_with_rowid": False, "postgresql_with": {"fillfactor": 60}},
    )

    session_id: UUID = Field(primary_key=True, foreign_key="awareness_session.id")
    community: str = Field(primary_key=True, foreign_key="community.code", max_length=64)
    sex: str = Field(primary_key=True, max_length=2)
    age_band: str = Field(primary_key=True, foreign_key="age_band.code", max_length=64)
    count: int = 0
    late: int = 0
    mark: str | None = Field(default=None, max_length=20)


class DoorEntry(SQLModel, table=True):
    """`delta` people more (or fewer) through the door. Append-only."""

    __tablename__ = "door_entry"
    __table_args__ = (
        check("delta_not_zero", "delta <> 0"),
        Index("ix_door_entry_session", "session_id", "id"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    delta: int
    device_id: UUID | None = None
    seq: int | None = None
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    occurred_at: datetime
    received_at: datetime
    late: bool = False


class TallySheet(SQLModel, table=True):
    """A numbered paper sheet printed for a session. Its id is in the QR sign on the paper.

    `communities` are the codes of its rows, in order, with a space between.
    """

    __tablename__ = "tally_sheet"
    __table_args__ = (UniqueConstraint("session_id", "number"), check("number_positive", "number >= 1"))

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="awareness_session.id")
    number: int
    communities: str = Field(max_length=1000)
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
    made_at: datetime


class TallySheetEntry(SQLModel, table=True):
    """A sheet was typed in. One row a sheet, so that no sheet counts twice. Append-only."""

    __tablename__ = "tally_sheet_entry"

    sheet_id: UUID = Field(primary_key=True, foreign_key="tally_sheet.id")
    session_id: UUID = Field(foreign_key="awareness_session.id")
    request_id: UUID
    entered_by: UUID | None = Field(default=None, foreign_key="person.id")
    entered_at: datetime
