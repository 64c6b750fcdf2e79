"""How a row of counts whose sum is shown leaves the house: no small number, not even by subtraction. Pure.

As soon as one count lies between 1 and k - 1, all that are not 0 are hidden, and all bear the same sign. To hide fewer
gives the small one away to who knows the rule: of two hidden ones with a sum of 8 beside a 5, both are 4, because any
other pair would have been hidden otherwise.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Code = TypeVar("Code", bound=Hashable)

THRESHOLD = 5
"""Below this many people a number points at somebody (research/standards.md §6.2)."""

HIDDEN = "c"

Shown = int | str


def hide_small(counts: Mapping[Code, int], total: int) -> dict[Code, Shown]:
    """The counts as they may be shown; `total` is their sum. Of few people, none: not of fewer than k, nor of as
    few as there are counts.
    """
    if total < max(THRESHOLD, len(counts) + 1):
        return dict.fromkeys(counts, HIDDEN)
    small = any(0 < count < THRESHOLD for count in counts.values())
    return {code: HIDDEN if small and count else count for code, count in counts.items()}
