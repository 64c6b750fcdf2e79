"""Hides values of linked tables until no hidden small count can be bounded, and proves it with whole tables.

The promise is the one of `hiding` (as open as can be; a blind reader must allow for k; one insider), for
tables whose sums are no network: three ways with all their totals, tables that share cells. An insider here is
a set of hidden values that one reader knows together: any single one, or all that one partner counted alone.

Every table that the solver finds is kept as a *witness*. One witness proves at once how far many counts can
go and stays good while more is hidden, so most questions are answered without asking the solver again.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.reports.disclosure.hiding import COMPLEMENTARY, PRIMARY, CannotHideError, Reader, Shown
from app.reports.disclosure.programme import Linked, Programme, furthest_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Insiders = Sequence[Collection[Hashable]]
"""Keys that one reader knows together."""

_MOST_GIVE_BACKS = 60
"""At most so many questions are asked to publish again what need not be hidden."""

_MOST_QUESTIONS = 1500
"""A table that needs more than this is given up; a coarser one says more in less time."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """A whole table must exist in which the value `at` has moved by `by` or further, for this reader."""

    at: int
    by: int
    reader: Reader


class LinkedGuard:
    """One defence of one system: knows what is hidden so far and may hide more (or only look)."""

    def __init__(self, system: Linked, threshold: int, hidden: Collection[int] | None = None) -> None:
        import numpy as np

        if threshold < 3:
            message = "a threshold below 3 hides nothing"
            raise ValueError(message)
        self._np = np
        self.system, self.k = system, threshold
        self.ask = Programme(system)
        values = system.values
        self.count = np.array([value.count for value in values], dtype=np.int64)
        self.fixed = np.array([value.fixed for value in values], dtype=bool)
        self.withheld = np.array([value.withheld for value in values], dtype=bool)
        weight = np.array([value.weight for value in values], dtype=float)
        self.price = weight * (1.0 + np.log1p(self.count))
        self.primary = (self.count > 0) & (self.count < threshold) & ~self.withheld
        self.hidden = self.primary | self.withheld
        self.may_hide = hidden is None
        if hidden is not None:
            self.hidden = np.zeros(len(values), dtype=bool)
            self.hidden[list(hidden)] = True
        self.far = int(self.count.max(initial=0)) + threshold
        self.witnesses: NDArray[Any] = np.zeros((0, len(values)), dtype=np.int64)
        self._ends: list[_Wish] | None = None
        self._same: set[tuple[int, tuple[int, ...]]] = set()

    # What a reader knows ------------------------------------------------------------------------------

    def bounds(self, reader: Reader, *, all_hidden: bool = False) -> tuple[Any, Any]:
        """By how much each value may fall (negative) and rise for that reader; nothing where it is published."""
        np = self._np
        hideable = ~self.fixed & (self.count > 0)
        moves = hideable if all_hidden else self.hidden & ~self.fixed
        knows = reader is not Reader.BLIND
        floor = np.where(self.primary | (reader is not Reader.KNOWING), 1, self.k)
        ceiling = np.where(self.primary & knows, self.k - 1, self.far)
        low = np.where(moves, floor - self.count, 0)
        high = np.where(moves, ceiling - self.count, 0)
        low = np.where(self.withheld, -self.count, np.minimum(low, 0))
        high = np.where(self.withheld, self.far, np.maximum(high, 0))
        return low, high

    def _known(self, reader: Reader, without: Collection[int] = ()) -> Any:
        """The witnesses that this reader must allow for, those in which nothing of `without` moved."""
        low, high = self.bounds(reader)
        good = ((self.witnesses >= low) & (self.witnesses <= high)).all(axis=1)
        kept = self.witnesses[good]
        return kept[(kept[:, list(without)] == 0).all(axis=1)] if without else kept

    def keep(self, witness: Any) -> None:
        """Remember a table of whole people that was found."""
        self.witnesses = self._np.vstack([self.witnesses, witness])

    def take_over(self, other: LinkedGuard) -> None:
        """Believe another look at the same system as far as its tables add up."""
        self._ends = other.ends()
        sums = self.ask.sums_of(other.witnesses)
        self.witnesses = other.witnesses[(sums == 0).all(axis=1)]

    # How far a small count can go ----------------------------------------------------------------------

    def ends(self) -> list[_Wish]:
        """How far each small count would reach for a knowing reader if everything were hidden; and k for a blind one."""
        if self._ends is not None:
            return self._ends
        np = self._np
        bounds = self.bounds(Reader.KNOWING, all_hidden=True)
        small = np.flatnonzero(self.primary)
        downs = furthest_of(self.ask, small, -1, bounds[0], bounds)
        ups = furthest_of(self.ask, small, 1, bounds[1], bounds)
        if any(not (down or up) for down, up in zip(downs, ups, strict=True)):
            raise CannotHideError("a small count stands alone")
        self._ends = [
            _Wish(int(at), by, Reader.KNOWING)
            for at, down, up in zip(small, downs, ups, strict=True)
            for by in (down, up)
            if by
        ]
        self._ends += [_Wish(int(at), self.k - int(self.count[at]), Reader.BLIND) for at in small]
        return self._ends

    def _granted(self, wish: _Wish, without: Collection[int] = ()) -> bool:
        moved = self._known(wish.reader, without)[:, wish.at]
        return bool((moved >= wish.by).any() if wish.by > 0 else (moved <= wish.by).any())

    def _try(self, wish: _Wish, without: Collection[int] = ()) -> bool:
        """Ask the solver for a table that grants the wish with what is hidden now."""
        low, high = self._aimed(wish, without, all_hidden=False)
        if low[wish.at] > high[wish.at]:
            return False
        found = self.ask.furthest(self._np.zeros(len(self.count)), low, high)
        if found is not None:
            self.keep(found)
        return found is not None

    def _aimed(self, wish: _Wish, without: Collection[int], *, all_hidden: bool) -> tuple[Any, Any]:
        low, high = self.bounds(wish.reader, all_hidden=all_hidden)
        if without:
            low[list(without)] = 0
            high[list(without)] = 0
        if wish.by > 0:
            low[wish.at] = wish.by
        else:
            high[wish.at] = wish.by
        return low, high

    def _hide_for(self, wish: _Wish, without: Collection[int] = (), *, whole: bool) -> bool:
        """Hide the cheapest values that grant the wish; False when nothing does."""
        low, high = self._aimed(wish, without, all_hidden=True)
        return bool(low[wish.at] <= high[wish.at]) and self.hide_cheapest(low, high, whole=whole)

    def hide_cheapest(self, low: Any, high: Any, *, whole: bool) -> bool:
        """Hide the values that cost least so that differences within the bounds exist; False when none do."""
        np = self._np
        price = np.where(self.hidden, 1e-4, self.price)
        found = self.ask.cheapest(price, low, high, whole=whole)
        if found is None:
            return False
        self.hidden |= np.abs(found) > 1e-6
        if np.abs(found - np.rint(found)).max() < 1e-6:
            self.keep(np.rint(found).astype(np.int64))
        return True

    def _batch(self, wishes: Iterable[_Wish]) -> None:
        """One question for many wishes of one reader and direction: as far as they go together."""
        np = self._np
        groups: dict[tuple[Reader, bool], list[_Wish]] = {}
        for wish in wishes:
            groups.setdefault((wish.reader, wish.by > 0), []).append(wish)
        for (reader, up), group in groups.items():
            for _round in range(3):
                open_ = [wish for wish in group if not self._granted(wish)]
                if len(open_) < 3:
                    break
                low, high = self.bounds(reader)
                worth = np.zeros(len(self.count))
                for wish in open_:
                    worth[wish.at] = 1 if up else -1
                    if up:
                        high[wish.at] = wish.by
                    else:
                        low[wish.at] = wish.by
                found = self.ask.furthest(worth, low, high)
                if found is None:
                    break
                self.keep(found)

    # The whole ------------------------------------------------------------------------------------------

    def defend(self, insiders: Insiders = ()) -> None:
        """Hide until everything promised holds. Raises CannotHideError."""
        if (self.fixed & self.primary).any():
            raise CannotHideError("the grand total itself is small")
        wishes = sorted(self.ends(), key=lambda wish: (-self.count[wish.at], wish.at, wish.by))
        for wish in wishes:
            if not self._granted(wish) and not self._hide_for(wish, whole=False):
                raise CannotHideError(self.system.values[wish.at].key)
        self._batch(wishes)
        for wish in wishes:
            if self.ask.asked > _MOST_QUESTIONS:
                raise CannotHideError("too much work")
            if not (self._granted(wish) or self._try(wish) or self._hide_for(wish, whole=True)):
                raise CannotHideError(self.system.values[wish.at].key)
        for at, known in self._insider_questions(insiders):
            if self.ask.asked > _MOST_QUESTIONS or not self._still_open(at, known):
                raise CannotHideError(self.system.values[at].key)
        self._give_back(wishes, insiders)

    def weak(self, insiders: Insiders = ()) -> list[Hashable]:
        """The small counts about which something can be learned from what is hidden now; empty: it is safe."""
        wishes = self.ends()
        self._batch(wishes)
        found = {int(at) for at in self._np.flatnonzero(self.primary & ~self.hidden)}
        found |= {wish.at for wish in wishes if not (self._granted(wish) or self._try(wish))}
        found |= {at for at, known in self._insider_questions(insiders) if not self._still_open(at, known)}
        return [self.system.values[at].key for at in sorted(found)]

    def _insider_questions(self, insiders: Insiders) -> Iterator[tuple[int, tuple[int, ...]]]:
        """(small count, what an insider knows) for all pairs that no witness has answered yet."""
        np = self._np
        groups = [tuple(self.system.index[key] for key in group) for group in insiders]
        for one in np.flatnonzero(self.primary):
            at = int(one)
            asked: set[tuple[int, ...]] = set()
            while True:
                moved = self._known(Reader.INSIDER)
                moved = moved[moved[:, at] != 0]
                always = np.flatnonzero(self.hidden & (moved != 0).all(axis=0))
                known: list[tuple[int, ...]] = [(int(other),) for other in always if other != at]
                known += [
                    group
                    for group in groups
                    if at not in group and not (moved[:, list(group)] == 0).all(axis=1).any()
                ]
                open_ = [group for group in known if (at, group) not in self._same and group not in asked]
                if not open_:
                    break
                asked.add(open_[0])
                yield at, open_[0]

    def _still_open(self, at: int, known: tuple[int, ...]) -> bool:
        """Whether the count keeps two values for who knows these; or they tell of the same people anyway."""
        wishes = [_Wish(at, by, Reader.INSIDER) for by in (1, -1) if by > 0 or self.count[at] > 1]
        if any(self._try(wish, known) for wish in wishes):
            return True
        for wish in wishes if self.may_hide else ():
            if self._hide_for(wish, known, whole=False) and (
                self._granted(wish, known) or self._try(wish, known)
            ):
                return True
            if self._hide_for(wish, known, whole=True):
                return True
        if len(known) == 1 and self._same_people(at, known[0]):
            self._same.add((at, known))
            return True
        return False

    def _same_people(self, at: int, other: int) -> bool:
        """Whether the zeros alone make two values one fact: the only men of a community are of one age."""
        np = self._np
        if self.count[at] != self.count[other]:
            return False
        moves = (self.count > 0) & ~self.fixed | self.withheld
        low, high = np.where(moves, -self.count, 0), np.where(moves, self.far, 0)
        low[other] = high[other] = 0
        return all(self._stuck(at, by, low.copy(), high.copy()) for by in (1, -1))

    def _stuck(self, at: int, by: int, low: Any, high: Any) -> bool:
        low[at] = high[at] = by
        return self.ask.furthest(self._np.zeros(len(self.count)), low, high) is None

    def _give_back(self, wishes: Sequence[_Wish], insiders: Insiders) -> None:
        """Publish again what is not needed, the value most worth having first, as far as the work is worth it."""
        np = self._np
        until = self.ask.asked + _MOST_GIVE_BACKS
        self.may_hide = False
        spare = np.flatnonzero(self.hidden & ~self.primary & ~self.withheld)
        for number in sorted(spare, key=lambda one: (-self.price[one], one)):
            if self.ask.asked >= until:
                break
            self.hidden[number] = False
            lost = [wish for wish in wishes if not self._granted(wish)]
            kept = len(lost) <= 2 and all(self._granted(wish) or self._try(wish) for wish in lost)
            if not kept or not all(
                self._still_open(at, known) for at, known in self._insider_questions(insiders)
            ):
                self.hidden[number] = True
        self.may_hide = True

    def published(self) -> dict[Hashable, Shown]:
        """The values as they may leave the house."""
        return {
            value.key: (PRIMARY if small else COMPLEMENTARY) if hidden else value.count
            for value, small, hidden in zip(self.system.values, self.primary, self.hidden, strict=True)
        }
