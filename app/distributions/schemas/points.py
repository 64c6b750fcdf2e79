"""What goes in and what comes out of distribution points."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from app.distributions.rules.points import PointState
from app.distributions.schemas import EarmarkReason, HandOutQuantity, HandOutView, Why
from app.kernel.types import Code, Command, Names, NotNegative, OptionalId, Text, View


class PlannedLine(Command):
    """So many of an item are planned."""

    item: Code
    quantity: HandOutQuantity


class PlanPoint(Command):
    """A day and a place at which kits are handed out without a session. Its bag is made with it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0197a3d0-0000-7000-8000-000000000020",
                    "organisation": "CARITAS",
                    "partner": "LAW",
                    "venue": "0197a3d0-0000-7000-8000-000000000021",
                    "held_on": "2022-08-02",
                    "project": "LBNT39",
                    "handed_out_by": "chantal@caritas.example",
                    "planned": [{"item": "DK", "quantity": 40}],
                }
            ]
        }
    )

    id: OptionalId = None
    organisation: Code
    partner: Code | None = None
    venue: UUID
    held_on: date
    project: Code | None = None
    handed_out_by: Annotated[Text, Field(min_length=3, max_length=254)] | None = None
    planned: Annotated[tuple[PlannedLine, ...], Field(max_length=50)] = ()


class ChangePoint(Command):
    """New values; what is left out stays as it is, `planned` is given whole. `null` takes partner, project or person
    away.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"held_on": "2022-08-03", "planned": [{"item": "DK", "quantity": 60}]}]
        }
    )

    partner: Code | None = None
    venue: UUID | None = None
    held_on: date | None = None
    project: Code | None = None
    handed_out_by: Annotated[Text, Field(min_length=3, max_length=254)] | None = None
    planned: Annotated[tuple[PlannedLine, ...], Field(max_length=50)] | None = None


class PlanFinding(View):
    """What a look at a plan found: `warns` or `tells`, the field it is about, a code, a sentence, and facts."""

    weight: str
    field: str
    code: str
    message: str
    facts: dict[str, Any]


class LoadPoint(Command):
    """So many of an item from a store into the bag of the point, whichever lots expire first."""

    model_config = ConfigDict(
        validate_by_name=True,
        validate_by_alias=True,
        json_schema_extra={
            "examples": [{"item": "DK", "quantity": 40, "from": "0197a3d0-0000-7000-8000-000000000003"}]
        },
    )

    id: OptionalId = None
    item: Code
    quantity: HandOutQuantity
    from_id: UUID = Field(alias="from")
    document: Annotated[Text, Field(max_length=120)] = ""
    earmark_reason: EarmarkReason | None = None


class ComesBackAs(StrEnum):
    """What became of a kit that was not handed out."""

    RETURNED = "returned"
    DAMAGED = "damaged"


class BringBack(Command):
    """So many of an item went back to the store they came from, or were damaged."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"item": "DK", "quantity": 3, "what": "returned"}]}
    )

    id: OptionalId = None
    item: Code
    quantity: HandOutQuantity
    what: ComesBackAs


class PointTillAnswer(Command):
    """What became of one item, in all: loaded = given + returned + damaged + unexplained."""

    item: Code
    returned: NotNegative = 0
    damaged: NotNegative = 0
    unexplained: NotNegative = 0
    reason: Annotated[Text, Field(max_length=500)] = ""


class ClosePoint(Command):
    """The till of a point. An item whose books add up already need not be named."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"till": [{"item": "DK", "returned": 3, "damaged": 1, "unexplained": 0, "reason": ""}]},
            ]
        }
    )

    id: OptionalId = None
    till: Annotated[tuple[PointTillAnswer, ...], Field(max_length=100)] = ()


class SettlePoint(Command):
    """Approve what is unexplained."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a3d0-0000-7000-8000-000000000012"}]}
    )

    id: OptionalId = None


class SayWhy(Command):
    """Send a till back or call a point off, saying why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "The road was closed."}]})

    id: OptionalId = None
    reason: Why


class PointLineView(View):
    """One item at a point: planned, loaded, and what became of it. `reason` explains what is unexplained."""

    item: str
    names: Names
    planned: int
    loaded: int
    given: int
    returned: int
    damaged: int
    unexplained: int
    should_hold: int
    reason: str
    needs_approval: bool


class PointRow(View):
    """A distribution point in a list. `kits_given` are dignity kits, reversals taken off."""

    id: UUID
    code: str
    state: PointState
    organisation: str
    partner: str | None
    venue: UUID
    venue_name: str
    area: str
    held_on: date
    project: str | None
    handed_out_by: str | None
    kits_given: int
    version: int


class PointView(PointRow):
    """A distribution point whole; `bag` is its place in the kit ledger."""

    bag: UUID
    lines: tuple[PointLineView, ...]
    closed_at: datetime | None
    why: str


class PointPageView(View):
    """The point with its newest hand-outs."""

    point: PointView
    hand_outs: tuple[HandOutView, ...]
    more: bool
