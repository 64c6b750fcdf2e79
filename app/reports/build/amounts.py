"""What an indicator has reached: a count, or a share that stays two counts until it is shown. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """`above` of `below`; a plain count has no `below`. `tallies`: which numbers of people it would tell.

    `part_of`: those above are some of those below, so that the rest of them are people too.
    """

    above: int
    below: int | None = None
    part_of: bool = False

    @property
    def value(self) -> float | None:
        """The count, or the share in percent to one place; None for a share of nothing."""
        if self.below is None:
            return self.above
        return round(100 * self.above / self.below, 1) if self.below else None

    @property
    def tallies(self) -> tuple[int, ...]:
        """The numbers of people behind it: of a share also of how many it is, and the rest of them."""
        if self.below is None:
            return (self.above,)
        if self.part_of:
            return (self.above, self.below, self.below - self.above)
        return (self.above, self.below)

    def less(self, other: Amount) -> Amount:
        """What is left of it without another one of the same kind: both of its counts for themselves."""
        below = None if self.below is None else self.below - (other.below or 0)
        return Amount(self.above - other.above, below, self.part_of)


NOTHING = Amount(0)


def pooled(parts: Sequence[Amount]) -> Amount:
    """All of them together: counts add up; of shares numerators and denominators do."""
    if not parts:
        return NOTHING
    below = None if parts[0].below is None else sum(part.below or 0 for part in parts)
    return Amount(sum(part.above for part in parts), below, parts[0].part_of)


def latest(parts: Sequence[Amount]) -> Amount:
    """The last one that says something, or the last."""
    return next((part for part in reversed(parts) if part.value is not None), [NOTHING, *parts][-1])


def highest(parts: Sequence[Amount]) -> Amount:
    """The one with the highest value."""
    known = [part for part in parts if part.value is not None]
    return max(known, key=lambda part: part.value or 0, default=latest(parts))


ADD_UP = {"sum": pooled, "pooled": pooled, "max": highest, "latest": latest}
"""How the periods of an indicator come together, by the name of its aggregation."""
