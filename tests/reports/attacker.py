"""Somebody who wants to know: reads reports as JSON, writes down every sum and asks a solver for bounds.

Nothing of the application is used here, and nothing is known but what was sent: the rows with their signs, the
meaning of the signs, that people are whole. Each report's cells are unknown numbers; totals of complete rows
tie them together; several reports are tied by the smallest cells of the days they share.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import optimize, sparse

ALL = "all"
Place = tuple[str, str, str]
Key = tuple[str, Place]
"""(period, place)."""


@dataclass
class Attacker:
    """Unknown numbers by key, sums between them, and what was read of each."""

    knowing: bool
    """Whether he uses what the signs mean; otherwise a hidden value is 0 or more."""
    low: dict[Any, float] = field(default_factory=dict)
    high: dict[Any, float] = field(default_factory=dict)
    sums: list[tuple[Any, list[Any]]] = field(default_factory=list)

    def read(self, key: Any, shown: int | str | None) -> None:
        """A value, a sign (`<5`, `c`) or nothing."""
        low, high = self.low.get(key, 0.0), self.high.get(key, math.inf)
        if isinstance(shown, int):
            low = high = float(shown)
        elif shown is not None and shown.startswith("<") and self.knowing:
            low, high = max(low, 1.0), min(high, float(shown[1:]) - 1)
        self.low[key], self.high[key] = low, high

    def took_part(self, key: Any, own: int, *, alone: bool) -> None:
        """He was there: so many of the people are his own, all of them where nobody else counted any."""
        low, high = self.low.get(key, 0.0), self.high.get(key, math.inf)
        self.low[key], self.high[key] = max(low, own), min(high, own) if alone else high

    def add_up(self, total: Any, parts: Iterable[Any]) -> None:
        """A total is the sum of its parts."""
        whole = list(parts)
        for key in (total, *whole):
            self.read(key, None)
        self.sums.append((total, whole))

    def read_table(self, period: str, cells: Mapping[Place, int | str]) -> None:
        """A table with its totals: every line of it that is complete is a sum."""
        codes = [sorted({place[at] for place in cells} - {ALL}) for at in range(3)]
        sides = [
            [*one, ALL] if any(place[at] == ALL for place in cells) else one for at, one in enumerate(codes)
        ]
        for community, sex, age in itertools.product(*sides):
            place = (community, sex, age)
            self.read((period, place), cells.get(place))
            for at in range(3):
                if place[at] == ALL and codes[at]:
                    self.add_up(
                        (period, place),
                        [(period, (*place[:at], code, *place[at + 1 :])) for code in codes[at]],
                    )

    def within(self, keys: Sequence[Any], k: int) -> list[Any]:
        """Those of the keys for which a few looks found no whole people that make them nobody, or `k` and more.

        Each set of people found answers for all keys at once, so that few are left to ask one by one.
        """
        ask, left = self._programme(), list(keys)
        for sign in (1.0, -1.0) * 3:
            if left:
                cost = np.zeros(len(ask.order))
                cost[[ask.order[key] for key in left]] = sign
                found = ask.solve(cost)
                left = [key for key in left if 0.5 <= found[ask.order[key]] < k - 0.5]
        return left

    def bounds(self, keys: Sequence[Any]) -> dict[Any, tuple[int, int]]:
        """The fewest and the most whole people each key can stand for."""
        ask, found = self._programme(), {}
        for key in keys:
            cost = np.zeros(len(ask.order))
            ends = []
            for sign in (1.0, -1.0):
                cost[ask.order[key]] = sign
                ends.append(round(float(ask.solve(cost)[ask.order[key]])))
            found[key] = (ends[0], ends[1])
        return found

    def _programme(self) -> _Programme:
        order = {key: at for at, key in enumerate(self.low)}
        rows, columns, data = [], [], []
        for row, (total, parts) in enumerate(self.sums):
            for key, sign in ((total, 1.0), *((part, -1.0) for part in parts)):
                rows.append(row)
                columns.append(order[key])
                data.append(sign)
        matrix = sparse.csr_array((data, (rows, columns)), shape=(len(self.sums), len(order)))
        limit = sum(value for value in self.high.values() if math.isfinite(value)) + 100
        box = optimize.Bounds(list(self.low.values()), [min(value, limit) for value in self.high.values()])
        return _Programme(order, matrix, box)


@dataclass
class _Programme:
    """The sums as the solver wants them."""

    order: dict[Any, int]
    matrix: Any
    box: Any

    def solve(self, cost: Any) -> Any:
        """Whole people that agree with everything and make the cost least."""
        answer = optimize.milp(
            cost,
            integrality=1,
            bounds=self.box,
            constraints=optimize.LinearConstraint(self.matrix, 0, 0),
        )
        assert answer.x is not None, "what was published contradicts itself"
        return answer.x


def worked_out(cells: Mapping[Place, int | str], k: int) -> dict[Place, tuple[int, int]]:
    """The `<k` of one table that are bounded closer than allowed: known exactly, or known to be below k without the sign."""
    small = [place for place, value in cells.items() if value == f"<{k}"]
    found: dict[Place, tuple[int, int]] = {}
    for knowing in (True, False):
        attacker = Attacker(knowing)
        attacker.read_table("", cells)
        for (_period, place), (least, most) in attacker.bounds([("", place) for place in small]).items():
            if (least == most) if knowing else (least > 1 or most < k):
                found[place] = (least, most)
    return found
