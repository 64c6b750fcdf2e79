"""What a reader can say of a few people is what all sets of people that agree with him have in common, tried one by one."""

from __future__ import annotations

from datetime import date
from itertools import product
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.disclosure.adding_up import not_adding_up
from app.reports.disclosure.agreeing import Knowledge, Room, Target
from app.reports.disclosure.alike import Alike
from app.reports.disclosure.joining import Line
from app.reports.disclosure.shapes import TOTAL

CELLS, MOST, K = 4, 4, 4
DAY, REPORT = date(2022, 7, 30), UUID(int=1)
WORLDS = list(product(range(MOST + 1), repeat=CELLS))
SOME = [tuple(cell for cell in range(CELLS) if bits & 1 << cell) for bits in range(1, 1 << CELLS)]
EVERYBODY = tuple(range(CELLS))


def _count(world: tuple[int, ...], cells: tuple[int, ...]) -> int:
    return sum(world[cell] for cell in cells)


def _lines(world: tuple[int, ...], told: list[tuple[tuple[int, ...], bool]]) -> list[Line]:
    """Of each of these people the number, or where it may be hidden the sign `<4`; of everybody the number."""
    lines = []
    for cells, hidden in [(EVERYBODY, False), *told]:
        people = _count(world, cells)
        low, high = (1, K - 1) if hidden and 0 < people < K else (people, people)
        lines.append(Line(REPORT, TOTAL, DAY, DAY, cells, low, high))
    return lines


worlds = st.sampled_from([world for world in WORLDS if sum(world) <= MOST])
telling = st.lists(st.tuples(st.sampled_from(SOME), st.booleans()), max_size=4)


@settings(max_examples=50, deadline=None)
@given(world=worlds, told=telling)
def test_what_is_told_is_what_all_who_agree_have_in_common(
    world: tuple[int, ...], told: list[tuple[tuple[int, ...], bool]]
) -> None:
    lines = _lines(world, told)
    agree = [
        one
        for one in WORLDS
        if all(line.low <= _count(one, line.cells) <= (line.high or 0) for line in lines)
    ]
    shown = {line.cells for line in lines if line.low < (line.high or 0)}
    targets = [Target(TOTAL, DAY, DAY, cells, cells in shown) for cells in SOME]
    knows = Knowledge(Room(lines, CELLS), targets, K)
    knows.look_at_all()
    for number, target in enumerate(targets):
        people = [_count(one, target.cells) for one in agree]
        least, most = min(people), max(people)
        near = least == most or (not target.shown and most - least < K - 2)
        expected = (least, most) if least >= 1 and most < K and near else None
        found = knows.tells(number)
        assert (found is None) == (expected is None), target.cells
        assert found is None or found[0] <= least <= most <= found[1], target.cells


@settings(max_examples=50, deadline=None)
@given(world=worlds, told=telling)
def test_over_the_first_and_the_other_cells_of_each_class_the_same_follows(
    world: tuple[int, ...], told: list[tuple[tuple[int, ...], bool]]
) -> None:
    lines = _lines(world, told)
    targets = [Target(TOTAL, DAY, DAY, cells, shown=False) for cells in SOME]
    alike = Alike(lines, CELLS)
    fewer = [
        Line(REPORT, TOTAL, DAY, DAY, one.cells, line.low, line.high)
        for line, one in zip(lines, alike.folded(lines), strict=True)
    ]
    left = {one.number for one in not_adding_up(fewer, alike.folded(targets), 2 * alike.count)}
    assert {targets[number].cells for number in left} == {
        one.cells for one in not_adding_up(lines, targets, CELLS)
    }
