"""When a booking link is open, and in which languages its page speaks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.kernel.errors import FieldError, Invalid
from app.kernel.words import Words, _

BOOKING_LANGUAGES = ("en", "fr", "ar", "am", "bn", "tl", "si", "ta")
"""The languages of the booking page, in the order they are offered."""


class LinkState(StrEnum):
    """What somebody who follows a booking link meets."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    REVOKED = "revoked"
    CALLED_OFF = "called_off"


LINK_STATE_NAMES: dict[LinkState, Words] = {
    LinkState.NOT_YET: _("not open yet"),
    LinkState.OPEN: _("open"),
    LinkState.CLOSED: _("closed"),
    LinkState.REVOKED: _("withdrawn"),
    LinkState.CALLED_OFF: _("session called off"),
}

WHY_NOT: dict[LinkState, tuple[str, Words]] = {
    LinkState.NOT_YET: ("booking.not_open", _("Booking is not open yet.")),
    LinkState.CLOSED: ("booking.closed", _("Booking is closed.")),
    LinkState.REVOKED: ("booking.revoked", _("This booking page was withdrawn.")),
    LinkState.CALLED_OFF: (
        "booking.called_off",
        _("This session does not take place. Please ask the organisation that told you about it."),
    ),
}
"""The code and the sentence of a refusal, for each state in which nobody can book."""


@dataclass(frozen=True, slots=True)
class Window:
    """When a link is open: from `opens_at` (None: from the start) until `closes_at` or the session's end."""

    opens_at: datetime | None
    closes_at: datetime | None
    revoked: bool = False

    def last(self, ends_at: datetime) -> datetime:
        """When booking ends, at the latest with the session."""
        return ends_at if self.closes_at is None else min(self.closes_at, ends_at)


def link_state(
    window: Window, *, ends_at: datetime, called_off: bool, over: bool, now: datetime
) -> LinkState:
    """The state of a link at an instant. `over`: the report of the session was sent, whatever the clock says."""
    if window.revoked:
        return LinkState.REVOKED
    if called_off:
        return LinkState.CALLED_OFF
    if over or now >= window.last(ends_at):
        return LinkState.CLOSED
    if window.opens_at is not None and now < window.opens_at:
        return LinkState.NOT_YET
    return LinkState.OPEN


def check_window(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> None:
    """Pass when a link opens before it closes; one without `opens_at` opens `now`. Raises Invalid on `closes_at`."""
    if closes_at is not None and closes_at <= (opens_at or now):
        raise Invalid.of("closes_at", "link.closes_first", _("Booking must close after it opens."))


def check_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """The languages of a link in their order, none given: all. Raises Invalid for one the page does not speak."""
    unknown = [code for code in languages if code not in BOOKING_LANGUAGES]
    if unknown:
        sentence = _("The booking page does not speak %(value)s.")
        raise Invalid(
            [
                FieldError("languages", "language.unknown", sentence % {"value": code}, {"value": code})
                for code in unknown
            ]
        )
    return tuple(code for code in BOOKING_LANGUAGES if code in languages) or BOOKING_LANGUAGES
