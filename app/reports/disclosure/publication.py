"""Everything one report publishes, table by table, and what it gives away beside all that left before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID, uuid5

from app.reports.disclosure.annexes import SessionList, sessions_given_away
from app.reports.disclosure.joining import Grid, Groups, Release
from app.reports.disclosure.lots import Statement, lots_given_away
from app.reports.disclosure.releases import GivenAway, given_away
from app.reports.disclosure.shapes import ALL, TOTAL, Place

PEOPLE = "people"
"""The name of the table of people among findings."""

AREAS = "areas"
"""The table of people by area, in `detached`."""

DISTRICTS = "districts"
"""The one by district."""

METHOD = "method"
"""A finding that is no count: rounded figures beside exact ones of the same people."""

FEEDBACK = "feedback"
"""How the names of counts of feedback begin, in `detached`."""

GOOD: Place = (ALL, "good", ALL)
REST: Place = (ALL, "rest", ALL)
"""Who gave a good answer to a question of the feedback, and who another one: places in its table of all who answered."""

RESULTS = "results"
"""How the names of what indicators tell begin, in `results`."""

RESTATED = "restated"
"""How the names of corrected figures of earlier days begin, in `results`: `restated people_reached`."""

_PEOPLE = ("community", "sex", "age_band")


@dataclass(frozen=True, slots=True)
class Publication:
    """One release: people with their months; tables that stand apart from them; the stock; the sessions.

    `detached`: people by area, and each key figure that counts people or kits (a table of its total alone).
    `results`: what indicators tell of the period, since the start and of a target's days, by the name of what is counted
    (`results people_reached sex=f`), whatever the code of the indicator; and what figures of earlier reports are since
    they were corrected (`restated people_reached`), of the days of those reports.
    """

    people: Release
    detached: Mapping[str, Release] = field(default_factory=dict)
    stock: Statement | None = None
    sessions: SessionList | None = None
    results: Mapping[str, tuple[Release, ...]] = field(default_factory=dict)

    def told_of(self, name: str) -> list[Release]:
        """All that this release tells of a count: its indicators, and the place of a table that is the same."""
        found = list(self.results.get(name, ()))
        for table_of, place in places_of(name):
            table = self.people if table_of == PEOPLE else self.detached.get(table_of)
            if table is not None and place in table.cells:
                found.append(_alone(table, place))
        return found

    @property
    def report(self) -> UUID:
        """The report it was told in."""
        return self.people.report


def _alone(table: Release, place: Place) -> Release:
    """One place of a table as a table of its total alone; months only where they are of that place."""
    months = table.months if place == TOTAL else {}
    return replace(
        table,
        cells={TOTAL: table.cells[place]},
        months=months,
        communities=type(table.communities)(),
        small=frozenset({TOTAL} if place in table.small else ()),
        small_months=table.small_months if months else frozenset(),
    )


def all_given_away(
    new: Publication,
    earlier: Iterable[Publication],
    groups: Callable[[str, Grid], Groups] | None = None,
    *,
    readers: Callable[[Grid], Iterable[Sequence[Release]]] | None = None,
    only_people: bool = False,
) -> list[GivenAway]:
    """Small counts of any table that come out, or are narrowed down, only when `new` is read beside the earlier ones.

    `groups` tells of each table which kinds of sessions exist where releases count different scopes, `readers` what
    each organisation knows of the people in its own sessions.
    """
    others = list(earlier)
    if mixed := _otherwise_made(new, others):
        return mixed

    def kinds(name: str) -> Callable[[Grid], Groups] | None:
        return None if groups is None else partial(groups, name)

    found = given_away(new.people, [one.people for one in others], kinds(PEOPLE), readers)
    if only_people:
        return found
    for name, table in new.detached.items():
        before = [one.detached[name] for one in others if name in one.detached]
        if before:
            places = name in {AREAS, DISTRICTS}  # their total is that of the people
            found += [
                one._replace(table=name)
                for one in given_away(table, before, kinds(name))
                if not (places and one.place == TOTAL)
            ]
    for name in sorted({name for one in (new, *others) for name in one.results}):
        of_kind = _of_corrections if name.startswith(f"{RESTATED} ") else _of_results
        found += of_kind(name, new, others, kinds(name), found)
    if new.stock:
        found += lots_given_away(new.stock, [one.stock for one in others if one.stock])
    if new.sessions:
        found += sessions_given_away(new.sessions, [one.sessions for one in others if one.sessions])
    return found


def _otherwise_made(new: Publication, others: Iterable[Publication]) -> list[GivenAway]:
    """Rounded counts and exact ones of the same days would say more together than either: never both."""
    mine = new.people
    found = [
        one.report
        for one in others
        if one.people.rounding != mine.rounding
        and one.people.first <= mine.last
        and mine.first <= one.people.last
    ]
    reports = tuple(dict.fromkeys((*found, new.report)))
    return [GivenAway(TOTAL, mine.first, mine.last, 0, reports, table=METHOD)] if found else []


def _of_results(
    name: str,
    new: Publication,
    others: Iterable[Publication],
    kinds: Callable[[Grid], Groups] | None,
    known: Iterable[GivenAway],
) -> list[GivenAway]:
    """What a count that indicators tell gives away beside earlier reports, where no table of `known` found it already."""
    mine = new.told_of(name)
    before = [table for one in others for table in one.told_of(name)]
    if not mine or not before:
        return []
    same = places_of(name)
    told = {(one.first, one.last) for one in known if (one.table, one.place) in same}
    return [
        one._replace(table=name)
        for one in given_away(mine[0], before, kinds, also=mine[1:])
        if (one.first, one.last) not in told
    ]


def _of_corrections(
    name: str,
    new: Publication,
    others: Iterable[Publication],
    kinds: Callable[[Grid], Groups] | None,
    known: Iterable[GivenAway],
) -> list[GivenAway]:
    """What corrected figures give away beside all that is told of the same count, the new report itself included.

    So those of the new report are read as if somebody else told them, in the place of what they correct.
    """
    counted = name.replace(RESTATED, RESULTS, 1)
    apart = [replace(one, report=uuid5(one.report, RESTATED)) for one in new.results.get(name, ())]
    corrected = {(one.scope, one.first, one.last) for one in apart}
    mine = new.told_of(counted)
    before = [
        *apart,
        *(table for one in others for table in (*one.results.get(name, ()), *one.told_of(counted))),
    ]
    before = [one for one in before if one in apart or (one.scope, one.first, one.last) not in corrected]
    if not mine or not before:
        return []
    told = {(one.first, one.last) for one in known}
    ids = {one.report: new.report for one in apart}
    return [
        one._replace(table=name, reports=tuple(dict.fromkeys(ids.get(id_, id_) for id_ in one.reports)))
        for one in given_away(mine[0], before, kinds, also=mine[1:])
        if (one.first, one.last) not in told
    ]


def places_of(name: str) -> list[tuple[str, Place]]:
    """Where a report tells in a table what an indicator counts: (table, place); an area is a governorate or a district."""
    _kind, measure, *narrowed = name.split(" ")
    if measure.startswith(f"{FEEDBACK}_") and len(narrowed) == 1:
        place = {"n": TOTAL, "good": GOOD, "rest": REST}.get(narrowed[0])
        return [] if place is None else [(f"{FEEDBACK} {measure}", place)]
    if measure == "outcome" and narrowed == ["n"]:
        return [("outcome n", TOTAL)]
    codes = dict(one.split("=", 1) for one in narrowed if "=" in one)
    if len(codes) != len(narrowed) or any("|" in code for code in codes.values()):
        return []
    if not codes:
        return [(PEOPLE if measure == "people_reached" else measure, TOTAL)]
    if measure != "people_reached":
        return []
    if codes.keys() == {"area"}:
        return [(table, (codes["area"], ALL, ALL)) for table in (AREAS, DISTRICTS)]
    if codes.keys() <= set(_PEOPLE):
        community, sex, age = (codes.get(dimension, ALL) for dimension in _PEOPLE)
        return [(PEOPLE, (community, sex, age))]
    return []
