"""What several releases narrow down together, found by linear programme and then in whole people.

`releases` finds what can be worked out by adding and subtracting. A reader can do more: counts that are hidden
in one release are bounded by those of another. Here all releases stand in one programme over their smallest
cells; a count of some people between two days is given away when every set of whole people that agrees with
all of them has it between 1 and k-1, and closer than the sign `<k` itself says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from app.platform.slow_work import one_step_done
from app.reports.disclosure.joining import Grid, Line, Members, Release
from app.reports.disclosure.shapes import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_WHOLE = 4000
"""Up to so many smallest cells the integer programme is asked; above it the linear one, which sees a little less."""

_MOST_QUESTIONS = 120


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
    everything = _Room(grid, lines)
    found = []
    targets = _targets(new, grid, lines)
    for target in _suspects(everything, targets, k):
        bounds = everything.bounds(target)
        if not _tells(bounds, target, k):
            continue
        alone = [line for line in lines if line.release in known | {new.report}]
        before = [line for line in lines if line.release != new.report]
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


def _suspects(room: _Room, targets: Sequence[_Target], k: int) -> list[_Target]:
    """The targets for which no set of people is known that makes them 0, or k and more."""
    left = list(targets)
    for sign in (1.0, -1.0, 1.0, -1.0, 1.0, -1.0):
        if not left:
            break
        found = room.furthest([cell for target in left for cell in target.cells], sign)
        if found is None:
            return []
        left = [t for t in left if 0.5 <= found[list(t.cells)].sum() < k - 0.5]
    left.sort(key=lambda target: (len(target.cells), target.start, target.end, target.place))
    return left[:_MOST_QUESTIONS]


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
        rows = [row for row, line in enumerate(lines) for _cell in line.cells]
        columns = [cell for line in lines for cell in line.cells]
        data = np.ones(len(rows))
        matrix: Any = sparse.csr_array((data, (rows, columns)), shape=(len(lines), grid.size))
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
        return people

    def furthest(self, cells: Sequence[int], sign: float) -> NDArray[Any] | None:
        """People that agree, with as many (1) or as few (-1) as can be in these cells; None when nobody agrees."""
        cost = self._np.zeros(self.matrix.shape[1])
        self._np.add.at(cost, list(cells), -sign)
        return self._ask(cost)

    def bounds(self, target: _Target) -> tuple[int, int]:
        """Fewest and most people of the target, in whole people."""
        import math

        found = []
        for sign in (-1.0, 1.0):
            people = self.furthest(target.cells, sign)
            found.append(float(people[list(target.cells)].sum()) if people is not None else 0.0)
        return math.ceil(found[0] - 1e-6), math.floor(found[1] + 1e-6)

    def bent(self) -> set[int]:
        """The lines that have to give way so that the rest can be true."""
        np = self._np
        cost = np.concatenate([np.zeros(self.size), np.ones(2 * len(self.bend))])
        found = self._ask(cost)
        if found is None:
            return set(self.bend)
        slack = found[self.size :].reshape(2, -1).sum(axis=0)
        return {line for line, by in zip(self.bend, slack, strict=True) if by > 1e-6}
