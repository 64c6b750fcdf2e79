"""Pure rules of distribution points: their states, and who must look at a till that does not explain itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from app.distributions.rules import TillEntry, TillState
from app.kernel.errors import Conflict, FieldError, Invalid
from app.kernel.words import Words, _


class PointState(StrEnum):
    """Where a distribution point stands. What is closed counts in the figures, as a verified session does."""

    OPEN = "open"
    APPROVAL = "approval"
    CLOSED = "closed"
    CANCELLED = "cancelled"


POINT_STATE_NAMES: dict[PointState, Words] = {
    PointState.OPEN: _("open"),
    PointState.APPROVAL: _("waits for a second person"),
    PointState.CLOSED: _("closed"),
    PointState.CANCELLED: _("called off"),
}

_WHY_NOT: dict[PointState, Words] = {
    PointState.APPROVAL: _("The till waits for a second person. It can be sent back to be changed."),
    PointState.CLOSED: _("This distribution point is closed: its till adds up and is final."),
    PointState.CANCELLED: _("This distribution point was called off."),
}

NOTHING_UNEXPLAINED = 2
"""Two pieces more or less are nobody's fault."""

AHEAD = timedelta(days=366)
"""How far ahead a distribution is planned at most."""

EARLIEST = date(2000, 1, 1)


def why_not_open(state: PointState) -> Words | None:
    """Why nothing moves at this point any more, or None while it is open."""
    return _WHY_NOT.get(state)


def check_open(state: PointState) -> None:
    """Kits move while the point is open. Raises Conflict `point.step`."""
    if why := why_not_open(state):
        raise Conflict("point.step", why)


def check_waits(state: PointState) -> None:
    """Only a till that waits is approved or sent back. Raises Conflict `point.step`."""
    if state is not PointState.APPROVAL:
        raise Conflict("point.step", _("This till does not wait for a second person."))


def check_day(held_on: date, today: date) -> None:
    """Raises Invalid on `held_on` for a year that cannot be meant."""
    if not EARLIEST <= held_on <= today + AHEAD:
        raise Invalid.of("held_on", "point.day", _("Please check the year."))


def check_second_person(closed_by: object, person: object) -> None:
    """Whoever closed a till does not approve it. Raises Conflict `point.own_till`."""
    if closed_by == person:
        raise Conflict(
            "point.own_till",
            _("You closed this till yourself. Somebody else must look at what is unexplained."),
        )


def check_untouched(states: Iterable[TillState]) -> None:
    """A point is called off before anything was loaded or given. Raises Conflict `point.in_use`."""
    if any(state.loaded or state.given or state.should_hold for state in states):
        raise Conflict(
            "point.in_use", _("Kits were loaded for this point. Take them back, then call it off.")
        )


def check_change(states: Iterable[TillState], *, project: bool, day: bool, area: bool) -> None:
    """What is counted already stays where it is counted. Raises Conflict `point.in_use` at the field.

    `project`, `day` and `area` say what a change would change.
    """
    till = list(states)
    wrong = []
    if project and any(state.loaded or state.given for state in till):
        said = _("Kits were loaded for this project. Take them back, then change it.")
        wrong.append(FieldError("project", "point.in_use", said))
    given = any(state.given for state in till)
    if given and day:
        wrong.append(FieldError("held_on", "point.in_use", _("Kits were handed out on this day already.")))
    if given and area:
        said = _("Kits were handed out here already. Another place in the same district can be chosen.")
        wrong.append(FieldError("venue", "point.in_use", said))
    if wrong:
        raise Conflict("point.in_use", wrong[0].message, wrong)


def much_unexplained(loaded: int, unexplained: int) -> bool:
    """Above max(2, 5 %) of what was loaded: a second person must look."""
    return abs(unexplained) > NOTHING_UNEXPLAINED and abs(unexplained) * 20 > loaded


def needs_second_person(states: Iterable[TillState], lines: Iterable[TillEntry]) -> bool:
    """Whether anything of this till is above the threshold."""
    loaded = {state.item_id: state.loaded for state in states}
    return any(much_unexplained(loaded.get(line.item_id, 0), line.unexplained) for line in lines)


def ticket_of_a_session() -> Invalid:
    """Tickets are bound to the session they were printed for."""
    said = _("Tickets belong to a session. At a distribution point, leave the ticket out.")
    return Invalid([FieldError("ticket", "ticket.of_a_session", said)])
