"""What follows from published counts by adding and subtracting: everything it settles is the same in every world."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import NamedTuple
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.reports.disclosure.adding_up import not_adding_up
from app.reports.disclosure.joining import Line
from app.reports.disclosure.shapes import TOTAL

CELLS, MOST = 4, 3
DAY, REPORT = date(2022, 7, 30), UUID(int=1)
WORLDS = list(product(range(MOST + 1), repeat=CELLS))


class Asked(NamedTuple):
    """Some people by their smallest cells."""

    cells: tuple[int, ...]


EVERYTHING = [
    Asked(tuple(cell for cell in range(CELLS) if bits & 1 << cell)) for bits in range(1, 1 << CELLS)
]


def _lines(world: tuple[int, ...], told: list[tuple[int, ...]]) -> list[Line]:
    counts = [(cells, sum(world[cell] for cell in cells)) for cells in told]
    return [Line(REPORT, TOTAL, DAY, DAY, cells, people, people) for cells, people in counts]


def _left(world: tuple[int, ...], told: list[tuple[int, ...]]) -> set[tuple[int, ...]]:
    return {one.cells for one in not_adding_up(_lines(world, told), list(EVERYTHING), CELLS)}


def test_a_difference_and_what_nobody_leaves_empty_follow() -> None:
    left = _left((2, 1, 0, 3), [(0, 1), (0, 1, 2), (3,)])
    assert left == {(0,), (1,), (0, 3), (1, 3), (0, 2), (1, 2), (0, 2, 3), (1, 2, 3)}, (
        "who is of the two is not told"
    )
    assert _left((2, 1, 0, 3), []) == {one.cells for one in EVERYTHING}
    assert _left((0, 0, 0, 0), [(0, 1, 2, 3)]) == set(), "where nobody was, nobody is of any kind"


@given(
    world=st.sampled_from(WORLDS),
    told=st.lists(st.sampled_from([one.cells for one in EVERYTHING]), max_size=5, unique=True),
)
def test_whatever_is_settled_is_the_same_in_every_world_that_agrees(
    world: tuple[int, ...], told: list[tuple[int, ...]]
) -> None:
    agree = [
        one
        for one in WORLDS
        if all(sum(one[c] for c in cells) == sum(world[c] for c in cells) for cells in told)
    ]
    left = _left(world, told)
    for one in EVERYTHING:
        if one.cells not in left:
            assert len({sum(other[cell] for cell in one.cells) for other in agree}) == 1, one
