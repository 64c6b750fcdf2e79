"""What several releases give away together that none of them gives away alone.

Every published count says how many people came between two days. Seen as steps between days, counts of the same
people form a net: whatever two days are joined in it, the count between them can be worked out by adding and
subtracting (quarter less two months, this lens less that one). So all exact differences are found, not only
those of two reports. What is only narrowed down, and not worked out, is beyond this.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from app.reports.disclosure.merging import OTHER
from app.reports.disclosure.shapes import TOTAL, Place


@dataclass(frozen=True, slots=True)
class Release:
    """Counts of people of one period that have left, or are to leave, the house: None where a sign hides them.

    `months` are the totals by month (`2022-07`), cut to the days of the release.
    """

    report: UUID
    first: date
    last: date
    cells: Mapping[Place, int | None]
    months: Mapping[str, int | None]
    threshold: int


class GivenAway(NamedTuple):
    """So few people of a place between two days (both included) can be worked out from these reports."""

    place: Place
    first: date
    last: date
    people: int
    reports: tuple[UUID, ...]


class _Step(NamedTuple):
    """`people` came from the day `start` to the day before `end`, says a report."""

    start: date
    end: date
    people: int
    report: UUID


def given_away(new: Release, earlier: Iterable[Release]) -> list[GivenAway]:
    """Counts from 1 to k-1 that come out only when `new` is read beside the earlier ones.

    k is the largest threshold of all of them. Corrections of one and the same count are no people and are left out.
    """
    others = [one for one in earlier if one.report != new.report]
    k = max([new.threshold, *(one.threshold for one in others)])
    found = []
    for place in new.cells:
        alike = [one for one in others if place in one.cells and _means_the_same(place, new, one)]
        if not alike:
            continue
        before = [step for one in alike for step in _steps(one, place)]
        mine = _steps(new, place)
        known = _worked_out(before).keys() | _worked_out(mine).keys()
        for (start, end), (people, reports) in _worked_out([*mine, *before]).items():
            if 0 < people < k and (start, end) not in known:
                found.append(GivenAway(place, start, end - timedelta(days=1), people, reports))
    return sorted(found, key=lambda one: (one.place, one.first, one.last))


def _means_the_same(place: Place, one: Release, other: Release) -> bool:
    """Other communities are whoever is not named: the same people only where the same are named."""
    if place[0] != OTHER:
        return True
    return {cell[0] for cell in one.cells} == {cell[0] for cell in other.cells}


def _steps(release: Release, place: Place) -> list[_Step]:
    steps = []
    people = release.cells[place]
    after = release.last + timedelta(days=1)
    if people is not None:
        steps.append(_Step(release.first, after, people, release.report))
    if place == TOTAL:
        for code, reached in release.months.items():
            if reached is not None:
                year, month = int(code[:4]), int(code[5:])
                start = max(date(year, month, 1), release.first)
                end = date(year, month, calendar.monthrange(year, month)[1]) + timedelta(days=1)
                steps.append(_Step(start, min(end, after), reached, release.report))
    return steps


def _worked_out(steps: list[_Step]) -> dict[tuple[date, date], tuple[int, tuple[UUID, ...]]]:
    """(first day, day after the last) -> the people in between and the reports that tell, for all joined days."""
    near: dict[date, list[tuple[date, int, UUID]]] = {}
    for step in steps:
        near.setdefault(step.start, []).append((step.end, step.people, step.report))
        near.setdefault(step.end, []).append((step.start, -step.people, step.report))
    found: dict[tuple[date, date], tuple[int, tuple[UUID, ...]]] = {}
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
