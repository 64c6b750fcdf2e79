"""Hides values of a network until nothing about a small count can be worked out, and proves it.

What is guaranteed for the values of one network, for a reader who knows every published value, every total,
this program and the meaning of both signs (`<k`: 1 to k-1; `c`: k or more; zeros are shown):

* **whole interval**: for every `<k` there are two complete tables in whole people that agree with everything
  published, one in which the count is 1 and one in which it is k-1. The report says nothing about the count
  that its sign does not say;
* **blind reader**: even for one who does not use the meaning of the signs (a hidden value is 1 or more) a
  `<k` may reach k+1 or more;
* **one insider**: a reader who besides knows one hidden value still cannot work out another small one exactly,
  save where zeros make the two values the same people.

Not guaranteed: two hidden values known to one reader; what follows from the program having chosen this
pattern and not another; other releases and other tables (they need one network with this one).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from app.reports.disclosure.network import UNBOUNDED, Key, Network, Step

PRIMARY = "<k"
COMPLEMENTARY = "c"

Pattern = Mapping[Key, int | str]
"""What is published: key -> the count, or the sign that hides it."""


class CannotHideError(Exception):
    """No choice of hidden values protects this table; it must be merged."""


class Guard:
    """One defence of one network: knows what is hidden so far and may hide more (or only look)."""

    def __init__(self, network: Network, threshold: int, *, may_hide: bool) -> None:
        if threshold < 2:
            message = "a threshold below 2 hides nothing"
            raise ValueError(message)
        self.network = network
        self.k = threshold
        self.may_hide = may_hide
        self.values = [edge.value for edge in network.edges]
        self.primary = {number for number, value in enumerate(self.values) if 0 < value < threshold}
        self.hidden = set(self.primary)
        self.also: set[int] = set()

    # What a reader knows -----------------------------------------------------------------------------

    def _bounds(self, edge: int, *, blind: bool) -> tuple[int, int]:
        """Smallest and largest value the edge can have for a reader (or could have, were it hidden)."""
        value = self.values[edge]
        hideable = self.may_hide and value >= self.k and not self.network.edges[edge].fixed
        if edge not in self.hidden and not hideable:
            return value, value
        if blind:
            return 1, UNBOUNDED
        return (1, self.k - 1) if edge in self.primary else (self.k, UNBOUNDED)

    def _price(self, edge: int) -> float:
        if edge in self.hidden:
            return 0.0
        return self.network.edges[edge].weight * (1.0 + math.log1p(self.values[edge]))

    def _take(self, steps: list[Step]) -> None:
        self.hidden.update(step.edge for step in steps)

    # What must stay possible ------------------------------------------------------------------------

    def reach(self, edge: int, target: int, *, blind: bool = False) -> bool:
        """Whether `edge` can have the value `target` in a table that agrees with all that is published.

        May hide further values on the way. The table found is built step by step from the true one.
        """
        now = list(self.values)
        sign = 1 if target > now[edge] else -1
        while now[edge] != target:

            def room(number: int, direction: int) -> int:
                low, high = self._bounds(number, blind=blind)
                return high - now[number] if direction > 0 else now[number] - low

            steps = self.network.way_round(edge, sign, room, self._price)
            if steps is None:
                return False
            width = min(abs(target - now[edge]), *(room(step.edge, step.sign) for step in steps))
            self._take(steps)
            now[edge] += sign * width
            for step in steps:
                now[step.edge] += step.sign * width
        return True

    def _can_move(self, edge: int, without: int | None = None) -> list[Step] | None:
        """A way to change `edge` by one person either way, not touching `without`; None if it is pinned."""

        def room(number: int, direction: int) -> int:
            if number == without:
                return 0
            low, high = self._bounds(number, blind=False)
            return high - self.values[number] if direction > 0 else self.values[number] - low

        ways: list[list[Step]] = []
        low, high = self._bounds(edge, blind=False)
        if self.values[edge] < high and (up := self.network.way_round(edge, 1, room, self._price)) is not None:
            ways.append(up)
        if self.values[edge] > low and (down := self.network.way_round(edge, -1, room, self._price)) is not None:
            ways.append(down)
        if not ways:
            return None
        return min(ways, key=lambda way: sum(self._price(step.edge) for step in way))

    def stays_open(self, edge: int) -> bool:
        """Whether `edge` keeps two possible values, also for a reader who knows any one other hidden value."""
        first = self._can_move(edge)
        if first is None:
            return False
        self._take(first)
        for step in first:
            other = self._can_move(edge, without=step.edge)
            if other is not None:
                self._take(other)
            elif not self._same_people(edge, step.edge):
                return False
        return True

    def _same_people(self, edge: int, other: int) -> bool:
        """Whether the published zeros alone tie two values together: who knows one knows the other anyway.

        So it is when a community has men of one age only: that cell and the sum of the men are one fact.
        """

        def room(number: int, _direction: int) -> int:
            free = number != other and self.values[number] > 0 and not self.network.edges[number].fixed
            return 1 if free else 0

        return all(self.network.way_round(edge, sign, room, lambda _number: 0.0) is None for sign in (1, -1))

    def protected(self, edge: int) -> bool:
        """Whether one hidden value is as unknown as promised in the module's text."""
        if edge in self.also and edge not in self.primary:
            return self.stays_open(edge)
        return (
            self.reach(edge, 1)
            and self.reach(edge, self.k - 1)
            and self.reach(edge, self.k + 1, blind=True)
            and (self.k <= 2 or self.stays_open(edge))
        )

    def must_hide(self, keys: Collection[Key]) -> None:
        """Hide these too (a value that would betray another table's hidden one); zeros stay."""
        for key in keys:
            number = self.network.index[key]
            if self.values[number] >= self.k:
                self.also.add(number)
                self.hidden.add(number)

    def published(self) -> dict[Key, int | str]:
        """The table as it may leave the house."""
        signs = {number: PRIMARY if number in self.primary else COMPLEMENTARY for number in self.hidden}
        return {edge.key: signs.get(number, edge.value) for number, edge in enumerate(self.network.edges)}


def hide(network: Network, threshold: int, also: Collection[Key] = ()) -> dict[Key, int | str]:
    """The network's values with small counts hidden and as few others as this search finds.

    `also` names values that must be hidden whatever their size. Raises CannotHideError when no further
    hiding helps; raises ValueError for a threshold below 2. More hidden values never make a reader know
    more, so what was proved for one value stays true while the next is worked on.
    """
    guard = Guard(network, threshold, may_hide=True)
    guard.must_hide(also)
    if any(network.edges[number].fixed for number in guard.hidden):
        message = "the grand total itself is small"
        raise CannotHideError(message)
    for edge in sorted(guard.hidden, key=lambda number: (-guard.values[number], number)):
        if not guard.protected(edge):
            raise CannotHideError(network.edges[edge].key)
    _give_back(guard, also)
    return guard.published()


def audit(network: Network, threshold: int, pattern: Pattern, also: Collection[Key] = ()) -> list[Key]:
    """The hidden small counts of a published pattern that a reader can narrow down; empty: it is safe."""
    guard = _looking_at(network, threshold, pattern)
    guard.must_hide(key for key in also if isinstance(pattern[key], str))
    watched = sorted(guard.primary | guard.also)
    return [network.edges[edge].key for edge in watched if edge not in guard.hidden or not guard.protected(edge)]


def _looking_at(network: Network, threshold: int, pattern: Pattern) -> Guard:
    guard = Guard(network, threshold, may_hide=False)
    guard.hidden = {number for number, edge in enumerate(network.edges) if isinstance(pattern[edge.key], str)}
    return guard


_GIVE_BACK_WORK = 4000
"""At most about this many proofs are repeated to publish again what need not be hidden."""


def _give_back(guard: Guard, also: Collection[Key]) -> None:
    """Publish again each withheld value that is not needed, the one most worth having first."""
    spare = guard.hidden - guard.primary - guard.also
    watched = guard.primary | guard.also
    if len(spare) * len(watched) > _GIVE_BACK_WORK:
        return
    edges = guard.network.edges
    guard.may_hide = False
    for number in sorted(spare, key=lambda n: (-edges[n].weight * (1.0 + math.log1p(edges[n].value)), n)):
        guard.hidden.discard(number)
        if not all(guard.protected(edge) for edge in watched):
            guard.hidden.add(number)
    guard.may_hide = True
