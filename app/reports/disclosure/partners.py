"""A partner knows what was counted in its own sessions; what the others counted must stay open to it as well.

For one reader who knows its own part of every value (the sums too, and where it counted everybody), small
counts that hold people of others must keep two values. The table comes with a pattern that is safe without such
knowledge; here further values are hidden where the knowledge would pin a count. More hidden values never make
anybody know more, so what was proved before stays true.

Not promised: what few people the others reached in all (the grand total, which is published, tells a partner that).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.reports.disclosure.hiding import CannotHideError, Pattern, Reader, Shown
from app.reports.disclosure.linked_hiding import LinkedGuard
from app.reports.disclosure.network import Network
from app.reports.disclosure.programme import Linked, Sum, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

Own = Mapping[Hashable, int]
"""What one partner counted: key of a value -> people of its own sessions in it; missing: nobody."""

_MOST_QUESTIONS = 1500


def linked(network: Network) -> Linked:
    """The sums of a network: at each of its nodes one value is the total of the others."""
    into: dict[Hashable, list[int]] = {}
    out_of: dict[Hashable, list[int]] = {}
    for number, edge in enumerate(network.edges):
        out_of.setdefault(edge.tail, []).append(number)
        into.setdefault(edge.head, []).append(number)
    sums = []
    for node, ins in into.items():
        one, many = sorted((ins, out_of[node]), key=len)
        sums.append(Sum(one[0], tuple(many)))
    values = [Value(edge.key, edge.value, edge.weight, edge.fixed, edge.withheld) for edge in network.edges]
    return Linked(values, sums)


def hide_from_partners(
    system: Linked, threshold: int, pattern: Pattern, partners: Sequence[Own]
) -> dict[Hashable, Shown]:
    """The pattern with as many more values hidden as the partners' knowledge needs. Raises CannotHideError."""
    if not partners or not any(isinstance(value, str) for value in pattern.values()):
        return dict(pattern)
    guard = _guard(system, threshold, pattern)
    guard.may_hide = True
    readers = [_Partner(guard, own) for own in partners]
    for one in readers:
        one.defend()
    hidden = guard.published()
    if learned(system, threshold, hidden, partners):
        raise CannotHideError("the audit found more than the search")
    return hidden


def learned(
    system: Linked, threshold: int, pattern: Pattern, partners: Sequence[Own]
) -> list[tuple[int, Hashable]]:
    """(which partner, which small count of others it can work out) from a published pattern; empty: it is safe."""
    guard = _guard(system, threshold, pattern)
    return [
        (number, system.values[at].key)
        for number, own in enumerate(partners)
        for at in _Partner(guard, own).pinned()
    ]


def _guard(system: Linked, threshold: int, pattern: Pattern) -> LinkedGuard:
    hidden = [number for number, value in enumerate(system.values) if isinstance(pattern[value.key], str)]
    return LinkedGuard(system, threshold, hidden)


class _Partner:
    """One partner before one defence: what it can still not know."""

    def __init__(self, guard: LinkedGuard, own: Own) -> None:
        import numpy as np

        self._np, self.guard = np, guard
        mine = np.array([own.get(value.key, 0) for value in guard.system.values], dtype=np.int64)
        self.others: NDArray[Any] = guard.count - mine
        self.counted_all = (mine > 0) & (self.others == 0)
        self.total = int(self.others[guard.fixed].max(initial=0))

    def _targets(self) -> list[int]:
        """The small counts with people of others in them; few others in all cannot be kept from it."""
        if 0 < self.total < self.guard.k:
            return []
        return [int(at) for at in self._np.flatnonzero(self.guard.primary & (self.others > 0))]

    def _bounds(self, *, all_hidden: bool) -> tuple[Any, Any]:
        """By how much each value may fall and rise: never below what the partner counted itself."""
        low, high = self.guard.bounds(Reader.INSIDER, all_hidden=all_hidden)
        low = self._np.maximum(low, -self.others)
        return self._np.where(self.counted_all, 0, low), self._np.where(self.counted_all, 0, high)

    def _moving(self, targets: Sequence[int]) -> list[int]:
        """Those of the targets that no table found so far has seen to move."""
        left = self._not_seen(targets)
        for sign in (1, -1, 1, -1):
            if not left:
                break
            worth = self._np.zeros(len(self.others))
            worth[left] = sign
            self._look(worth, *self._bounds(all_hidden=False))
            left = self._not_seen(left)
        return left

    def _not_seen(self, targets: Sequence[int]) -> list[int]:
        guard = self.guard
        low, high = self._bounds(all_hidden=False)
        good = ((guard.witnesses >= low) & (guard.witnesses <= high)).all(axis=1)
        moved = (guard.witnesses[good] != 0).any(axis=0)
        return [at for at in targets if not moved[at]]

    def _look(self, worth: Any, low: Any, high: Any) -> bool:
        found = self.guard.ask.furthest(worth, low, high)
        if found is None:
            return False
        self.guard.keep(found)
        return True

    def _open(self, at: int) -> bool:
        """Whether the count keeps a second value with what is hidden now."""
        if not self._not_seen([at]):
            return True
        for sign in (1, -1):
            low, high = self._moved(at, sign, all_hidden=False)
            if low[at] <= high[at] and self._look(self._np.zeros(len(low)), low, high):
                return True
        return False

    def _moved(self, at: int, sign: int, *, all_hidden: bool) -> tuple[Any, Any]:
        low, high = self._bounds(all_hidden=all_hidden)
        if sign > 0:
            low[at] = 1
        else:
            high[at] = -1
        return low, high

    def pinned(self) -> list[int]:
        """The small counts of others that this partner can work out."""
        return [at for at in self._moving(self._targets()) if not self._open(at)]

    def defend(self) -> None:
        """Hide what keeps every target open. Raises CannotHideError."""
        for at in self.pinned():
            if self.guard.ask.asked > _MOST_QUESTIONS:
                raise CannotHideError("too much work")
            if not (self._open(at) or self._hide_for(at)):
                raise CannotHideError(self.guard.system.values[at].key)

    def _hide_for(self, at: int) -> bool:
        """Hide the cheapest values that let the count move; False when nothing does."""
        for whole in (False, True):
            for sign in (1, -1):
                low, high = self._moved(at, sign, all_hidden=True)
                if (
                    low[at] <= high[at]
                    and self.guard.hide_cheapest(low, high, whole=whole)
                    and self._open(at)
                ):
                    return True
        return False
