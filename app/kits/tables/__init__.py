"""Places, lots, movements (append-only) and balances (kept in the same transaction)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Numeric, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from app.kits.rules import LocationKind, MovementReason, lot_told
from app.platform.db import check, one_of


class Location(SQLModel, table=True):
    """A place of an organisation in the ledger; a session bag belongs to one session.

    `transit` is the road: where what a waybill carries stands until it is received. `kept_apart` is the bag of a
    distribution point: only the page of the point moves what is in it. `told_late_at`: when a tablet last told what
    went into a session's bag, or out of it, after its figures were final.
    """

    __tablename__ = "location"
    __table_args__ = (
        one_of("kind", LocationKind),
        UniqueConstraint("session_id"),
        check("only_bags_have_a_session", "session_id IS NULL OR kind = 'session_bag'"),
        Index("ix_location_organisation", "organisation_id", "kind"),
        # The few stores among very many bags: what stands in stores is found from here.
        Index("ix_location_kind", "kind"),
        Index(
            "ix_location_told_late",
            "told_late_at",
            sqlite_where=text("told_late_at IS NOT NULL"),
            postgresql_where=text("told_late_at IS NOT NULL"),
        ),
    )

    id: UUID = Field(primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    name: str = Field(max_length=200)
    kind: str = Field(max_length=20)
    session_id: UUID | None = Field(default=None, foreign_key="awareness_session.id")
    active: bool = True
    version: int = 1
    transit: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    kept_apart: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    told_late_at: datetime | None = None


class Lot(SQLModel, table=True):
    """A delivery of one item version, perhaps earmarked to a project. `unit_cost` in `currency` (ISO 4217).

    `variant` is the code of the size or variant of the item in it; a trigger refuses that of another item.
    """

    __tablename__ = "lot"
    __table_args__ = (check("cost_not_negative", "unit_cost >= 0"),)

    id: UUID = Field(primary_key=True)
    item_id: UUID = Field(foreign_key="item.id", index=True)
    item_version_id: UUID = Field(foreign_key="item_version.id")
    label: str = Field(max_length=120)
    project_id: UUID | None = Field(default=None, foreign_key="project.id", index=True)
    expires_on: date | None = None
    unit_cost: Decimal | None = Field(default=None, sa_column=Column(Numeric(12, 2), nullable=True))
    currency: str | None = Field(default=None, max_length=3)
    created_by_organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    version: int = 1
    variant: str | None = Field(default=None, max_length=64)

    @property
    def told(self) -> str:
        """What people read of it, on screens and papers: its label, and the size or variant in it."""
        return lot_told(self.label, self.variant)


class Movement(SQLModel, table=True):
    """A quantity of a lot that went from one place to another. Append-only (a trigger refuses anything else)."""

    __tablename__ = "movement"
    __table_args__ = (
        one_of("reason", MovementReason),
        check("quantity_positive", "quantity > 0"),
        check("goes_somewhere", "from_location_id <> to_location_id"),
        UniqueConstraint("reverses"),
        Index("ix_movement_from", "from_location_id", "lot_id", "effective_at", "id"),
        Index("ix_movement_to", "to_location_id", "lot_id", "effective_at", "id"),
        Index("ix_movement_session", "session_id", "lot_id"),
        Index("ix_movement_when", "effective_at", "id"),
        Index("ix_movement_from_when", "from_location_id", "effective_at", "id"),
        Index("ix_movement_to_when", "to_location_id", "effective_at", "id"),
        Index("ix_movement_caused_by", "caused_by"),
    )

    id: UUID = Field(primary_key=True)
    lot_id: UUID = Field(foreign_key="lot.id", index=True)
    from_location_id: UUID = Field(foreign_key="location.id")
    to_location_id: UUID = Field(foreign_key="location.id")
    quantity: int
    reason: str = Field(max_length=40)
    document: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=500)
    effective_at: datetime
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    session_id: UUID | None = Field(default=None, foreign_key="awareness_session.id")
    caused_by: UUID | None = Field(default=None)
    reverses: UUID | None = Field(default=None, foreign_key="movement.id")
    disputed: bool = False


class Balance(SQLModel, table=True):
    """What a place holds of a lot: the sum of its movements, kept in the same transaction."""

    __tablename__ = "balance"
    __table_args__ = (
        # The few that are not empty among very many bags that are: only these are looked through.
        Index(
            "ix_balance_held",
            "location_id",
            "lot_id",
            "quantity",
            sqlite_where=text("quantity <> 0"),
            postgresql_where=text("quantity <> 0"),
        ),
    )

    location_id: UUID = Field(primary_key=True, foreign_key="location.id")
    lot_id: UUID = Field(primary_key=True, foreign_key="lot.id", index=True)
    quantity: int = Field(sa_column=Column(BigInteger, nullable=False))


class StockMonth(SQLModel, table=True):
    """What a place gained of a lot in a month (`month` is its first day in UTC): kept by a trigger on `movement`.

    So the balance on any day is a sum of months and of the entries of one month, however long the ledger is.
    Nothing but the trigger writes here.
    """

    __tablename__ = "stock_month"

    lot_id: UUID = Field(primary_key=True)
    location_id: UUID = Field(primary_key=True)
    month: date = Field(primary_key=True)
    net: int = Field(sa_column=Column(BigInteger, nullable=False))


class FlowMonth(SQLModel, table=True):
    """What one end of the ledger gained of a lot in a month: kept by a trigger on `movement`, like `StockMonth`.

    `end_id` is an outside place (suppliers, people, losses), or the organisation for everything inside it: its stores,
    its bags and its road together. So the flow of any period is a sum of few rows, however many places there are.
    """

    __tablename__ = "flow_month"

    lot_id: UUID = Field(primary_key=True)
    end_id: UUID = Field(primary_key=True)
    month: date = Field(primary_key=True)
    net: int = Field(sa_column=Column(BigInteger, nullable=False))


from app.kits.tables.imports import StockImport  # noqa: E402 - stands on the tables above
from app.kits.tables.odd import LateEarmarkSettled  # noqa: E402 - the same
from app.kits.tables.papers import (  # noqa: E402 - the papers stand on the tables above
    Assembly,
    PaperNumber,
    StockCount,
    StockCountLine,
    Waybill,
    WaybillLine,
)

__all__ = [
    "Assembly",
    "Balance",
    "FlowMonth",
    "LateEarmarkSettled",
    "Location",
    "Lot",
    "Movement",
    "PaperNumber",
    "StockCount",
    "StockCountLine",
    "StockImport",
    "StockMonth",
    "Waybill",
    "WaybillLine",
]
