"""Words and limits of tickets. Pure."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.errors import Conflict
from app.kernel.words import Words, _


class TicketState(StrEnum):
    """What the house says of a ticket. Whether it was used follows from its redemptions."""

    ISSUED = "issued"
    VOID = "void"


class TicketKind(StrEnum):
    """What a ticket is good for, once each: coming in, and one of each item."""

    ENTRY = "entry"
    KIT = "kit"


class ShownState(StrEnum):
    """A ticket as people see it."""

    ISSUED = "issued"
    ATTENDED = "attended"
    VOID = "void"


SHOWN_NAMES: dict[ShownState, Words] = {
    ShownState.ISSUED: _("not used yet"),
    ShownState.ATTENDED: _("came in"),
    ShownState.VOID: _("void"),
}


class CheckInAnswer(StrEnum):
    """What a desk is told of a ticket. A ticket nobody knows is never called invalid."""

    ON_THE_LIST = "on_the_list"
    ALREADY_USED = "already_used"
    VOID = "void"
    NOT_ON_THE_LIST = "not_on_the_list"


ANSWER_WORDS: dict[CheckInAnswer, Words] = {
    CheckInAnswer.ON_THE_LIST: _("On the list"),
    CheckInAnswer.ALREADY_USED: _("Already used"),
    CheckInAnswer.VOID: _("This ticket was made void"),
    CheckInAnswer.NOT_ON_THE_LIST: _("Not on the list of this session"),
}

GIVEN_BACK = "given_back"
"""Why a guest's ticket is void: its booking was cancelled or made smaller. A word of ours, said in the reader's language."""

FEWEST_FOR_GUESTS = 40
"""Tickets from which guests draw, at least: whose ticket it was hides among all of them."""

MOST_AT_ONCE = 500
"""Tickets of one batch."""

MOST_OF_A_SESSION = 5_000
"""Tickets of one session."""

TRIES_A_MINUTE = 90
"""Codes one person may check in a minute: a queue at the door needs fewer, a guesser of 50 bits gets nowhere."""

UNKNOWN_A_MINUTE = 10
"""Of these, codes that are on no list."""

_MAKE_IN = frozenset({"proposed", "confirmed", "in_progress"})
_CHECK_IN_IN = frozenset({"confirmed", "in_progress"})


def enough_for_guests(capacity: int) -> int:
    """How many tickets guests draw from: twice the seats, so that those of cancelled bookings need no new ones.

    All are made at one time, before anybody draws: no ticket is as old as a booking.
    """
    return max(FEWEST_FOR_GUESTS, min(2 * capacity, MOST_AT_ONCE))


def check_may_make(status: str) -> None:
    """Tickets are made before and while a session is held. Raises Conflict `session.step`."""
    if status not in _MAKE_IN:
        raise Conflict(
            "session.step", _("Tickets are made for a session that is still to come or is being held.")
        )


def check_may_check_in(status: str) -> None:
    """Tickets are checked in while a session is held. Raises Conflict `session.step`."""
    if status in _CHECK_IN_IN:
        return
    if status in {"reported", "verified"}:
        raise Conflict(
            "session.step", _("The report of this session was sent. Send it back to check tickets in.")
        )
    raise Conflict("session.step", _("Tickets are checked in at a confirmed session."))
