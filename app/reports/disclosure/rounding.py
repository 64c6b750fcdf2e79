"""Controlled rounding for everybody: every count a multiple of the base, and everything still adds up.

For the public, and for a donor whose lens says so. A table that was rounded is never also shown with hidden cells, nor the other way round: the
two together would say more than either. Each value is moved by less than the base (in rare tables that cannot be
rounded so, by less than twice the base), the sum of all moves is the smallest there is (an integer programme).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeGuard

from app.reports.disclosure import merging, shapes
from app.reports.disclosure.programme import Linked, Sum, Value
from app.reports.disclosure.shapes import Counts, Place, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

BASE = 5
"""Multiples of this are shown to everybody."""


def rounded(counts: Counts, base: int = BASE) -> dict[Place, int]:
    """Every place of the table with its totals, rounded. Where ages do not allow it they are left out."""
    table = Table(counts)
    values = _rounded(shapes.cube(table, 3), base)
    if values is None:
        without = Table(merging.without_ages(counts))
        values = _rounded(shapes.cube(without, 3), base) or {}
    return {place: values[place] for place in values if _is_place(place)}


def rounded_together(
    counts: Counts,
    beside: Mapping[Hashable, int],
    sums: Sequence[tuple[Hashable, Sequence[Hashable]]],
    base: int,
) -> tuple[dict[Place, int], dict[Hashable, int]]:
    """The table with its totals, and further counts of the same people, rounded as one whole.

    `sums`: a key of `beside`, or `TOTAL`, and the keys of its parts. Where ages do not allow it they are left out.
    """
    for some in (counts, merging.without_ages(counts)):
        table = shapes.cube(Table(some), 3)
        values = [*table.values, *(Value(key, people) for key, people in beside.items())]
        number = {value.key: at for at, value in enumerate(values)}
        more = [Sum(number[total], tuple(number[part] for part in parts)) for total, parts in sums if parts]
        found = _rounded(Linked(values, [*table.sums, *more]), base)
        if found is not None:
            places = {place: found[place] for place in found if _is_place(place)}
            return places, {key: found[key] for key in beside}
    message = "no multiples add up"  # two ways of a table and lists of its parts always can
    raise AssertionError(message)


def nearest(value: int, base: int) -> int:
    """The multiple nearest to a count that stands by itself."""
    return base * ((2 * value + base) // (2 * base))


def _is_place(key: Hashable) -> TypeGuard[Place]:
    return isinstance(key, tuple) and len(key) == 3


def public_table(
    counts: Counts, threshold: int, never_alone: frozenset[str] = frozenset()
) -> dict[Place, int]:
    """What everybody may see: small communities under Other, ages as minors and adults, then rounded.

    Empty when fewer than `threshold` people were reached in all.
    """
    if sum(counts.values()) < max(threshold, 1):
        return {}
    folded, _told = merging.fold_communities(counts, threshold, never_alone)
    joined, _told = merging.join_other_sex(folded, threshold)
    merged = merging.merge_ages(joined)
    return rounded(merged[0] if merged else joined)


def _rounded(system: Linked, base: int) -> Mapping[Any, int] | None:
    """The multiples nearest to the truth that keep every sum."""
    for widest in (1, 2):
        found = _within(system, base, widest)
        if found is not None:
            return found
    return None


def _within(system: Linked, base: int, widest: int) -> Mapping[Any, int] | None:
    import numpy as np
    from scipy import optimize, sparse

    counts = np.array([value.count for value in system.values])
    floor = counts // base
    rest = counts % base
    # A multiple of the base stays; any other goes to one of its neighbours, or (widest 2) to one further.
    low = np.where(rest == 0, 0, 1 - widest)
    low = np.maximum(low, -floor)
    high = np.where(rest == 0, 0, widest)
    if widest > 1:
        low, high = np.maximum(np.full_like(low, -1), -floor), np.full_like(high, 2)
    rows = [row for row, one in enumerate(system.sums) for _part in (one.total, *one.parts)]
    columns = [number for one in system.sums for number in (one.total, *one.parts)]
    signs = [sign for one in system.sums for sign in (1.0, *([-1.0] * len(one.parts)))]
    shape = (len(system.sums), len(counts))
    matrix: Any = sparse.csr_array((signs, (rows, columns)), shape=shape)
    off = -(matrix @ floor)
    if widest == 1:
        cost: NDArray[Any] = (base - 2 * rest).astype(float)
        answer = optimize.milp(
            cost,
            integrality=1,
            bounds=optimize.Bounds(low, high),
            constraints=optimize.LinearConstraint(matrix, off, off),
            options={"time_limit": 10.0},
        )
        steps = answer.x
    else:
        # |move| is not linear in two directions: a second number, at least as large as the move either way.
        size = len(counts)
        both: Any = sparse.vstack(
            [
                sparse.hstack([matrix, sparse.csr_array(shape)]),
                sparse.hstack([base * sparse.eye_array(size), -sparse.eye_array(size)]),
                sparse.hstack([-base * sparse.eye_array(size), -sparse.eye_array(size)]),
            ],
            format="csr",
        )
        none = np.full(size, -np.inf)
        answer = optimize.milp(
            np.concatenate([np.zeros(size), np.ones(size)]),
            integrality=np.concatenate([np.ones(size), np.zeros(size)]),
            bounds=optimize.Bounds(
                np.concatenate([low, np.zeros(size)]), np.concatenate([high, np.full(size, np.inf)])
            ),
            constraints=optimize.LinearConstraint(
                both, np.concatenate([off, none, none]), np.concatenate([off, rest, -rest])
            ),
            options={"time_limit": 10.0},
        )
        steps = None if answer.x is None else answer.x[:size]
    if steps is None:
        return None
    return {
        value.key: int(base * (whole + round(float(step))))
        for value, whole, step in zip(system.values, floor, steps, strict=True)
    }
