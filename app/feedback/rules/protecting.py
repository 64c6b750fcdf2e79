"""What somebody outside sees of tallies: totals only, and no small number, not even by subtraction."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.small_counts import HIDDEN, THRESHOLD, Shown, hide_small

__all__ = ["HIDDEN", "SMALL", "THRESHOLD", "Shown", "protect", "protect_each"]

SMALL = f"<{THRESHOLD}"
"""Of how many people were asked or answered."""

protect = hide_small
"""The counts of one question as they may be shown beside their sum."""


def protect_each(counts: Mapping[str, int], asked: int) -> dict[str, Shown]:
    """The same for answers of which several may apply: each is a yes beside the rest who did not say it."""
    return {
        answer: HIDDEN
        if asked < THRESHOLD or 0 < count < THRESHOLD or 0 < asked - count < THRESHOLD
        else count
        for answer, count in counts.items()
    }
