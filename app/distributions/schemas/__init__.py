"""What goes in and what comes out of distributions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from app.kernel.types import Code, Command, Names, OptionalId, Sex, Text, View, western_digits

HandOutQuantity = Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=100_000)]
"""How many of an item went into hands."""

Ticket = Annotated[Text, Field(min_length=1, max_length=40)]

EarmarkReason = Annotated[Text, Field(min_length=1, max_length=500)]
"""Why kits that another project paid for are loaded all the same."""

Why = Annotated[Text, Field(min_length=1, max_length=500)]


class HandOutKits(Command):
    """So many of an item given to people of a community, at a session or at a distribution point (name one).

    They leave its bag unless `from` says otherwise.
    """

    model_config = ConfigDict(
        validate_by_name=True,
        validate_by_alias=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "0197a3d0-0000-7000-8000-000000000010",
                    "session": "0197a3d0-0000-7000-8000-000000000011",
                    "item": "DK",
                    "quantity": 3,
                    "community": "ET",
                    "sex": "f",
                }
            ]
        },
    )

    id: OptionalId = None
    session: UUID | None = None
    distribution_point: UUID | None = None
    item: Code
    quantity: HandOutQuantity
    community: Code
    sex: Sex | None = None
    age_band: Code | None = None
    ticket: Ticket | None = None
    from_id: UUID | None = Field(default=None, alias="from")

    @property
    def content(self) -> dict[str, Any]:
        """What makes two requests the same; as it was written before there were distribution points."""
        absent = {"distribution_point"} if self.distribution_point is None else set()
        return self.model_dump(mode="json", by_alias=True, exclude=absent)


class ReverseHandOut(Command):
    """Take a hand-out back, saying why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Entered at the wrong session."}]})

    id: OptionalId = None
    reason: Why


class HandOutView(View):
    """A hand-out, or the reversal of one (`reverses`)."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    id: UUID
    session: UUID | None
    distribution_point: UUID | None
    item: str
    quantity: int
    community: str
    sex: Sex | None
    age_band: str | None
    from_id: UUID = Field(alias="from")
    occurred_at: datetime
    reverses: UUID | None
    reversed: bool


class LoadBag(Command):
    """So many of an item from a store into a session's bag, whichever lots expire first."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    id: OptionalId = None
    session: UUID
    item: Code
    quantity: HandOutQuantity
    from_id: UUID = Field(alias="from")
    document: Annotated[Text, Field(max_length=120)] = ""
    earmark_reason: EarmarkReason | None = None


class TillLineView(View):
    """One item at one session: planned, loaded, and what became of it."""

    item_id: UUID
    item: str
    names: Names
    planned: int
    loaded: int
    given: int
    returned: int
    damaged: int
    unexplained: int
    should_hold: int


class BorrowedView(View):
    """So many of an item that a project paid for which does not pay for the session, and why they were taken."""

    names: Names
    project: str
    quantity: int
    reasons: tuple[str, ...]


class SessionKitsView(View):
    """The kits of a session on one page."""

    lines: tuple[TillLineView, ...]
    borrowed: tuple[BorrowedView, ...]
    hand_outs: tuple[HandOutView, ...]
    more: bool
    kits_given: int
    people_reached: int
