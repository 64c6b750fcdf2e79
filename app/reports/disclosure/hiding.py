"""Hides values of a network until nothing about a small count can be worked out, and proves it.

What is guaranteed for the values of one network, for a reader who knows every published value, every total,
this program and the meaning of both signs (`<k`: 1 to k-1; `c`: k or more, or any size where a shape says
that it withholds a row whatever it holds; other zeros are shown):

* **as open as can be**: the possible counts of a `<k` run as low and as high as they would if *every* value
  but the zeros and the grand total were hidden; at either end stands a complete table in whole people that
  agrees with everything published. They are never fewer than two;
* **blind reader**: for one who does not use the meaning of the signs (a hidden value is 1 or more) each `<k`
  may besides be k+1 or more;
* **one insider**: a reader who knows one hidden value, and does not use that a `c` is k or more, still cannot
  work out another small count exactly, save where zeros make the two values the same people.

Not guaranteed: two hidden values known to one reader; what follows from the program having chosen this
pattern and not another; other releases and other tables (they need one network with this one).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from typing import Literal

from app.reports.disclosure.network import UNBOUNDED, Key, Network, Room, Step

PRIMARY: Literal["<k"] = "<k"
COMPLEMENTARY: Literal["c"] = "c"

Shown = int | Literal["<k", "c"]
"""A count, or the sign that hides it."""

Pattern = Mapping[Key, Shown]
"""What is published: key -> the count, or the sign that hides it."""


class Reader(Enum):
    """How much of the signs' meaning a reader uses."""

    KNOWING = "knowing"
    INSIDER = "insider"
    BLIND = "blind"


class CannotHideError(Exception):
    """No choice of hidden values protects this table; it must be merged."""


class Guard:
    """One defence of one network: knows what is hidden so far and may hide more (or only look)."""

    def __init__(self, network: Network, threshold: int, *, may_hide: bool) -> None:
        if threshold < 3:
            message = "a threshold below 3 hides nothing"
            raise ValueError(message)
        self.network = network
        self.k = threshold
        self.may_hide = may_hide
        self.values = [edge.value for edge in network.edges]
        self.withheld = {number for number, edge in enumerate(network.edges) if edge.withheld}
        self.primary = {n for n, value in enumerate(self.values) if 0 < value < threshold} - self.withheld
        self.hidden = self.primary | self.withheld
        self.also: set[int] = set()
        self._best: dict[int, tuple[int, int]] = {}

    # What a reader knows -----------------------------------------------------------------------------

    def _bounds(self, edge: int, reader: Reader) -> tuple[int, int]:
        """Smallest and largest value the edge can have for a reader (or could have, were it hidden)."""
        if edge in self.withheld:
            return 0, UNBOUNDED
        value = self.values[edge]
        hideable = self.may_hide and value >= self.k and not self.network.edges[edge].fixed
        if edge not in self.hidden and not hideable:
            return value, value
        if edge in self.primary and reader is not Reader.BLIND:
            return 1, self.k - 1
        return (self.k if reader is Reader.KNOWING else 1), UNBOUNDED

    def _room(self, now: Sequence[int], reader: Reader, without: int | None = None) -> Room:
        """By how much each value may still move for that reader; `without` is known to him."""

        def room(edge: int, sign: int) -> int:
            if edge == without:
                return 0
            low, high = self._bounds(edge, reader)
            return high - now[edge] if sign > 0 else now[edge] - low

        return room

    def _price(self, edge: int) -> float:
        if edge in self.hidden:
            return 0.0
        return self.network.edges[edge].weight * (1.0 + math.log1p(self.values[edge]))

    def _take(self, steps: list[Step]) -> None:
        self.hidden.update(step.edge for step in steps)

    # What must stay possible ------------------------------------------------------------------------

    def stretch(self, edge: int, target: int, reader: Reader) -> int:
        """How near to `target` the value of `edge` can come in a table that agrees with all that is published.

        May hide further values on the way. The table is built step by step from the true one (maximum flow).
        """
        now = list(self.values)
        room = self._room(now, reader)
        sign = 1 if target > now[edge] else -1
        while now[edge] != target:
            steps = self.network.way_round(edge, sign, room, self._price)
            if steps is None:
                break
            width = min(abs(target - now[edge]), *(room(step.edge, step.sign) for step in steps))
            self._take(steps)
            now[edge] += sign * width
            for step in steps:
                now[step.edge] += step.sign * width
        return now[edge]

    def _can_move(self, edge: int, without: int | None = None) -> list[Step] | None:
        """A way to change `edge` by one person either way, not touching `without`; None if it is pinned."""
        room = self._room(self.values, Reader.INSIDER, without)
        tried = [
            self.network.way_round(edge, sign, room, self._price) for sign in (1, -1) if room(edge, sign) > 0
        ]
        ways = [way for way in tried if way is not None]
        return min(ways, key=lambda way: sum(self._price(step.edge) for step in way), default=None)

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
        """Whether the published zeros alone make two values one fact: who knows one knows the other anyway.

        So it is when a community has men of one age only: that cell and the sum of the men move together. Two
        values that make up a published total between them move against each other and are not meant.
        """
        if self.values[edge] != self.values[other] or not self._move_together(edge, other):
            return False

        def room(number: int, _direction: int) -> int:
            line = self.network.edges[number]
            free = number != other and (self.values[number] > 0 or line.withheld) and not line.fixed
            return 1 if free else 0

        return all(self.network.way_round(edge, sign, room, lambda _number: 0.0) is None for sign in (1, -1))

    def _move_together(self, edge: int, other: int) -> bool:
        way = self._can_move(edge)
        if way is None:
            return False
        sign = 1 if self.network.is_closed(edge, 1, way) else -1
        return any(step.edge == other and step.sign == sign for step in way)

    def ends(self, edge: int) -> tuple[int, int]:
        """Smallest and largest count a knowing reader must allow for a small one."""
        return self.stretch(edge, 1, Reader.KNOWING), self.stretch(edge, self.k - 1, Reader.KNOWING)

    def best_ends(self, edge: int) -> tuple[int, int]:
        """The same if everything that can be hidden were hidden."""
        if edge not in self._best:
            far = Guard(self.network, self.k, may_hide=True)
            self._best[edge] = far.ends(edge)
        return self._best[edge]

    def protected(self, edge: int) -> bool:
        """Whether one hidden value is as unknown as promised in the module's text."""
        if edge not in self.primary:
            return self.stays_open(edge)
        low, high = self.ends(edge)
        if low == high or (low, high) != self.best_ends(edge):
            return False
        return self.stretch(edge, self.k + 1, Reader.BLIND) > self.k and self.stays_open(edge)

    def must_hide(self, keys: Collection[Key]) -> None:
        """Hide these too (a value that would betray another table's hidden one); zeros stay."""
        for key in keys:
            number = self.network.index[key]
            if self.values[number] >= self.k:
                self.also.add(number)
                self.hidden.add(number)

    def published(self) -> dict[Key, Shown]:
        """The table as it may leave the house."""
        signs: dict[int, Literal["<k", "c"]] = {
            number: PRIMARY if number in self.primary else COMPLEMENTARY for number in self.hidden
        }
        return {edge.key: signs.get(number, edge.value) for number, edge in enumerate(self.network.edges)}


def hide(network: Network, threshold: int, also: Collection[Key] = ()) -> dict[Key, Shown]:
    """The network's values with small counts hidden and as few others as this search finds.

    `also` names values that must be hidden whatever their size. Raises CannotHideError when no further
    hiding helps; raises ValueError for a threshold below 3. More hidden values never make a reader know
    more, so what was proved for one value stays true while the next is worked on.
    """
    guard = Guard(network, threshold, may_hide=True)
    guard.must_hide(also)
    if any(network.edges[number].fixed for number in guard.hidden):
        message = "the grand total itself is small"
        raise CannotHideError(message)
    for edge in sorted(guard.primary | guard.also, key=lambda number: (-guard.values[number], number)):
        if not guard.protected(edge):
            raise CannotHideError(network.edges[edge].key)
    _give_back(guard)
    return guard.published()


def audit(network: Network, threshold: int, pattern: Pattern, also: Collection[Key] = ()) -> list[Key]:
    """The hidden small counts of a published pattern that a reader can narrow down; empty: it is safe."""
    guard = _looking_at(network, threshold, pattern)
    guard.must_hide([key for key in also if isinstance(pattern[key], str)])
    watched = sorted(guard.primary | guard.also)
    return [
        network.edges[edge].key for edge in watched if edge not in guard.hidden or not guard.protected(edge)
    ]


def _looking_at(network: Network, threshold: int, pattern: Pattern) -> Guard:
    guard = Guard(network, threshold, may_hide=False)
    guard.hidden = {number for number, edge in enumerate(network.edges) if isinstance(pattern[edge.key], str)}
    return guard


_GIVE_BACK_WORK = 1500
"""At most about this many proofs are repeated to publish again what need not be hidden."""


def _give_back(guard: Guard) -> None:
    """Publish again each withheld value that is not needed, the one most worth having first."""
    spare = guard.hidden - guard.primary - guard.also - guard.withheld
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
