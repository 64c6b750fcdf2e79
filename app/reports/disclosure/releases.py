"""What several releases give away together that none of them gives away alone.

Every published count says how many people came between two days. Seen as steps between days, counts of the same
people form a net: whatever two days are joined in it, the count between them can be worked out by adding and
subtracting (quarter less two months, this lens less that one). So all exact differences are found, not only
those of two reports. What is only narrowed down is found by `narrowing`, over the releases that share days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from app.reports.disclosure.joining import Grid, Groups, Release
from app.reports.disclosure.merging import OTHER
from app.reports.disclosure.narrowing import Narrowed, narrowed
from app.reports.disclosure.shapes import TOTAL, Place


class GivenAway(NamedTuple):
    """So few people of a place between two days (both included) can be worked out from these reports.

    `people` is the least that must be assumed, `most` the most: the same where the count comes out. `table` is
    `people`, or the name of another table of `publication`.
    """

    place: Place
    first: date
    last: date
    people: int
    reports: tuple[UUID, ...]
    most: int = 0
    table: str = "people"


class Step(NamedTuple):
    """`people` came from the day `start` to the day before `end`, says a report."""

    start: date
    end: date
    people: int
    report: UUID


def given_away(
    new: Release,
    earlier: Iterable[Release],
    groups: Callable[[Grid], Groups] | None = None,
    readers: Callable[[Grid], Iterable[Sequence[Release]]] | None = None,
    also: Sequence[Release] = (),
) -> list[GivenAway]:
    """Counts from 1 to k-1 that come out, or are narrowed down, only when `new` is read beside the earlier ones.

    k is the largest threshold of all of them. Corrections of one and the same count are no people and are left
    out. `groups` tells which kinds of sessions exist where releases count different scopes, `readers` what each
    organisation that was there knows of its own, in lines of releases that were never made. `also`: the same report
    tells the same table of other days too (since the start).
    """
    others = [one for one in earlier if one.report != new.report]
    exact = _exactly(new, [one for one in others if one.scope == new.scope and not one.rounding], also)
    known = {(one.place, one.first, one.last) for one in exact}
    near = _near([new, *also], others)
    grid = Grid([new, *also, *near])
    if groups is not None and len({one.scope for one in grid.releases}) > 1:
        grid = Grid(grid.releases, groups(grid))
    closer = {
        (one.place, one.first, one.last, one.least, one.most): GivenAway(
            one.place, one.first, one.last, one.least, one.reports, one.most
        )
        for mine in ((new, *also) if near else ())
        for one in _narrowed(mine, grid, groups, readers)
        if (one.place, one.first, one.last) not in known
    }
    return sorted([*exact, *closer.values()], key=lambda one: (one.place, one.first, one.last))


def _narrowed(
    new: Release,
    grid: Grid,
    groups: Callable[[Grid], Groups] | None,
    readers: Callable[[Grid], Iterable[Sequence[Release]]] | None,
) -> list[Narrowed]:
    """What a stranger finds, else what the first finds of those who were there."""
    found = narrowed(new, grid)
    if found or groups is None or readers is None:
        return found
    for own in readers(grid):
        whole = Grid([*grid.releases, *own])
        found = narrowed(new, Grid(whole.releases, groups(whole)), frozenset(one.report for one in own))
        if found:
            return found
    return []


def _near(own: Sequence[Release], others: Sequence[Release]) -> list[Release]:
    """The releases that share days with one's own, or with one that does, and so on."""
    near, far = list(own), list(others)
    for one in near:
        touching = [other for other in far if other.first <= one.last and one.first <= other.last]
        near += touching
        far = [other for other in far if other not in touching]
    return near[len(own) :]


def _exactly(new: Release, others: Sequence[Release], also: Sequence[Release]) -> list[GivenAway]:
    k = max([new.threshold, *(one.threshold for one in others)])
    found: list[GivenAway] = []
    if new.rounding:  # nothing comes out exactly of multiples: what they narrow down is found by `narrowing`
        return found
    for place in new.cells:
        alike = [one for one in others if place in one.cells and _means_the_same(place, new, one)]
        if not alike:
            continue
        before = [step for one in alike for step in _steps(one, place)]
        mine = [step for one in (new, *also) if place in one.cells for step in _steps(one, place)]
        known = worked_out(before).keys() | worked_out(mine).keys()
        for (start, end), (people, reports) in worked_out([*mine, *before]).items():
            if 0 < people < k and (start, end) not in known:
                found.append(GivenAway(place, start, end - timedelta(days=1), people, reports, people))
    return sorted(found, key=lambda one: (one.place, one.first, one.last))


def _means_the_same(place: Place, one: Release, other: Release) -> bool:
    """Other communities are whoever is not named: the same people only where the same are named."""
    if place[0] != OTHER:
        return True
    return {cell[0] for cell in one.cells} == {cell[0] for cell in other.cells}


def _steps(release: Release, place: Place) -> list[Step]:
    steps = []
    people = release.cells[place]
    after = release.last + timedelta(days=1)
    if people is not None:
        steps.append(Step(release.first, after, people, release.report))
    if place == TOTAL:
        for code, reached in release.months.items():
            if reached is not None:
                steps.append(Step(*release.days_of_month(code), reached, release.report))
    return steps


Known = dict[tuple[date, date], tuple[int, tuple[UUID, ...]]]
"""(first day, day after the last) -> the people in between and the reports that tell."""


def worked_out(steps: Sequence[Step]) -> Known:
    """Everything between two days that steps join, by adding and subtracting."""
    near: dict[date, list[tuple[date, int, UUID]]] = {}
    for step in steps:
        near.setdefault(step.start, []).append((step.end, step.people, step.report))
        near.setdefault(step.end, []).append((step.start, -step.people, step.report))
    found: Known = {}
    for start in near:
        reached: dict[date, tuple[int, tuple[UUID, ...]]] = {start: (0, ())}
        waiting = [start]
        for day in waiting:
            so_far, told = reached[day]
            for other, people, report in near[day]:
                if other not in reached:
                    reached[other] = (so_far + people, tuple(dict.fromkeys((*told, report))))
                    waiting.append(other)
        found.update({(start, end): what for end, what in reached.items() if end > start})
    return found
