"""What goes in and out of waybills, assemblies and stock counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from app.kernel.types import Code, Command, Instant, Names, OptionalId, Text, View, western_digits
from app.kits.rules import LocationKind
from app.kits.rules.counting import CountState
from app.kits.rules.waybills import Difference, WaybillState
from app.kits.schemas import KitQuantity, LotLabel, ShortNote

Counted = Annotated[int, BeforeValidator(western_digits), Field(ge=0, le=10_000_000)]
"""How many were there."""

Plate = Annotated[Text, Field(max_length=60)]
"""Plates of lorry and trailer."""


class SendLine(Command):
    """So many of a lot; or of an item, whichever lots expire first."""

    lot: UUID | None = None
    item: Code | None = None
    quantity: KitQuantity

    @model_validator(mode="after")
    def _names_one(self) -> Self:  # noqa: N804 - pydantic hands over the instance
        if (self.lot is None) == (self.item is None):
            message = "name a lot or an item"
            raise ValueError(message)
        return self


class Dispatch(Command):
    """Kits leave a store for another one, under a waybill."""

    model_config = ConfigDict(
        validate_by_name=True,
        validate_by_alias=True,
        json_schema_extra={
            "examples": [
                {
                    "from": "0197a3d0-0000-7000-8000-000000000003",
                    "to": "0197a3d0-0000-7000-8000-000000000004",
                    "lines": [{"item": "DK", "quantity": 200}],
                    "vehicle": "B 123456",
                }
            ]
        },
    )

    id: OptionalId = None
    from_id: UUID = Field(alias="from")
    to_id: UUID = Field(alias="to")
    lines: Annotated[tuple[SendLine, ...], Field(min_length=1, max_length=100)]
    vehicle: Plate = ""
    note: ShortNote = ""
    dispatched_at: Instant | None = None


class ArrivedLine(Command):
    """How many of a lot arrived, and why fewer than were sent."""

    lot: UUID
    received: Counted
    difference: Difference | None = None
    note: ShortNote = ""


class ReceiveWaybill(Command):
    """What arrived, counted by the receiver."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "lines": [
                        {
                            "lot": "0197a3d0-0000-7000-8000-000000000002",
                            "received": 198,
                            "difference": "damaged",
                        }
                    ]
                }
            ]
        }
    )

    id: OptionalId = None
    lines: Annotated[tuple[ArrivedLine, ...], Field(min_length=1, max_length=200)]
    received_at: Instant | None = None
    note: ShortNote = ""


class CallBack(Command):
    """The shipment comes back to where it left, all of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "The road was closed."}]})

    id: OptionalId = None
    note: Annotated[Text, Field(min_length=1, max_length=500)]


class WaybillLineView(View):
    """A line of a waybill. `received` is None while it is on the road."""

    lot: UUID
    label: str
    item: str
    names: Names
    expires_on: date | None
    quantity: int
    received: int | None
    difference: Difference | None
    note: str


class WaybillView(View):
    """A shipment."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    id: UUID
    number: str
    state: WaybillState
    from_id: UUID = Field(alias="from")
    from_name: str
    to_id: UUID = Field(alias="to")
    to_name: str
    organisation: str
    vehicle: str
    note: str
    dispatched_at: datetime
    settled_at: datetime | None
    settled_note: str
    lines: tuple[WaybillLineView, ...]


class WaybillLineShort(View):
    """A shipment in a list."""

    id: UUID
    number: str
    state: WaybillState
    from_name: str
    to_name: str
    dispatched_at: datetime
    settled_at: datetime | None
    sent: int
    received: int | None


class Assemble(Command):
    """Make kits from the components that stand at a store, after the item's bill of materials of that day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "location": "0197a3d0-0000-7000-8000-000000000003",
                    "item": "DK",
                    "quantity": 40,
                    "label": "DK 2022-07",
                }
            ]
        }
    )

    id: OptionalId = None
    location: UUID
    item: Code
    quantity: KitQuantity
    label: LotLabel | None = None
    project: Code | None = None
    without: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    made_at: Instant | None = None
    note: ShortNote = ""


class AssemblyView(View):
    """Kits that were made; `components` are what went into them, by item and lot."""

    id: UUID
    number: str
    location: UUID
    lot: UUID
    label: str
    item: str
    quantity: int
    made_at: datetime
    note: str
    components: tuple[ComponentUsed, ...]


class ComponentUsed(View):
    """How many of a component's lot went into the kits."""

    item: str
    names: Names
    lot: UUID
    label: str
    quantity: int


class BeginCount(Command):
    """Begin to count a store."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"location": "0197a3d0-0000-7000-8000-000000000003"}]}
    )

    id: OptionalId = None
    location: UUID


class CountedLine(Command):
    """How many of a lot were there."""

    lot: UUID
    counted: Counted


class EnterRound(Command):
    """A round of counting: every lot on the sheet."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"lines": [{"lot": "0197a3d0-0000-7000-8000-000000000002", "counted": 198}]}]
        }
    )

    id: OptionalId = None
    lines: Annotated[tuple[CountedLine, ...], Field(min_length=1, max_length=1000)]


class SettleCount(Command):
    """Approve the differences, or drop the count; why."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "Two boxes were found wet and thrown away."}]}
    )

    id: OptionalId = None
    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class StockCountLineView(View):
    """A lot on the sheet. `counted` and `book` are shown once the count is done or waits for approval."""

    lot: UUID
    label: str
    item: str
    names: Names
    expires_on: date | None
    counted: int | None
    book: int | None


class StockCountView(View):
    """A count of a store. While it is blind, no number of the book is in here. Who counted stands beside the lines."""

    id: UUID
    number: str
    location: UUID
    location_name: str
    location_kind: LocationKind
    organisation: str
    state: CountState
    rounds: int
    begun_at: datetime
    done_at: datetime | None
    reason: str
    counted_by: tuple[str, ...] = ()
    approved_by: str | None = None
    lines: tuple[StockCountLineView, ...]


AssemblyView.model_rebuild()
