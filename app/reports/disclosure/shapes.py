"""Two shapes in which the people reached can be published, each drawn as one network.

`detailed` publishes community, community x sex, community x sex x age, sex x age, sex and the grand total.
`two_tables` publishes community x sex and sex x age with all their totals, and no three-way cell.
Totals that fall across the shape (community x age, and by age in the detailed shape) are shown only where
every part of them is shown, so that they say nothing new; otherwise they are withheld whatever their size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.reports.disclosure.hiding import COMPLEMENTARY, Shown
from app.reports.disclosure.network import Edge, Network

ALL = "all"

Place = tuple[str, str, str]
"""community, sex, age band; `all` in a place makes it a total."""

Counts = Mapping[Place, int]
"""The exact inner cells (no `all`). Places that are missing count as 0."""

TOTAL: Place = (ALL, ALL, ALL)

_CELL, _PAIR, _SEX_AGE, _AGE, _COMMUNITY, _SEX = 1.0, 2.0, 6.0, 8.0, 12.0, 30.0
"""How sorry we are to withhold a value, by its kind: headline rows last."""


class Table:
    """The exact counts with every margin, over full sets of categories."""

    def __init__(self, counts: Counts) -> None:
        self.communities = _in_order(place[0] for place in counts)
        self.sexes = _in_order(place[1] for place in counts)
        self.ages = _in_order(place[2] for place in counts)
        self.all_values: dict[Place, int] = dict.fromkeys(self.places(), 0)
        for (community, sex, age), value in counts.items():
            if value < 0:
                message = "a count cannot be negative"
                raise ValueError(message)
            for place in _margins(community, sex, age):
                self.all_values[place] += value

    def places(self) -> list[Place]:
        """Every place, totals included, in reading order."""
        return [
            (community, sex, age)
            for community in (*self.communities, ALL)
            for sex in (*self.sexes, ALL)
            for age in (*self.ages, ALL)
        ]

    def __getitem__(self, place: Place) -> int:
        return self.all_values[place]

    @property
    def total(self) -> int:
        """Everybody."""
        return self.all_values[TOTAL]

    def inner(self) -> dict[Place, int]:
        """The cells without totals."""
        return {place: value for place, value in self.all_values.items() if ALL not in place}


def _in_order(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def _margins(community: str, sex: str, age: str) -> list[Place]:
    return [(c, s, a) for c in (community, ALL) for s in (sex, ALL) for a in (age, ALL)]


def detailed(table: Table) -> Network:
    """Three-way: all -> community -> (community, sex) -> (sex, age) -> sex -> all."""
    edges = [_grand_total(table)]
    for c in table.communities:
        edges.append(_edge(table, (c, ALL, ALL), "in", ("c", c), _COMMUNITY))
        for s in table.sexes:
            edges.append(_edge(table, (c, s, ALL), ("c", c), ("cs", c, s), _PAIR))
            edges.extend(_edge(table, (c, s, a), ("cs", c, s), ("sa", s, a), _CELL) for a in table.ages)
    for s in table.sexes:
        edges.extend(_edge(table, (ALL, s, a), ("sa", s, a), ("s", s), _SEX_AGE) for a in table.ages)
        edges.append(_edge(table, (ALL, s, ALL), ("s", s), "out", _SEX))
    return Network(edges)


def two_tables(table: Table) -> Network:
    """Two by two: all -> community -> (community x sex) -> sex -> (sex x age) -> age -> all.

    Safe although the three-way cells exist: given its sex, community and age are free, so every pair of
    tables this network allows belongs to some table of whole people.
    """
    edges = [_grand_total(table)]
    for c in table.communities:
        edges.append(_edge(table, (c, ALL, ALL), "in", ("c", c), _COMMUNITY))
        edges.extend(_edge(table, (c, s, ALL), ("c", c), ("s", s), _PAIR) for s in table.sexes)
    for s in table.sexes:
        edges.append(_edge(table, (ALL, s, ALL), ("s", s), ("s out", s), _SEX))
        edges.extend(_edge(table, (ALL, s, a), ("s out", s), ("a", a), _SEX_AGE) for a in table.ages)
    edges.extend(_edge(table, (ALL, ALL, a), ("a", a), "out", _AGE) for a in table.ages)
    return Network(edges)


def _grand_total(table: Table) -> Edge:
    return Edge(TOTAL, "out", "in", table.total, fixed=True)


def _edge(table: Table, place: Place, tail: object, head: object, weight: float) -> Edge:
    return Edge(place, tail, head, table[place], weight)


def with_cross_totals(table: Table, shown: Mapping[Place, Shown]) -> dict[Place, Shown]:
    """The published values in reading order, with totals across the shape where they add nothing new."""
    published: dict[Place, Shown] = {}
    for place in table.places():
        if place in shown:
            published[place] = shown[place]
            continue
        community, sex, age = place
        if sex != ALL:
            continue
        parts = [shown.get((community, one, age)) for one in table.sexes]
        if any(part is None for part in parts):
            continue
        known = [part for part in parts if isinstance(part, int)]
        published[place] = sum(known) if len(known) == len(parts) else COMPLEMENTARY
    return published
