"""What comes out of published counts by adding and subtracting alone, for many sums at once: plain linear algebra.

It settles most of what is asked without any solver: a sum that follows from the exact counts of one reader is known to
that reader already, whatever it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from app.reports.disclosure.joining import Line

_NOTHING = 1e-9
"""Numbers below it are what computing with fractions leaves of nothing."""

_CLOSE = 1e-6


class Sum(Protocol):
    """A sum of smallest cells."""

    @property
    def cells(self) -> tuple[int, ...]:
        """The cells, by number."""
        ...


S = TypeVar("S", bound=Sum)


def memberships(sums: Sequence[Sequence[int]], size: int) -> Any:
    """A sparse matrix with a row for each sum: 1 for its cells, of `size` cells."""
    import numpy as np
    from scipy import sparse

    ends = np.cumsum([0, *map(len, sums)])
    columns = np.fromiter(itertools.chain.from_iterable(sums), dtype=np.int64, count=int(ends[-1]))
    return sparse.csr_array((np.ones(len(columns)), columns, ends), shape=(len(sums), size))


def not_adding_up(lines: Sequence[Line], sums: list[S], size: int) -> list[S]:
    """The sums that do not follow from the exact counts among these lines.

    A count that comes out as nobody makes all of its cells empty, and more may follow from that.
    """
    exact = {line.cells: line.low for line in lines if line.low == line.high}
    empty: set[int] = {cell for cells, people in exact.items() if people == 0 for cell in cells}
    left = sums
    while left and exact:
        left, nobody = _split(exact, left, empty, size)
        found = {cell for one in nobody for cell in one.cells} - empty
        if not found:
            break
        empty |= found
    return left


def _split(
    exact: Mapping[tuple[int, ...], int], sums: Sequence[S], empty: set[int], size: int
) -> tuple[list[S], list[S]]:
    """The sums that do not follow, and those that come out as nobody."""
    import numpy as np

    there = np.ones(size, dtype=bool)
    there[list(empty)] = False
    counts, asked = (memberships(some, size)[:, there] for some in (list(exact), [one.cells for one in sums]))
    people = np.array(list(exact.values()), dtype=float)
    # An orthonormal basis of all that adding the counts can give, from the small matrix of their common cells.
    shared, directions = np.linalg.eigh((counts @ counts.T).toarray())
    real = shared > _NOTHING * max(shared[-1], 1.0)
    basis = (counts.T @ directions[:, real]) / np.sqrt(shared[real])
    coordinates = asked @ basis
    cells = asked.sum(axis=1)
    apart = cells - (coordinates**2).sum(axis=1) > _CLOSE * np.maximum(cells, 1)
    values = coordinates @ ((directions[:, real].T @ people) / np.sqrt(shared[real]))
    nobody = ~apart & (values < _CLOSE)
    return (
        [one for one, is_apart in zip(sums, apart, strict=True) if is_apart],
        [one for one, is_empty in zip(sums, nobody, strict=True) if is_empty],
    )
