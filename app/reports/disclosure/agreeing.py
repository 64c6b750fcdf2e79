"""All sets of people that agree with some published counts, and what a solver finds at their ends (scipy's HiGHS)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.platform.slow_work import one_step_done
from app.reports.disclosure.adding_up import memberships
from app.reports.disclosure.alike import Alike
from app.reports.disclosure.joining import Line
from app.reports.disclosure.shapes import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_WHOLE = 4000
"""Up to so many classes of cells the integer programme is asked; above it the linear one, which sees a little less."""

_SLACK = 1e-6
"""How far a solver's number may lie from the whole one that it stands for."""

_OUT_OF_TIME = 1
"""How scipy's `milp` says so."""


@dataclass(frozen=True, slots=True)
class Target:
    """Some people between two days that a reader could want to know of."""

    place: Place
    start: date
    end: date
    cells: tuple[int, ...]
    shown: bool
    """Whether a release shows the sign `<k` for exactly these people."""


class Room:
    """All sets of people that agree with some published lines: how many are in each class of the `cells` there are.

    `bend`: numbers of lines that may give way.
    """

    def __init__(self, lines: Sequence[Line], cells: int, bend: set[int] | None = None) -> None:
        import numpy as np
        from scipy import sparse

        self._np = np
        self.alike = alike = Alike(lines, cells, [] if bend else [line for line in lines if line.high == 0])
        self.size = alike.count
        self.whole = alike.count <= MOST_WHOLE and bend is None
        rows = [np.unique(alike.of[list(line.cells)]).tolist() for line in lines]
        matrix = memberships(rows, alike.count)
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

    def furthest(self, worth: NDArray[Any], *, whole: bool = True) -> NDArray[Any] | None:
        """People by class that agree and are worth most; None when nobody agrees.

        Parts of people are sooner found than whole ones, and can be worth more: unless `whole`, where there are
        very many classes, and where no whole people were found in time.
        """
        people, _late = self._ask(-worth, whole=whole and self.whole)
        if people is None and whole and self.whole:
            return self._ask(-worth, whole=False)[0]
        return people

    def _ask(self, cost: NDArray[Any], *, whole: bool) -> tuple[NDArray[Any] | None, bool]:
        """People who cost least, if any were found; and whether time was up."""
        from scipy import optimize

        np = self._np
        total = self.matrix.shape[1]
        far = float(np.where(np.isfinite(self.high), self.high, 0).max(initial=0)) + 1000
        one_step_done()
        found: Any = optimize.milp(
            cost,
            integrality=np.full(total, int(whole)),
            bounds=optimize.Bounds(np.zeros(total), np.full(total, far)),
            constraints=optimize.LinearConstraint(self.matrix, self.low, self.high),
            options={"time_limit": 20.0},
        )
        people = found.x if whole or found.success else None
        if people is not None and np.abs(people - np.rint(people)).max(initial=0) < _SLACK:
            people = np.rint(people)
        return people, found.status == _OUT_OF_TIME

    def anybody(self) -> bool:
        """Whether there are people who agree; when time is up before that is known: as if there were."""
        people, late = self._ask(self._np.zeros(self.size), whole=self.whole)
        return people is not None or late

    def bent(self) -> set[int]:
        """The lines that have to give way so that the rest can be true."""
        np = self._np
        cost = np.concatenate([np.zeros(self.size), np.ones(2 * len(self.bend))])
        found, _late = self._ask(cost, whole=False)
        if found is None:
            return set(self.bend)
        slack = found[self.size :].reshape(2, -1).sum(axis=0)
        return {line for line, by in zip(self.bend, slack, strict=True) if by > 1e-6}


class Knowledge:
    """What one reader can say of some targets: of each the fewest and the most people in any set that agrees.

    Every answer of the solver is people who agree, and so bounds all targets at once (see `alike`): few questions
    settle most of them.
    """

    def __init__(self, room: Room, targets: Sequence[Target], k: int) -> None:
        import numpy as np

        self._np, self._room, self._k = np, room, k
        self._within, self._touched = room.alike.touched(targets)
        self._shown = np.array([target.shown for target in targets], dtype=bool)
        self._least = np.full(len(targets), np.inf)
        self._most = np.full(len(targets), -np.inf)
        self.found: list[NDArray[Any]] = []

    def look_with(self, others: Knowledge) -> None:
        """Believe whom another found who knows all that this reader knows, and more."""
        for people in others.found:
            self._believe(self._room.alike.of_cells(others._room.alike.in_cells(people)))

    def _believe(self, people: NDArray[Any]) -> None:
        self._np.minimum(self._least, self._within @ people, out=self._least)
        self._np.maximum(self._most, self._touched @ people, out=self._most)

    def suspects(self) -> NDArray[Any]:
        """The numbers of the targets that nobody found so far clears: as far as is known they are given away."""
        unseen = ~self._np.isfinite(self._least)
        found: NDArray[Any] = (unseen | self._given_away(self._least, self._most, self._shown)).nonzero()[0]
        return found

    def _given_away(self, fewest: Any, most: Any, shown: Any) -> Any:
        """Whether counts between these are given away.

        Given away is a count of which everybody who agrees has 1 to k-1, and all the same, or closer to each other
        than the sign `<k` says, where a release shows that.
        """
        least, most = self._np.ceil(fewest - _SLACK), self._np.floor(most + _SLACK)
        near = (least >= most) | (~shown & (most - least < self._k - 2))
        return (least >= 1) & (most < self._k) & near

    def _suspects(self, one: int) -> bool:
        return not math.isfinite(self._least[one]) or bool(
            self._given_away(self._least[one], self._most[one], self._shown[one])
        )

    def look_at_all(self) -> None:
        """Ask for people who clear many suspects together."""
        for sign in (1, -1, 1, -1, 1, -1):
            left = self.suspects()
            if not len(left) or self._ask(left, sign) is None:
                return

    def tells(self, one: int) -> tuple[int, int] | None:
        """Fewest and most people of a target that is given away, as far as they were asked for; None where it is not.

        What no parts of people clear no whole ones do: that is asked first, and often enough.
        """
        fewest, most = (self._end(one, sign) if self._suspects(one) else None for sign in (-1, 1))
        if not self._suspects(one):
            return None
        if fewest is None or most is None or not self._given_away(fewest, most, self._shown[one]):
            for sign in (-1, 1):
                if self._ask([one], sign) is None or not self._suspects(one):
                    return None
            fewest, most = self._least[one], self._most[one]
        return math.ceil(fewest - _SLACK), math.floor(most + _SLACK)

    def _end(self, one: int, sign: int) -> float | None:
        """As few (-1) or as many (1) as can be in a target, if parts of people could be."""
        people = self._ask([one], sign, whole=False)
        if people is None:
            return None
        return float(((self._touched if sign > 0 else self._within)[[one]] @ people)[0])

    def _ask(
        self, targets: Sequence[int] | NDArray[Any], sign: int, *, whole: bool = True
    ) -> NDArray[Any] | None:
        """People who agree with as many (1) or as few (-1) as can be in these targets."""
        counted = (self._touched if sign > 0 else self._within)[targets]
        people = self._room.furthest(sign * self._np.asarray(counted.sum(axis=0)).ravel(), whole=whole)
        if people is not None and (whole or (people == self._np.rint(people)).all()):
            self.found.append(people)
            self._believe(people)
        return people
