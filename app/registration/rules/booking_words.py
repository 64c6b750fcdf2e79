"""Every sentence that Python says on the public booking page: guests read them in eight languages.

The page shows no other sentence of the house: a refusal is read off here by its code. The templates of the page
(templates/registration/book) hold the rest.
"""

from __future__ import annotations

from app.kernel.types import Sex
from app.kernel.words import Words, _
from app.registration.rules.bookings import BookingStatus

CALLED_OFF = _("This session does not take place. Please ask the organisation that told you about it.")

REFUSALS: dict[str, Words] = {
    "booking.link_unknown": _("This booking address is not known. Please check it, or ask for a new one."),
    "booking.not_open": _("Booking is not open yet."),
    "booking.closed": _("Booking is closed."),
    "booking.revoked": _("This booking page was withdrawn."),
    "booking.called_off": CALLED_OFF,
    "booking.over": _("The session is over or does not take place. Nothing can be changed any more."),
    "booking.cancelled": _("This booking was cancelled. Please book again."),
    "booking.unknown": _("We do not know this reference. Please check each sign."),
    "booking.too_large": _(
        "These are more seats than one booking may take. Please book the others separately."
    ),
    "booking.no_tickets": _("There are no tickets for this booking. You do not need one to come in."),
    "tickets.too_many": _("There are no tickets for this booking. You do not need one to come in."),
    "booking.full": _("So many seats are not free. Your booking stays as it was."),
    "id.reused": _(
        "This form was sent before with other answers. Please press the button once more to book again."
    ),
    "too_many": _("Too many people are booking just now. Please wait a minute and press the button again."),
}
"""What the page says for each refusal."""

CHECK = _("Please look at this again")
"""For anything else that is wrong with the answers."""

CHOOSE_A_COMMUNITY = _("Please choose where you are from.")

STATUSES: dict[BookingStatus, Words] = {
    BookingStatus.CONFIRMED: _("Your seats are booked"),
    BookingStatus.WAITLISTED: _("You are on the waiting list"),
    BookingStatus.CANCELLED: _("Your booking is cancelled"),
}

SEXES: dict[Sex, Words] = {
    Sex.FEMALE: _("Women, girls"),
    Sex.MALE: _("Men, boys"),
    Sex.OTHER: _("Other"),
    Sex.NOT_STATED: _("Not stated"),
}

MIXED = _("Mixed or other")
NOT_STATED = _("Not stated")
SAVED = _("Your change is saved.")
GIVEN_BACK = _("Your seats were given back. Thank you for telling us.")
PLACE_TOLD_BY = _("The organisers tell you the place and the time.")


def refusal(code: str) -> Words:
    """The sentence of a refusal on the booking page."""
    return REFUSALS.get(code, CHECK)
