"""Pure words and rules of counting: what a cell can be, what a typed grid means, which numbers are odd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.types import Sex, western_digits
from app.kernel.words import Words, _


class Source(StrEnum):
    """How an entry was made."""

    TAP = "tap"
    GRID = "grid"
    PAPER = "paper"
    TICKET = "ticket"
    IMPORT = "import"
    OPENROSA = "openrosa"


class Mark(StrEnum):
    """What is known of a cell without people in it. No mark and no people: blank, nobody has said."""

    ZERO = "zero"
    NOT_COLLECTED = "not_collected"


SEX_NAMES: dict[Sex, Words] = {
    Sex.FEMALE: _("Women, girls"),
    Sex.MALE: _("Men, boys"),
    Sex.OTHER: _("Other"),
    Sex.NOT_STATED: _("Not stated"),
}

MAX_DELTA = 10_000
"""The largest step of one entry, in people."""

MAX_IN_A_CELL = 1_000_000
"""The largest number a cell may show."""

ODD_IN_A_CELL = 200
"""More people than this in one cell is asked about."""

CellKey = tuple[str, str, str]
"""Community code, sex, age band code."""


@dataclass(frozen=True, slots=True)
class CellState:
    """What is known of a cell: people counted, or a mark, or (neither) nothing."""

    count: int = 0
    mark: Mark | None = None


BLANK = CellState()
NOT_COLLECTED_SIGN = "-"
_NOT_COLLECTED = frozenset({"-", "–", "—", "−", "n/c", "nc"})


class TooManyInACell(ValueError):
    """A whole number, and more people than a cell holds."""


def read_cell(typed: str) -> CellState:
    """What a person typed: a number in any script's digits, `0`, `-` (not collected), or nothing.

    Raises ValueError for anything else, TooManyInACell for numbers above `MAX_IN_A_CELL`.
    """
    text = western_digits(typed.strip()).casefold()
    if not text:
        return BLANK
    if text in _NOT_COLLECTED:
        return CellState(mark=Mark.NOT_COLLECTED)
    if not text.isascii() or not text.isdigit():
        raise ValueError(typed)
    if len(text) > 9 or int(text) > MAX_IN_A_CELL:
        raise TooManyInACell(typed)
    number = int(text)
    return CellState(number) if number else CellState(mark=Mark.ZERO)


def write_cell(state: CellState) -> str:
    """The same, as it is shown again: people first, then the mark, or nothing."""
    if state.count:
        return str(state.count)
    if state.mark is Mark.ZERO:
        return "0"
    return NOT_COLLECTED_SIGN if state.mark is Mark.NOT_COLLECTED else ""


def name_of_cell(key: CellKey) -> str:
    """The form field of a cell, `ET/f/18-59`: a code never holds a slash."""
    return "/".join(key)


def cell_of_name(name: str) -> CellKey | None:
    """The cell of a form field, or None when the field is something else."""
    parts = name.split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 and parts[1] in set(Sex) else None


def write_base(cells: Mapping[CellKey, CellState]) -> str:
    """What a form has seen, in one hidden field: `ET/f/18-59=25 ET/m/ns=-`; blank cells are left out."""
    return " ".join(
        f"{name_of_cell(key)}={word}" for key, state in sorted(cells.items()) if (word := write_cell(state))
    )


def read_base(text: str) -> dict[CellKey, CellState]:
    """The cells a form has seen. Raises ValueError for a text that we did not write."""
    cells = {}
    for part in text.split():
        name, _sign, word = part.partition("=")
        key = cell_of_name(name)
        if key is None:
            raise ValueError(part)
        negative = word.startswith("-") and word != NOT_COLLECTED_SIGN
        state = read_cell(word[1:] if negative else word)
        cells[key] = CellState(-state.count) if negative else state
    return cells


@dataclass(frozen=True, slots=True)
class GridChange:
    """What a submitted grid says anew: people more or fewer in a cell, and marks set or taken back."""

    deltas: dict[CellKey, int]
    marks: dict[CellKey, Mark | None]


def what_changed(base: Mapping[CellKey, CellState], typed: Mapping[CellKey, CellState]) -> GridChange:
    """The grid as a set of deltas against what this form last saw, so that two people add up.

    A cell that was not in the form does not change.
    """
    deltas, marks = {}, {}
    for key, state in typed.items():
        seen = base.get(key, BLANK)
        if state.count != seen.count:
            deltas[key] = state.count - seen.count
        if state.mark != seen.mark:
            marks[key] = state.mark
    return GridChange(deltas, marks)


def odd_cells(
    base: Mapping[CellKey, CellState], typed: Mapping[CellKey, CellState], capacity: int
) -> dict[CellKey, int]:
    """Cells that grew to a number worth asking about: above 200, or above twice the session's capacity."""
    limit = min(ODD_IN_A_CELL, capacity * 2)
    return {
        key: state.count
        for key, state in typed.items()
        if state.count > limit and state.count > base.get(key, BLANK).count
    }


def together(states: list[CellState]) -> CellState:
    """Several cells as one: their sum; without people 0 when one is 0, not collected when one is that."""
    count = sum(state.count for state in states)
    if count:
        return CellState(count)
    said = {state.mark for state in states} - {None}
    return CellState(mark=Mark.ZERO if Mark.ZERO in said else next(iter(said), None))
