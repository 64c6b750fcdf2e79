"""What the views of stock answer: where it is, how it flowed, what a donor's part did, what needs a look."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from app.kernel.types import Command, Names, OptionalId, Text, View
from app.kits.rules import LocationKind, MovementReason
from app.kits.rules.odd import Odd
from app.kits.rules.standing import By
from app.kits.schemas import KitQuantity


class StandingLine(View):
    """What stands, in pieces. What the grouping does not tell apart is null."""

    location_id: UUID | None
    location: str | None
    kind: LocationKind | None
    organisation: str | None
    on_the_road: bool
    item: str
    names: Names
    lot_id: UUID | None
    lot: str | None
    project: str | None
    donor: str | None = Field(
        default=None,
        description="By donor: codes of those who pay together; null: nobody; empty: no donor named",
    )
    month: str | None = Field(description="Of expiry, such as 2025-06")
    quantity: int
    first_expiry: date | None


class StandingView(View):
    """Where everything is now. `total` is the sum of all lines, also of those on further pages."""

    by: By
    lines: tuple[StandingLine, ...]
    total: int
    next: str | None


class PipelineLine(View):
    """An item on its way: received + assembled + passed = in_stock + on_the_road + handed_out + lost.

    `assembled` is below zero for what was used up in kits; `passed` is what came from places you do not see, less
    what went there. `months_of_stock` is what stands, divided by the average hand-outs of the last six whole months;
    null when none were handed out.
    """

    item: str
    names: Names
    received: int
    assembled: int
    passed: int
    in_stock: int
    on_the_road: int
    handed_out: int
    lost: int
    issued: int = Field(description="Handed out in the last six whole months")
    months_of_stock: float | None


class PipelineView(View):
    """From the lorry to the hand, item by item, as it stands now. `chosen` is the item that is drawn."""

    chosen: str | None
    issues_since: date
    issues_until: date
    lines: tuple[PipelineLine, ...]


class StatementLine(View):
    """A lot in a period: opening + received + assembled + passed - distributed - lost = closing."""

    project: str | None
    item: str
    names: Names
    lot_id: UUID
    lot: str
    expires_on: date | None
    opening: int
    received: int
    assembled: int
    passed: int
    distributed: int
    lost: int
    closing: int


class StatementTotal(View):
    """The same, added up over the lots of a project and item."""

    project: str | None
    item: str
    names: Names
    opening: int
    received: int
    assembled: int
    passed: int
    distributed: int
    lost: int
    closing: int


class StatementView(View):
    """What the lots of a donor or project did between two days, both included (days of the house's time zone)."""

    donor: str | None
    donor_names: Names | None
    project: str | None
    from_date: date
    to_date: date
    lines: tuple[StatementLine, ...]
    totals: tuple[StatementTotal, ...]


class EntryLine(View):
    """An entry of the ledger, told for people."""

    id: UUID
    effective_at: datetime
    reason: MovementReason
    item: str
    names: Names
    lot: str
    project: str | None
    from_id: UUID
    from_place: str
    to_id: UUID
    to_place: str
    quantity: int
    document: str
    note: str
    session_id: UUID | None
    session: str | None
    disputed: bool


class OddLine(View):
    """Something that needs a look: which kind of thing, of what, and the page on which it is put right."""

    kind: Odd
    location_id: UUID
    location: str
    item: str | None
    names: Names | None
    lot: str | None
    number: str | None = Field(description="Of the waybill or count")
    quantity: int | None
    since: datetime | None
    expires_on: date | None
    href: str
    lot_id: UUID | None = Field(default=None, description="Of what is settled with a note")
    may_settle: bool = Field(default=False, description="Whether you may settle it with a note")


class SettleLateEarmark(Command):
    """Kits of another project that a tablet told of late were looked at: how many were seen, and what was found."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "location": "0197a3d0-0000-7000-8000-000000000001",
                    "lot": "0197a3d0-0000-7000-8000-000000000002",
                    "quantity": 3,
                    "note": "The Dutch donor agreed by letter on 4 August",
                }
            ]
        }
    )

    id: OptionalId = None
    location: UUID
    lot: UUID
    quantity: KitQuantity
    note: Annotated[Text, Field(min_length=1, max_length=500)]


class SettledLine(View):
    """What was asked about and settled; it is kept."""

    id: UUID
    session_id: UUID
    session: str
    location_id: UUID
    lot_id: UUID
    lot: str
    item: str
    names: Names
    quantity: int
    note: str
    settled_at: datetime
    settled_by: str | None
