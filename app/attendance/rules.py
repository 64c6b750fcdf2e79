"""Pure words of counting: where an entry came from, and the three things a cell can be."""

from __future__ import annotations

from enum import StrEnum


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
