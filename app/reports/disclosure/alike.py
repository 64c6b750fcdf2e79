"""Smallest cells that no published count tells apart, taken together as one class.

Every published count takes in all cells of a class or none of them. So whether some people agree with everything
that was published depends on how many are in each class alone, and within a class they may stand in any of its
cells. Of whoever is asked about, given how many are in each class, there are

- at least those of the classes that lie wholly within (of any other class all may stand outside), and
- at most those of the classes that are touched at all (all may stand inside);

and both are people that agree. So the fewest and the most over all sets of people that agree are found among the
classes, and every answer bounds everything else from both sides. There are a tenth as many classes as cells.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

from app.reports.disclosure.adding_up import Sum, memberships
from app.reports.disclosure.joining import Line


class Folded(NamedTuple):
    """Sum number `number` over at most two cells of each class: the first, and one that stands for all the others."""

    cells: tuple[int, ...]
    number: int


class Alike:
    """The classes of some cells. `of`: cell -> its class; `sizes`: class -> how many cells it has.

    The last class, which may have no cells, is that of `nobody`: where one who believes all counts knows that nobody is.
    """

    def __init__(self, lines: Sequence[Line], size: int, nobody: Sequence[Line] = ()) -> None:
        import numpy as np

        counted = memberships([line.cells for line in lines], size).tocsc()
        empty = np.zeros(size, dtype=bool)
        for line in nobody:
            empty[list(line.cells)] = True
        numbers: dict[bytes, int] = {}
        self.of = np.array(
            [
                -1
                if left_out
                else numbers.setdefault(np.sort(counted.indices[start:end]).tobytes(), len(numbers))
                for left_out, (start, end) in zip(empty, itertools.pairwise(counted.indptr), strict=True)
            ],
            dtype=np.int64,
        )
        self.of[empty] = len(numbers)
        self.sizes = np.bincount(self.of, minlength=len(numbers) + 1)
        self._np = np
        self._cells = size

    @property
    def count(self) -> int:
        """How many classes there are."""
        return len(self.sizes)

    def of_cells(self, people: Any) -> Any:
        """People by class, given how many are in each cell."""
        return self._np.bincount(self.of, weights=people, minlength=self.count)

    def in_cells(self, people: Any) -> Any:
        """People by cell who are so many in each class: all of them in its first cell."""
        cells = self._np.zeros(self._cells)
        there, first = self._np.unique(self.of, return_index=True)
        cells[first] = people[there]
        return cells

    def touched(self, sums: Sequence[Sum]) -> tuple[Any, Any]:
        """Two sparse matrices, sums x classes: 1 where a class lies wholly within a sum, and where it is touched."""
        from scipy import sparse

        np = self._np
        ones = np.ones(self._cells)
        shape = (self._cells, self.count)
        of = sparse.csr_array((ones, self.of, np.arange(self._cells + 1)), shape=shape)
        touched = (memberships([one.cells for one in sums], self._cells) @ of).tocsr()
        within = touched.copy()
        within.data = (touched.data >= self.sizes[touched.indices]).astype(float)
        touched.data = np.ones(len(touched.data))
        return within, touched

    def folded(self, sums: Sequence[Sum]) -> list[Folded]:
        """The sums over fewer cells, for adding and subtracting: what follows is the same.

        Counts that are the same in all cells of a class add up to nothing else; a sum with a part of a class alone
        keeps its first cell alone, so it follows from them just as little as before.
        """
        np = self._np
        within, touched = self.touched(sums)
        several = (within.data > 0) & (self.sizes[within.indices] > 1)
        firsts, others = 2 * touched.indices, 2 * within.indices + 1
        return [
            Folded(
                tuple(
                    np.sort(
                        np.concatenate([firsts[start:end], others[start:end][several[start:end]]])
                    ).tolist()
                ),
                number,
            )
            for number, (start, end) in enumerate(itertools.pairwise(touched.indptr))
        ]
