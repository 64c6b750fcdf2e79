"""What somebody looked at and settled with a note."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.platform.db import check


class LateEarmarkSettled(SQLModel, table=True):
    """So many kits of a lot that another project paid for, told late, were looked at. Append-only: what a tablet tells
    afterwards is asked about anew, because it comes on top of what was settled.
    """

    __tablename__ = "late_earmark_settled"
    __table_args__ = (
        check("quantity_positive", "quantity > 0"),
        Index("ix_late_earmark_settled_of", "location_id", "lot_id"),
        Index("ix_late_earmark_settled_when", "settled_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    location_id: UUID = Field(foreign_key="location.id")
    lot_id: UUID = Field(foreign_key="lot.id", index=True)
    quantity: int
    note: str = Field(max_length=500)
    settled_at: datetime
    settled_by: UUID | None = Field(default=None, foreign_key="person.id")
