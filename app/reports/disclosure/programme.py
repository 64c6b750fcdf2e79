"""Linked tables as one system of sums, and the questions about it that a solver answers (scipy's HiGHS).

A reader who looks for a hidden value looks for other tables of whole people that agree with everything
published. Written as differences from the true table these are whole-number vectors d with M d = 0, one row of
M for each sum (total - parts), 0 on what is published and within bounds on what is hidden. Unlike the network
of two-way tables, tables with all their margins in three ways are not sure to have whole-number corners, so
the integer programme is asked, not only its linear relaxation.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from app.platform.slow_work import one_step_done

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Value:
    """One logical cell: the same cell of two tables is one value.

    `fixed` is published whatever happens, `withheld` never is, zeros too; `weight` is how sorry we are to hide it.
    """

    key: Hashable
    count: int
    weight: float = 1.0
    fixed: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts, by number of the values."""

    total: int
    parts: tuple[int, ...]


class Linked:
    """Values and all sums between them. Raises ValueError when parts and total disagree or a key comes twice."""

    def __init__(self, values: Sequence[Value], sums: Sequence[Sum]) -> None:
        self.values = tuple(values)
        self.sums = tuple(sums)
        self.index = {value.key: number for number, value in enumerate(self.values)}
        if len(self.index) != len(self.values):
            message = "two values have the same key"
            raise ValueError(message)
        for one in self.sums:
            if self.values[one.total].count != sum(self.values[part].count for part in one.parts):
                message = f"parts do not add up to their total at {self.values[one.total].key!r}"
                raise ValueError(message)

    def plainly(self) -> tuple[object, ...]:
        """Everything in it, as plain tuples."""
        return (*(astuple(one) for one in self.values), *(astuple(one) for one in self.sums))


class Programme:
    """Asks the solver about one system. `asked` counts the questions: the measure of the work."""

    def __init__(self, system: Linked) -> None:
        import numpy as np
        from scipy import sparse

        rows, columns, signs = [], [], []
        for row, one in enumerate(system.sums):
            rows += [row] * (1 + len(one.parts))
            columns += [one.total, *one.parts]
            signs += [1.0] + [-1.0] * len(one.parts)
        shape = (len(system.sums), len(system.values))
        self._matrix: Any = sparse.csc_array((np.array(signs), (rows, columns)), shape=shape)
        self.size = len(system.values)
        self.asked = 0

    def furthest(self, worth: Real, low: Whole, high: Whole) -> Whole | None:
        """The whole differences within the bounds of greatest worth; None when there are none."""
        free = (low < high) | (low > 0) | (high < 0)
        return self._solve(-worth[free], self._matrix[:, free], low[free], high[free], free, whole=True)

    def cheapest(self, price: Real, low: Whole, high: Whole, *, whole: bool) -> Real | None:
        """The differences within the bounds whose sizes cost least; None when there are none."""
        import numpy as np
        from scipy import sparse

        free = (low < high) | (low > 0) | (high < 0)
        matrix = self._matrix[:, free]
        up_low, up_high = np.maximum(low[free], 0), np.maximum(high[free], 0)
        down_low, down_high = np.maximum(-high[free], 0), np.maximum(-low[free], 0)
        cost = np.concatenate([price[free], price[free]])
        answer = self._ask(
            cost,
            sparse.hstack([matrix, -matrix], format="csc"),
            np.concatenate([up_low, down_low]),
            np.concatenate([up_high, down_high]),
            whole=whole,
        )
        if answer is None:
            return None
        count = int(free.sum())
        found = np.zeros(self.size)
        found[free] = answer[:count] - answer[count:]
        return found

    def sums_of(self, differences: Whole) -> Whole:
        """For each row of differences, by how much every sum would be wrong."""
        import numpy as np

        return np.asarray(self._matrix.astype(np.int64) @ differences.T).T

    def _solve(
        self, cost: Real, matrix: Any, low: Whole, high: Whole, free: Any, *, whole: bool
    ) -> Whole | None:
        import numpy as np

        answer = self._ask(cost, matrix, low, high, whole=whole)
        if answer is None:
            return None
        found = np.zeros(self.size, dtype=np.int64)
        found[free] = np.rint(answer).astype(np.int64)
        return found

    def _ask(self, cost: Real, matrix: Any, low: Any, high: Any, *, whole: bool) -> Real | None:
        from scipy import optimize

        self.asked += 1
        one_step_done()
        used = matrix.getnnz(axis=1) > 0 if hasattr(matrix, "getnnz") else slice(None)
        found = optimize.milp(
            cost,
            integrality=1 if whole else 0,
            bounds=optimize.Bounds(low, high),
            constraints=optimize.LinearConstraint(matrix.tocsr()[used], 0, 0),
            options={"mip_rel_gap": 0.1 if whole else 0.0, "presolve": True},
        )
        return None if found.x is None else found.x


def furthest_of(
    ask: Programme, numbers: Sequence[int], sign: int, far: Whole, bounds: tuple[Whole, Whole]
) -> list[int]:
    """How far each of these values moves up (1) or down (-1) within the bounds; `far` is as far as it may.

    All are asked for together first: the answer shows for most of them that they reach their end.
    """
    import numpy as np

    reach = np.zeros(len(numbers), dtype=np.int64)
    worth = np.zeros(ask.size)

    def look() -> None:
        found = ask.furthest(worth, *bounds)
        if found is not None:
            reach[:] = np.maximum(reach, sign * found[numbers])

    worth[numbers] = sign
    look()
    worth[numbers] = np.where(reach < sign * far[numbers], sign, 0)
    if worth.any():
        look()
    for number in np.asarray(numbers)[reach < sign * far[numbers]]:
        worth[:] = 0
        worth[number] = sign
        look()
    return [int(sign * one) for one in reach]
