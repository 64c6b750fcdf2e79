"""Pure rules of hand-outs and of the till."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel.errors import Conflict, FieldError, Invalid
from app.kernel.naming import Named, told_apart
from app.kernel.types import Names
from app.kernel.words import Words, _, _n

_BEING_HELD = frozenset({"confirmed", "in_progress"})


def check_status(status: str) -> None:
    """Kits go into hands while a session is held. `status` is the session's. Raises Conflict `session.step`."""
    if status in _BEING_HELD:
        return
    if status in {"reported", "verified"}:
        why = _("The report of this session was sent. Send it back to change what was handed out.")
    else:
        why = _("Kits are handed out at a confirmed session.")
    raise Conflict("session.step", why)


def nowhere() -> Invalid:
    """A hand-out names a session or a distribution point, exactly one of them."""
    return Invalid.of(
        "session",
        "hand_out.where",
        _("Say at which session or at which distribution point this was handed out."),
    )


def check_one_a_ticket(quantity: int) -> None:
    """A ticket gives one of an item. Raises Invalid `ticket.one_of_an_item`."""
    if quantity != 1:
        raise Invalid.of(
            "quantity",
            "ticket.one_of_an_item",
            _("A ticket gives one. Leave the ticket out to hand out several at once."),
        )


def ticket_misread() -> Invalid:
    """A sign of the code is wrong: somebody misread or mistyped it."""
    return Invalid.of(
        "ticket", "ticket.misread", _("One sign is misread or missing. Please compare with the paper.")
    )


def ticket_unknown() -> Invalid:
    """No ticket with this code was issued for the session."""
    return Invalid.of(
        "ticket",
        "ticket.unknown",
        _(
            "No ticket with this code was issued for this session. Leave the ticket out to hand out without one."
        ),
    )


def ticket_void() -> Conflict:
    """The ticket was made void."""
    said = _("This ticket was made void. Leave the ticket out to hand out without one.")
    return Conflict("ticket.void", said, [FieldError("ticket", "ticket.void", said)])


def already_got(item: Named, at: datetime | None) -> Conflict:
    """The ticket already got one of this item. `at` is when, to the minute."""
    said = _("This ticket already got one of %(item)s.") % {"item": item}
    facts = {"item": item.code, "at": at.isoformat() if at else None}
    return Conflict(
        "ticket.already_got_kit", said, [FieldError("ticket", "ticket.already_got_kit", said, facts)]
    )


@dataclass(frozen=True, slots=True)
class TillState:
    """One item at one session. `should_hold` is what the bag must still hold by the books."""

    item_id: UUID
    item_code: str
    names: Names
    loaded: int
    given: int
    returned: int
    damaged: int
    unexplained: int

    @property
    def should_hold(self) -> int:
        """Loaded = given + returned + damaged + unexplained + what the bag still holds."""
        return self.loaded - self.given - self.returned - self.damaged - self.unexplained


@dataclass(frozen=True, slots=True)
class TillEntry:
    """What the close-out says of one item, in all: totals, not additions. `reason` explains `unexplained`."""

    item_id: UUID
    returned: int = 0
    damaged: int = 0
    unexplained: int = 0
    reason: str = ""


def check_till(states: Sequence[TillState], lines: Sequence[TillEntry]) -> None:
    """The till closes when loaded = given + returned + damaged + unexplained for every item.

    `states` is the till before the lines are entered. Raises Conflict `till.open` with the numbers of each item
    that does not close, Invalid when something is unexplained without a reason. Fields are `till.<n>.<name>`.
    """
    places = {line.item_id: index for index, line in enumerate(lines)}
    if len(places) < len(lines):
        raise Invalid.of("till", "till.twice", _("An item stands in the till twice."))
    if unknown := places.keys() - {state.item_id for state in states}:
        blank = [line for line in lines if line.item_id in unknown and _says_something(line)]
        if blank:
            field = f"till.{places[blank[0].item_id]}.item"
            raise Invalid.of(field, "till.not_loaded", _("This item was never loaded for the session."))
    silent = [
        FieldError(
            f"till.{places[line.item_id]}.reason",
            "till.reason",
            _("Please say what may have happened to what is unexplained."),
        )
        for line in lines
        if line.unexplained and not line.reason.strip()
    ]
    if silent:
        raise Invalid(silent)
    named = told_apart({state.item_code: state.names for state in states})
    said = {line.item_id: line for line in lines}
    wrong = [
        error
        for state in states
        if (error := _gap(state, said.get(state.item_id), places, named[state.item_code]))
    ]
    if wrong:
        raise Conflict("till.open", _("The till does not close yet."), wrong)


def _says_something(line: TillEntry) -> bool:
    return bool(line.returned or line.damaged or line.unexplained)


def _gap(state: TillState, line: TillEntry | None, places: dict[UUID, int], item: Named) -> FieldError | None:
    said = line or TillEntry(state.item_id, state.returned, state.damaged, state.unexplained)
    gap = state.loaded - state.given - said.returned - said.damaged - said.unexplained
    if gap == 0:
        return None
    facts = {
        "item": state.item_code,
        "loaded": state.loaded,
        "given": state.given,
        "returned": said.returned,
        "damaged": said.damaged,
        "unexplained": said.unexplained,
        "gap": gap,
    }
    message = (
        _(
            "%(item)s: loaded %(loaded)s, given %(given)s, returned %(returned)s, damaged %(damaged)s, "
            "unexplained %(unexplained)s. %(missing)s still to be accounted for."
        )
        % {**facts, "item": item, "missing": gap}
        if gap > 0
        else _(
            "%(item)s: loaded %(loaded)s, given %(given)s, returned %(returned)s, damaged %(damaged)s, "
            "unexplained %(unexplained)s. That is %(extra)s too many."
        )
        % {**facts, "item": item, "extra": -gap}
    )
    field = f"till.{places[state.item_id]}.returned" if line else "till"
    return FieldError(field, "till.open", message, facts)


def more_than_people(kits: int, people: int) -> Words | None:
    """A word of warning when more kits were given than people were counted; never an obstacle."""
    if kits <= people:
        return None
    return _n("%(num)s kit more than people", "%(num)s kits more than people", kits - people)
