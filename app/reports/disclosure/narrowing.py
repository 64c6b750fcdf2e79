"""What several releases narrow down together, found by linear programme and then in whole people.

`releases` finds what can be worked out by adding and subtracting. A reader can do more: counts that are hidden
in one release are bounded by those of another. Here all releases stand in one programme over their smallest
cells; a count of some people between two days is given away when every set of whole people that agrees with
all of them has it between 1 and k-1, and closer than the sign `<k` itself says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from app.platform.slow_work import one_step_done
from app.reports.disclosure.adding_up import memberships, not_adding_up
from app.reports.disclosure.joining import Grid, Line, Members, Release
from app.reports.disclosure.shapes import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_WHOLE = 4000
"""Up to so many smallest cells the integer programme is asked; above it the linear one, which sees a little less."""

_MOST_QUESTIONS = 120

_SLACK = 1e-6
"""How far a solver's number may lie from the whole one that it stands for."""


class Narrowed(NamedTuple):
    """So few people of a place between two days (both included) must be assumed: at least and at most."""

    place: Place
    first: date
    last: date
    least: int
    most: int
    reports: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class _Target:
    place: Place
    start: date
    end: date
    cells: tuple[int, ...]
    shown: bool
    """Whether a release shows the sign `<k` for exactly these people."""


def narrowed(new: Release, grid: Grid, known: frozenset[UUID] = frozenset()) -> list[Narrowed]:
    """Counts that the releases of the grid narrow down together, but neither `new` nor the others alone.

    `known` are no releases but what their reader counted itself, beside either of them.
    """
    if not any(one.report != new.report for one in grid.releases) or not grid.size:
        return []
    k = max(one.threshold for one in grid.releases)
    lines = _agreeing(grid, grid.lines(), known | {new.report})
    alone = [line for line in lines if line.release in known | {new.report}]
    before = [line for line in lines if line.release != new.report]
    targets = _targets(new, grid, lines)
    for part in (alone, before):
        targets = not_adding_up(part, targets, grid.size)
    found = []
    for target, bounds in _told(_Room(grid, lines), targets, k):
        if any(_tells(_Room(grid, part).bounds(target), target, k) for part in (alone, before)):
            continue
        found.append(
            Narrowed(
                target.place,
                target.start,
                target.end - timedelta(days=1),
                *bounds,
                tuple(
                    dict.fromkeys(
                        line.release
                        for line in lines
                        if line.start < target.end and target.start < line.end and line.release not in known
                    )
                ),
            )
        )
    return found


def _tells(bounds: tuple[int, int], target: _Target, k: int) -> bool:
    least, most = bounds
    if not 1 <= least <= most < k:
        return False
    return least == most or (not target.shown and most - least < k - 2)


def _targets(new: Release, grid: Grid, lines: Sequence[Line]) -> list[_Target]:
    """Every place of the new release in every run of stretches within its days, of every kind of session."""
    shown = {(line.start, line.end, line.cells) for line in lines if line.low < (line.high or 0)}
    last = new.last + timedelta(days=1)
    starts = [start for start, _end in grid.stretches if new.first <= start < last]
    ends = [end for _start, end in grid.stretches if new.first < end <= last]
    places = dict.fromkeys(place for one in grid.releases for place in one.cells)
    found: dict[tuple[int, ...], _Target] = {}
    for place in places:
        owner = new if place in new.cells else next(one for one in grid.releases if place in one.cells)
        members = grid.members(owner, place)
        if members is None:
            continue
        for start in starts:
            for end in ends:
                for cells in _kinds_of(grid, start, end, members) if start < end else ():
                    target = _Target(place, start, end, cells, (start, end, cells) in shown)
                    found.setdefault(cells, target)
    return list(found.values())


def _kinds_of(grid: Grid, start: date, end: date, members: Members) -> list[tuple[int, ...]]:
    """The cells of each scope, of two together, of one without another, and of exactly the same scopes.

    The last are what is left of a whole when several parts of it are taken away.
    """
    scopes = sorted({one.scope for one in grid.releases})
    whole = {scope: grid.numbers(scope, start, end, members) for scope in scopes}
    kinds = list(whole.values())
    counted_by: dict[int, list[str]] = {}
    for one in scopes:
        for cell in whole[one]:
            counted_by.setdefault(cell, []).append(one)
        for other in scopes:
            if one != other:
                theirs = set(whole[other])
                kinds.append(tuple(cell for cell in whole[one] if cell not in theirs))
                kinds.append(tuple(cell for cell in whole[one] if cell in theirs))
    alike: dict[tuple[str, ...], list[int]] = {}
    for cell, some in sorted(counted_by.items()):
        alike.setdefault(tuple(some), []).append(cell)
    kinds += map(tuple, alike.values())
    return [cells for cells in dict.fromkeys(kinds) if cells]


def _told(room: _Room, targets: Sequence[_Target], k: int) -> Iterator[tuple[_Target, tuple[int, int]]]:
    """The targets that every set of people which agrees gives away, each with its fewest and most people.

    Every answer is a set of people that agrees, and so a witness for all other targets too: few questions
    settle many of them.
    """
    seen = _Witnesses(targets, room.size, k)
    for sign in (1.0, -1.0, 1.0, -1.0, 1.0, -1.0):
        left = seen.suspects()
        if not left:
            return
        found = room.furthest([cell for target in left for cell in targets[target].cells], sign)
        if found is None:
            return
        seen.add(found)
    for _question in range(_MOST_QUESTIONS):
        left = [one for one in seen.suspects() if one not in seen.settled]
        if not left:
            return
        first = min(left, key=lambda one: _least_first(targets[one]))
        for sign in (-1.0, 1.0):
            people = room.furthest(targets[first].cells, sign)
            if people is None:
                return
            seen.add(people)
            if not seen.suspects(first):
                break
        else:
            if _tells(seen.bounds(first), targets[first], k):
                yield targets[first], seen.bounds(first)
        seen.settled.add(first)


def _least_first(target: _Target) -> tuple[int, date, date, Place]:
    return len(target.cells), target.start, target.end, target.place


class _Witnesses:
    """Of each target the fewest and the most people in any set of people that was found to agree."""

    def __init__(self, targets: Sequence[_Target], size: int, k: int) -> None:
        import numpy as np

        self._of = memberships([target.cells for target in targets], size)
        self._k = k
        self._shown = np.array([target.shown for target in targets], dtype=bool)
        self._least = np.full(len(targets), np.inf)
        self._most = np.full(len(targets), -np.inf)
        self._np = np
        self.settled: set[int] = set()

    def add(self, people: NDArray[Any]) -> None:
        """One more set of people that agrees."""
        counts = self._of @ people[: self._of.shape[1]]
        self._np.minimum(self._least, counts, out=self._least)
        self._np.maximum(self._most, counts, out=self._most)

    def suspects(self, one: int | None = None) -> list[int]:
        """The targets (or this one, if it is one) that no witness clears: see `_tells`."""
        least, most = self._np.ceil(self._least - _SLACK), self._np.floor(self._most + _SLACK)
        unseen = ~self._np.isfinite(self._least)
        near = (least >= most) | (~self._shown & (most - least < self._k - 2))
        still = unseen | ((least >= 1) & (most < self._k) & near)
        if one is not None:
            return [one] if still[one] else []
        return [int(at) for at in still.nonzero()[0]]

    def bounds(self, one: int) -> tuple[int, int]:
        """Fewest and most people of a target, in whole people, once both were asked for."""
        return math.ceil(self._least[one] - _SLACK), math.floor(self._most[one] + _SLACK)


def _agreeing(grid: Grid, lines: list[Line], sure: frozenset[UUID]) -> list[Line]:
    """The lines without those of earlier releases that a correction has overtaken: no people fit all of them."""
    if _Room(grid, lines).furthest([], 1.0) is not None:
        return lines
    wrong = _Room(grid, lines, bend={at for at, line in enumerate(lines) if line.release not in sure}).bent()
    return [line for at, line in enumerate(lines) if at not in wrong]


class _Room:
    """All sets of people that agree with some published lines."""

    def __init__(self, grid: Grid, lines: Sequence[Line], bend: set[int] | None = None) -> None:
        import numpy as np
        from scipy import sparse

        self._np = np
        self.size = grid.size
        self.whole = 1 if grid.size <= MOST_WHOLE and bend is None else 0
        matrix = memberships([line.cells for line in lines], grid.size)
        self.bend = sorted(bend or ())
        if self.bend:
            ones = np.ones(len(self.bend))
            slack: Any = sparse.csr_array(
                (ones, (self.bend, range(len(self.bend)))), shape=(len(lines), len(self.bend))
            )
            matrix = sparse.hstack([matrix, slack, -slack], format="csr")
        self.matrix = matrix
        self.low = np.array([line.low for line in lines], dtype=float)
        self.high = np.array([np.inf if line.high is None else line.high for line in lines], dtype=float)

    def _ask(self, cost: NDArray[Any]) -> NDArray[Any] | None:
        from scipy import optimize

        np = self._np
        total = self.matrix.shape[1]
        far = float(np.where(np.isfinite(self.high), self.high, 0).max(initial=0)) + 1000
        one_step_done()
        found: Any = optimize.milp(
            cost,
            integrality=np.full(total, self.whole),
            bounds=optimize.Bounds(np.zeros(total), np.full(total, far)),
            constraints=optimize.LinearConstraint(self.matrix, self.low, self.high),
            options={"time_limit": 20.0},
        )
        people: NDArray[Any] | None = found.x
        return np.round(people) if people is not None and self.whole else people

    def furthest(self, cells: Sequence[int], sign: float) -> NDArray[Any] | None:
        """People that agree, with as many (1) or as few (-1) as can be in these cells; None when nobody agrees."""
        cost = self._np.zeros(self.matrix.shape[1])
        self._np.add.at(cost, list(cells), -sign)
        return self._ask(cost)

    def bounds(self, target: _Target) -> tuple[int, int]:
        """Fewest and most people of the target, in whole people."""
        found = []
        for sign in (-1.0, 1.0):
            people = self.furthest(target.cells, sign)
            found.append(float(people[list(target.cells)].sum()) if people is not None else 0.0)
        return math.ceil(found[0] - _SLACK), math.floor(found[1] + _SLACK)

    def bent(self) -> set[int]:
        """The lines that have to give way so that the rest can be true."""
        np = self._np
        cost = np.concatenate([np.zeros(self.size), np.ones(2 * len(self.bend))])
        found = self._ask(cost)
        if found is None:
            return set(self.bend)
        slack = found[self.size :].reshape(2, -1).sum(axis=0)
        return {line for line, by in zip(self.bend, slack, strict=True) if by > 1e-6}
