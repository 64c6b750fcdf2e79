"""Everything one report publishes, table by table, and what it gives away beside all that left before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from app.reports.disclosure.annexes import SessionList, sessions_given_away
from app.reports.disclosure.joining import Grid, Groups, Release
from app.reports.disclosure.lots import Statement, lots_given_away
from app.reports.disclosure.releases import GivenAway, given_away
from app.reports.disclosure.shapes import TOTAL

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


@dataclass(frozen=True, slots=True)
class Publication:
    """One release: people with their months; tables that stand apart from them; the stock; the sessions.

    `detached`: people by area, and each key figure that counts people or kits (a table of its total alone).
    """

    people: Release
    detached: Mapping[str, Release] = field(default_factory=dict)
    stock: Statement | None = None
    sessions: SessionList | None = None

    @property
    def report(self) -> UUID:
        """The report it was told in."""
        return self.people.report


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
