"""What goes in and what comes out of booking links and bookings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from app.kernel.types import Code, Command, Instant, Names, OptionalId, Sex, Text, View, western_digits
from app.registration.rules.bookings import MOST_LINES, MOST_SEATS, BookingStatus
from app.registration.rules.links import LinkState

Seats = Annotated[int, BeforeValidator(western_digits), Field(ge=1, le=MOST_SEATS)]
"""Seats: 1 to 50."""

TokenText = Annotated[Text, Field(min_length=1, max_length=80)]
"""The token of a booking link, as in its address."""


class MakeLink(Command):
    """A new booking link. Without times it is open from now until the session ends; without languages in all.

    `tickets`: whoever books here may draw tickets for confirmed seats, to be shown at the door.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"max_seats": 5, "languages": ["en", "ar", "am"]}]}
    )

    id: OptionalId = None
    opens_at: Instant | None = None
    closes_at: Instant | None = None
    max_seats: Seats = 5
    tickets: bool = False
    languages: Annotated[list[Code], Field(max_length=20)] = Field(default_factory=list)


class LinkView(View):
    """A booking link. Its token is shown once, when it is made."""

    id: UUID
    session: UUID
    opens_at: datetime | None
    closes_at: datetime | None
    max_seats: int
    tickets: bool
    languages: list[str]
    state: LinkState
    created_at: datetime
    revoked_at: datetime | None


class NewLinkView(LinkView):
    """A booking link with its token and address."""

    token: str
    url: str


class LinksView(View):
    """The booking links of a session, the newest first."""

    items: list[LinkView]
    next: str | None = None


class BookLine(Command):
    """Seats for people of one community, perhaps of one sex and age band. Nothing else is asked."""

    community: Code
    seats: Seats
    sex: Sex | None = None
    age_band: Code | None = None


Lines = Annotated[list[BookLine], Field(min_length=1, max_length=MOST_LINES)]


class Book(Command):
    """Seats under a booking link. The same id with the same lines gives the same reference again."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "token": "7q2m9xkd4ph3w8v5t1n6c0bszr",
                    "id": "018f3c1e-7a52-7c11-9d0e-2b1a5a0c9e77",
                    "lines": [{"community": "ET", "sex": "f", "seats": 2}],
                }
            ]
        }
    )

    token: TokenText
    id: OptionalId = None
    lines: Lines


class ChangeBooking(Command):
    """The lines of a booking as they are to be."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"lines": [{"community": "ET", "sex": "f", "seats": 3}]}]}
    )

    lines: Lines


class BookingAnswer(View):
    """What became of a booking. Whoever has the reference can change or cancel it.

    `tickets`: tickets can be drawn for its seats.
    """

    reference: str
    status: BookingStatus
    seats: int
    tickets: bool


class BookedLine(View):
    """Seats of a booking for people of one community."""

    community: str
    seats: int
    sex: Sex | None
    age_band: str | None


class BookingView(View):
    """A booking as the planner sees it: without its reference. `place`: the order in which bookings came."""

    id: UUID
    place: int
    status: BookingStatus
    seats: int
    lines: list[BookedLine]
    created_at: datetime


class CommunitySeats(View):
    """Seats of one community."""

    community: str
    confirmed: int
    waiting: int


class BookingsView(View):
    """How the seats of a session fill, and one page of its bookings in the order they came.

    `came` is how many people were counted, once the session was held; `show_up` is that number over the
    confirmed seats.
    """

    capacity: int
    confirmed: int
    waiting: int
    free: int
    came: int | None
    show_up: float | None
    communities: list[CommunitySeats]
    items: list[BookingView]
    next: str | None


class CommunityChoice(View):
    """A community to choose, and the languages its people speak."""

    code: str
    names: Names
    languages: list[str]


class BookingPage(View):
    """What whoever follows a booking link may know of the session.

    `moved_from`: the day for which it was planned before it was postponed.
    Of a session at a sensitive venue neither the place nor the hour: `venue`, `address` and the hours are None then.
    """

    session: UUID
    session_version: int
    link: UUID
    state: LinkState
    title: str
    confirmed: bool
    sensitive: bool
    local_date: date
    moved_from: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    time_zone: str
    venue: str | None
    address: str | None
    accessible: bool
    area: Names
    organisation: Names
    spoken: str
    spoken_code: str
    topics: list[Names]
    opens_at: datetime | None
    closes_at: datetime | None
    max_seats: int
    capacity: int
    free: int
    waiting: int
    languages: list[str]
    communities: list[CommunityChoice]
    age_bands: list[str]


class HeldBooking(View):
    """A booking as its holder sees it, found by its reference."""

    reference: str
    status: BookingStatus
    seats: int
    tickets: bool
    lines: list[BookedLine]


class BookingsPage(View):
    """What the planner's page of bookings shows. `may_plan`: links and cancellations are this reader's to make.

    `promotable`: bookings that wait though free seats would do for them; promoting is otherwise automatic.
    """

    session: UUID
    code: str
    title: str
    time_zone: str
    may_plan: bool
    bookable: bool
    promotable: int
    seats: BookingsView
    names: dict[str, Names]
    links: list[LinkView]


class BookingsPanel(View):
    """The section on the session page."""

    session: UUID
    capacity: int
    confirmed: int
    waiting: int
    free: int
    open_links: int
    came: int | None
    show_up: float | None
    may_plan: bool
