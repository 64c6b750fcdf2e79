"""Hand-outs. What left the bag stands in the kit ledger; who it was for stands here, as a count."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.kernel.types import Sex
from app.platform.db import check, one_of


class HandOut(SQLModel, table=True):
    """`quantity` of an item given to people of a community. Append-only; a reversal is a row of its own."""

    __tablename__ = "hand_out"
    __table_args__ = (
        one_of("sex", Sex),
        check("quantity_positive", "quantity > 0"),
        UniqueConstraint("reverses"),
        Index("ix_hand_out_session", "session_id", "id"),
        Index("ix_hand_out_item", "item_id", "occurred_at"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID | None = Field(default=None, foreign_key="awareness_session.id")
    location_id: UUID = Field(foreign_key="location.id")
    item_id: UUID = Field(foreign_key="item.id")
    quantity: int
    community: str = Field(foreign_key="community.code", max_length=64)
    sex: str | None = Field(default=None, max_length=2)
    age_band: str | None = Field(default=None, foreign_key="age_band.code", max_length=64)
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    occurred_at: datetime
    received_at: datetime
    reverses: UUID | None = Field(default=None, foreign_key="hand_out.id")
