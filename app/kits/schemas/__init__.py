"""What goes in and what comes out of the kit ledger."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from app.kernel.types import (
    THREE_CAPITALS,
    Code,
    Command,
    Instant,
    Label,
    Names,
    OptionalId,
    Text,
    View,
    western_digits,
)
from app.kits.rules import LocationKind, MovementReason

KitQuantity = Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=10_000_000)]
"""A whole number of things in one movement."""

Document = Annotated[Text, Field(max_length=120)]
"""The number of the paper that came with it: GRN, waybill."""

EarmarkReason = Annotated[Text, Field(min_length=1, max_length=500)]
"""Why kits that another project paid for are taken all the same."""

ShortNote = Annotated[Text, Field(max_length=500)]

Money = Annotated[
    Decimal, BeforeValidator(western_digits), Field(ge=0, le=1_000_000_000, max_digits=12, decimal_places=2)
]

Currency = Annotated[Text, Field(pattern=THREE_CAPITALS, examples=["USD"])]
"""ISO 4217."""

LotLabel = Annotated[Text, Field(min_length=1, max_length=120)]


class AddLocation(Command):
    """A new place of an organisation."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"organisation": "CARITAS", "name": "Store in Sin el Fil", "kind": "warehouse"}]
        }
    )

    id: OptionalId = None
    organisation: Code
    name: Label
    kind: LocationKind


class ChangeLocation(Command):
    """New values; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Store in Sin el Fil, ground floor"}]})

    name: Label | None = None
    active: bool | None = None


class LocationView(View):
    """A place."""

    id: UUID
    organisation: str
    name: str
    kind: LocationKind
    session: UUID | None
    active: bool
    version: int


class AddLot(Command):
    """A new delivery of an item, perhaps in one of its variants. `unit_cost` is in `currency`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "item": "DK",
                    "label": "GRN-2022-014",
                    "project": "LBNT39",
                    "expires_on": "2025-06-30",
                    "unit_cost": "14.50",
                }
            ]
        }
    )

    id: OptionalId = None
    item: Code
    label: LotLabel
    project: Code | None = None
    expires_on: date | None = None
    unit_cost: Money | None = None
    currency: Currency = "USD"
    variant: Code | None = None


class ChangeLot(Command):
    """New values; what is left out stays as it is. The earmark stays once the lot has moved."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"expires_on": "2026-06-30"}]})

    label: LotLabel | None = None
    project: Code | None = None
    expires_on: date | None = None
    unit_cost: Money | None = None
    currency: Currency | None = None


class LotView(View):
    """A delivery of an item version, perhaps earmarked to a project."""

    id: UUID
    item: str
    item_version: UUID
    label: str
    project: str | None
    expires_on: date | None
    unit_cost: Decimal | None
    currency: str | None
    variant: str | None
    version: int


class Move(Command):
    """A quantity of a lot goes from one place to another. `effective_at` is when it happened (now)."""

    model_config = ConfigDict(
        validate_by_name=True,
        validate_by_alias=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "0197a3d0-0000-7000-8000-000000000001",
                    "lot": "0197a3d0-0000-7000-8000-000000000002",
                    "from": "0197a3d0-0000-7000-8000-000000000003",
                    "to": "0197a3d0-0000-7000-8000-000000000004",
                    "quantity": 500,
                    "reason": "receipt",
                    "document": "GRN-2022-014",
                }
            ]
        },
    )

    id: OptionalId = None
    lot: UUID
    from_id: UUID = Field(alias="from")
    to_id: UUID = Field(alias="to")
    quantity: KitQuantity
    reason: MovementReason
    document: Document = ""
    effective_at: Instant | None = None
    session: UUID | None = None
    note: ShortNote = ""
    earmark_reason: EarmarkReason | None = None


class Reverse(Command):
    """Take an entry back by its opposite."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "Entered twice."}]})

    id: OptionalId = None
    note: ShortNote = ""


class MovementView(View):
    """An entry of the ledger."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    id: UUID
    lot: UUID
    from_id: UUID = Field(alias="from")
    to_id: UUID = Field(alias="to")
    quantity: int
    reason: MovementReason
    document: str
    note: str
    effective_at: datetime
    recorded_at: datetime
    session: UUID | None
    reverses: UUID | None
    disputed: bool


class BalanceView(View):
    """What a place holds of a lot."""

    location: UUID
    lot: UUID
    item: str
    quantity: int


class LotLine(View):
    """What a place holds of a lot, told for people."""

    lot_id: UUID
    label: str
    item: str
    names: Names
    project: str | None
    expires_on: date | None
    quantity: int


class CardLine(View):
    """A line of a stock card: `taken_in` or `given_out`, and the balance after it."""

    id: UUID
    lot: str
    item: str
    other_place: str
    reason: MovementReason
    document: str
    note: str
    effective_at: datetime
    session: str | None
    session_id: UUID | None
    taken_in: int
    given_out: int
    balance: int
    reversible: bool
    reversed: bool
    disputed: bool


class Receive(Command):
    """A delivery taken in at a store: a known lot or a new one, and how many."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    id: OptionalId = None
    to_id: UUID = Field(alias="to")
    lot: UUID | None = None
    new_lot: AddLot | None = None
    quantity: KitQuantity
    document: Document = ""
    effective_at: Instant | None = None
    note: ShortNote = ""


class StockCard(View):
    """One card an item and place: its lines newest first, the balance after the newest, and what else is here."""

    place: LocationView
    item: str | None
    items: tuple[tuple[str, Names], ...]
    lines: tuple[CardLine, ...]
    balance: int
    next: str | None
