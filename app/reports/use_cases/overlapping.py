"""Which sessions several releases count together, and which people in them (see `app.reports.scopes`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import cast
from uuid import UUID

from app.access.actor import Scope
from app.kernel.ids import new_id
from app.measures import public as measures
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.build.annex import DISTRICT
from app.reports.disclosure.joining import Grid, Groups, Release
from app.reports.disclosure.publication import AREAS, DISTRICTS, FEEDBACK, PEOPLE, RESTATED, RESULTS
from app.reports.disclosure.shapes import TOTAL, Place
from app.reports.scopes import (
    AREA,
    COMMUNITY,
    DONOR,
    KIND,
    PARTNER,
    clauses_of,
    communities_of,
    share_of,
)

_AT_POINTS = frozenset({"kits_given", "items_given", "people_given", "people_given_kits", FEEDBACK})
"""Figures that count distribution points too."""


def _at_points(table: str) -> bool:
    """Whether distribution points are counted in it too: the table of a figure, or what an indicator tells of one."""
    first, *rest = table.split(" ")
    counted = rest[0] if first in {RESULTS, RESTATED} and rest else first
    return counted in _AT_POINTS or counted.startswith(f"{FEEDBACK}_")


@dataclass(frozen=True, slots=True)
class _Held:
    """A verified session or a closed distribution point: its day, who pays for it, who held it, where, and what it was.

    A point is of no type of activity.
    """

    day: date
    projects: frozenset[UUID]
    organisations: frozenset[UUID]
    area: str
    kind: str = ""


Counts = Callable[[_Held], bool]


class Overlaps:
    """The verified sessions between two days, and which scopes count which of them."""

    def __init__(self, look: ReadTx, first: date, last: date, scopes: Iterable[str]) -> None:
        self._look = look
        self._counts = {scope: self._rule(scope) for scope in dict.fromkeys(scopes)}
        self._held = _held_between(look, first, last)
        self._points = [
            _Held(one.day, one.projects, one.organisations, one.area)
            for one in measures.points_held(look, measures.Cut(from_date=first, to_date=last))
        ]

    def _rule(self, scope: str) -> Counts:
        clauses = [self._clause(kind, codes) for kind, codes in clauses_of(scope) if kind != COMMUNITY]
        return lambda held: all(one(held) for one in clauses)

    def _clause(self, kind: str, named: Sequence[str]) -> Counts:
        if kind == AREA:
            below = frozenset[str]().union(*(places.codes_below(self._look, code) for code in named))
            return lambda held: held.area in below
        if kind == KIND:
            return lambda held: held.kind in named
        if kind == PARTNER:
            ids = frozenset(one.id for one in organisations.by_codes(self._look, named).values())
            return lambda held: bool(held.organisations & ids)
        if kind == DONOR:
            found = organisations.by_codes(self._look, named).values()
            paid = frozenset(projects.projects_of_donor(self._look, [one.id for one in found]))
        else:
            paid = frozenset(one.id for one in projects.by_codes(self._look, named).values())
        return lambda held: bool(held.projects & paid)

    def with_(self, scope: str) -> set[str]:
        """The scopes that count a session or point that this one counts."""
        mine = [held for held in (*self._held, *self._points) if self._counts[scope](held)]
        return {other for other, rule in self._counts.items() if any(rule(held) for held in mine)}

    def groups(self, table: str, grid: Grid) -> Groups:
        """For each stretch of days the kinds of people in it: each is the set of scopes that count them.

        People of one session are of several kinds where shares are told: the part of each project, and the rest;
        and where some scopes count some communities only. (The table of people tells communities apart by itself.)
        In tables of places each kind comes with where it was held.
        """
        scopes = sorted({one.scope for one in grid.releases})
        of_some = [frozenset(scopes)] if table == PEOPLE else _communities_apart(scopes)
        counted = [*self._held, *(self._points if _at_points(table) else ())]
        kinds: dict[date, dict[frozenset[str], set[str]]] = {start: {} for start, _end in grid.stretches}
        starts = [start for start, _end in grid.stretches]
        ends = dict(grid.stretches)
        for held in counted:
            start = max((one for one in starts if one <= held.day), default=None)
            if start is None or held.day >= ends[start]:
                continue
            counting = frozenset(scope for scope in scopes if self._counts[scope](held))
            for kind in {part & some for part in _parts(held, counting) for some in of_some} - {frozenset()}:
                kinds[start].setdefault(kind, set()).add(held.area)
        if table in {AREAS, DISTRICTS}:
            return {start: self._places(table, found) for start, found in kinds.items()}
        return {start: sorted(found, key=sorted) for start, found in kinds.items()}

    def readers(self, scope: str, grid: Grid) -> Iterator[list[Release]]:
        """For each organisation of the sessions of a scope the people of its own sessions, stretch by stretch."""
        held = [one for one in self._held if self._counts[scope](one)]
        ids = frozenset[UUID]().union(*(one.organisations for one in held))
        for identity, code in sorted(organisations.codes_by_ids(self._look, ids).items(), key=itemgetter(1)):
            own = f"{PARTNER}{code}"
            self._counts.setdefault(own, self._rule(own))
            yield [
                Release(
                    new_id(),
                    start,
                    end - timedelta(days=1),
                    self._known(identity, start, end),
                    {},
                    0,
                    scope=own,
                )
                for start, end in grid.stretches
            ]

    def _known(self, organisation: UUID, start: date, end: date) -> dict[Place, int | None]:
        cut = measures.Cut(
            from_date=start, to_date=end - timedelta(days=1), organisations=frozenset({organisation})
        )
        by = ("community", "sex", "age_band")
        rows = measures.figures(self._look, Scope(everything=True), "people_reached", by=by, cut=cut).rows
        known: dict[Place, int | None] = {cast("Place", row.codes): int(row.value or 0) for row in rows}
        return known or {TOTAL: 0}

    def _places(
        self, table: str, found: Mapping[frozenset[str], set[str]]
    ) -> dict[frozenset[str], frozenset[str]]:
        """The kinds in their order, each with the governorates or districts that such a table names."""
        known = places.areas_by_codes(self._look, frozenset[str]().union(*found.values()))
        named = {
            code: one.governorate or code
            if table == AREAS
            else one.parent_code or code
            if one.level > DISTRICT
            else code
            for code, one in known.items()
        }
        return {
            kind: frozenset(named.get(code, code) for code in found[kind])
            for kind in sorted(found, key=sorted)
        }


def _parts(held: _Held, counting: frozenset[str]) -> list[frozenset[str]]:
    """The kinds of people of one session: everybody, or the part of each project that is told and the rest."""
    parts: dict[str, set[str]] = {}
    for scope in counting:
        if project := share_of(scope):
            parts.setdefault(project, set()).add(scope)
    whole = counting.difference(*parts.values())
    found = [whole | part for part in parts.values()]
    return found if parts and len(parts) >= len(held.projects) else [*found, whole]


def _communities_apart(scopes: Sequence[str]) -> list[frozenset[str]]:
    """The scopes that count the people of one community, for all that are told apart; the last is anybody else's."""
    only = {scope: communities_of(scope) for scope in scopes}
    everybody = frozenset(scope for scope in scopes if not only[scope])
    named = frozenset[str]().union(*only.values())
    apart = [everybody | {scope for scope in scopes if code in only[scope]} for code in sorted(named)]
    return list(dict.fromkeys([*apart, everybody]))


def _held_between(look: ReadTx, first: date, last: date) -> Sequence[_Held]:
    everything, cut = Scope(everything=True), measures.Cut(from_date=first, to_date=last)
    payers: Mapping[str, list[UUID]] = measures.projects_by_session(look, everything, cut)
    joined = measures.partners_by_session(look, everything, cut)
    return list(
        {
            _Held(
                line.local_date,
                frozenset(payers.get(line.code, ())),
                frozenset(
                    measures.as_uuid(one) for one in (line.lead_organisation_id, *joined.get(line.id, ()))
                ),
                line.area_code,
                line.activity_type,
            )
            for line in measures.session_figures(look, everything, cut)
        }
    )
