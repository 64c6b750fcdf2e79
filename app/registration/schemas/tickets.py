"""Tickets of a session: what is asked, what is answered. Codes leave the house once, in `MadeTickets`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from app.kernel.types import Command, Label, OptionalId, Text, View, western_digits
from app.registration.rules.tickets import MOST_AT_ONCE, MOST_OF_A_SESSION, CheckInAnswer, ShownState

TicketNumber = Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=MOST_OF_A_SESSION)]


class MakeTickets(Command):
    """So many new tickets for a session."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": "0197a3d0-0000-7000-8000-000000000020", "quantity": 40}],
        }
    )

    id: OptionalId = None
    quantity: Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=MOST_AT_ONCE)]


class MadeTickets(View):
    """The codes, in the order of their numbers. Empty once the batch is sealed: then nobody can make them again."""

    id: UUID
    first_number: int
    last_number: int
    sealed: bool
    tickets: list[str]


class TicketView(View):
    """A ticket by its number on the sheet. Its code is never told again."""

    number: int
    state: ShownState
    entry_at: datetime | None
    void_reason: str


class VoidTickets(Command):
    """Make a range of numbers void, both ends included, saying why."""

    model_config = ConfigDict(
        validate_by_name=True,
        validate_by_alias=True,
        json_schema_extra={"examples": [{"from": 21, "to": 40, "reason": "The second sheet was lost."}]},
    )

    first: TicketNumber = Field(alias="from")
    last: TicketNumber = Field(alias="to")
    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class VoidedTickets(View):
    """What became of the range: how many are void now, and how many stay because they were used."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    first: int = Field(alias="from")
    last: int = Field(alias="to")
    void: int
    used: int


class CheckIn(Command):
    """A ticket shown at a desk, as scanned or typed. `record` keeps one that is not on the list, to be looked at."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": "0197a3d0-0000-7000-8000-000000000021", "ticket": "7Q2M9-XKD4P-Z"}]
        }
    )

    id: OptionalId = None
    ticket: Annotated[Text, Field(min_length=1, max_length=80)]
    record: bool = False


class CheckedIn(View):
    """The answer at the desk. `used_at` is when it came in before; `kits` are the items it already got."""

    answer: CheckInAnswer
    number: int | None = None
    used_at: datetime | None = None
    kits: tuple[str, ...] = ()
    recorded: bool = False


class GuestTickets(View):
    """The tickets of a booking, one a seat: their codes with what is printed beside them. Nothing says who booked.

    No place, no hour when the venue is sensitive.
    """

    title: Label
    day: date
    starts_at: datetime | None
    time_zone: str
    venue: str | None
    tickets: list[str]


class BatchView(View):
    """Tickets made at one time. While `may_print` holds its sheet can be printed again.

    `given`: of tickets that guests draw for themselves, how many were drawn; None for a sheet.
    """

    id: UUID
    first_number: int
    last_number: int
    made_at: datetime
    may_print: bool
    given: int | None


class TicketSums(View):
    """Tickets of a session in numbers. Those from which guests draw count once they were drawn."""

    made: int
    void: int
    attended: int
    unlisted: int

    @property
    def waiting(self) -> int:
        """Issued and neither used nor void."""
        return self.made - self.void - self.attended


class TicketSheet(View):
    """What is printed: no place, no hour when the venue is sensitive."""

    code: str
    title: Label
    day: date
    starts_at: datetime
    time_zone: str
    venue: str | None
    made_at: datetime
    tickets: list[tuple[int, str]]
