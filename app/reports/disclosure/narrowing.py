"""What several releases narrow down together, found by linear programme and then in whole people.

`releases` finds what can be worked out by adding and subtracting. A reader can do more: counts that are hidden
in one release are bounded by those of another. Here all releases stand in one programme over their smallest
cells; a count of some people between two days is given away when every set of whole people that agrees with
all of them has it between 1 and k-1, and closer than the sign `<k` itself says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from app.reports.disclosure.adding_up import not_adding_up
from app.reports.disclosure.agreeing import Knowledge, Room, Target
from app.reports.disclosure.alike import Alike
from app.reports.disclosure.joining import Grid, Groups, Line, Members, Release
from app.reports.disclosure.remembering import answered
from app.reports.disclosure.shapes import Place

_ENOUGH = 40
"""So many findings refuse a report for good; the rest are not asked for."""


class Narrowed(NamedTuple):
    """So few people of a place between two days (both included) must be assumed: at least and at most."""

    place: Place
    first: date
    last: date
    least: int
    most: int
    reports: tuple[UUID, ...]


def narrowed(new: Release, grid: Grid, known: frozenset[UUID] = frozenset()) -> list[Narrowed]:
    """Counts that the releases of the grid narrow down together, but neither `new` nor the others alone.

    `known` are no releases but what their reader counted itself, beside either of them. The same question is answered
    once (see `remembering`).
    """
    if not any(one.report != new.report for one in grid.releases) or not grid.size:
        return []
    reports = list(dict.fromkeys((new.report, *(one.report for one in grid.releases))))
    number = {report: at for at, report in enumerate(reports)}
    asked = (
        _plainly(new, number),
        tuple(_plainly(one, number) for one in grid.releases),
        _kinds_plainly(grid.groups),
        sorted(number[report] for report in known),
    )
    found = answered(
        "narrowed",
        asked,
        lambda: [
            (
                one.place,
                one.first.isoformat(),
                one.last.isoformat(),
                one.least,
                one.most,
                [number[report] for report in one.reports],
            )
            for one in _narrowed(new, grid, known)
        ],
    )
    return [
        Narrowed(
            tuple(place),
            date.fromisoformat(first),
            date.fromisoformat(last),
            least,
            most,
            tuple(reports[at] for at in told),
        )
        for place, first, last, least, most, told in found
    ]


def _plainly(one: Release, number: Mapping[UUID, int]) -> tuple[object, ...]:
    """Everything a release says, its report by number: the ids of reports mean nothing to the answer."""
    return (
        number[one.report],
        one.first,
        one.last,
        sorted(one.cells.items()),
        sorted(one.months.items()),
        one.threshold,
        sorted(one.small),
        sorted(one.small_months),
        one.scope,
        sorted(one.communities),
        one.rounding,
    )


def _kinds_plainly(groups: Groups) -> list[object]:
    """The kinds of sessions of each stretch; with where they were held, where that is told."""
    return [
        (
            start,
            sorted(
                (sorted(kind), sorted(kinds[kind]) if isinstance(kinds, Mapping) else None) for kind in kinds
            ),
        )
        for start, kinds in sorted(groups.items())
    ]


def _narrowed(new: Release, grid: Grid, known: frozenset[UUID]) -> list[Narrowed]:
    k = max(one.threshold for one in grid.releases)
    lines = _agreeing(grid.lines(), known | {new.report}, grid.size)
    parts = [
        [line for line in lines if line.release in known | {new.report}],
        [line for line in lines if line.release != new.report],
    ]
    alike = Alike(lines, grid.size)
    mine, theirs = (_folded(part, alike) for part in parts)
    if _says_nothing_beside(mine, theirs, alike) or _says_nothing_beside(theirs, mine, alike):
        return []
    targets = _not_added_up(_targets(new, grid, lines), (mine, theirs), alike)
    whole, *readers = (Knowledge(Room(some, grid.size), targets, k) for some in (lines, *parts))
    return [
        Narrowed(
            targets[one].place,
            targets[one].start,
            targets[one].end - timedelta(days=1),
            *bounds,
            tuple(
                dict.fromkeys(
                    line.release
                    for line in lines
                    if line.start < targets[one].end
                    and targets[one].start < line.end
                    and line.release not in known
                )
            ),
        )
        for one, bounds in _told(whole, readers, targets)
    ]


def _says_nothing_beside(some: Sequence[Line], others: Sequence[Line], alike: Alike) -> bool:
    """Whether all that some lines say follows from the others by adding and subtracting.

    Then whoever agrees with the others agrees with them too, so together they give away nothing that the others do
    not give away alone. So coarse breakdowns that only say what was known are settled without any question.
    """
    return not not_adding_up(others, list(some), 2 * alike.count)


def _folded(lines: Sequence[Line], alike: Alike) -> list[Line]:
    return [replace(line, cells=fewer.cells) for line, fewer in zip(lines, alike.folded(lines), strict=True)]


def _not_added_up(targets: list[Target], parts: Sequence[Sequence[Line]], alike: Alike) -> list[Target]:
    """The targets that do not follow from a part of the releases by adding and subtracting."""
    left = alike.folded(targets)
    for part in parts:
        left = not_adding_up(part, left, 2 * alike.count)
    return [targets[one.number] for one in left]


def _told(
    whole: Knowledge, parts: Sequence[Knowledge], targets: Sequence[Target]
) -> Iterator[tuple[int, tuple[int, int]]]:
    """The numbers of the targets that all releases give away and no part of them does, with fewest and most people.

    Who agrees with all releases agrees with each part of them too, and clears the same targets there.
    """
    whole.look_at_all()
    for part in parts:
        part.look_with(whole)
    settled: set[int] = set()
    found = 0
    while whole.found and found < _ENOUGH:
        left = [int(one) for one in whole.suspects() if int(one) not in settled]
        if not left:
            return
        first = min(left, key=lambda one: _least_first(targets[one]))
        settled.add(first)
        bounds = whole.tells(first)
        if bounds is not None and not any(part.tells(first) for part in parts):
            found += 1
            yield first, bounds


def _least_first(target: Target) -> tuple[int, date, date, Place]:
    return len(target.cells), target.start, target.end, target.place


def _agreeing(lines: list[Line], sure: frozenset[UUID], size: int) -> list[Line]:
    """The lines without those of earlier releases that a correction has overtaken: no people fit all of them."""
    if Room(lines, size).anybody():
        return lines
    wrong = Room(lines, size, bend={at for at, line in enumerate(lines) if line.release not in sure}).bent()
    return [line for at, line in enumerate(lines) if at not in wrong]


def _targets(new: Release, grid: Grid, lines: Sequence[Line]) -> list[Target]:
    """Every place of the new release in every run of stretches within its days, of every kind of session."""
    shown = {(line.start, line.end, line.cells) for line in lines if line.low < (line.high or 0)}
    last = new.last + timedelta(days=1)
    starts = [start for start, _end in grid.stretches if new.first <= start < last]
    ends = [end for _start, end in grid.stretches if new.first < end <= last]
    places = dict.fromkeys(place for one in grid.releases for place in one.cells)
    found: dict[tuple[int, ...], Target] = {}
    for place in places:
        owner = new if place in new.cells else next(one for one in grid.releases if place in one.cells)
        members = grid.members(owner, place)
        if members is None:
            continue
        for start in starts:
            for end in ends:
                for cells in _kinds_of(grid, start, end, members) if start < end else ():
                    target = Target(place, start, end, cells, (start, end, cells) in shown)
                    found.setdefault(cells, target)
    return list(found.values())


def _kinds_of(grid: Grid, start: date, end: date, members: Members) -> list[tuple[int, ...]]:
    """The cells of each scope, of two together, of one without another, of exactly the same scopes, and of one kind of session.

    The last two are what is left of a whole when several parts of it are taken away: in all communities together too,
    where some of the scopes count a few communities only.
    """
    scopes = sorted({one.scope for one in grid.releases})
    whole = {scope: grid.numbers(scope, start, end, members) for scope in scopes}
    kinds = list(whole.values())
    counted_by: dict[int, list[str]] = {}
    for one in scopes:
        for cell in whole[one]:
            counted_by.setdefault(cell, []).append(one)
        for other in scopes:
            if one != other:
                theirs = set(whole[other])
                kinds.append(tuple(cell for cell in whole[one] if cell not in theirs))
                kinds.append(tuple(cell for cell in whole[one] if cell in theirs))
    alike: dict[tuple[str, ...] | frozenset[str], list[int]] = {}
    a_kind = grid.size // len(grid.kinds)
    for cell, some in sorted(counted_by.items()):
        alike.setdefault(tuple(some), []).append(cell)
        alike.setdefault(grid.kinds[cell // a_kind][1], []).append(cell)
    kinds += map(tuple, alike.values())
    return [cells for cells in dict.fromkeys(kinds) if cells]
