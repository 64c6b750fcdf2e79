"""Several releases written over the same smallest cells: days between two borders x community x sex x age.

Releases may join categories differently. Ages are cut into stretches of years, Other is whoever a release does
not name, and `not stated` takes in `other` where a release shows no such sex. What cannot be laid over the rest
(a union whose name has no years) is left out, its totals stay.
"""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from app.kernel.types import NOT_STATED_BAND, Sex
from app.reports.disclosure.merging import ANY_AGE, OTHER
from app.reports.disclosure.shapes import ALL, TOTAL, Place, with_code

_YEARS = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")
_WIDEST = 200

Members = tuple[list[int], list[int], list[int]]
"""Numbers of communities, sexes and ages that a place takes in."""


Groups = Mapping[date, Collection[frozenset[str]]]
"""First day of a stretch -> the kinds of sessions in it, by which scopes count them; as a mapping with the places
where sessions of each kind were held."""


@dataclass(frozen=True, slots=True)
class Release:
    """Counts of people of one period that have left, or are to leave, the house: None where a sign hides them.

    `months` are the totals by month (`2022-07`), cut to the days of the release. `small` and `small_months`
    name the hidden ones whose sign says that they are from 1 to k-1. `scope` says whose sessions are counted.
    `communities`: the table counts people of these alone; empty: everybody. `rounding`: values are multiples of
    it, less than it away from the truth; 0: they are the truth.
    """

    report: UUID
    first: date
    last: date
    cells: Mapping[Place, int | None]
    months: Mapping[str, int | None]
    threshold: int
    small: frozenset[Place] = frozenset()
    small_months: frozenset[str] = frozenset()
    scope: str = ""
    communities: frozenset[str] = frozenset()
    rounding: int = 0

    def days_of_month(self, code: str) -> tuple[date, date]:
        """First day and the day after the last of a month, cut to the days of the release."""
        year, month = int(code[:4]), int(code[5:])
        end = date(year, month, calendar.monthrange(year, month)[1]) + timedelta(days=1)
        return max(date(year, month, 1), self.first), min(end, self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Line:
    """A published sum of smallest cells: from `low` to `high` people; None: no upper bound."""

    release: UUID
    place: Place
    start: date
    end: date
    cells: tuple[int, ...]
    low: int
    high: int | None


def _around(value: int, rounding: int) -> tuple[int, int]:
    """Between what a published value says the true one is."""
    room = max(rounding - 1, 0)
    return max(value - room, 0), value + room


def _years(code: str) -> tuple[int, int] | None:
    found = _YEARS.fullmatch(code)
    return (int(found[1]), int(found[2]) + 1 if found[2] else _WIDEST) if found else None


@dataclass
class Grid:
    """The smallest cells of some releases, numbered; `groups` are the kinds of sessions that are told apart.

    A group is the set of scopes that count it (sessions of both projects, of one only); `groups` are those
    that exist in a stretch of days, where each was held when that is told (codes of places).
    """

    releases: Sequence[Release]
    groups: Groups = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.borders = sorted(set(self._borders()))
        self.stretches = [
            (start, end)
            for start, end in itertools.pairwise(self.borders)
            if any(one.first <= start <= one.last for one in self.releases)
        ]
        named = [
            ({place[0] for place in one.cells} | one.communities) - {ALL, OTHER} for one in self.releases
        ]
        self.communities = [*sorted(set().union(*named)), OTHER]
        self.sexes = sorted({place[1] for one in self.releases for place in one.cells} - {ALL}) or [ALL]
        bands = {place[2] for one in self.releases for place in one.cells} - {ALL, ANY_AGE}
        cuts = sorted({year for band in bands for year in (_years(band) or ())})
        self.ages: list[tuple[int, int] | str] = [*itertools.pairwise(cuts)]
        self.ages += [NOT_STATED_BAND] if NOT_STATED_BAND in bands or not cuts else []
        self._scopes = frozenset(one.scope for one in self.releases)
        self._only = {one.scope: one.communities for one in self.releases if one.communities}
        self.kinds = [(stretch, group) for stretch in self.stretches for group in self._groups(stretch[0])]
        self.shape = (len(self.kinds), len(self.communities), len(self.sexes), len(self.ages))
        self.size = self.shape[0] * self.shape[1] * self.shape[2] * self.shape[3]

    def _groups(self, start: date) -> Collection[frozenset[str]]:
        return self.groups.get(start, [self._scopes] if len(self._scopes) == 1 else [])

    def _borders(self) -> Iterable[date]:
        for one in self.releases:
            yield from (one.first, one.last + timedelta(days=1))
            for code in one.months:
                yield from one.days_of_month(code)

    def members(self, release: Release, place: Place) -> Members | None:
        """The categories that a place of a release takes in, by number; None when it cannot be laid over the grid."""
        community, sex, age = place
        named = {one[0] for one in release.cells}
        if community == ALL:
            communities = list(range(len(self.communities)))
        elif community == OTHER:
            communities = [at for at, code in enumerate(self.communities) if code not in named - {OTHER}]
        else:
            communities = [self.communities.index(community)]
        sexes = [at for at, code in enumerate(self.sexes) if sex in {ALL, code}]
        own = {one[1] for one in release.cells}
        if sex == Sex.NOT_STATED and Sex.OTHER.value not in own and Sex.OTHER.value in self.sexes:
            sexes.append(self.sexes.index(Sex.OTHER.value))
        if age in {ALL, ANY_AGE}:
            return communities, sexes, list(range(len(self.ages)))
        years = _years(age)
        if years is None and age != NOT_STATED_BAND:
            return None
        ages = [
            at
            for at, one in enumerate(self.ages)
            if one == age or (years is not None and isinstance(one, tuple) and years[0] <= one[0] < years[1])
        ]
        return communities, sexes, ages

    def numbers(self, scope: str, start: date, end: date, members: Members) -> tuple[int, ...]:
        """The smallest cells of these categories between two days, of the sessions and communities a scope counts."""
        _kinds, communities, sexes, ages = self.shape
        only = self._only.get(scope)
        counted = [c for c in members[0] if only is None or self.communities[c] in only]
        return tuple(
            ((kind * communities + c) * sexes + s) * ages + a
            for kind, ((first, after), group) in enumerate(self.kinds)
            if start <= first and after <= end and scope in group
            for c in self._where(first, group, counted)
            for s in members[1]
            for a in members[2]
        )

    def _where(self, start: date, group: frozenset[str], counted: list[int]) -> list[int]:
        """Of these places those where this kind of session was held."""
        kinds = self.groups.get(start)
        if not isinstance(kinds, Mapping):
            return counted
        return [place for place in counted if self.communities[place] in kinds[group]]

    def lines(self) -> list[Line]:
        """Everything the releases publish, signs of small counts and categories with nobody in them included."""
        found: list[Line] = []
        for one in self.releases:
            after = one.last + timedelta(days=1)
            for place, value in one.cells.items():
                members = self.members(one, place)
                if members is not None:
                    found += self._line(one, place, one.first, after, members, value, place in one.small)
            everybody = self.members(one, TOTAL)
            for code, value in one.months.items():
                start, end = one.days_of_month(code)
                if everybody is not None and start < end:
                    found += self._line(one, TOTAL, start, end, everybody, value, code in one.small_months)
            found += self._nobody(one, after)
        return found

    def _nobody(self, release: Release, after: date) -> list[Line]:
        """A release that breaks people down leaves no category out: in those it does not show there is nobody."""
        found = []
        everything = [list(range(size)) for size in self.shape[1:]]
        for at in range(3):
            seen: set[int] = set()
            for code in {place[at] for place in release.cells} - {ALL, ANY_AGE}:
                members = self.members(release, with_code(TOTAL, at, code))
                seen.update(everything[at] if members is None else members[at])
            missing = [number for number in everything[at] if number not in seen]
            if seen and missing:
                sides = [missing if side == at else everything[side] for side in range(3)]
                nobody: Members = (sides[0], sides[1], sides[2])
                found += self._line(release, TOTAL, release.first, after, nobody, 0, False)
        return found

    def _line(
        self,
        release: Release,
        place: Place,
        start: date,
        end: date,
        members: Members,
        value: int | None,
        small: bool,  # noqa: FBT001 - whether its sign says 1 to k-1
    ) -> list[Line]:
        if value is None and not small:
            return []
        low, high = (1, release.threshold - 1) if value is None else _around(value, release.rounding)
        cells = self.numbers(release.scope, start, end, members)
        return [Line(release.report, place, start, end, cells, low, high)] if cells else []
