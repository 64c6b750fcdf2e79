"""Pure rules of counting a store: blind, again on a difference, and by two people above a threshold."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.errors import Conflict, Forbidden
from app.kernel.words import Words, _


class CountState(StrEnum):
    """Where a stock count is."""

    COUNTING = "counting"
    RECOUNT = "recount"
    APPROVAL = "approval"
    DONE = "done"
    DROPPED = "dropped"


COUNT_STATE_NAMES: dict[CountState, Words] = {
    CountState.COUNTING: _("being counted"),
    CountState.RECOUNT: _("to be counted again"),
    CountState.APPROVAL: _("waits for approval"),
    CountState.DONE: _("done"),
    CountState.DROPPED: _("dropped"),
}

OPEN = frozenset({CountState.COUNTING, CountState.RECOUNT, CountState.APPROVAL})

PERCENT_WITHOUT_APPROVAL = 2
PIECES_WITHOUT_APPROVAL = 2


def needs_approval(book: int, counted: int) -> bool:
    """Whether a second person must look: a difference above max(2 pieces, 2 % of the book)."""
    allowed = max(PIECES_WITHOUT_APPROVAL, book * PERCENT_WITHOUT_APPROVAL // 100)
    return abs(counted - book) > allowed


def after_a_round(rounds: int, differences: dict[object, tuple[int, int]]) -> CountState:
    """What follows when a round is entered. `differences`: (book, counted) of each lot that differs."""
    if not differences:
        return CountState.DONE
    if rounds < 2:
        return CountState.RECOUNT
    if any(needs_approval(book, counted) for book, counted in differences.values()):
        return CountState.APPROVAL
    return CountState.DONE


def check_takes_entries(state: CountState) -> None:
    """Raises Conflict `count.step` unless a round of counting is open."""
    if state not in {CountState.COUNTING, CountState.RECOUNT}:
        raise Conflict(
            "count.step",
            _("Nothing is entered in this count any more. Its status: %(state)s.")
            % {"state": COUNT_STATE_NAMES[state]},
        )


def check_second_person(counted_by: set[object], person: object) -> None:
    """Whoever counted does not approve the difference. Raises Forbidden."""
    if person in counted_by:
        raise Forbidden("count.second_person", _("You counted here. Somebody else approves the difference."))
