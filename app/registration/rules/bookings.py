"""Seats without a name: what a booking may ask for, who gets a free seat first. Pure.

The waiting list is first in, first out by what fits: whenever seats become free, the bookings that wait are looked
at in the order they came, and each one that fits is confirmed. A booking that needs more seats than are free does
not hold up a smaller one behind it, and keeps its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.kernel.errors import Conflict, FieldError, Invalid
from app.kernel.words import Words, _

MOST_SEATS = 50
"""The largest number of seats a booking link may allow in one booking."""

MOST_LINES = 12
"""Lines (community, sex, age) in one booking."""


SEATS_TRIES = 600
"""Bookings a minute under one link that show no form of ours: scripts and programs share these."""

FORM_TRIES = 600
"""Bookings a minute under one link from forms that we showed: whoever came by the page keeps a share of their own."""

REFERENCE_TRIES = 20
"""Tries a minute with one reference."""

LINK_REFERENCE_TRIES = 120
"""Tries a minute with references at one link: a guesser of 50 bits gets nowhere."""

FORM_SECONDS = 1
"""A form that comes back sooner was filled by a program; it may draw from the other share only."""


class BookingStatus(StrEnum):
    """What became of a booking."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"


BOOKING_STATUS_NAMES: dict[BookingStatus, Words] = {
    BookingStatus.CONFIRMED: _("Confirmed"),
    BookingStatus.WAITLISTED: _("On the waiting list"),
    BookingStatus.CANCELLED: _("Cancelled"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a booking: `seats` for people of a community, perhaps with sex and age."""

    community: str
    seats: int
    sex: str | None = None
    age_band: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A booking that waits, and how many seats it needs."""

    booking_id: UUID
    seats: int


def to_confirm(free: int, waiting: Iterable[Waiting]) -> list[Waiting]:
    """Which of those who wait (in the order they came) get the `free` seats: each in turn, if it fits."""
    chosen = []
    for one in waiting:
        if free <= 0:
            break
        if one.seats <= free:
            chosen.append(one)
            free -= one.seats
    return chosen


def allowance(capacity: int, confirmed: int) -> int:
    """How many seats may stand confirmed: the capacity, or what was confirmed before it was made smaller."""
    return max(capacity, confirmed)


def seats_of(lines: Sequence[Asked]) -> int:
    """The seats of a booking."""
    return sum(line.seats for line in lines)


def check_size(lines: Sequence[Asked], max_seats: int) -> None:
    """Pass when a booking is not larger than the link allows. Raises Invalid on `seats`."""
    if seats_of(lines) > max_seats:
        raise Invalid.of(
            "seats",
            "booking.too_large",
            _("One booking may take at most %(most)s seats. Please book the others separately.")
            % {"most": max_seats},
            most=max_seats,
        )


def refused(code: str, message: Words, field: str = "") -> Conflict:
    """A booking that cannot be taken now, and why."""
    return Conflict(code, message, [FieldError(field, code, message)])


def over(ends_at: datetime, now: datetime) -> bool:
    """Whether a session has ended: nothing about a booking can change any more."""
    return now >= ends_at
