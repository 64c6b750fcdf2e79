"""Papers of the store: running numbers, waybills, assemblies, stock counts. What they move stands in the ledger."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.kits.rules.counting import CountState
from app.kits.rules.waybills import Difference, WaybillState
from app.platform.db import check, one_of


class PaperNumber(SQLModel, table=True):
    """The last running number of a kind of paper (`WB`, `SC`, `AS`) of an organisation in a year."""

    __tablename__ = "paper_number"

    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    kind: str = Field(primary_key=True, max_length=4)
    year: int = Field(primary_key=True)
    last: int


class Waybill(SQLModel, table=True):
    """A shipment between two stores. While it is on the road, its kits stand at `transit_id`."""

    __tablename__ = "waybill"
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("state", WaybillState),
        check("goes_somewhere", "from_location_id <> to_location_id"),
        Index("ix_waybill_from", "from_location_id", "dispatched_at", "id"),
        Index("ix_waybill_to", "to_location_id", "dispatched_at", "id"),
        Index("ix_waybill_state", "state", "dispatched_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(max_length=64)
    from_location_id: UUID = Field(foreign_key="location.id")
    to_location_id: UUID = Field(foreign_key="location.id")
    transit_id: UUID = Field(foreign_key="location.id")
    state: str = Field(max_length=20)
    vehicle: str = Field(default="", max_length=60)
    note: str = Field(default="", max_length=500)
    dispatched_at: datetime
    dispatched_by: UUID | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = None
    settled_by: UUID | None = Field(default=None, foreign_key="person.id")
    settled_note: str = Field(default="", max_length=500)
    settling_id: UUID | None = None


class WaybillLine(SQLModel, table=True):
    """How many of a lot were sent, and how many arrived."""

    __tablename__ = "waybill_line"
    __table_args__ = (
        one_of("difference", Difference),
        check("sent_positive", "quantity > 0"),
        check("received_fits", "received IS NULL OR (received >= 0 AND received <= quantity)"),
    )

    waybill_id: UUID = Field(primary_key=True, foreign_key="waybill.id")
    lot_id: UUID = Field(primary_key=True, foreign_key="lot.id", index=True)
    position: int
    quantity: int
    received: int | None = None
    difference: str | None = Field(default=None, max_length=20)
    note: str = Field(default="", max_length=500)


class Assembly(SQLModel, table=True):
    """Kits made from components at a store: the components of `caused_by` this id went, `lot_id` came."""

    __tablename__ = "assembly"
    __table_args__ = (
        UniqueConstraint("number"),
        check("quantity_positive", "quantity > 0"),
        Index("ix_assembly_place", "location_id", "made_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(max_length=64)
    location_id: UUID = Field(foreign_key="location.id")
    lot_id: UUID = Field(foreign_key="lot.id", index=True)
    quantity: int
    made_at: datetime
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
    note: str = Field(default="", max_length=500)


_IS_OPEN = text("state IN ('counting', 'recount', 'approval')")


class StockCount(SQLModel, table=True):
    """A count of one store. One may be open at a time."""

    __tablename__ = "stock_count"
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("state", CountState),
        Index(
            "uq_stock_count_open",
            "location_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_stock_count_place", "location_id", "begun_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(max_length=64)
    location_id: UUID = Field(foreign_key="location.id")
    state: str = Field(max_length=20)
    rounds: int = 0
    begun_at: datetime
    begun_by: UUID | None = Field(default=None, foreign_key="person.id")
    done_at: datetime | None = None
    approved_by: UUID | None = Field(default=None, foreign_key="person.id")
    reason: str = Field(default="", max_length=500)


class StockCountLine(SQLModel, table=True):
    """What one lot was counted as in one round, and what the book said at that moment."""

    __tablename__ = "stock_count_line"
    __table_args__ = (check("counted_not_negative", "counted >= 0"),)

    count_id: UUID = Field(primary_key=True, foreign_key="stock_count.id")
    round: int = Field(primary_key=True)
    lot_id: UUID = Field(primary_key=True, foreign_key="lot.id", index=True)
    counted: int
    book: int
    counted_at: datetime
    counted_by: UUID | None = Field(default=None, foreign_key="person.id")
