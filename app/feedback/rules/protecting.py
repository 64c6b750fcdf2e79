"""What somebody outside sees of tallies: totals only, and no small number, not even by subtraction.

One question is one row of numbers whose sum is shown. As soon as one of them lies between 1 and k - 1, all that are
not 0 are hidden, and all bear the same sign. To hide fewer gives the small one away to who knows the rule: of two
hidden ones with a sum of 8 beside a 5, both are 4, because any other pair would have been hidden otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

THRESHOLD = 5
"""Below this many people a number points at somebody (research/standards.md §6.2)."""

SMALL = f"<{THRESHOLD}"
"""Of how many people were asked or answered."""

HIDDEN = "c"
"""Of an answer."""

Shown = int | str


def protect(counts: Mapping[str, int], answered: int) -> dict[str, Shown]:
    """The counts of one question as they may be shown; `answered` is their sum. Of few people, none: not
    of fewer than k, nor of as few as there are answers.
    """
    if answered < max(THRESHOLD, len(counts) + 1):
        return dict.fromkeys(counts, HIDDEN)
    small = any(0 < count < THRESHOLD for count in counts.values())
    return {answer: HIDDEN if small and count else count for answer, count in counts.items()}


def protect_each(counts: Mapping[str, int], asked: int) -> dict[str, Shown]:
    """The same for answers of which several may apply: each is a yes beside the rest who did not say it."""
    return {
        answer: HIDDEN
        if asked < THRESHOLD or 0 < count < THRESHOLD or 0 < asked - count < THRESHOLD
        else count
        for answer, count in counts.items()
    }
